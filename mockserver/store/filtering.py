"""A filter as a condition of SQL: the database's three-valued logic is the filter's own.

It decides nothing about rows itself; what a filter means is written in `contracts.holds`, and a property
test compares the two.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, and_, literal, not_, or_

from contracts import And, Comparison, Filter, Membership, Not, Operator, Or
from mockserver.store.steering import Unindexed

_OPERATIONS: Final[Mapping[Operator, Callable[[Any, Any], ColumnElement[bool]]]] = {
    Operator.EQ: operator.eq,
    Operator.NE: operator.ne,
    Operator.GT: operator.gt,
    Operator.GTE: operator.ge,
    Operator.LT: operator.lt,
    Operator.LTE: operator.le,
}


def condition(tree: Filter, columns: Mapping[str, Column[Any]]) -> ColumnElement[bool]:
    """The condition that a row fulfils where a filter holds for it.

    Args:
        tree: the filter; its values are of their fields' types.
        columns: the column that compares, by field.
    """
    match tree:
        case Comparison():
            return _comparison(tree, Unindexed(columns[tree.field]))
        case Membership(field, values):
            return Unindexed(columns[field]).in_(values)
        case Not(operand):
            return not_(condition(operand, columns))
        case And(operands):
            return and_(*(condition(each, columns) for each in operands))
        case Or(operands):
            return or_(*(condition(each, columns) for each in operands))


def _comparison(tree: Comparison, column: Unindexed) -> ColumnElement[bool]:
    if tree.value is None:
        return column.is_(None) if tree.operator is Operator.EQ else column.is_not(None)
    return _OPERATIONS[tree.operator](column, literal(tree.value, column.type))
