"""How probes ask for pages: one page, a walk along its links, and readings that later judgements refer to.

A probe that walks asks a page again when the network or an overloaded server spoke, at most twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from contracts import FieldType, Listing, Resource
from suites.evidence.limits import Limits, limits_of
from suites.evidence.orders import Ranking, Row, ranking_of
from suites.evidence.pages import Page, page_of
from suites.inputs.ties import FEW_PAGES, MOST_PAGES, ORDERS, Fit, fit, one_way, orders
from suites.inquiry import Inquiry
from suites.invariants.invariant import walks_forward
from suites.traffic import Exchange, target_of

PATIENCE = 2
LARGE = 100  # rows of a large page where nothing says how large one may be
LONG = 3  # largest pages; of a list with more rows only the first ones are walked
TURNS = 3  # orders, each as good as the other, of which a list walks one
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
        # Pages of a walk whose size was chosen.
        self.most = MOST_PAGES if inquiry.profile.every else FEW_PAGES

    @property
    def links(self) -> bool:
        """Whether a page can be followed by its link."""
        return walks_forward(self.inquiry.operation, self.inquiry.contract) is None

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

    def ask(
        self, query: Sequence[tuple[str, str]], headers: Sequence[tuple[str, str]] = (), anew: bool = True
    ) -> Page | None:
        """The page a query names; asked again where noise answered.

        Args:
            anew: whether a refusal that the run has had of the same request does not do (`Courier.send`).
        """
        inquiry = self.inquiry
        path = inquiry.subject.path if inquiry.subject else {}
        for _ in range(PATIENCE + 1):
            exchange = inquiry.courier.ask(inquiry.operation, path, query, inquiry.identity, headers, anew=anew)
            if not exchange.noisy:
                break
        return page_of(exchange, inquiry.operation, inquiry.contract) if exchange.status == 200 else None

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
        rows = self.read_before()
        if self._has_other_path:
            self.read_after()
        return rows

    def read_before(self) -> tuple[Row, ...]:
        """The list's rows in its default order, by the largest pages."""
        return rows_of(self.walk(Way(limit=self.largest)))

    def read_after(self) -> None:
        """Its rows once more, in the order of their key where that can be: a path with faults of its own."""
        self.walk(Way(f"{self.resource.key}:asc" if self._has_other_path else "", self.largest))

    @property
    def _has_other_path(self) -> bool:
        return self.may_order_by(self.resource.key)

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
        walked = self._walked(rows)
        found = fit(walked, self.ranking(order), self.limits.minimum or 1, self.largest or LARGE, self.most)
        if found is None:
            return None
        pages = -(-len(walked) // found.size)
        return Way(order, found.size, min(MOST_PAGES, pages + SLACK) if pages <= self.most else self.most)

    def sorted(self, order: str, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The rows in an order: all of them, or of a long list as many as the largest page holds.

        Args:
            rows: in the default order.
        """
        return rows_of(self.walk(Way(order, self.largest, LONG if self._walked(rows) is rows else 1)))

    def orders(self, rows: Sequence[Row], descending: Sequence[bool], most: int = ORDERS) -> tuple[str, ...]:
        """The orders to walk beside the default one: all that say something, or where little is asked those of a turn.

        Args:
            rows: in the default order.
            descending: the directions that the lists take turns of, where little is asked.
            most: how many single keys, where much is asked.
        """
        fields = self.resource.fields
        if not self.listing.order:
            return ()
        if self.inquiry.profile.every:
            return orders(rows, fields, most)
        chosen = (self._turn(rows, one_way(rows, fields, down)) for down in self.inquiry.some(descending, 1))
        return tuple(dict.fromkeys(order for turn in chosen for order in turn))

    def _turn(self, rows: Sequence[Row], offered: Sequence[str]) -> tuple[str, ...]:
        """As few of some orders as meet each kind of edge that they and the default order can meet between them.

        Of those as good, one by values of another type than the default order's: it tells what breaks one type alone.
        """
        met = {order: each.kinds for order in offered if (each := self._fit(order, rows))}
        default, type_ = self._fit("", rows), self._type("")
        lacking = frozenset[str]().union(*met.values()) - (default.kinds if default else frozenset())
        chosen: list[str] = []
        while met and (lacking or not chosen):
            best = max(len(kinds & lacking) for kinds in met.values())
            good = [each for each in met if len(met[each] & lacking) == best]
            good.sort(key=lambda each: (self._type(each) == type_, -len(met[each])))
            chosen += self.inquiry.some(good[:TURNS], 1)
            lacking = lacking.difference(*(met[each] for each in chosen))
        return tuple(chosen)

    def _type(self, order: str) -> FieldType | None:
        ranking = self.ranking(order)
        return ranking.columns[0].type if ranking else None

    def _fit(self, order: str, rows: Sequence[Row]) -> Fit | None:
        """How well a walk in an order could meet ties, nulls and near values; None where that cannot be told."""
        ranking = self.ranking(order)
        places = [ranking.place(row) for row in rows] if ranking else []
        if self.limits is None or not places or None in places:
            return None
        ordered = [row for _, row in sorted(zip(places, rows, strict=True), key=itemgetter(0))]
        return fit(self._walked(ordered), ranking, self.limits.minimum or 1, self.largest or LARGE, self.most)

    def _walked(self, rows: Sequence[Row]) -> Sequence[Row]:
        largest = self.largest or LARGE
        return rows if len(rows) <= LONG * largest else rows[:largest]


def rows_of(walk: Sequence[Page]) -> tuple[Row, ...]:
    """The rows of a walk, in the order they came."""
    return tuple(row for page in walk for row in page.items)


def resized(way: Way, limit: int) -> Way:
    """The same result in pages of another size."""
    return replace(way, limit=limit)
