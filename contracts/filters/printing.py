"""A filter's tree becomes text again, and the text is read as the same tree, for every tree within the limits.

Texts are always quoted, so that none is taken for null; parentheses stand only where binding needs them.
"""

from datetime import UTC, datetime
from decimal import Decimal

from contracts.filters.tree import MEMBERSHIP, NULL, SIGNS, And, Comparison, Filter, Membership, Not, Or
from contracts.values import Value

_SIGN_OF = {operator: sign for sign, operator in reversed(SIGNS.items())}
# What binds looser than the place it stands in, or as tightly, is put in parentheses.
_INSIDE_AND = (And, Or)
_INSIDE_OR = (Or,)
_INSIDE_NOT = (And, Or)


def print_filter(tree: Filter) -> str:
    """The text of a filter, in the shortest of its spellings."""
    match tree:
        case Comparison():
            return _comparison(tree)
        case Membership(field, values):
            return f"{field}.{MEMBERSHIP}:({', '.join(map(_value, values))})"
        case Not(operand):
            return f"NOT {_inside(_INSIDE_NOT, operand)}"
        case And(operands):
            return " AND ".join(_inside(_INSIDE_AND, each) for each in operands)
        case Or(operands):
            return " OR ".join(_inside(_INSIDE_OR, each) for each in operands)


def _inside(loose: tuple[type[Filter], ...], tree: Filter) -> str:
    text = print_filter(tree)
    return f"({text})" if isinstance(tree, loose) else text


def _comparison(tree: Comparison) -> str:
    value = NULL if tree.value is None else _value(tree.value)
    sign = _SIGN_OF.get(tree.operator)
    return f"{tree.field}{sign}{value}" if sign else f"{tree.field}.{tree.operator}:{value}"


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            quoted = value.replace("'", "''")
            return f"'{quoted}'"
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        case _:
            return str(value)
