"""Which of Schemathesis' requests are sent where not all are: of each class of fault one at each place. Pure.

Near ones are left out: another value of the same wrong type, another parameter with the same fault. Operations that
are asked alike take turns with these, and so do seeds.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CONTENT_TYPE_PROBES, CoveragePhaseData, CoverageScenario

from contracts import Contract, Operation
from suites.conformance.carrier import Case

Key = tuple[str, ...]
PROPERTY = "property"

# Scenarios that code fails in one place.
CLASSES: Mapping[CoverageScenario, str] = {
    CoverageScenario.OBJECT_MISSING_REQUIRED_PROPERTY: "missing",
    CoverageScenario.MISSING_PARAMETER: "missing",
    CoverageScenario.MALFORMED_CONTENT_TYPE: "media type",
    CoverageScenario.UNSUPPORTED_CONTENT_TYPE: "media type",
}
# Faults of a property that any reader of it meets.
SHOWING = frozenset((CoverageScenario.INCORRECT_TYPE.value, "missing"))
# Valid requests that differ little from the whole one, from the examples, from what is drawn or from a page of one row.
NEAR = frozenset(
    (
        CoverageScenario.EXAMPLE_VALUE,
        CoverageScenario.MINIMUM_VALUE,
        CoverageScenario.NEAR_BOUNDARY_ITEMS_ARRAY,
        CoverageScenario.NEAR_BOUNDARY_LENGTH_STRING,
        CoverageScenario.NEAR_BOUNDARY_NUMBER,
        CoverageScenario.NULL_VALUE,
        CoverageScenario.OBJECT_ONLY_REQUIRED,
        CoverageScenario.OBJECT_REQUIRED_AND_OPTIONAL,
        CoverageScenario.VALID_BOOLEAN,
    )
)


def turn_of(contract: Contract, operation: Operation, seed: int) -> int:
    """Whose turn it is: the operation's place among those that read, or write, alike, moved on by the seed."""
    alike = [each.label for each in contract.operations if _kind(each) == _kind(operation)]
    return alike.index(operation.label) + seed


@dataclass(frozen=True, slots=True)
class Selection:
    """Chooses among requests.

    Args:
        turn: which of several alternatives is taken, counted round.
        telling: whether a check would see a fault in how a request is answered; such a one is taken before others.
    """

    turn: int
    telling: Callable[[Case], bool]

    def of(self, cases: Iterable[Case], body: Mapping[str, Any] | None = None) -> tuple[Case, ...]:
        """One request of each class at each place, in their own order.

        Args:
            cases: of the coverage phase.
            body: the valid body from which the invalid ones were made.
        """
        ordered = list(cases)
        groups: dict[Key, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
        for case in ordered:
            for key, variant in _places(case, body or {}):
                groups[key][variant].append(case)
        ranked = (_sought(variants) if key[0] == PROPERTY else variants for key, variants in groups.items())
        chosen = {id(self._one([*variants.values()], place)) for place, variants in enumerate(ranked)}
        return tuple(case for case in ordered if id(case) in chosen)

    def first(self, cases: Iterable[Case]) -> tuple[Case, ...]:
        """The first request that tells something; the first of all where none does, nothing of nothing."""
        ordered = list(cases)
        return tuple(islice(chain(filter(self.telling, ordered), ordered), 1))

    def _one(self, variants: Sequence[Sequence[Case]], place: int) -> Case:
        """Of the variant whose turn it is the value whose turn it is, among those that tell something."""
        rounds, first = divmod(self.turn + place, len(variants))
        for variant in _from(variants, first):
            telling = [case for case in variant if self.telling(case)]
            if telling:
                return telling[rounds % len(telling)]
        return _from(variants, first)[0][0]


def _from(variants: Sequence[Sequence[Case]], first: int) -> Sequence[Sequence[Case]]:
    return [*variants[first:], *variants[:first]]


def _sought(variants: Mapping[str, list[Case]]) -> Mapping[str, list[Case]]:
    """What code must look for, where there is any: a wrong type or an absence shows when the value is read."""
    return {kind: each for kind, each in variants.items() if kind not in SHOWING} or variants


def _places(case: Case, body: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """The class and place of a request, and which variant of it it is; nothing where it is near another one."""
    data = case.meta.phase.data if case.meta else None
    if not isinstance(data, CoveragePhaseData):
        return
    scenario, location = data.scenario, data.parameter_location
    kind = CLASSES.get(scenario, scenario.value)
    name = _property(case, data.location or "", body) if location is ParameterLocation.BODY else None
    if scenario is CoverageScenario.UNSPECIFIED_HTTP_METHOD:
        yield (kind, case.method), ""
    elif name is not None:
        yield (PROPERTY, name), kind
    elif location is ParameterLocation.BODY and _is_invalid(case):
        yield ("body", ""), kind
    elif not (scenario in NEAR or (scenario in CONTENT_TYPE_PROBES and case.body is NOT_SET)):
        yield (kind, str(location)), data.parameter or ""


def _property(case: Case, pointer: str, body: Mapping[str, Any]) -> str | None:
    """The property of the body that is wrong or missing; None where the body is wrong as a whole."""
    named = re.match("/properties/([^/]+)", pointer)
    if named:
        return named[1]
    sent = case.body if isinstance(case.body, dict) else body
    return next((name for name in body if name not in sent), None)


def _is_invalid(case: Case) -> bool:
    return case.meta is not None and case.meta.generation.mode is schemathesis.GenerationMode.NEGATIVE


def _kind(operation: Operation) -> tuple[bool, bool]:
    return operation.reads, bool(operation.behaviour and operation.behaviour.listing)
