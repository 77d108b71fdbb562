"""The syntax tree of a filter: frozen values that hold typed values, and the operators between them.

A tree is what a filter says, whichever of the two spellings it was written in. It keeps the grouping of
its text and drops needless parentheses: `a AND b AND c` is one And of three, `a AND (b AND c)` an And in an And.
"""

from dataclasses import dataclass
from enum import StrEnum

from contracts.values import Value


class Operator(StrEnum):
    """What a field and a value are compared by, named as in `field.name:value`."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


# `field OP value`: the signs, where the first sign of an operator is the one it is printed with.
SIGNS = {
    "=": Operator.EQ,
    ":": Operator.EQ,
    ">": Operator.GT,
    "<": Operator.LT,
    ">=": Operator.GTE,
    "<=": Operator.LTE,
}
MEMBERSHIP = "in"
NULL = "null"
# Null is no value: it equals nothing, and `eq` and `ne` are the two questions about it that have an answer.
NULL_OPERATORS = (Operator.EQ, Operator.NE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field against one value.

    Args:
        value: of the field's type; None for null, which goes with `eq` and `ne` only (ValueError).
    """

    field: str
    operator: Operator
    value: Value | None

    def __post_init__(self) -> None:
        if self.value is None and self.operator not in NULL_OPERATORS:
            raise ValueError("null is compared by eq and ne only")


@dataclass(frozen=True, slots=True)
class Membership:
    """A field against a list of values, at least one (ValueError)."""

    field: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a membership lists at least one value")


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a filter."""

    operand: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more filters (ValueError for fewer)."""

    operands: tuple["Filter", ...]

    def __post_init__(self) -> None:
        _refuse_fewer_than_two(self.operands)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more filters (ValueError for fewer)."""

    operands: tuple["Filter", ...]

    def __post_init__(self) -> None:
        _refuse_fewer_than_two(self.operands)


Filter = Comparison | Membership | Not | And | Or


def _refuse_fewer_than_two(operands: tuple[Filter, ...]) -> None:
    if len(operands) < 2:
        raise ValueError("AND and OR join at least two filters")
