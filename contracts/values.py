"""Typed values: what a field holds, read exactly from a text a client wrote or from a row of JSON.

Values of one type compare with each other as the contract means it; no float stands for a decimal.
Nothing here knows an operator, an order or a grammar.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

Value = bool | int | Decimal | UUID | datetime | str

INTEGER_MINIMUM, INTEGER_MAXIMUM = -(2**63), 2**63 - 1
_SHOWN = 40  # characters of a row's text that a message repeats: it stays one line
# What JSON calls a Python value; `bool` stands before `int`, which it is one of.
_JSON_TYPES = ((dict, "an object"), (list, "an array"), (bool, "a boolean"), (object, "a number"))


class FieldType(StrEnum):
    """The types that compare; `decimal` is a number written as a JSON string."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    UUID = "uuid"
    DATE_TIME = "date_time"
    STRING = "string"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Field:
    """A top-level property of a row.

    Args:
        name: the property's name.
        type: what its values are; None for an object or an array, which compare with nothing.
        nullable: whether it may be null.
        sortable: whether an order may name it.
    """

    name: str
    type: FieldType | None
    nullable: bool
    sortable: bool


@dataclass(frozen=True, slots=True)
class Fields(Mapping[str, Field]):
    """The fields of a row by name, in the order given.

    Args:
        members: the fields; two of one name are refused with a ValueError.
    """

    members: tuple[Field, ...]
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {each.name: each for each in self.members}
        if len(by_name) != len(self.members):
            raise ValueError("two fields have one name")
        object.__setattr__(self, "_by_name", by_name)

    def __getitem__(self, name: str) -> Field:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self.members)


class UnreadableValue(ValueError):
    """A text or a JSON value that is none of its field's type; str() says what was expected."""


def read_text(type_: FieldType, text: str) -> Value:
    """Read the value that a client wrote for a field.

    Spellings: an integer is `-?(0|[1-9][0-9]*)` of 64 bits; a number is a JSON number within a double's
    range; a boolean is `true` or `false`; a date-time is RFC 3339, where a date alone is midnight UTC and
    no offset means UTC; a decimal has no exponent.

    Raises:
        UnreadableValue: for any other text; the message reads on after the text itself.
    """
    return _TEXTS[type_](text)


def read_value(type_: FieldType, value: Any) -> Value | None:
    """Read the value that a row of JSON holds for a field; null is None.

    Date-times are RFC 3339 with an offset, at most to the microsecond. Numbers may come as int, float or
    Decimal, whatever the JSON reader made of them; an integer of any size is one, and `5.0` is one too
    (JSON Schema 2020-12, section 4.2.3).

    Raises:
        UnreadableValue: for a value of another type; the message reads on after the value itself.
    """
    return None if value is None else _ROWS[type_](value)


def read_cell(type_: FieldType, row: Mapping[str, Any], name: str) -> Value | None:
    """Read a field of a row, as `read_value` does.

    Raises:
        UnreadableValue: for a value of another type, or a row without the field; the message names it.
    """
    value = cell(row, name)
    try:
        return read_value(type_, value)
    except UnreadableValue as error:
        raise UnreadableValue(f"{name}: {_brief(value)} {error}") from None


def cell(row: Mapping[str, Any], name: str) -> Any:
    """The JSON value of a field in a row; an absent one is UnreadableValue, for absent is not null."""
    if name not in row:
        raise UnreadableValue(f"{name}: the row does not have it")
    return row[name]


def _brief(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
    return next(name for kind, name in _JSON_TYPES if isinstance(value, kind))


_FARTHEST = 400  # places of a number from its point: a double has 308 before, and 324 behind
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:[eE][+-]?[0-9]+)?")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt](?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?P<fraction>\.[0-9]+)?"
    r"(?P<offset>[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?"
)


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise UnreadableValue("is no integer")
    # The length comes first: Python refuses to read very long integers at all.
    if len(text) > 20 or not INTEGER_MINIMUM <= int(text) <= INTEGER_MAXIMUM:
        raise UnreadableValue("is no integer of 64 bits")
    return int(text)


def _number(text: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if not match:
        raise UnreadableValue("is no number")
    if not re.search("[1-9]", match[1]):
        return Decimal(0)
    # A double's range bounds the exponent, so that no short text stands for a billion digits.
    if math.isinf(float(text)) or float(text) == 0:
        raise UnreadableValue("is no number of 64 bits")
    return Decimal(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise UnreadableValue("is neither true nor false")
    return text == "true"


def _uuid(text: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise UnreadableValue("is no uuid")
    return UUID(text)


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise UnreadableValue("is no decimal")
    return Decimal(text)


def _date_time(text: str) -> datetime:
    match = _DATE_TIME.fullmatch(text)
    if not match:
        raise UnreadableValue("is no date-time such as 2026-04-01, 2026-04-01T10:00:00Z or 2026-04-01T10:00:00.5+02:00")
    return _instant(match)


def _instant(match: re.Match[str]) -> datetime:
    fraction, offset = match["fraction"] or "", match["offset"] or "Z"
    if len(fraction) > 7:
        raise UnreadableValue("has more than six digits of a second")
    text = f"{match['date']}T{match['time'] or '00:00:00'}{fraction}{offset.upper()}"
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableValue("is no day of the years 1 to 9999 in UTC") from None


def _row_date_time(text: str) -> datetime:
    match = _DATE_TIME.fullmatch(text)
    if not match or not match["offset"]:
        raise UnreadableValue("is no date-time with an offset (RFC 3339)")
    return _instant(match)


def _row_integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = _row_number(value)
    # Bounded before it is made an int: 1E+999999999 is a short Decimal and a very long integer.
    if not INTEGER_MINIMUM <= number <= INTEGER_MAXIMUM or number != number.to_integral_value():
        raise UnreadableValue("is no integer")
    return int(number)


def _row_number(value: Any) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    elif isinstance(value, float):
        number = Decimal(repr(value))
    else:
        raise UnreadableValue("is no number")
    if not number.is_finite():
        raise UnreadableValue("is no finite number")
    # As in a text: 1E+999999999 is short, and no reader that computes with it ends.
    if abs(number.adjusted()) > _FARTHEST:
        raise UnreadableValue("is no number of 64 bits")
    return number


def _row_boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnreadableValue("is no boolean")
    return value


def _of_text(read: Callable[[str], Value]) -> Callable[[Any], Value]:
    def read_row(value: Any) -> Value:
        if not isinstance(value, str):
            raise UnreadableValue("is no string")
        return read(value)

    return read_row


_TEXTS: dict[FieldType, Callable[[str], Value]] = {
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.UUID: _uuid,
    FieldType.DATE_TIME: _date_time,
    FieldType.STRING: str,
    FieldType.DECIMAL: _decimal,
}

_ROWS: dict[FieldType, Callable[[Any], Value]] = {
    FieldType.INTEGER: _row_integer,
    FieldType.NUMBER: _row_number,
    FieldType.BOOLEAN: _row_boolean,
    FieldType.UUID: _of_text(_uuid),
    FieldType.DATE_TIME: _of_text(_row_date_time),
    FieldType.STRING: _of_text(str),
    FieldType.DECIMAL: _of_text(_decimal),
}
