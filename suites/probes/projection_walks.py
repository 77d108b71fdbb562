"""Asks for the rows of a list, or for one row, in shapes: with these names, with those relations, or plain.

A plain walk before and one after hold what is asked in between; plain first pages amid it show what only flickers.
"""

from dataclasses import replace
from typing import Any

from suites.inquiry import Inquiry
from suites.pages import Page
from suites.probes.walking import Walker, Way
from suites.samples import required_query

Pairs = tuple[tuple[str, str], ...]

WALKED = 3  # pages of a walk: what is lost on a third page only is lost


class Shaper:
    """Asks one list in shapes.

    Args:
        inquiry: the list, as whom, and who asks.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self.walker = Walker(inquiry)
        rows = self.walker.page(Way(limit=self.walker.largest))
        self.rows = rows.items if rows else ()
        self.way = replace(self.walker.sized("", self.rows) or Way(limit=self.walker.largest), most=WALKED)
        self.mixes: bool = inquiry.contract.semantics.policy["cursor_resizable"]

    def page(self, shape: Pairs = (), cursor: str | None = None, backward: bool = False) -> Page | None:
        """One page in a shape."""
        return self.walker.ask((*self.walker.query(self.way, cursor, backward), *shape))

    def whole(self, shape: Pairs = ()) -> Page | None:
        """The first page, as large as one may be."""
        return self.walker.ask((*self.walker.query(Way(limit=self.walker.largest)), *shape))

    def walk(self, shape: Pairs = (), back: bool = True) -> tuple[Page, ...]:
        """Up to three pages in a shape, and one step back from the last."""
        walked: list[Page] = []
        cursor: str | None = None
        while len(walked) < WALKED:
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


def read(inquiry: Inquiry, *shapes: Pairs) -> Any:
    """Asks for the one row of a read: plain, in each shape, and plain again; the row as it was at first."""
    needed = required_query(inquiry.contract, inquiry.operation)
    first = inquiry.get(*needed)
    for shape in shapes:
        inquiry.get(*needed, *shape)
    inquiry.get(*needed)
    return first.document
