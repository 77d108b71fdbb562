"""The ways to write one filter: both spellings of an operator, parentheses, blanks, cases, offsets. Pure.

All of them are of the contract's grammar, and each says what the filter says.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

from contracts import Comparison, Filter, Membership, Operator, print_filter
from suites.evidence.sieves import atoms

AHEAD = timezone(timedelta(hours=2))
DATED = (Operator.GT, Operator.LTE)
MIDNIGHT = "T00:00:00Z"
SIGNS = {Operator.EQ: ":", Operator.GT: ">", Operator.LT: "<", Operator.GTE: ">=", Operator.LTE: "<="}


def by_sign(atom: Comparison) -> str:
    """A comparison by the sign that it is not printed with, where there is one."""
    sign = SIGNS.get(atom.operator)
    plain = print_filter(atom)
    if sign is None or atom.value is None:
        return plain
    return f"{atom.field} {sign} {_value(atom)}"


def by_name(atom: Comparison) -> str:
    """A comparison by its operator's name."""
    return f"{atom.field}.{atom.operator.value}:{_value(atom)}"


def in_capitals(atom: Comparison) -> str:
    """A comparison by its operator's name, in capitals."""
    return f"{atom.field}.{atom.operator.value.upper()}:{_value(atom)}"


def plainly(atom: Comparison) -> str:
    """A comparison as it is printed."""
    return print_filter(atom)


def _value(atom: Comparison) -> str:
    return print_filter(Comparison(atom.field, Operator.EQ, atom.value)).partition("=")[2]


WAYS: tuple[Callable[[Comparison], str], ...] = (plainly, by_name, by_sign, in_capitals)


def instants(atom: Comparison) -> Iterator[str]:
    """A comparison with an instant, by other offsets: two hours ahead, zero as a number, and none."""
    value = atom.value
    if not isinstance(value, datetime):
        return
    start = f"{atom.field}.{atom.operator.value}:"
    yield f"{start}'{value.astimezone(AHEAD).isoformat()}'" if _shifts(value) else f"{start}{value.isoformat()}"
    yield f"{start}{value.isoformat()}"
    yield f"{start}{value.replace(tzinfo=None).isoformat()}"


def dated(tree: Filter) -> str:
    """A filter as it is printed, but that what is after a midnight, or until one, names it by its date alone."""
    text = print_filter(tree)
    for atom in atoms(tree):
        if isinstance(atom, Comparison) and atom.operator in DATED and isinstance(atom.value, datetime):
            plain = print_filter(atom)
            text = text.replace(plain, plain.removesuffix(MIDNIGHT))
    return text


def _shifts(value: datetime) -> bool:
    """Whether an instant has a year of four digits two hours ahead, too."""
    return value.year < 9999


def listed(atom: Membership) -> str:
    """A list, with blanks where they mean nothing, and its operator in capitals."""
    members = ("=".join(print_filter(Comparison(atom.field, Operator.EQ, each)).split("=")[1:]) for each in atom.values)
    return f"{atom.field}.IN:( {' , '.join(members)} )"


def wrapped(text: str) -> str:
    """A filter in parentheses and blanks that mean nothing."""
    return f" ( ({text} ) ) "


def nested(text: str, levels: int) -> str:
    """A filter in so many parentheses."""
    return "(" * levels + text + ")" * levels
