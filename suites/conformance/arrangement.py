"""Which of Schemathesis' requests of a write are sent, and in what order: rows are dear. Pure.

Edges of one kind travel in one body, so that few rows try them all; a failure is made smaller afterwards. Of what is
invalid each place comes in turn.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario

from suites.conformance.carrier import Case

Body = Mapping[str, Any]


def valid_first(cases: Sequence[Case], whole: Body, fits: Callable[[Body], bool]) -> tuple[Case, ...]:
    """Valid requests, the most telling first: all properties, the required ones, the edges of each kind, the rest.

    Args:
        whole: the body that has every property, with values from no edge.
        fits: whether a body follows the contract.
    """
    full = [case for case in cases if case.body == whole][:1]
    least = [case for case in cases if _scenario(case) is CoverageScenario.OBJECT_ONLY_REQUIRED and _in_body(case)][:1]
    edges = [case for case in cases if _scenario(case) is CoverageScenario.VALID_OBJECT and case not in full]
    joined = list(_joined(edges, whole, fits))
    drawn = sorted((case for case in cases if _scenario(case) is None), key=_is_plain)
    first = [*full, *least, *joined, *drawn]
    return (*first, *(case for case in cases if not any(case is each for each in first)))


def spread(cases: Iterable[Case], most: int) -> tuple[Case, ...]:
    """At most so many invalid requests, those of each place and kind in turn, in their own order."""
    groups: dict[str, list[Case]] = defaultdict(list)
    ordered = list(cases)
    for case in ordered:
        groups[_place(case)].append(case)
    turns = chain.from_iterable(zip_longest(*groups.values()))
    chosen = {id(case) for case in [case for case in turns if case is not None][:most]}
    return tuple(case for case in ordered if id(case) in chosen)


def _joined(edges: Sequence[Case], whole: Body, fits: Callable[[Body], bool]) -> Iterator[Case]:
    """One request for the nulls, one for the least values, one for the greatest."""
    values: dict[str, list[Any]] = defaultdict(list)
    for body in [case.body for case in edges]:
        changed = _changed(body, whole)
        if len(changed) == 1 and isinstance(body, Mapping):
            values[changed[0]].append(body[changed[0]])
    for edge in (_least, _greatest, _null):
        body = {**whole, **{name: found[0] for name, many in values.items() if (found := edge(many, whole[name]))}}
        if body != whole and fits(body):
            case = edges[0].derive(keep_auth=True)
            case.body = body
            yield case


def _changed(body: Any, whole: Body) -> tuple[str, ...]:
    if not isinstance(body, Mapping) or set(body) != set(whole):
        return ()
    return tuple(name for name in whole if body[name] != whole[name] or type(body[name]) is not type(whole[name]))


def _least(values: list[Any], usual: Any) -> list[Any]:
    return sorted((each for each in [*values, usual] if each is not None), key=_size)[:1]


def _greatest(values: list[Any], usual: Any) -> list[Any]:
    return sorted((each for each in [usual, *values] if each is not None), key=_size)[-1:]


def _null(values: list[Any], _usual: Any) -> list[Any]:
    return [None] if None in values else []


def _size(value: Any) -> float:
    return value if isinstance(value, int | float) else len(value)


def _scenario(case: Case) -> CoverageScenario | None:
    data = case.meta.phase.data if case.meta else None
    return data.scenario if isinstance(data, CoveragePhaseData) else None


def _in_body(case: Case) -> bool:
    return case.meta is not None and case.meta.phase.data.parameter_location is ParameterLocation.BODY


def _is_plain(case: Case) -> bool:
    """Whether every text of a drawn body is ASCII."""
    return str(case.body).isascii()


def _place(case: Case) -> str:
    """Where a request is meant to be invalid: a parameter, or a property of the body and its keyword."""
    data = case.meta.phase.data if case.meta else None
    if data is None or not isinstance(data, CoveragePhaseData):
        return "drawn"
    return f"{data.parameter_location} {data.parameter} {data.location} {data.scenario}"
