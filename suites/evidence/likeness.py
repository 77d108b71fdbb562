"""When two values mean the same: numbers exactly, instants by their moment, all else as JSON. Pure.

A deployment may spell a value in another way than a client did; what it means it may not change.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from contracts import FieldType, UnreadableValue, read_value

NUMBERS = (FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL)
# Zeros beyond the microsecond say nothing.
_EMPTY_DIGITS = re.compile(r"(\.\d{6})0+(?=[Zz+-])")


def alike(type_: FieldType | None, one: Any, other: Any) -> bool:
    """Whether two JSON values of a field mean the same.

    Args:
        type_: the field's; None for an object or an array.
    """
    return same(meaning(type_, one), meaning(type_, other))


def meaning(type_: FieldType | None, value: Any) -> Any:
    """A value to compare with others; as it stands where it is none of its type."""
    if type_ is None or value is None:
        return value
    if type_ in NUMBERS and not isinstance(value, bool):
        return _number(value)
    if type_ is FieldType.DATE_TIME and isinstance(value, str):
        value = _EMPTY_DIGITS.sub(r"\1", value)
    try:
        return read_value(type_, value)
    except UnreadableValue:
        return value


def _number(value: Any) -> Any:
    try:
        number = Decimal(value) if isinstance(value, int | Decimal | str) else None
    except InvalidOperation:
        return value
    # What is not finite has no place among numbers: a comparison with it raises, or is never true.
    return value if number is None or not number.is_finite() else number


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: 1 is 1.0 and is not true, members have no order."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def holds_all(kept: Any, sent: Any) -> bool:
    """Whether a value has all that was sent; members that an object has beyond it do not matter."""
    if isinstance(sent, Mapping) and isinstance(kept, Mapping):
        return all(name in kept and holds_all(kept[name], value) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(kept, list):
        return len(sent) == len(kept) and all(map(holds_all, kept, sent))
    return same(kept, sent)


def brief(value: Any) -> str:
    """A value in a message: as JSON would have it, nearly, and not too long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
