"""Asks for comparisons of many fields by few answers: joined by OR, so that each of them shows in the rows it adds.

In a group each comparison passes a row that no other one of it does, or none at all, and some row passes none: one
that counts for nothing shows, whether it is taken for true or for false.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from contracts import Comparison, Field, FieldType, Filter, Membership, Operator
from suites.evidence.orders import Row
from suites.evidence.sieves import Atom
from suites.inputs.atoms import comparisons, has_nulls, memberships, operators, simplest, values
from suites.inputs.spellings import WAYS, instants, listed
from suites.probes.filtering import ORDERED, Filterer

MEMBERS = 4  # of a list: many servers look at its first ones, or at its last
MOST = 6  # comparisons of a group: with more, rows are rare that pass one alone
RANGES = (Operator.GTE, Operator.LTE, Operator.GT, Operator.LT)
Leaf = tuple[Atom, str]


def ask(asker: Filterer) -> None:
    """Asks for the fields and the operators that nothing was asked of yet."""
    groups: list[list[Leaf]] = []
    for leaf in _leaves(asker, groups):
        group = next((each for each in groups if len(each) < MOST and _tells(asker, [*each, leaf])), None)
        if group is None:
            groups.append([leaf])
        else:
            group.append(leaf)
    for group in groups:
        # A range of one field is asked for at its ends, too.
        if len(groups) == 1 or len(group) > 1 or not _is_range(group[0]):
            asker.ask_alternatives(group)


def _is_range(leaf: Leaf) -> bool:
    return isinstance(leaf[0], Comparison) and leaf[0].operator in RANGES


def _tells(asker: Filterer, leaves: list[Leaf]) -> bool:
    """Whether rows tell of each comparison of a group."""
    passing = [asker.sample.passing(each) for atom, _ in leaves for each in _each(atom)]
    found = frozenset[int]().union(*passing)
    others = (frozenset[int]().union(*(passing[:place] + passing[place + 1 :])) for place in range(len(passing)))
    return len(found) < len(asker.sample.rows) and all(
        not own or own - rest for own, rest in zip(passing, others, strict=True)
    )


def _each(atom: Atom) -> tuple[Comparison, ...]:
    """A comparison, or those with each member of a list."""
    if isinstance(atom, Comparison):
        return (atom,)
    return tuple(Comparison(atom.field, Operator.EQ, each) for each in atom.values)


def _leaves(asker: Filterer, groups: list[list[Leaf]]) -> Iterator[Leaf]:
    """One comparison for each field, and for each operator, and a list; operators and spellings take turns."""
    turns, ways = cycle(RANGES), cycle(WAYS)
    unused = [each for each in RANGES if each in asker.unused]
    fields = [each for each in asker.uncompared if each.name != asker.key]
    exact = next((each for each in fields if each.type is FieldType.DATE_TIME), None)
    for field in fields:
        ordered = field.type in ORDERED and len(operators(field)) > 2
        if ordered and field != exact and (unused or field.type is not FieldType.STRING):
            atom = _drawn(asker, field, unused[0] if unused else next(turns))
        else:
            atom = _drawn(asker, field, Operator.EQ)
        unused = [each for each in unused if each is not atom.operator]
        yield atom, next(instants(atom), "") or next(ways)(atom)
    yield from _members(asker, groups)
    for operator in unused:
        for field in asker.of_types(*ORDERED):
            drawn = asker.draw(field, (operator,))
            if drawn is not None:
                yield drawn, next(ways)(drawn)


def _members(asker: Filterer, groups: list[list[Leaf]]) -> Iterator[Leaf]:
    """A list of four values that rows show, of the key where it is one of many; best of rows that pass nothing else."""
    fields = sorted(asker.telling(), key=lambda each: (each.name != asker.key, -len(values(asker.rows, each))))
    for field in fields[:1]:
        whole = values(asker.rows, field)
        left = (_left(asker, group) for group in groups if len(group) < MOST)
        seen = next((each for rows in left if len(each := values(rows, field)) > MEMBERS), whole)
        few = simplest(memberships(field, seen), asker.chance, asker.sample.narrows, asker.sample.splits)
        if isinstance(few, Membership):
            several = Membership(
                field.name, (*few.values, *(each for each in seen if each not in few.values))[:MEMBERS]
            )
            yield several, listed(several)


def _left(asker: Filterer, leaves: list[Leaf]) -> list[Row]:
    """The rows that pass none of these comparisons."""
    found = frozenset[int]().union(*(asker.sample.passing(atom) for atom, _ in leaves))
    return [row for place, row in enumerate(asker.sample.rows) if place not in found]


def _drawn(asker: Filterer, field: Field, operator: Operator) -> Comparison:
    """A comparison that few rows pass, or none; of a range some of them off its bound; without a value, by null."""
    seen, sample = values(asker.rows, field), asker.sample
    drawn: Filter | None = None
    if operator in RANGES and seen:
        wish = comparisons(field, seen, (operator,))
        drawn = simplest(wish, asker.chance, lambda tree: sample.narrows(tree) and _off_bound(asker, tree))
    drawn = drawn or asker.draw(field, (Operator.EQ,)) or asker.draw(field)
    empty = Operator.NE if has_nulls(asker.rows, field) else Operator.EQ
    return drawn if isinstance(drawn, Comparison) else Comparison(field.name, empty, None)


def _off_bound(asker: Filterer, tree: Filter) -> bool:
    at_bound = isinstance(tree, Comparison) and asker.sample.passing(replace(tree, operator=Operator.EQ))
    return bool(asker.sample.passing(tree) - (at_bound or frozenset()))
