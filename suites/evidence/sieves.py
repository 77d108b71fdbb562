"""What a filter may say of a row, as far as the contract and the row tell. Pure.

Where the policy leaves open how texts compare, or a row does not show a field, more than one truth is possible; a
judge says something only of a row for which all of them agree.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from contracts import (
    And,
    Comparison,
    ExpressionError,
    Fields,
    FieldType,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
    Truth,
    UnreadableValue,
    holds,
    parse_filter,
)
from suites.evidence.orders import Row
from suites.verdicts import Rules

Truths = frozenset[Truth]
Atom = Comparison | Membership

UNREAD: Truths = frozenset((True, False, None))
OPEN: Truths = frozenset((True, False))
RANGES = (Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)


@dataclass(frozen=True, slots=True)
class Sieve:
    """A filter as it was asked for, and how far it can be judged.

    Args:
        tree: the filter.
        collates: whether the policy says that texts compare by code point.
    """

    tree: Filter
    collates: bool

    def must(self, row: Row) -> bool:
        """Whether a row passes for sure."""
        return self.truths(row) == {True}

    def may(self, row: Row) -> bool:
        """Whether a row may pass."""
        return True in self.truths(row)

    def truths(self, row: Row) -> Truths:
        """All that the filter may say of a row."""
        return _truths(self.tree, row, self.collates)


def read_sieve(text: str, fields: Fields, collates: bool) -> Sieve | None:
    """A filter's text; None where it is none by the contract's grammar."""
    try:
        return Sieve(parse_filter(text, fields), collates)
    except ExpressionError:
        return None


def _truths(tree: Filter, row: Row, collates: bool) -> Truths:
    match tree:
        case Comparison() | Membership():
            return _of_atom(tree, row, collates)
        case Not(operand):
            return _opposite(_truths(operand, row, collates))
        case And(operands):
            return reduce(_both, (_truths(each, row, collates) for each in operands))
        case Or(operands):
            return _opposite(reduce(_both, (_opposite(_truths(each, row, collates)) for each in operands)))


def _of_atom(atom: Atom, row: Row, collates: bool) -> Truths:
    try:
        truth = holds(atom, row)
    except UnreadableValue:
        return UNREAD
    return OPEN if truth is not None and not collates and _hangs_on_collation(atom, row) else frozenset((truth,))


def _hangs_on_collation(atom: Atom, row: Row) -> bool:
    value, texts = row.get(atom.field), texts_of(atom)
    if not texts or not isinstance(value, str):
        return False
    if isinstance(atom, Comparison) and atom.operator in RANGES:
        return True
    return value not in texts and fold(value) in map(fold, texts)


# There are but seven sets of truths, and rows by the thousand ask for the same ones.
@cache
def _opposite(truths: Truths) -> Truths:
    return frozenset(None if each is None else not each for each in truths)


@cache
def _both(one: Truths, other: Truths) -> Truths:
    pairs = ({first, second} for first in one for second in other)
    return frozenset(False if False in pair else None if None in pair else True for pair in pairs)


def fold(text: str) -> str:
    """A text as a lenient collation sees it: without case, accents and blanks at its end."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).rstrip()


def atoms(tree: Filter) -> Iterator[Atom]:
    """The comparisons of a filter, from left to right."""
    match tree:
        case Comparison() | Membership():
            yield tree
        case Not(operand):
            yield from atoms(operand)
        case And(operands) | Or(operands):
            for each in operands:
                yield from atoms(each)


def connectives(tree: Filter) -> frozenset[type[Filter]]:
    """How a filter joins its comparisons: the kinds of its inner nodes."""
    match tree:
        case Not(operand):
            return frozenset((Not,)) | connectives(operand)
        case And(operands) | Or(operands):
            return frozenset((type(tree),)).union(*map(connectives, operands))
    return frozenset()


def texts_of(atom: Atom) -> tuple[str, ...]:
    """The texts that a comparison compares with."""
    return tuple(each for each in operands_of(atom) if isinstance(each, str))


def operands_of(atom: Atom) -> tuple[Any, ...]:
    """The values that a comparison compares with; None for null."""
    return atom.values if isinstance(atom, Membership) else (atom.value,)


def rules_of(tree: Filter, fields: Fields) -> Rules:
    """What the meaning of a filter leans on: a comparison is attested, and several that one word joins are.

    How words bind, what NOT makes of null, and what is said of null at all is our reading.
    """
    found = tuple(atoms(tree))
    spoken: Rules = (
        ("attested",) if (tree in found and None not in operands_of(found[0])) or _plain(tree) else ("inferred",)
    )
    texts = any(fields[each.field].type is FieldType.STRING for each in found)
    return (*spoken, "collation") if texts else spoken


def _plain(tree: Filter) -> bool:
    """Whether one word joins comparisons that no null passes."""
    return isinstance(tree, And | Or) and all(
        isinstance(each, Comparison) and each.value is not None and each.operator is not Operator.NE
        for each in tree.operands
    )


def named(trees: Iterable[Filter]) -> Mapping[str, tuple[str, ...]]:
    """What filters compare, for the evidence: their fields and their operators."""
    found = [atom for tree in trees for atom in atoms(tree)]
    operators = ("in" if isinstance(each, Membership) else each.operator.value for each in found)
    return {"fields": tuple(dict.fromkeys(each.field for each in found)), "operators": tuple(dict.fromkeys(operators))}
