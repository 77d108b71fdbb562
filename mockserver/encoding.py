"""A value as JSON text in UTF-8, numbers exact; it knows no framework and chooses no value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

_PLAIN: Final = 400  # digits that a number is spelled out in; one of a million would be a text of a million


def encode(value: Any) -> bytes:
    """JSON text; a Decimal is the number it is, in plain notation, and a text that `verbatim` made stays as it is."""
    return orjson.dumps(value, default=_other)


def verbatim(text: bytes) -> orjson.Fragment:
    """A value that `encode` writes as this JSON text, byte for byte."""
    return orjson.Fragment(text)


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f") if abs(value.adjusted()) < _PLAIN else str(value))
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")
