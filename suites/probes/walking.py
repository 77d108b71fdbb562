"""How probes ask for pages: one page, a walk along its links, and readings that later judgements refer to.

A probe that walks asks a page again when the network or an overloaded server spoke, at most twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts import Listing, Resource
from suites.inquiry import Inquiry
from suites.limits import Limits, limits_of
from suites.orders import Ranking, Row, ranking_of
from suites.pages import Page, page_of
from suites.ties import MOST_PAGES, page_size
from suites.traffic import Exchange, target_of

PATIENCE = 2
LARGE = 100  # rows of a large page where nothing says how large one may be
LONG = 3  # largest pages; of a list with more rows only the first ones are walked
SLACK = 2  # pages that a walk may take beyond those its rows fill: for what is added meanwhile, or wrong


@dataclass(frozen=True, slots=True)
class Way:
    """How to ask for pages of one result.

    Args:
        order: the sort expression; empty for the default order.
        limit: rows a page; None to send none.
        most: how many pages a walk takes at most.
        filter: the filter expression; empty for none.
        headers: sent with each request.
    """

    order: str = ""
    limit: int | None = None
    most: int = MOST_PAGES
    filter: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Walker:
    """Asks one list for pages.

    Args:
        inquiry: the list, as whom, and who asks.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        behaviour = inquiry.operation.behaviour
        if behaviour is None or behaviour.listing is None or behaviour.resource is None:
            raise LookupError(f"{inquiry.operation.label} is no list")
        self.inquiry = inquiry
        self.listing: Listing = behaviour.listing
        self.resource: Resource = behaviour.resource
        self.limits: Limits | None = limits_of(inquiry.operation, inquiry.contract)

    @property
    def largest(self) -> int | None:
        """The largest limit worth asking; None where the list takes none."""
        return None if self.limits is None else self.limits.maximum or LARGE

    def page(self, way: Way, cursor: str | None = None, backward: bool = False) -> Page | None:
        """One page; None where what came back is none."""
        return self.ask(self.query(way, cursor, backward), way.headers)

    def query(self, way: Way, cursor: str | None = None, backward: bool = False) -> tuple[tuple[str, str], ...]:
        """The query of a page, in the order: limit, order, filter, cursor, direction."""
        listing = self.listing
        pairs = (
            (listing.limit, None if way.limit is None else str(way.limit)),
            (listing.order, way.order or None),
            (listing.filter, way.filter or None),
            (listing.cursor, cursor),
            (listing.backward, "true" if backward else None),
        )
        return tuple((name, value) for name, value in pairs if name and value is not None)

    def ask(self, query: Sequence[tuple[str, str]], headers: Sequence[tuple[str, str]] = ()) -> Page | None:
        """The page a query names; asked again where noise answered."""
        inquiry = self.inquiry
        path = inquiry.subject.path if inquiry.subject else {}
        for _ in range(PATIENCE + 1):
            exchange = inquiry.courier.ask(inquiry.operation, path, query, inquiry.identity, headers)
            if not exchange.noisy:
                break
        organization = inquiry.contract.semantics.access.organization
        return page_of(exchange, inquiry.operation, organization) if exchange.status == 200 else None

    def send(self, query: str) -> Exchange:
        """Asks for a page by a query that is percent-encoded already, and sent as it stands."""
        inquiry = self.inquiry
        path = target_of(inquiry.operation, inquiry.subject.path if inquiry.subject else {})
        who = inquiry.identity
        headers = inquiry.courier.credentials(inquiry.operation, who) if who else ()
        return inquiry.courier.send(inquiry.operation.method, f"{path}?{query}", headers)

    def follow(self, way: Way, start: Page, backward: bool = False) -> tuple[Page, ...]:
        """The pages that links lead to from a page, it among them, until they end, repeat or are too many."""
        walked = [start]
        seen: set[str] = set()
        while len(walked) < min(way.most, self.inquiry.courier.target.pages):
            cursor = walked[-1].body.previous if backward else walked[-1].body.next
            if cursor is None:
                break
            page = self.page(way, cursor, backward)
            if page is None:
                break
            walked.append(page)
            if cursor in seen:
                break
            seen.add(cursor)
        return tuple(walked)

    def walk(self, way: Way, backward: bool = False) -> tuple[Page, ...]:
        """The pages from an end of the list on."""
        start = self.page(way, backward=backward)
        return () if start is None else self.follow(way, start, backward)

    def read(self) -> tuple[Row, ...]:
        """The list's rows in its default order, by the largest pages; further references on other paths beside it."""
        rows = rows_of(self.walk(Way(limit=self.largest)))
        if self.listing.order and self.may_order_by(self.resource.key):
            self.walk(Way(f"{self.resource.key}:asc", self.largest))
        return rows

    def may_order_by(self, name: str) -> bool:
        """Whether an order may name a field."""
        field = self.resource.fields.get(name)
        return bool(self.listing.order) and field is not None and field.sortable

    def ranking(self, order: str) -> Ranking | None:
        """The order that a sort expression asks for."""
        return ranking_of(self.inquiry.operation, self.inquiry.contract, order)

    def sized(self, order: str, rows: Sequence[Row]) -> Way | None:
        """How to walk rows in an order so that pages end where it matters; None where they fill no two pages.

        Of a long list only the first rows are walked.

        Args:
            rows: in that order, as the deployment showed them.
        """
        if self.limits is None:
            return Way(order) if len(rows) > 1 else None
        largest = self.largest or LARGE
        walked = rows if len(rows) <= LONG * largest else rows[:largest]
        size = page_size(walked, self.ranking(order), self.limits.minimum or 1, largest)
        return None if size is None else Way(order, size, min(MOST_PAGES, -(-len(walked) // size) + SLACK))

    def sorted(self, order: str) -> tuple[Row, ...]:
        """The rows in an order, as many as the largest page holds."""
        page = self.page(Way(order, self.largest))
        return () if page is None else page.items


def rows_of(walk: Sequence[Page]) -> tuple[Row, ...]:
    """The rows of a walk, in the order they came."""
    return tuple(row for page in walk for row in page.items)


def resized(way: Way, limit: int) -> Way:
    """The same result in pages of another size."""
    return replace(way, limit=limit)
