"""The sort language, and what an order means for rows of JSON: who stands before whom, nulls and ties included.

An order is total: its keys, then the resource's own key in the direction of the last of them. No database
is asked; the order of a database is judged by this one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from contracts.expressions import ExpressionError, elements, named, nearest
from contracts.values import Field, Fields, FieldType, read_cell

MAXIMUM_KEYS: Final = 3

_DIRECTIONS = {"asc": False, "desc": True}


class NullOrder(StrEnum):
    """Where nulls stand; the first two turn round with the direction, the others do not."""

    LAST_ASCENDING = "last_ascending"
    FIRST_ASCENDING = "first_ascending"
    ALWAYS_LAST = "always_last"
    ALWAYS_FIRST = "always_first"


# Whether nulls stand last, ascending and descending.
_NULLS_LAST = {
    NullOrder.LAST_ASCENDING: (True, False),
    NullOrder.FIRST_ASCENDING: (False, True),
    NullOrder.ALWAYS_LAST: (True, True),
    NullOrder.ALWAYS_FIRST: (False, False),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One field to sort by, and whether downwards."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Keys to sort by, the weightiest first; a field twice is a ValueError."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if len({key.field for key in self.keys}) != len(self.keys):
            raise ValueError("an order names a field once")

    def total(self, tie_breaker: str) -> "Order":
        """The same order with every tie broken: it ends at the tie-breaker, in the last key's direction.

        Keys after the tie-breaker decide nothing and fall away, so two orders that mean the same are equal.
        """
        names = [key.field for key in self.keys]
        if tie_breaker in names:
            return Order(self.keys[: names.index(tie_breaker) + 1])
        return Order((*self.keys, Key(tie_breaker, bool(self.keys) and self.keys[-1].descending)))


def parse_order(text: str | None, fields: Fields, default: Order) -> Order:
    """Read a sort expression: `field[:asc|desc]`, comma-separated, ascending unless it says otherwise.

    A field named again counts once, at its first place and in its first direction. At most three keys:
    what does not count is not counted. Directions are in lower case; blanks around commas are fine.

    Args:
        text: the expression; None or an empty one gives the default, one of blanks only is refused.
        fields: what there is to sort by.
        default: the order in effect where none is sent.

    Raises:
        ExpressionError: of kind `sort`, with the offset and, where one is to blame, the field.
    """
    if not text:
        return default
    keys: dict[str, Key] = {}
    for element, offset in elements(text, "sort"):
        key = _key(element, offset, fields)
        keys.setdefault(key.field, key)
        if len(keys) > MAXIMUM_KEYS:
            raise ExpressionError("sort", f"an order has at most {MAXIMUM_KEYS} keys", offset, key.field)
    return Order(tuple(keys.values()))


def print_order(order: Order) -> str:
    """The text of an order, every direction spelled out; `parse_order` reads it back."""
    words = {descending: word for word, descending in _DIRECTIONS.items()}
    return ",".join(f"{key.field}:{words[key.descending]}" for key in order.keys)


def _key(element: str, offset: int, fields: Fields) -> Key:
    name, colon, word = element.partition(":")
    _refuse_unsortable(name, offset, fields)
    if colon and word not in _DIRECTIONS:
        message = f"{named(word)} is no direction; write {name}:asc or {name}:desc"
        suggestion = word.lower() if word.lower() in _DIRECTIONS else None
        raise ExpressionError("sort", message, offset + len(name) + 1, name, suggestion)
    return Key(name, _DIRECTIONS.get(word, False))


def _refuse_unsortable(name: str, offset: int, fields: Fields) -> None:
    field = fields.get(name)
    if field is None:
        raise ExpressionError("sort", f"{named(name)} is no field here", offset, name, _meant(name, fields))
    if field.type is None:
        raise ExpressionError("sort", f"{name} is an object or an array, and cannot be sorted by", offset, name)
    if not field.sortable:
        raise ExpressionError("sort", f"{name} cannot be sorted by", offset, name)


def _meant(name: str, fields: Fields) -> str | None:
    sortable = [each.name for each in fields.values() if each.sortable]
    # Elsewhere a minus stands for a descending key.
    return f"{name[1:]}:desc" if name[:1] == "-" and name[1:] in sortable else nearest(name, sortable)


@dataclass(frozen=True, slots=True)
class _Downwards:
    """A value that sorts in reverse."""

    value: Any

    def __lt__(self, other: "_Downwards") -> bool:
        return bool(other.value < self.value)


@dataclass(frozen=True, slots=True)
class _Column:
    """One key of a total order, with all that decides where a row's value stands in it."""

    field: Field
    descending: bool
    nulls_last: bool

    def place(self, row: Mapping[str, Any]) -> tuple[int, Any]:
        """Nulls apart from values, so that no value is ever compared with one."""
        value = read_cell(self.field.type or FieldType.STRING, row, self.field.name)
        if value is None:
            return (1 if self.nulls_last else -1, 0)
        return (0, _Downwards(value) if self.descending else value)


Place = tuple[tuple[int, Any], ...]


def order_key(
    order: Order, tie_breaker: str, fields: Fields, nulls: NullOrder = NullOrder.LAST_ASCENDING
) -> Callable[[Mapping[str, Any]], Place]:
    """The key function that sorts rows of JSON by an order, for `sorted` and for comparing two rows.

    Values compare by their field's type: texts by code point, decimals and numbers exactly, date-times as
    instants, false before true.

    Args:
        order: the order.
        tie_breaker: the resource's key; it breaks every tie (see `Order.total`).
        fields: the types of the fields that the order and the tie-breaker name; a KeyError where one is unknown.
        nulls: where nulls stand.

    Returns:
        a function of a row; it raises UnreadableValue where the row lacks a field of the order, or
        holds a value of another type.
    """
    columns = [
        _Column(fields[key.field], key.descending, _NULLS_LAST[nulls][key.descending])
        for key in order.total(tie_breaker).keys
    ]
    return lambda row: tuple(column.place(row) for column in columns)


def compare(
    order: Order,
    tie_breaker: str,
    fields: Fields,
    row_a: Mapping[str, Any],
    row_b: Mapping[str, Any],
    nulls: NullOrder = NullOrder.LAST_ASCENDING,
) -> int:
    """-1 where the first row stands before the second, 1 where it stands after, 0 where both share the tie-breaker.

    Arguments and errors are those of `order_key`.
    """
    key = order_key(order, tie_breaker, fields, nulls)
    place_a, place_b = key(row_a), key(row_b)
    return (place_b < place_a) - (place_a < place_b)
