"""How the values of a field are kept in a database: the column that is answered, and the one that compares.

A column takes typed values (`contracts.read_value`) and gives JSON. It knows no table and no row.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, Boolean, Dialect, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from contracts import FieldType, UnreadableValue, read_value
from mockserver.store.decimals import decimal_key

_LEAST_INTEGER, _GREATEST_INTEGER = -(2**63), 2**63 - 1  # of SQL's BIGINT
_CERTAIN: Final = 18  # digits
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

# Texts compare by code point: SQLite does so unasked, PostgreSQL in the collation "C".
TEXT: Final[TypeEngine[Any]] = Text().with_variant(Text(collation="C"), "postgresql")


class Moment(TypeDecorator[Any]):
    """An instant, kept as microseconds since 1970 in UTC; SQLite would drop an offset in silence."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds of an aware datetime."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> str | None:
        """RFC 3339 in UTC; the six digits of a fraction where it is not zero."""
        return None if value is None else f"{(EPOCH + value * MICROSECOND).isoformat()[:-6]}Z"


class UuidText(TypeDecorator[Any]):
    """A uuid, kept in lower case, so that its order as a text is its order as a number."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        """The text of a UUID."""
        return None if value is None else str(value)


class DecimalKey(TypeDecorator[Any]):
    """A number beside the column that is answered, for comparing it."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """The order-preserving key of a number."""
        return None if value is None else decimal_key(value)


class Document(TypeDecorator[Any]):
    """Any JSON value, kept as its text with the order of its members; null is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The JSON text; a Decimal is written as the number it is."""
        return None if value is None else orjson.dumps(value, default=_number_text).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The JSON value; a number that no float says exactly is a Decimal."""
        return None if value is None else _DECODER.raw_decode(value)[0]


def _number_text(value: Any) -> orjson.Fragment:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no JSON value")
    return orjson.Fragment(str(value))


def _exact(text: str) -> float | Decimal:
    number, exact = float(text), Decimal(text)
    return number if Decimal(repr(number)) == exact else exact


def _integer(text: str) -> int | Decimal:
    """An integer; a Decimal where 64 bits may not hold it, for no encoder takes such an int."""
    return int(text) if len(text) <= _CERTAIN else Decimal(text)


_DECODER: Final = json.JSONDecoder(parse_float=_exact, parse_int=_integer)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the values of one field type are kept.

    Args:
        kept: the type of the column that is answered.
        compared: the type of a second column that compares; None where the first one does.
        least: what no value stands below, in the database's own type: it parts values from nulls by a range.
    """

    kept: TypeEngine[Any]
    compared: TypeEngine[Any] | None
    least: int | bool | str


KINDS: Final[Mapping[FieldType, Kind]] = {
    FieldType.INTEGER: Kind(BigInteger(), None, _LEAST_INTEGER),
    FieldType.NUMBER: Kind(Document(), DecimalKey(), ""),
    FieldType.BOOLEAN: Kind(Boolean(), None, False),
    FieldType.UUID: Kind(UuidText(), None, ""),
    FieldType.DATE_TIME: Kind(Moment(), None, _LEAST_INTEGER),
    FieldType.STRING: Kind(TEXT, None, ""),
    FieldType.DECIMAL: Kind(TEXT, DecimalKey(), ""),
}


def typed(type_: FieldType, value: Any) -> Any:
    """The typed value of a JSON value that a column can hold; null is None.

    Raises:
        UnreadableValue: for a value of another type, or an integer outside 64 bits.
    """
    read = read_value(type_, value)
    if isinstance(read, int) and not _LEAST_INTEGER <= read <= _GREATEST_INTEGER:
        raise UnreadableValue("is no integer of 64 bits")
    return read
