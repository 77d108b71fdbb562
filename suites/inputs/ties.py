"""Which orders to walk a list in, and in pages of which size, so that a page ends where broken cursors break. Pure.

Chosen from rows that the deployment itself showed: an edge inside a group of ties, inside the nulls and
where the nulls begin, and between values that differ by less than a careless server keeps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts import Field, Fields, FieldType, UnreadableValue, read_cell
from suites.evidence.orders import Ranking, Row, coarse

MOST_PAGES = 12  # of a walk: enough for a third page, ties and nulls, and cheap on a shared deployment
FEW_PAGES = 4  # of a walk where little is asked: a third page, and three edges
ORDERS = 7  # walked beside the default one
PAIRS = 2  # orders of two keys that are worth a look

Target = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field to sort by, and what its values offer to a walk in one direction."""

    field: str
    descending: bool
    targets: frozenset[Target]

    @property
    def text(self) -> str:
        """The sort expression."""
        return f"{self.field}:{'desc' if self.descending else 'asc'}"


def orders(rows: Sequence[Row], fields: Fields, most: int = ORDERS) -> tuple[str, ...]:
    """The sort expressions that together offer the most to walks, the best first.

    Ties, nulls and near values are wanted in both directions, and every type of value at least once; the
    last is of two keys in two directions.
    """
    sortable = [field for field in fields.values() if field.sortable and field.type]
    offered = [_candidate(rows, field, down) for field in sortable for down in (False, True)]
    chosen: list[Candidate] = []
    wanted = frozenset[Target]().union(*(each.targets for each in offered))
    while wanted and len(chosen) < most:
        best = max(offered, key=lambda each: len(each.targets & wanted))
        chosen.append(best)
        wanted -= best.targets
    tied = [each for each in chosen if any(target[0] == "tie" for target in each.targets)]
    pairs = [_pair(one, other) for one in tied for other in chosen if other.field != one.field]
    return (*(each.text for each in chosen), *pairs[:1])


def _pair(one: Candidate, other: Candidate) -> str:
    return f"{one.text},{other.field}:{'asc' if one.descending else 'desc'}"


def one_way(rows: Sequence[Row], fields: Fields, descending: bool) -> tuple[str, ...]:
    """The sort expressions of a direction whose edges can meet ties, nulls or near values; some of two keys.

    Where no field offers any, the fields whose values differ.
    """
    offered = [_candidate(rows, field, descending) for field in fields.values() if field.sortable and field.type]
    telling = [each for each in offered if any(kind != "type" for kind, _ in each.targets)]
    telling.sort(key=lambda each: -len(each.targets))
    others = [each for each in offered if each.targets]
    pairs = [_pair(one, other) for one in telling[:PAIRS] for other in others if other.field != one.field]
    return tuple(dict.fromkeys((*(each.text for each in telling or others), *pairs)))


def textual(rows: Sequence[Row], fields: Fields) -> str | None:
    """The sort expression of the field of texts whose values offer the most; None where none offers any."""
    texts = (field for field in fields.values() if field.sortable and field.type is FieldType.STRING)
    best = max((_candidate(rows, field, False) for field in texts), key=lambda each: len(each.targets), default=None)
    return best.text if best and best.targets else None


def _candidate(rows: Sequence[Row], field: Field, descending: bool) -> Candidate:
    values = _values(rows, field)
    here = [value for value in values if value is not None]
    targets: set[Target] = {("type", field.type)} if len(set(here)) > 1 else set()
    if len(here) > len(set(here)):
        targets.add(("tie", descending))
    if here and len(here) < len(values):
        targets.add(("null", descending))
    if len({coarse(value) for value in here}) < len(set(here)):
        targets.add(("fine", descending))
    return Candidate(field.name, descending, frozenset(targets))


def _values(rows: Sequence[Row], field: Field) -> list[Any]:
    found = []
    for row in rows:
        try:
            found.append(read_cell(field.type or FieldType.STRING, row, field.name))
        except UnreadableValue:
            continue
    return found


def tied_fields(rows: Sequence[Row], fields: Sequence[Field]) -> tuple[str, ...]:
    """The fields in which two rows share a value."""
    return tuple(
        field.name for field in fields if any(kind == "tie" for kind, _ in _candidate(rows, field, False).targets)
    )


def null_fields(rows: Sequence[Row], fields: Sequence[Field]) -> tuple[str, ...]:
    """The fields that are null in one row and set in another."""
    return tuple(
        field.name for field in fields if any(kind == "null" for kind, _ in _candidate(rows, field, False).targets)
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """A page size, and what its edges meet: `tie`, `fine`, `null edge` where nulls begin, and `null inside`."""

    size: int
    met: frozenset[str]

    @property
    def kinds(self) -> frozenset[str]:
        """What its edges meet, wherever among the nulls."""
        return frozenset(name.partition(" ")[0] for name in self.met)


def fit(
    rows: Sequence[Row], ranking: Ranking | None, smallest: int, largest: int, most: int = MOST_PAGES
) -> Fit | None:
    """The page size that makes the most of rows in order: at least three pages, and edges where it matters.

    Where the edges of the first pages meet more than those of a walk to the end, the walk stops short of it.

    Args:
        rows: as the deployment orders them; the first of them where there are too many.
        ranking: the order they stand in; None where it is not known.
        smallest, largest: the sizes a page may have.
        most: how many pages are walked at most.

    Returns:
        the size; None where the rows do not fill two pages of the smallest size.
    """
    amount = len(rows)
    if amount <= smallest:
        return None
    cells = [ranking.cells(row) if ranking else None for row in rows]
    high = max(min(largest, (amount - 1) // 2), smallest)
    # A page of one row has no order of its own to show.
    sizes = range(min(max(smallest, 2), high), high + 1)
    fits = (Fit(size, _met(cells, range(size, amount, size)[: most - 1])) for size in sizes)
    return max(fits, key=lambda each: (len(each.met), each.size * most >= amount, each.size))


def _met(cells: Sequence[tuple[Any, ...] | None], edges: Iterable[int]) -> frozenset[str]:
    found: set[str] = set()
    for place in edges:
        one, other = cells[place - 1], cells[place]
        if one is None or other is None:
            continue
        nulls = (None in one, None in other)
        kinds = (
            ("tie", one == other and not any(nulls)),
            ("null inside", all(nulls)),
            ("null edge", nulls[0] != nulls[1]),
            ("fine", one != other and [*map(coarse, one)] == [*map(coarse, other)]),
        )
        found.update(name for name, met in kinds if met)
    return frozenset(found)
