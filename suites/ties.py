"""Which orders to walk a list in, and in pages of which size, so that a page ends where broken cursors break. Pure.

Chosen from rows that the deployment itself showed: an edge inside a group of ties, inside the nulls and
where the nulls begin, and between values that differ by less than a careless server keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts import Field, Fields, FieldType, UnreadableValue, read_cell
from suites.orders import Ranking, Row, coarse

MOST_PAGES = 12  # of a walk: enough for a third page, ties and nulls, and cheap on a shared deployment
ORDERS = 7  # walked beside the default one

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
    pairs = [
        f"{one.text},{other.field}:{'asc' if one.descending else 'desc'}"
        for one in tied
        for other in chosen
        if other.field != one.field
    ]
    return (*(each.text for each in chosen), *pairs[:1])


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


def page_size(rows: Sequence[Row], ranking: Ranking | None, smallest: int, largest: int) -> int | None:
    """The page size that makes the most of rows in order: at least three pages, and edges where it matters.

    Args:
        rows: as the deployment orders them; the first of them where there are too many.
        ranking: the order they stand in; None where it is not known.
        smallest, largest: the sizes a page may have.

    Returns:
        the size; None where the rows do not fill two pages of the smallest size.
    """
    amount = len(rows)
    low, high = max(smallest, -(-amount // MOST_PAGES)), min(largest, max((amount - 1) // 2, 1))
    if amount <= smallest or low > largest:
        return None
    cells = [ranking.cells(row) if ranking else None for row in rows]
    sizes = range(low, max(high, low) + 1)
    return max(sizes, key=lambda size: (_worth(cells, size), size))


def _worth(cells: Sequence[tuple[Any, ...] | None], size: int) -> int:
    found: set[str] = set()
    for place in range(size, len(cells), size):
        one, other = cells[place - 1], cells[place]
        if one is None or other is None:
            continue
        nulls = (None in one, None in other)
        found.update(
            name
            for name, met in (
                ("tie", one == other and not any(nulls)),
                ("in nulls", all(nulls)),
                ("null edge", nulls[0] != nulls[1]),
                ("fine", one != other and [*map(coarse, one)] == [*map(coarse, other)]),
            )
            if met
        )
    return len(found)
