"""The lists and reads that show what a probe makes: asked for one row, for a tag, and page by page.

What was written may not be read at once everywhere: an answer that lacks its row is asked for again, a few times.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from contracts import And, Comparison, FieldType, Operation, Operator, UnreadableValue, print_filter, read_value
from suites.evidence.appearances import had_to_show, sights
from suites.evidence.creations import Attempt, resource_of
from suites.evidence.pages import Page
from suites.inquiry import Inquiry
from suites.invariants.invariant import walks_forward
from suites.probes.walking import Walker, Way
from suites.subjects import Subject
from suites.traffic import Exchange, Trace

PAUSES = (0.1, 0.2, 0.4, 0.8)  # seconds between two askings for what should be there
FENCE = 1000  # numbers that the rows of one probe may take
FEW = 4  # pages of a walk while rows are added

Found = Callable[[Exchange], bool]


class Lane:
    """One operation that shows rows, as whom it is asked, and for which.

    Args:
        inquiry: of that operation.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        behaviour = inquiry.operation.behaviour
        if behaviour is None or behaviour.resource is None:
            raise LookupError(f"{inquiry.operation.label} shows no rows")
        self.inquiry, self.operation, self.resource = inquiry, inquiry.operation, behaviour.resource
        self.walker = Walker(inquiry) if behaviour.kind == "list" and behaviour.listing else None
        self._patient = True

    @property
    def sees_less(self) -> bool:
        """Whether rows that were made may be hidden from it."""
        behaviour = self.operation.behaviour
        return bool(self.resource.visibility and behaviour and behaviour.sees == "visible")

    def hides(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is one that it does not show."""
        seen = self.resource.visibility
        return bool(self.sees_less and seen and seen.property in row and row[seen.property] != seen.equals)

    def look(self, query: tuple[tuple[str, str], ...], found: Found) -> bool:
        """Asks until the answer holds what it should; a lane where it once never did is asked once."""
        lag = self.inquiry.contract.semantics.policy["replica_lag"] / 1000
        pauses = (*PAUSES, lag) if lag else PAUSES
        seen = found(self.inquiry.get(*query))
        for pause in pauses if self._patient else ():
            if seen:
                return True
            self.inquiry.courier.wait(pause)
            seen = found(self.inquiry.get(*query))
        self._patient = seen or not self._patient
        return seen

    def find(self, key: Any) -> bool:
        """Asks for the row of a key; tells whether it is there."""
        where = self.equal(self.resource.key, key)
        return self.look(self.query(Way(limit=None if where else self.largest, filter=where)), self.shows(key))

    def shows(self, key: Any) -> Found:
        """Whether an answer shows the row of a key."""

        def found(exchange: Exchange) -> bool:
            seen = sights(Trace(self.inquiry.contract, self.operation, (exchange,)))
            return any(row.get(self.resource.key) == key for sight in seen for row in sight.rows)

        return found

    def settles(self, attempt: Attempt) -> Found:
        """Whether an answer shows a row, or need not."""

        def found(exchange: Exchange) -> bool:
            contract = self.inquiry.contract
            seen = sights(Trace(contract, self.operation, (exchange,)))
            return self.shows(attempt.key)(exchange) or not any(had_to_show(contract, each, attempt) for each in seen)

        return found

    def equal(self, name: str, value: Any) -> str:
        """The filter that only rows with a value pass; empty where the list takes none on that property."""
        return self._compared((name, Operator.EQ, value))

    def fence(self, name: str, lowest: int) -> str:
        """The filter that only rows of one probe pass, by the numbers they have."""
        return self._compared((name, Operator.GTE, lowest), (name, Operator.LT, lowest + FENCE))

    def _compared(self, *wanted: tuple[str, Operator, Any]) -> str:
        fields = self.resource.fields
        types = [fields[name].type if name in fields else None for name, _, _ in wanted]
        if self.walker is None or not self.walker.listing.filter:
            return ""
        try:
            parts = [
                Comparison(name, operator, read_value(type_, str(value) if type_ is FieldType.DECIMAL else value))
                for (name, operator, value), type_ in zip(wanted, types, strict=True)
                if type_ is not None
            ]
        except UnreadableValue:
            return ""
        return "" if len(parts) < len(wanted) else print_filter(And(tuple(parts)) if len(parts) > 1 else parts[0])

    def query(self, way: Way) -> tuple[tuple[str, str], ...]:
        """The query of a first page; empty where the lane has no pages."""
        return self.walker.query(way) if self.walker else ()

    @property
    def largest(self) -> int | None:
        """The rows of the largest page."""
        return self.walker.largest if self.walker else None

    def is_free(self, name: str, lowest: int) -> bool:
        """Whether no row has a number of a fence at a property."""
        fenced = self.fence(name, lowest)
        page = self.walker.page(Way(limit=self.largest, filter=fenced)) if self.walker and fenced else None
        return page is None or not page.items

    def way(self, name: str | None, lowest: int) -> Way | None:
        """How to walk it in the smallest pages, over its own rows alone where that can be; None where it cannot be."""
        walker = self.walker
        if walker is None or walker.limits is None or walks_forward(self.operation, self.inquiry.contract):
            return None
        fenced = self.fence(name, lowest) if name and walker.may_order_by(name) else ""
        smallest = walker.limits.minimum or 1
        return Way(f"{name}:asc", smallest, FEW, fenced) if fenced else Way(limit=smallest, most=FEW)


class Strip:
    """A walk through a lane that stands still after its first page, while a row is added."""

    def __init__(self, lane: Lane, way: Way) -> None:
        self.lane, self.way = lane, way
        self.walker = lane.walker or Walker(lane.inquiry)
        self._reference()
        self.start: Page | None = self.walker.page(way)

    def go_on(self) -> None:
        """The pages after the first, then all rows in large pages."""
        if self.start is not None:
            self.walker.follow(self.way, self.start)
        self._reference()

    def _reference(self) -> None:
        self.walker.page(replace(self.way, limit=self.lane.largest))


def lanes(inquiry: Inquiry, kinds: tuple[str, ...], known: Mapping[str, Any], key: Any = None) -> tuple[Lane, ...]:
    """The operations of these kinds that may show a row.

    Args:
        inquiry: of the operation that makes the row.
        kinds: `list`, `collect`, `read`.
        known: what is known of the row, by property.
        key: of the row; for reads.
    """
    made = resource_of(inquiry.operation)
    found: list[Lane] = []
    for operation in inquiry.contract.operations:
        behaviour, resource = operation.behaviour, resource_of(operation)
        if behaviour and behaviour.kind in kinds and made and resource and resource.name == made.name:
            found.extend(_lane(inquiry, operation, _path(operation, known, key)))
    return tuple(found)


def _lane(inquiry: Inquiry, operation: Operation, path: Mapping[str, str] | None) -> Iterator[Lane]:
    who, maker = inquiry.subjects.caller(operation), inquiry.identity
    resource = resource_of(operation)
    if resource and resource.scope and maker and who and who.organization != maker.organization:
        who = maker
    if path is not None and (who is not None or operation.security != "required"):
        yield Lane(replace(inquiry, operation=operation, subject=Subject(who, path)))


def _path(operation: Operation, known: Mapping[str, Any], key: Any) -> Mapping[str, str] | None:
    """The values of an operation's path for a row; None where they are not all known."""
    behaviour = operation.behaviour
    if behaviour is None:
        return None
    values = {each.parameter: each.any or known.get(each.property) for each in behaviour.within}
    if behaviour.by:
        values[behaviour.by] = key
    names = [each.name for each in operation.parameters if each.location == "path"]
    if any(values.get(name) is None for name in names):
        return None
    return {name: str(values[name]) for name in names}
