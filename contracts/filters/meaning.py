"""What a filter says of a row of JSON: true, false, or neither, as in SQL.

Null compares with nothing: such a comparison is neither true nor false, and so is its opposite. `field:null`
and `field.ne:null` alone ask about null itself. The rows are a server's answers; no database is asked.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.filters.tree import And, Comparison, Filter, Membership, Not, Operator, Or
from contracts.values import FieldType, Value, cell, read_cell

Truth = bool | None

_OPERATIONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: operator.eq,
    Operator.NE: operator.ne,
    Operator.GT: operator.gt,
    Operator.GTE: operator.ge,
    Operator.LT: operator.lt,
    Operator.LTE: operator.le,
}

_TYPES: dict[type, FieldType] = {
    bool: FieldType.BOOLEAN,
    int: FieldType.INTEGER,
    UUID: FieldType.UUID,
    datetime: FieldType.DATE_TIME,
    str: FieldType.STRING,
}


def holds(tree: Filter, row: Mapping[str, Any]) -> Truth:
    """Whether a filter holds for a row; None where it is neither true nor false.

    Every field the filter names is read, whether or not the others decide.

    Args:
        tree: the filter; its values tell the types of its fields.
        row: the JSON object as a response holds it, before anything is made of its values.

    Raises:
        UnreadableValue: where the row lacks a field that the filter names, or holds a value of another type.
    """
    match tree:
        case Comparison():
            return _compare(tree, row)
        case Membership(field, values):
            value = read_cell(_type(values[0], cell(row, field)), row, field)
            return None if value is None else value in values
        case Not(operand):
            return _opposite(holds(operand, row))
        case And(operands):
            return _all([holds(each, row) for each in operands])
        case Or(operands):
            return _opposite(_all([_opposite(holds(each, row)) for each in operands]))


def _compare(tree: Comparison, row: Mapping[str, Any]) -> Truth:
    if tree.value is None:
        return (cell(row, tree.field) is None) == (tree.operator is Operator.EQ)
    value = read_cell(_type(tree.value, cell(row, tree.field)), row, tree.field)
    return None if value is None else _OPERATIONS[tree.operator](value, tree.value)


def _type(value: Value, answered: Any) -> FieldType:
    """The type a row's value is read by: a Decimal stands for a number and for one that is written as a string."""
    if isinstance(value, Decimal):
        return FieldType.DECIMAL if isinstance(answered, str) else FieldType.NUMBER
    return _TYPES[type(value)]


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    if False in found:
        return False
    return None if None in found else True
