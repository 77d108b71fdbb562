"""When two filters say the same, whatever rows there are: a form that is one for all of them. Pure.

Negations stand at comparisons only, where they turn the operator round; AND and OR are flat and in one order. All of
it holds in the logic of three values.
"""

from collections.abc import Iterator

from contracts import And, Comparison, Filter, Membership, Not, Operator, Or

OPPOSITE = {
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.GT: Operator.LTE,
    Operator.LTE: Operator.GT,
    Operator.LT: Operator.GTE,
    Operator.GTE: Operator.LT,
}


def normal(tree: Filter) -> Filter:
    """The form that every filter shares with those that say the same."""
    match tree:
        case Not(operand):
            return _negated(operand)
        case And(operands) | Or(operands):
            return _flat(type(tree), (normal(each) for each in operands))
    return tree


def _negated(tree: Filter) -> Filter:
    match tree:
        case Not(operand):
            return normal(operand)
        case And(operands):
            return _flat(Or, (_negated(each) for each in operands))
        case Or(operands):
            return _flat(And, (_negated(each) for each in operands))
        case Comparison(field, operator, value):
            return Comparison(field, OPPOSITE[operator], value)
    return Not(tree)


def _flat(kind: type[And] | type[Or], operands: Iterator[Filter]) -> Filter:
    found: dict[str, Filter] = {}
    for each in operands:
        inner = each.operands if isinstance(each, And | Or) and type(each) is kind else (each,)
        found.update((repr(part), part) for part in inner)
    kept = tuple(found[text] for text in sorted(found))
    return kept[0] if len(kept) == 1 else kind(kept)


def contradicts(tree: Filter) -> bool:
    """Whether no row can pass: a filter asks for something and for its opposite."""
    form = normal(tree)
    return isinstance(form, And) and any(_negated(each) in form.operands for each in form.operands)


def tautology(tree: Filter) -> Comparison | None:
    """The comparison that a filter asks for together with its opposite, so that all rows with a value pass."""
    form = normal(tree)
    if isinstance(form, Or) and len(form.operands) == 2 and normal(Not(form.operands[0])) == form.operands[1]:
        return next((each for each in form.operands if isinstance(each, Comparison) and each.value is not None), None)
    return None


def lists_more(one: Filter, other: Filter) -> bool:
    """Whether each row that passes the first of two comparisons passes the other for sure."""
    if isinstance(one, Membership) and isinstance(other, Membership):
        return one.field == other.field and set(one.values) < set(other.values)
    if not (isinstance(one, Comparison) and isinstance(other, Comparison)) or one.value is None or other.value is None:
        return False
    return one.field == other.field and one.operator is other.operator and _wider(one, other)


def _wider(one: Comparison, other: Comparison) -> bool:
    # How texts compare is the policy's to say, so nothing is known of two of them.
    if isinstance(one.value, str) or isinstance(other.value, str) or one.value is None or other.value is None:
        return False
    if one.operator in (Operator.GT, Operator.GTE):
        return bool(one.value > other.value)  # type: ignore[operator]  # both are of the field's type
    return one.operator in (Operator.LT, Operator.LTE) and bool(one.value < other.value)  # type: ignore[operator]
