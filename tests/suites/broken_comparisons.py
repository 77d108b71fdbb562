"""Comparisons that are broken for one type, one operator or in one company, each in one way."""

from dataclasses import replace

from contracts import Comparison, Membership, Operator, Truth, holds
from tests.suites.broken_filters import Leaf
from tests.suites.listing import select
from tests.suites.serving import Call, Row, World


def exclusive(kind: type) -> Leaf:
    """At least is more, of values of a kind."""

    def truth(atom: Comparison | Membership, row: Row) -> Truth:
        if isinstance(atom, Comparison) and atom.operator is Operator.GTE and isinstance(atom.value, kind):
            return holds(replace(atom, operator=Operator.GT), row)
        return holds(atom, row)

    return truth


def last_member(atom: Comparison | Membership, row: Row) -> Truth:
    """Of a list the last value counts."""
    return holds(Membership(atom.field, atom.values[-1:]) if isinstance(atom, Membership) else atom, row)


def integers_as_doubles(atom: Comparison | Membership, row: Row) -> Truth:
    """An integer equals what one double stands for as well."""
    value = row[atom.field]
    if not isinstance(atom, Comparison) or type(atom.value) is not int or atom.operator is not Operator.EQ:
        return holds(atom, row)
    return None if value is None else float(value) == float(atom.value)


def lost_with_an_order(world: World, call: Call) -> tuple[Row, ...]:
    """An order that is asked for loses the filter."""
    return select(world, replace(call, filter=None) if call.value("sort_by") else call)
