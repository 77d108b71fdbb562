"""Answers whose rows stand out of order, and what each is put down to: one promise for each. Pure.

An answer is put down to a kind of fault only where that kind explains every pair of rows that stands wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from contracts import Field, FieldType
from suites.evidence.likeness import meaning
from suites.evidence.orders import Ranking, Row
from suites.evidence.pages import Page
from suites.evidence.showings import Showing, showings
from suites.evidence.study import KEPT, Study

NUMBERS = (FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL)
Kind = Literal["plain", "default", "cursor", "null", "number", "tie", "later", "repeated", "follows"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of which the first stands before the second, and is due after it.

    Args:
        left, right: the pages that show them: the same, or two that follow each other.
        deciding: the place of the first sort key in which they differ; None where they tie.
    """

    left: Page
    right: Page
    one: Row
    other: Row
    deciding: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Disorder:
    """An answer whose rows stand out of order, and what that is put down to."""

    showing: Showing
    ranking: Ranking
    pairs: tuple[Pair, ...]
    kind: Kind


@lru_cache(maxsize=KEPT)
def disorders(study: Study) -> tuple[Disorder, ...]:
    """The answers of a trace whose rows stand out of order."""
    found = []
    for showing in (*showings(study), *showings(study, True)):
        wrong = tuple(_wrong(showing))
        if wrong and showing.ranking and showing.sieve is None:
            found.append(Disorder(showing, showing.ranking, wrong, "plain"))
    single = [each for each in found if len(each.ranking.columns) == 1 and not repeats(each.showing.selection.order)]
    blamed = {each.ranking.names[0] for each in single if not _beyond(each)}
    return tuple(replace(each, kind=_kind(each, blamed)) for each in found)


def _wrong(showing: Showing) -> Iterator[Pair]:
    ranking = showing.ranking
    seen: set[Any] = set()
    for left, right in _neighbours(showing):
        (page, key, row), (other_page, other_key, other_row) = left, right
        seen.add(key)
        across = page is not other_page
        # A row that moved meanwhile, or that a page repeats, is not out of order: it is another fault.
        moved = across and (key not in showing.core.keys or other_key not in showing.core.keys or other_key in seen)
        if ranking and not page.fields and not moved and ranking.compare(row, other_row) > 0:
            yield Pair(page, other_page, row, other_row, _deciding(ranking, row, other_row))


def _neighbours(showing: Showing) -> Iterator[tuple[Any, Any]]:
    rows = [(page, *pair) for page in showing.walk for pair in zip(page.keys, page.items, strict=True)]
    yield from pairwise(rows)


def _deciding(ranking: Ranking, one: Row, other: Row) -> int | None:
    cells = zip(ranking.cells(one) or (), ranking.cells(other) or (), strict=False)
    return next((place for place, pair in enumerate(cells) if pair[0] != pair[1]), None)


def repeats(text: str) -> bool:
    """Whether a sort expression names a field twice."""
    names = [element.strip().partition(":")[0] for element in text.split(",")]
    return len(set(names)) < len(names)


def _beyond(found: Disorder) -> bool:
    """Whether all that stands wrong does so behind a cursor."""
    return all(pair.right.cursor is not None for pair in found.pairs)


def _kind(found: Disorder, blamed: set[str]) -> Kind:
    order, ranking = found.showing.selection.order, found.ranking
    for kind, explains in EXPLAINED.items():
        if all(explains(ranking.columns, pair) for pair in found.pairs):
            return kind
    if _beyond(found):
        return "cursor"
    several = len(ranking.columns) > 1 or repeats(order)
    if several and any(pair.deciding is not None and ranking.names[pair.deciding] in blamed for pair in found.pairs):
        return "follows"
    if repeats(order):
        return "repeated"
    if len(ranking.columns) > 1 and all(pair.deciding != 0 for pair in found.pairs):
        return "later"
    return "plain" if order else "default"


def _cells(columns: tuple[Field, ...], pair: Pair) -> tuple[Any, Any]:
    name = columns[pair.deciding].name if pair.deciding is not None else ""
    return pair.one.get(name), pair.other.get(name)


def _null(columns: tuple[Field, ...], pair: Pair) -> bool:
    return pair.deciding is not None and None in _cells(columns, pair)


def _number(columns: tuple[Field, ...], pair: Pair) -> bool:
    """Two numbers that stand as their texts do, or their doubles; or that are equal, and spelt otherwise."""
    if pair.deciding is None:
        spelt = [(pair.one.get(each.name), pair.other.get(each.name)) for each in columns if each.type in NUMBERS]
        return any(str(one) != str(other) for one, other in spelt)
    return turned(columns[pair.deciding], *_cells(columns, pair))


def _tie(_columns: tuple[Field, ...], pair: Pair) -> bool:
    return pair.deciding is None


def turned(field: Field, one: Any, other: Any) -> bool:
    """Whether two numbers stand in another order by their texts, or in none once they are doubles."""
    left, right = meaning(field.type, one), meaning(field.type, other)
    if field.type not in NUMBERS or not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return False
    by_text = (left < right) != (str(one) < str(other))
    return left != right and (by_text or float(left) == float(right))


# What explains a pair that stands wrong, the most special first.
EXPLAINED: Mapping[Kind, Callable[[tuple[Field, ...], Pair], bool]] = {"null": _null, "number": _number, "tie": _tie}
