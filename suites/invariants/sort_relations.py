"""What orders promise of each other: turned round, refined, asked for twice, in other words or company.

Pure. These hold by the answers alone, over the rows that stayed; how values compare is not asked.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import groupby, pairwise
from typing import Any

from contracts import Key
from suites.evidence.disorders import disorders, repeats
from suites.evidence.orders import Ranking, ranking_of
from suites.evidence.passages import few, way
from suites.evidence.showings import Showing, common, pairs, showings, told
from suites.evidence.study import Study, study
from suites.invariants.sort_denials import denied
from suites.invariants.sort_rows import breaches_of, ordered
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement

Keys = tuple[Hashable, ...]
Group = tuple[tuple[Any, ...], Keys]


def turned_round(trace: Trace) -> Judgement:
    """SO-03: descending is ascending turned round; ties as the policy says."""
    known = study(trace)
    breaches = list(breaches_of(disorders(known), "tie"))
    ties, compared = known.trace.contract.semantics.policy["desc_tie_order"], 0
    for one, other in _single_pairs(known):
        if _key(one).descending == _key(other).descending or _key(one).field != _key(other).field:
            continue
        if ties != "reversed" and not _collates(one):
            continue
        stayed = common(one, other)
        first, second = (_groups(each, stayed) for each in (one, other))
        compared += len(first) > 1
        if not breaches and _turned(first, ties) != _as_is(second, ties):
            message = f"{way(one.walk[0])} and {way(other.walk[0])}, the rows do not stand in opposite orders."
            apart = _apart(_turned(first, ties), _as_is(second, ties))
            shown = (one.walk[0].exchange, other.walk[0].exchange)
            breaches.append(Breach(message.capitalize(), shown, ("desc_tie_order",), apart))
    return told(known, breaches, compared, "no field was sorted by in both directions to the end", compared=compared)


def _single_pairs(known: Study) -> Iterator[tuple[Showing, Showing]]:
    """Complete answers to orders of one field, two by two."""
    single = (each for each in ordered(known) if not repeats(each.selection.order))
    yield from pairs(each for each in single if each.complete and each.ranking and len(each.ranking.columns) == 1)


def _key(showing: Showing) -> Key:
    if showing.ranking is None:
        raise LookupError("nothing says what the order is")
    return showing.ranking.order.keys[0]


def _collates(showing: Showing) -> bool:
    """Whether rows tie exactly where they show the same."""
    ranking = showing.ranking
    return ranking is not None and ranking.judged == len(ranking.columns)


def _groups(showing: Showing, stayed: Iterable[Hashable]) -> list[Group]:
    """The rows that stayed in groups of ties, as they came; those without a value are left out."""
    ranking, kept = showing.ranking, frozenset(stayed)
    rows = [(ranking.cells(row) or (), key) for key, row in showing.shown if key in kept] if ranking else []
    groups = ((cells, tuple(key for _, key in many)) for cells, many in groupby(rows, lambda each: each[0]))
    return [group for group in groups if None not in group[0]]


def _turned(groups: Sequence[Group], ties: str) -> list[Any]:
    turned = [(cells, keys[::-1] if ties == "reversed" else keys) for cells, keys in reversed(groups)]
    return _as_is(turned, ties)


def _as_is(groups: Sequence[Group], ties: str) -> list[Any]:
    return [frozenset(keys) if ties == "any" else keys for _, keys in groups]


def _apart(one: list[Any], other: list[Any]) -> Keys:
    return tuple(next((pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]), ()))


def same_again(trace: Trace) -> Judgement:
    """SO-04: an order asked for again is the same order, ties included."""
    known = study(trace)
    breaches: list[Breach] = []
    compared = 0
    for one, other in pairs(each for each in showings(known) if each.sieve is None and not each.walk[0].fields):
        if one.selection == other.selection and one.selection.order and one.walk[0].limit == other.walk[0].limit:
            compared += 1
            breaches.extend(_disagreement(one, other, "Asked for again, rows stand otherwise"))
    return told(known, breaches, compared, "no order was asked for twice", compared=compared)


def _disagreement(one: Showing, other: Showing, what: str) -> Iterator[Breach]:
    first, second = _shared(one, other)
    if first != second:
        apart = next((pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]), ())
        message = f"{what}, {way(one.walk[0])} and {way(other.walk[0])}: {few(apart)}."
        yield Breach(message, (one.walk[0].exchange, other.walk[0].exchange), ("law",), tuple(apart))


def _shared(one: Showing, other: Showing) -> tuple[Keys, Keys]:
    """The rows that stayed and that both show, as each shows them."""
    stayed = common(one, other) & {key for key, _ in one.shown} & {key for key, _ in other.shown}
    first, second = (tuple(key for key, _ in each.shown if key in stayed) for each in (one, other))
    return tuple(dict.fromkeys(first)), tuple(dict.fromkeys(second))


def refined(trace: Trace) -> Judgement:
    """SO-05: a further key puts ties in order, and moves nothing else."""
    known = study(trace)
    breaches = list(breaches_of(disorders(known), "later"))
    several = [each for each in ordered(known) if each.ranking and len(each.ranking.columns) > 1]
    compared = 0
    for each in several:
        for other in (one for one in ordered(known) if _begins(one, each) and one.complete and each.complete):
            stayed = common(each, other)
            first, second = ([cells[:1] for cells, _ in _groups_of(one, stayed)] for one in (other, each))
            compared += len(set(first)) < len(first)
            if first != second and not breaches and _collates(other):
                message = f"Rows {way(each.walk[0])} stand in other groups than {way(other.walk[0])}."
                breaches.append(Breach(message, (other.walk[0].exchange, each.walk[0].exchange), ("law",)))
    lacking = "no order of two keys was asked for beside that of the first" if several else "no order had two keys"
    return told(known, breaches, compared or len(several), lacking, orders=len(several), with_ties=compared)


def _begins(one: Showing, several: Showing) -> bool:
    """Whether an order is the first key of another."""
    if one.ranking is None or several.ranking is None:
        return False
    if repeats(one.selection.order) or repeats(several.selection.order):
        return False
    return len(one.ranking.columns) == 1 and one.ranking.order.keys == several.ranking.order.keys[:1]


def _groups_of(showing: Showing, stayed: Iterable[Hashable]) -> list[tuple[tuple[Any, ...], Hashable]]:
    ranking, kept = showing.ranking, frozenset(stayed)
    return [(ranking.cells(row) or (), key) for key, row in showing.shown if key in kept] if ranking else []


def repeated_keys(trace: Trace) -> Judgement:
    """SO-06: a field named again counts once, at its first place."""
    known = study(trace)
    breaches = [*breaches_of(disorders(known), "repeated"), *denied(known, repeated=True)]
    asked = [each for each in ordered(known) if repeats(each.selection.order)]
    for each in asked:
        for other in (one for one in ordered(known) if not repeats(one.selection.order) and _alike(one, each)):
            breaches.extend(_disagreement(other, each, "A field named twice moves rows"))
    pages = max((len(each.walk) for each in asked), default=0)
    return told(known, breaches[:1], len(asked), "no order named a field twice", orders=len(asked), pages=pages)


def _alike(one: Showing, other: Showing) -> bool:
    """Whether two answers are in one order, in pages of one size."""
    sized = one.walk[0].limit == other.walk[0].limit
    return sized and one.ranking is not None and other.ranking is not None and one.ranking.order == other.ranking.order


def beside_projection(trace: Trace) -> Judgement:
    """SO-09: rows stand in one order whichever of their properties are shown."""
    known = study(trace)
    breaches: list[Breach] = []
    compared = 0
    for one, other in pairs(each for each in showings(known) if each.sieve is None and each.selection.order):
        sized = one.walk[0].limit == other.walk[0].limit
        if sized and one.selection.order == other.selection.order and one.walk[0].fields != other.walk[0].fields:
            compared += 1
            breaches.extend(_disagreement(one, other, "With other properties shown, rows stand otherwise"))
    return told(known, breaches, compared, "no order was asked for with other properties shown", compared=compared)


def default_order(trace: Trace) -> Judgement:
    """SO-11: without an order the list stands in its declared one, each time."""
    known = study(trace)
    breaches = list(breaches_of(disorders(known), "default"))
    judged = [each for each in showings(known) if not each.selection.order and each.sieve is None]
    told_out = ranking_of(trace.operation, trace.contract, "")
    for one, other in pairs(each for each in showings(known) if each.sieve is None and not each.walk[0].fields):
        if one.selection.order and other.selection.order:
            continue
        if _means(one, told_out) and _means(other, told_out) and not breaches:
            breaches.extend(_disagreement(one, other, "The default order is not the one that is declared"))
    spelt = sum(bool(each.selection.order) and _means(each, told_out) for each in showings(known))
    exercised = sum(len(each.shown) > 1 for each in judged)
    return told(known, breaches, exercised, "the list never showed two rows", asked=exercised, spelt_out=spelt)


def _means(showing: Showing, ranking: Ranking | None) -> bool:
    """Whether an answer is in the order that a ranking names."""
    return showing.ranking is not None and ranking is not None and showing.ranking.order == ranking.order


def one_order(trace: Trace) -> Judgement:
    """SO-12: of two rows one stands before the other, in every answer to an order, however it is asked for."""
    known = study(trace)
    breaches, compared = [], 0
    groups: dict[Any, list[Showing]] = {}
    for each in showings(known):
        groups.setdefault(replace(each.selection, filter=""), []).append(each)
    for many in (group for group in groups.values() if len(group) > 1):
        stayed = common(*many)
        compared += len(many)
        circle = _circle([[key for key in each.sequence if key in stayed] for each in many])
        if circle:
            message = f"{way(many[0].walk[0]).capitalize()}, answers put rows in a circle: {few(circle)}."
            breaches.append(Breach(message, tuple(each.walk[0].exchange for each in many[:3]), ("law",), circle))
    return told(known, breaches, compared, "no order was asked for in two ways", answers=compared)


def _circle(sequences: Sequence[Sequence[Hashable]]) -> Keys:
    """Rows that stand before each other in a circle; none where there is one order."""
    before: dict[Hashable, set[Hashable]] = {}
    for sequence in sequences:
        for one, other in pairwise(sequence):
            if one != other:
                before.setdefault(other, set()).add(one)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
