"""The rows beyond a position as a staircase of seeks, each one range of one index.

After (a, b, k) in an order by A, B and the key stand: the rows with A = a and B = b and a greater key, then
those with A = a and a greater B, then those with a greater A. Nulls are a step of their own, before or after
the values. No step holds an OR, and each one's rows all stand before the next one's.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, literal

from contracts import FieldType, Key, NullOrder, Order
from mockserver.store.columns import KINDS
from mockserver.store.steering import Unindexed
from mockserver.store.tables import Stored

# Whether nulls stand first, ascending and descending.
_NULLS_FIRST = {
    NullOrder.LAST_ASCENDING: (False, True),
    NullOrder.FIRST_ASCENDING: (True, False),
    NullOrder.ALWAYS_LAST: (False, False),
    NullOrder.ALWAYS_FIRST: (True, True),
}


@dataclass(frozen=True, slots=True)
class SortColumn:
    """A column of a total order, in the direction that rows are read in.

    Args:
        field: the property it stands for.
        column: the column that compares.
        type: what its values are.
        descending: whether greater values come first.
        nulls_first: whether nulls come before the values; None where there are no nulls.
    """

    field: str
    column: ColumnElement[Any]
    type: FieldType
    descending: bool
    nulls_first: bool | None

    def reversed(self) -> "SortColumn":
        """The same column, read the other way round."""
        nulls_first = None if self.nulls_first is None else not self.nulls_first
        return replace(self, descending=not self.descending, nulls_first=nulls_first)

    def same(self, value: Any) -> ColumnElement[bool]:
        """The rows that share a value, or null."""
        return self.column.is_(None) if value is None else self.column == literal(value, self.column.type)

    def beyond(self, value: Any, *, inclusive: bool) -> ColumnElement[bool]:
        """The rows whose values come after a value."""
        bound = literal(value, self.column.type)
        if self.descending:
            return self.column <= bound if inclusive else self.column < bound
        return self.column >= bound if inclusive else self.column > bound

    @property
    def present(self) -> ColumnElement[bool]:
        """The rows that have a value: a range, so that an index leads to it past the nulls."""
        return self.column >= literal(KINDS[self.type].least)

    @property
    def ordering(self) -> UnaryExpression[Any]:
        """The ordering among rows that all have a value, or all have none."""
        return self.column.desc() if self.descending else self.column.asc()

    @property
    def ordering_among_nulls(self) -> UnaryExpression[Any]:
        """The ordering among rows of which some may have no value: a database sorts by it, no index does."""
        if self.nulls_first is None:
            return self.ordering
        return self.ordering.nulls_first() if self.nulls_first else self.ordering.nulls_last()


@dataclass(frozen=True, slots=True)
class Seek:
    """One step: the rows that fulfil all `criteria`, in the order of `ordering`."""

    criteria: tuple[ColumnElement[bool], ...]
    ordering: tuple[UnaryExpression[Any], ...]


def total_order(stored: Stored, order: Order, nulls: NullOrder, fixed: Collection[str] = ()) -> tuple[SortColumn, ...]:
    """The columns of an order, with the resource's key at its end (`contracts.Order.total`).

    Args:
        stored: whose columns.
        order: the order.
        nulls: where nulls stand.
        fixed: properties that all rows share a value of: they order nothing, and fall away.
    """
    *keys, key = order.total(stored.resource.key).keys
    lasting = [each for each in keys if each.field not in fixed]
    return (
        *(
            _sort_column(stored, each, _NULLS_FIRST[nulls][each.descending], indexed=each is lasting[0])
            for each in lasting
        ),
        _sort_column(stored, key, None, indexed=True),
    )


def _sort_column(stored: Stored, key: Key, nulls_first: bool | None, *, indexed: bool) -> SortColumn:
    """A key's column; one that neither leads nor ends an order stands in no index of it."""
    column = stored.compared[key.field]
    return SortColumn(
        key.field, column if indexed else Unindexed(column), stored.types[key.field], key.descending, nulls_first
    )


def seek_all(columns: Sequence[SortColumn]) -> Iterator[Seek]:
    """All rows, in order."""
    column = columns[0]
    if column.nulls_first:
        yield _nulls((), columns)
    yield Seek((column.present,), _ordering(columns))
    if column.nulls_first is False:
        yield _nulls((), columns)


def seek_beyond(columns: Sequence[SortColumn], values: Sequence[Any], *, inclusive: bool) -> Iterator[Seek]:
    """The rows beyond a position, in order.

    Args:
        columns: the total order.
        values: typed values of the position, one for each column.
        inclusive: whether a row that stands exactly there is meant too.
    """
    last = len(columns) - 1
    for depth in range(last, -1, -1):
        shared = tuple(column.same(value) for column, value in zip(columns[:depth], values, strict=False))
        yield from _beyond(shared, columns[depth:], values[depth], inclusive=inclusive and depth == last)


def _beyond(
    shared: tuple[ColumnElement[bool], ...], columns: Sequence[SortColumn], value: Any, *, inclusive: bool
) -> Iterator[Seek]:
    column = columns[0]
    if value is None:
        if column.nulls_first:
            yield Seek((*shared, column.present), _ordering(columns))
        return
    yield Seek((*shared, column.beyond(value, inclusive=inclusive)), _ordering(columns))
    if column.nulls_first is False:
        yield _nulls(shared, columns)


def _nulls(shared: tuple[ColumnElement[bool], ...], columns: Sequence[SortColumn]) -> Seek:
    return Seek((*shared, columns[0].same(None)), tuple(column.ordering_among_nulls for column in columns[1:]))


def _ordering(columns: Sequence[SortColumn]) -> tuple[UnaryExpression[Any], ...]:
    return (columns[0].ordering, *(column.ordering_among_nulls for column in columns[1:]))
