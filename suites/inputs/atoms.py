"""Comparisons and filters to ask with, made from the grammar and from values that the deployment showed.

Strategies of Hypothesis, so that of many filters that would do the simplest one is asked. They are drawn by the run's
own chance, and nothing is remembered.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy, builds, lists, one_of, sampled_from, tuples

from contracts import (
    And,
    Comparison,
    Field,
    FieldType,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
    UnreadableValue,
    holds,
    read_cell,
)
from suites.evidence.orders import Row

HOME = Path(tempfile.gettempdir()) / "contractkit-hypothesis"
SAMPLE = 60  # rows that a candidate is tried on: enough to tell filters apart, and quick
TRIES = 60  # candidates that are looked at before a wish is given up

_QUIET = settings(
    database=None,
    deadline=None,
    max_examples=TRIES,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
_WITHOUT_ORDER = (FieldType.BOOLEAN, FieldType.UUID)

T = TypeVar("T")
Sides = tuple[frozenset[int], frozenset[int]]


def values(rows: Sequence[Row], field: Field) -> tuple[Any, ...]:
    """The values that rows show of a field, null aside, each once, the simplest first."""
    found: dict[Any, None] = {}
    for row in rows:
        try:
            value = read_cell(field.type or FieldType.STRING, row, field.name)
        except UnreadableValue:
            continue
        if value is not None and _askable(value):
            found[value] = None
    return tuple(sorted(found, key=lambda value: (len(str(value)), str(value))))


def _askable(value: Any) -> bool:
    """Whether a filter may hold a value: no text with NUL, or with half a character."""
    return not isinstance(value, str) or not any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value)


def has_nulls(rows: Sequence[Row], field: Field) -> bool:
    """Whether a field is null in some row."""
    return any(row.get(field.name, ...) is None for row in rows)


def operators(field: Field) -> tuple[Operator, ...]:
    """The operators that tell something of a field's values: what has no order is in no range."""
    plain = (Operator.EQ, Operator.NE)
    return plain if field.type in _WITHOUT_ORDER else (*plain, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)


def comparisons(field: Field, seen: Sequence[Any], among: Sequence[Operator] = ()) -> SearchStrategy[Filter]:
    """Comparisons of a field with values that were seen."""
    return builds(Comparison, sampled_from([field.name]), sampled_from(among or operators(field)), sampled_from(seen))


def memberships(field: Field, seen: Sequence[Any]) -> SearchStrategy[Filter]:
    """Lists of two or three of the values that were seen."""
    several = lists(sampled_from(seen), min_size=2, max_size=3, unique=True)
    return builds(Membership, sampled_from([field.name]), several.map(tuple))


def filters(leaves: SearchStrategy[Filter]) -> SearchStrategy[Filter]:
    """Filters that join such comparisons by AND, OR and NOT, each inside another."""
    negated = builds(Not, leaves)
    some = one_of(leaves, negated)
    either, both = (builds(kind, tuples(some, leaves)) for kind in (Or, And))
    return one_of(
        builds(And, tuples(negated, either)),
        builds(Or, tuples(both, negated)),
        builds(Not, builds(And, tuples(some, either))),
        builds(Not, builds(Or, tuples(both, some))),
    )


def simplest(strategy: SearchStrategy[T], chance: Random, *wishes: Callable[[T], bool]) -> T | None:
    """The simplest draw that grants the first wish that any draw grants; None where none does.

    Args:
        wishes: the best first.
    """
    for wish in wishes:
        try:
            with _at_home():
                return find(strategy, wish, settings=_QUIET, random=Random(chance.random()))  # noqa: S311  # not for secrets
        except (HypothesisException, ValueError):
            continue
    return None


@contextmanager
def _at_home() -> Iterator[None]:
    """Hypothesis keeps tables of its own; the folder that the suites are run in is not the place for them."""
    before = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(HOME)
    try:
        yield
    finally:
        set_hypothesis_home_dir(before)


class Sample:
    """Some of the rows that a deployment showed, to try filters on before they are asked.

    Args:
        rows: all that it showed.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        step = -(-len(rows) // SAMPLE) or 1
        self.rows = tuple(rows[::step])
        self._known: dict[Filter, Sides] = {}

    def passing(self, tree: Filter) -> frozenset[int]:
        """The places of the rows that pass a filter."""
        return self._sides(tree)[0]

    def _sides(self, tree: Filter) -> Sides:
        """The places of the rows that a filter is true of, and of those that it is false of."""
        match tree:
            case Not(operand):
                passed, failed = self._sides(operand)
                return failed, passed
            case And(operands):
                sides = [self._sides(each) for each in operands]
                return frozenset.intersection(*(each[0] for each in sides)), _union(each[1] for each in sides)
            case Or(operands):
                sides = [self._sides(each) for each in operands]
                return _union(each[0] for each in sides), frozenset.intersection(*(each[1] for each in sides))
        if tree not in self._known:
            truths = [_truth(tree, row) for row in self.rows]
            both = (frozenset(n for n, truth in enumerate(truths) if truth is side) for side in (True, False))
            self._known[tree] = (next(both), next(both))
        return self._known[tree]

    def splits(self, tree: Filter) -> bool:
        """Whether some rows pass, and some do not."""
        return 0 < len(self.passing(tree)) < len(self.rows)

    def narrows(self, tree: Filter) -> bool:
        """Whether some rows pass, and most do not."""
        return 0 < len(self.passing(tree)) <= max(1, len(self.rows) // 3)

    def excludes(self, tree: Filter) -> bool:
        """Whether some rows do not pass."""
        return len(self.passing(tree)) < len(self.rows)


def _union(parts: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*parts)


def _truth(tree: Filter, row: Row) -> bool | None:
    try:
        return holds(tree, row)
    except UnreadableValue:
        return None
