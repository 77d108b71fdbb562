"""Comparisons that are broken for one type, one operator or in one company, each in one way."""

import re
from dataclasses import replace
from datetime import date, timedelta

from contracts import And, Comparison, Filter, Membership, Not, Operator, Or, Truth, holds
from tests.suites.admission import read_expressions
from tests.suites.broken_filters import Leaf, conjunction, disjunction, opposite
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


def whole_days(world: World, call: Call) -> Call:
    """After a date alone is after its day, and until one is until its end."""

    def moved(found: re.Match[str]) -> str:
        after = date.fromisoformat(found[2]) + timedelta(days=1)
        return f"{'>=' if found[1] == '>' else '<'}{after}"

    text = re.sub(r"(>|<=)(\d{4}-\d{2}-\d{2})(?![\w:])", moved, call.value("q") or "")
    return read_expressions(world, replace(call, values={**call.values, ("query", "q"): text}) if text else call)


def lists_turned(tree: Filter, row: Row) -> Truth:
    """NOT holds for what is in no list, null too."""
    match tree:
        case Not(Membership(field)):
            return row[field] is None or holds(tree, row)
        case And(operands):
            return conjunction([lists_turned(each, row) for each in operands])
        case Or(operands):
            return disjunction([lists_turned(each, row) for each in operands])
        case Not(operand):
            return opposite(lists_turned(operand, row))
    return holds(tree, row)
