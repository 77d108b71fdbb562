"""Asks for the rows of a list, or for one row, in shapes: with these names, with those relations, or plain.

What is shown as it was plainly shown before needs no further word; only for what is not is the plain asked again.
"""

from dataclasses import replace

from suites.evidence.orders import Row
from suites.evidence.pages import Page, page_of
from suites.evidence.study import study
from suites.inputs.samples import required_query
from suites.inquiry import Inquiry
from suites.invariants.projection_views import Gallery, gallery
from suites.probes.walking import Walker, Way
from suites.traffic import Exchange, Trace, target_of

Pairs = tuple[tuple[str, str], ...]

WALKED, FEWER = 3, 2  # pages of a walk where nothing is spared: what is lost on a third page only is lost; and else
AGAIN = 3  # times that what is in doubt is asked for plainly again: rows may come and go meanwhile


class Shaper:
    """Asks one list in shapes.

    Args:
        inquiry: the list, as whom, and who asks.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self.walker = Walker(inquiry)
        self.asked = Asked(inquiry)
        self.rows = first_rows(self.walker)
        self.most = WALKED if inquiry.profile.every else FEWER
        self.way = replace(self._sized(), most=self.most)
        self.mixes: bool = inquiry.contract.semantics.policy["cursor_resizable"]
        self.steady = inquiry.contract.semantics.policy["short_pages"] != "allow"

    def _sized(self) -> Way:
        """Pages of a size that fills as many as are walked, so that all rows are shown."""
        largest = Way(limit=self.walker.largest)
        limits = self.walker.limits
        if limits is None or self.most > FEWER:
            return self.walker.sized("", self.rows) or largest
        half = max(limits.minimum or 1, -(-len(self.rows) // self.most))
        return Way(limit=half) if half < len(self.rows) else largest

    def page(self, shape: Pairs = (), cursor: str | None = None, backward: bool = False) -> Page | None:
        """One page in a shape."""
        return self.walker.ask((*self.walker.query(self.way, cursor, backward), *shape))

    def whole(self, shape: Pairs = ()) -> Page | None:
        """The first page, as large as one may be."""
        return self.walker.ask((*self.walker.query(Way(limit=self.walker.largest)), *shape))

    def walk(self, shape: Pairs = (), back: bool = False) -> tuple[Page, ...]:
        """A few pages in a shape, and one step back from the last where that is asked for."""
        walked: list[Page] = []
        cursor: str | None = None
        while len(walked) < self.most:
            page = self.page(shape, cursor)
            if page is None:
                return tuple(walked)
            walked.append(page)
            cursor = page.body.next
            if cursor is None:
                break
        previous = walked[-1].body.previous
        if back and previous and self.walker.listing.backward and len(walked) > 1:
            self.page(shape, previous, backward=True)
        return tuple(walked)

    def cross(self, shape: Pairs, plain: tuple[Page, ...]) -> None:
        """Goes on in a shape from a plain page, and plainly from a page in that shape, where the policy lets."""
        if not self.mixes or not plain or plain[0].body.next is None:
            return
        self.page(shape, plain[0].body.next)
        shaped = self.page(shape)
        if shaped and shaped.body.next:
            self.page((), shaped.body.next)

    def settle(self, back: bool = False) -> bool:
        """Asks plainly again where something was not shown as before; tells whether it had to."""
        if not self.asked.in_doubt():
            return False
        for _ in range(AGAIN):
            self.walk(back=back)
        return True


class Asked:
    """What a probe has asked its operation so far.

    Args:
        inquiry: the operation, as whom, and who asks.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._before = len(inquiry.courier.exchanges)

    @property
    def trace(self) -> Trace:
        """It as a trace."""
        courier, operation = self._inquiry.courier, self._inquiry.operation
        return Trace(courier.contract, operation, tuple(courier.exchanges[self._before :]), {})

    def in_doubt(self) -> bool:
        """Whether something in a shape was not shown as it was plainly shown before."""
        seen: Gallery = gallery(study(self.trace))
        return any(seen.in_doubt(view) for view in seen.views)


def first_rows(walker: Walker) -> tuple[Row, ...]:
    """The first rows of a list, as many as a page holds: as the run was shown them last, else asked for."""
    inquiry = walker.inquiry
    due = walker.query(Way(limit=walker.largest))
    path = target_of(inquiry.operation, inquiry.subject.path if inquiry.subject else {})
    for each in reversed(inquiry.courier.exchanges):
        if each.status == 200 and _is_same(each, path, due, inquiry.identity.name if inquiry.identity else None):
            page = page_of(each, inquiry.operation, inquiry.contract)
            if page is not None:
                return page.items
    asked = walker.page(Way(limit=walker.largest))
    return asked.items if asked else ()


def _is_same(exchange: Exchange, path: str, query: Pairs, who: str | None) -> bool:
    asked = exchange.asked
    return (asked.method, asked.path, tuple(asked.query), asked.identity) == ("GET", path, query, who)


def read(inquiry: Inquiry, *shapes: Pairs) -> None:
    """Asks for the one row of a read: plain, in each shape, and plain again where it was not shown as before."""
    needed, asked = required_query(inquiry.contract, inquiry.operation), Asked(inquiry)
    inquiry.get(*needed)
    for shape in shapes:
        inquiry.get(*needed, *shape)
    for _ in range(AGAIN if asked.in_doubt() else 0):
        inquiry.get(*needed)
