"""Asks a list through filters: every field, every operator, values that careless servers misread, and how filters join.

About 27 requests of a list that fits a large page; about 80 where nothing is spared: then each field is asked for
alone. A list of a few pages has each answer read to its end; of a longer one, filters that need it are asked of a few
rows by their keys. Readings without a filter stand around and between them. The filters are drawn from the grammar and
from values that the list shows.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

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
    for place, middle in enumerate(_middles(asker)):
        seen = values(asker.rows, asker.walker.resource.fields[middle.field])
        parts = [Comparison(middle.field, each, middle.value) for each in (Operator.LT, Operator.EQ, Operator.GT)]
        near = asker.near(*parts)
        for part in parts:
            asker.ask(near(part))
        if place == 0 and asker.every:
            asker.ask(Comparison(middle.field, Operator.NE, None))
        for value in sorted(each for each in seen if each < middle.value)[: place == 0]:
            asker.ask(Comparison(middle.field, Operator.GT, value))


def _middles(asker: Filterer) -> list[Comparison]:
    """What lies below a value of a field of numbers, best one with nulls, and of one of instants.

    Where requests are spared, of the first of them that has rows on both sides of a value; of none, lists are compared.
    """
    if asker.every:
        fields = [*asker.of_types(*NUMBERS), *asker.of_types(FieldType.DATE_TIME)]
        found = [_middle(asker, each, asker.sample.splits) for each in fields or asker.of_types(FieldType.STRING)]
        return [each for each in found if each]
    numbers = sorted(
        asker.of_types(*NUMBERS, most=len(asker.fields)),
        key=lambda each: not has_nulls(asker.rows, each) or len(values(asker.rows, each)) < FEW,
    )
    fields = [*numbers, *asker.of_types(FieldType.DATE_TIME, most=len(asker.fields))]
    between = next(filter(None, (_middle(asker, each) for each in fields)), None)
    if between is None:
        _list_members(asker)
    fields += asker.of_types(FieldType.STRING)
    rest = (_middle(asker, each, wish) for wish in (asker.sample.splits, _any) for each in fields)
    middle = between or next(filter(None, rest), None)
    return [middle] if middle else []


def _middle(asker: Filterer, field: Field, *wishes: Callable[[Filter], bool]) -> Comparison | None:
    """What lies below a value with rows on both sides, best on the other side by their text; else what is wished."""
    strategy = comparisons(field, values(asker.rows, field), (Operator.LT,))
    best = (_Between(asker, 2, turned=True), _Between(asker, turned=True), _Between(asker))
    middle = simplest(strategy, asker.chance, *best, *wishes)
    return middle if isinstance(middle, Comparison) and middle.value is not None else None


def _any(tree: Filter) -> bool:
    return True


class _Between:
    """The wish for a value with rows on both sides.

    Args:
        asker: whose rows.
        least: how many lesser values rows show.
        turned: whether some of them are to be on the other side by their text.
    """

    def __init__(self, asker: Filterer, least: int = 1, *, turned: bool = False) -> None:
        self._asker, self._least, self._turned = asker, least, turned

    def __call__(self, tree: Filter) -> bool:
        if not isinstance(tree, Comparison) or tree.value is None:
            return False
        seen = values(self._asker.sample.rows, self._asker.walker.resource.fields[tree.field])
        below = [each for each in seen if each < tree.value]
        above = [each for each in seen if each > tree.value]
        return len(below) >= self._least and bool(above) and (not self._turned or _turns(str(tree.value), below, above))


def _turns(text: str, below: Sequence[Any], above: Sequence[Any]) -> bool:
    return any(str(each) > text for each in below) or min(map(str, above)) < text


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
