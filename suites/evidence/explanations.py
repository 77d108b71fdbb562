"""What explains a wrong row of one comparison behind a filter: a kind of fault, by the row's value alone. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from contracts import Comparison, Operator
from suites.evidence.sieves import RANGES, fold, texts_of

Kind = Literal[
    "plain",
    "cursor",
    "company",
    "point",
    "null",
    "bound",
    "number",
    "instant",
    "list",
    "case",
    "literal",
    "and",
    "or",
    "not",
    "joined",
    "follows",
]

DAY = timedelta(days=1)
NEAR = timedelta(hours=15)  # as far apart as two readings of one local time can be, and an hour more
# Whether a row of the day is to pass.
WHOLE = {Operator.GT: True, Operator.LTE: False}
CLOSED = (Operator.GTE, Operator.LTE)


def _is_null(_atom: Comparison, value: Any) -> bool:
    return value is None


def _at_bound(atom: Comparison, value: Any) -> bool:
    return atom.operator in RANGES and value == atom.value


def _as_text(atom: Comparison, value: Any) -> bool:
    """A number on the other side of another by its text or as a double, or equal to it and spelled otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not isinstance(atom.value, int | Decimal):
        return False
    same, text = value == atom.value, str(value) == str(atom.value)
    turned = (value < atom.value) != (str(value) < str(atom.value))
    return _as_double(atom, value) or same != text or turned


def _as_double(atom: Comparison, value: Any) -> bool:
    """A number that is another one and the same double."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not isinstance(atom.value, int | Decimal):
        return False
    return value != atom.value and float(value) == float(atom.value)


def _near(atom: Comparison, value: Any) -> bool:
    close = isinstance(value, datetime) and isinstance(atom.value, datetime)
    return close and abs(value - atom.value) <= NEAR


def _of_another_case(atom: Comparison, value: Any) -> bool:
    return isinstance(value, str) and any(fold(value) == fold(text) and value != text for text in texts_of(atom))


def _special(atom: Comparison, value: Any) -> bool:
    return isinstance(value, str) and any(is_special(text) for text in texts_of(atom))


def is_special(text: str) -> bool:
    """Whether a text holds anything but letters and digits of ASCII, or nothing at all."""
    return not (text.isascii() and text.replace(" ", "").replace("-", "").isalnum())


def _at_end(atom: Comparison, value: Any, passes: bool) -> bool:
    """Whether a row is wrong by a bound alone that counts, or does not: one that is to pass, or not to."""
    return _at_bound(atom, value) and (atom.operator in CLOSED) is passes


def _doubled(atom: Comparison, value: Any, passes: bool) -> bool:
    """Whether a row that is not to pass equals a number as a double alone."""
    return atom.operator is Operator.EQ and not passes and _as_double(atom, value)


# What explains a wrong row of a single comparison, the most special first.
EXPLAINED: Mapping[Kind, Callable[[Comparison, Any], bool]] = {
    "null": _is_null,
    "bound": _at_bound,
    "number": _as_text,
    "instant": _near,
    "case": _of_another_case,
    "literal": _special,
}


def _on_day(atom: Comparison, value: Any, passes: bool) -> bool:
    """Whether a row is wrong by a midnight that is taken for its whole day."""
    if not isinstance(value, datetime) or not isinstance(atom.value, datetime) or atom.value.time() != time():
        return False
    return WHOLE.get(atom.operator) is passes and timedelta() < value - atom.value < DAY


# What explains a wrong row of a filter at the ends of what rows show, by whether the row is to pass.
ENDS: Mapping[Kind, Callable[[Comparison, Any, bool], bool]] = {
    "number": _doubled,
    "bound": _at_end,
    "instant": _on_day,
}
