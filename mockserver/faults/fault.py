"""A fault as a value: one way to break the contract on purpose, with what is known of it; a variant breaks none.

It holds no rule of the mock: what it does is told by the parts that it replaces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from contracts import Contract, Operation
from mockserver.parts import Parts

Apply = Callable[[Parts, Contract], Parts]
Where = Callable[[Contract], tuple[Operation, ...]]
# What shows it: a check of one answer, the sense of one answer, several answers held together, or writes, time or
# two identities.
Class = Literal["A", "B", "C", "D"]
Area = Literal[
    "status",
    "envelope",
    "schema",
    "cursors",
    "forward",
    "backward",
    "filter",
    "sort",
    "projection",
    "embed",
    "authentication",
    "scoping",
    "headers",
    "state",
    "robustness",
]

OWN: Final = "own"
CATALOGUE: Final = "bug reports in public issue trackers, retold"
# Where one report stands for a fault.
REPORTS: Final[Mapping[str, str]] = {
    "B01": "tracecat: backward from the third page on",
    "E02": "na0fu3y/ochakai#365: error paths that leave the envelope",
    "E09": "camunda/camunda#44198: an error that names its classes",
    "F12": "openziti/edge#429: a bad filter ends in 500",
    "P15": "datacite#1446: the order is lost with a cursor",
    "P26": "nestjs-query#527: a repeated sort key breaks the cursor",
    "R06": "GSA/data.gov#5897: a malformed cursor ends in a page of 500",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to break the contract.

    Args:
        id: what it is asked for by.
        title: what the broken server does.
        area: what of the contract it breaks.
        kind: what it takes to see it.
        expected: the ids of invariants of which one at least names it.
        where: the operations on which it shows.
        apply: the parts of the mock that break it, made from those of another.
        source: where it was seen.
    """

    id: str
    title: str
    area: Area
    kind: Class
    expected: tuple[str, ...]
    where: Where
    apply: Apply
    source: str = OWN


Row = tuple[str, str, Class, str, Where, Apply]


def retold(area: Area, *rows: Row) -> tuple[Fault, ...]:
    """Faults of an area that were seen elsewhere: id, title, class, expected invariants, where, apply."""
    return tuple(
        Fault(id_, title, area, kind, tuple(expected.split()), where, apply, REPORTS.get(id_, CATALOGUE))
        for id_, title, kind, expected, where, apply in rows
    )


def own(area: Area, *rows: Row) -> tuple[Fault, ...]:
    """Faults of an area that were thought out here, told as `retold` does."""
    return tuple(replace(each, source=OWN) for each in retold(area, *rows))


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to keep the contract that looks unlike the mock's own, and is no finding of anybody.

    Args:
        id: what it is asked for by.
        title: what the server does.
        apply: the parts of the mock that do it.
        policy: what it has to declare, for it departs from the contract's own policy there.
    """

    id: str
    title: str
    apply: Apply
    policy: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unshown:
    """A fault or variant of the catalogue that this mock does not show, and why not."""

    id: str
    title: str
    reason: str
