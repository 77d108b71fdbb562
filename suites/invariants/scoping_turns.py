"""Readings of whole lists that take turns, and the rows that one side always shows and the other never. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contracts import Operation
from suites.evidence.pages import Walk
from suites.evidence.references import is_complete
from suites.evidence.study import study
from suites.invariants.scoping_sights import Row, organization_of
from suites.traffic import Exchange, Trace


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a whole list, without a filter.

    Args:
        caller: the identity that read; None for nobody.
        place: the values that the path gives the rows' properties.
        exchange: its first page.
        rows: by key, as text.
    """

    caller: str | None
    place: tuple[tuple[str, str], ...]
    exchange: Exchange
    rows: Mapping[str, Row]

    @property
    def number(self) -> int:
        """Its place in the run."""
        return self.exchange.number

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its rows."""
        return frozenset(self.rows)


def readings(trace: Trace, operation: Operation) -> list[Reading]:
    """The readings of a list from one end to the other, in the order they began.

    Args:
        operation: the list; it need not be the trace's own.
    """
    walks = study(replace(trace, operation=operation)).forward
    return [_reading(operation, walk) for walk in walks if is_complete(walk) and not walk[0].selection.filter]


def _reading(operation: Operation, walk: Walk) -> Reading:
    within = operation.behaviour.within if operation.behaviour else ()
    values = dict(walk[0].selection.path)
    place = tuple(sorted((each.property, values.get(each.parameter, "")) for each in within))
    rows = {str(key): row for page in walk for key, row in zip(page.keys, page.items, strict=True) if key is not None}
    return Reading(walk[0].selection.identity, place, walk[0].exchange, rows)


def by_caller(many: Iterable[Reading]) -> Mapping[tuple[str, tuple[object, ...]], list[Reading]]:
    """Readings by who read, and for what: the organisation in effect and the path."""
    found: dict[tuple[str, tuple[object, ...]], list[Reading]] = {}
    for each in many:
        where = (organization_of(each.exchange), each.place)
        found.setdefault((each.caller or "", where), []).append(each)
    return found


def always_without(some: Sequence[Reading], others: Sequence[Reading]) -> list[str]:
    """The keys that every one of some readings shows and none of the others."""
    shared = frozenset.intersection(*(each.keys for each in some)) if some else frozenset[str]()
    never = shared.difference(*(each.keys for each in others))
    return [key for key in some[0].rows if key in never] if some else []
