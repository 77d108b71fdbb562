"""Asks a list through filters: every field, every operator, values that careless servers misread, and how filters join.

About 27 requests of a list that fits a large page; about 80 where nothing is spared: then each field is asked for
alone. Readings without a filter stand around and between them. The filters are drawn from the grammar and from values
that the list shows.
"""

from collections.abc import Iterator
from itertools import cycle

from contracts import Comparison, Field, FieldType, Filter, Membership, Operator
from suites.inputs.atoms import comparisons, has_nulls, memberships, operators, simplest, values
from suites.inputs.spellings import WAYS, instants, listed
from suites.inquiry import Inquiry
from suites.invariants.filter_scope import filters
from suites.probes import (
    filter_alternatives,
    filter_bounds,
    filter_ends,
    filter_exact,
    filter_joins,
    filter_literals,
    filter_refusals,
)
from suites.probes.filtering import ORDERED, Filterer

RANGES = (Operator.GTE, Operator.LTE, Operator.GT, Operator.LT)
FEW = 4  # values of a number that a value cuts in parts
NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.NUMBER)


def ask(inquiry: Inquiry) -> None:
    """Asks for single comparisons, then for filters that join them, then for what is no filter."""
    if filters(inquiry.operation, inquiry.contract):
        return
    asker = Filterer(inquiry)
    _cut(asker)
    if asker.every:
        _tell_instants(asker)
        _list_members(asker)
        for tree, text in _of_each_field(asker):
            asker.ask(tree, text)
        asker.reread()
        filter_literals.ask(asker)
        filter_joins.ask(asker)
        asker.reread()
    else:
        filter_joins.ask(asker)
        asker.reread()
        filter_alternatives.ask(asker)
        filter_literals.ask(asker)
    filter_bounds.ask(asker)
    filter_exact.ask(asker)
    filter_ends.ask(asker)
    filter_refusals.ask(asker)
    asker.close()


def _cut(asker: Filterer) -> None:
    """The three parts that a value cuts a field's values into, and a wider range."""
    for place, field in enumerate(_cuttable(asker)):
        seen = values(asker.rows, field)
        wishes = (_Turned(asker, 2), _Turned(asker), asker.sample.splits)
        middle = simplest(comparisons(field, seen, (Operator.LT,)), asker.chance, *wishes)
        if not isinstance(middle, Comparison) or middle.value is None:
            continue
        for operator in (Operator.LT, Operator.EQ, Operator.GT):
            asker.ask(Comparison(field.name, operator, middle.value))
        if place == 0 and asker.every:
            asker.ask(Comparison(field.name, Operator.NE, None))
        for value in sorted(each for each in seen if each < middle.value)[: place == 0]:
            asker.ask(Comparison(field.name, Operator.GT, value))


def _cuttable(asker: Filterer) -> list[Field]:
    """A field of numbers, best one with nulls, and one of instants; where neither is spared, both."""
    numbers = sorted(
        asker.of_types(*NUMBERS, most=len(asker.fields)),
        key=lambda each: not has_nulls(asker.rows, each) or len(values(asker.rows, each)) < FEW,
    )
    found = [*(asker.of_types(*NUMBERS) if asker.every else numbers[:1]), *asker.of_types(FieldType.DATE_TIME)]
    return (found or list(asker.of_types(FieldType.STRING)))[: None if asker.every else 1]


class _Turned:
    """The wish for a value with rows on both sides, some of them on the other side by their text.

    Args:
        asker: whose rows.
        least: how many lesser values rows show.
    """

    def __init__(self, asker: Filterer, least: int = 1) -> None:
        self._asker, self._least = asker, least

    def __call__(self, tree: Filter) -> bool:
        if not isinstance(tree, Comparison) or tree.value is None:
            return False
        seen = values(self._asker.sample.rows, self._asker.walker.resource.fields[tree.field])
        below = [each for each in seen if each < tree.value]
        above = [each for each in seen if each > tree.value]
        text = str(tree.value)
        return (
            len(below) >= self._least
            and bool(above)
            and (any(str(each) > text for each in below) or min(map(str, above)) < text)
        )


def _tell_instants(asker: Filterer) -> None:
    """An instant that a row shows, by other offsets, and rows after one."""
    for field in asker.of_types(FieldType.DATE_TIME):
        exact, after = (asker.draw(field, (each,)) for each in (Operator.EQ, Operator.GT))
        for atom, place in ((exact, 0), (after, 2)):
            if atom is not None:
                asker.ask(atom, tuple(instants(atom))[place])


def _list_members(asker: Filterer) -> None:
    """A list of values that a field shows, and a longer one."""
    for field in (each for each in asker.uncompared if len(values(asker.rows, each)) > 2):
        seen = values(asker.rows, field)
        few = simplest(memberships(field, seen), asker.chance, asker.sample.narrows, asker.sample.splits)
        if isinstance(few, Membership):
            asker.ask(few)
            longer = Membership(field.name, (*few.values, *(each for each in seen if each not in few.values))[:4])
            if longer != few:
                asker.ask(longer, listed(longer))
            return


def _of_each_field(asker: Filterer) -> Iterator[tuple[Comparison, str]]:
    """One comparison for each field that has none yet, and each operator; operators and spellings take turns."""
    ranges, ways, equals = cycle(RANGES), cycle(WAYS), cycle((Operator.EQ, Operator.NE, Operator.EQ))
    for field in asker.uncompared:
        tree = asker.draw(field, (_next(field, ranges, equals),)) or asker.draw(field)
        tree = tree or Comparison(field.name, Operator.NE, None)
        yield tree, next(ways)(tree)
    for operator in asker.unused:
        for field in asker.of_types(*ORDERED):
            tree = asker.draw(field, (operator,))
            if tree is not None:
                yield tree, next(ways)(tree)


def _next(field: Field, ranges: Iterator[Operator], equals: Iterator[Operator]) -> Operator:
    turn = next(ranges) if field.type in ORDERED and len(operators(field)) > 2 else next(equals)
    return next(equals) if field.type is FieldType.STRING and turn in (Operator.GT, Operator.LTE) else turn
