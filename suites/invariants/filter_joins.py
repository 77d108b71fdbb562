"""What filters promise of each other: how they join, what their opposites leave, and which of them say the same.

Pure. These hold by the answers alone, over the rows that stayed; the judge's own reading of a filter is not asked.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from contracts import And, Comparison, Filter, Membership, Not, Operator, Or
from suites.evidence.denials import denials
from suites.evidence.equivalents import contradicts, lists_more, normal, tautology
from suites.evidence.misreadings import accompanied, misreadings, tree_of
from suites.evidence.pages import Selection
from suites.evidence.passages import few
from suites.evidence.showings import Showing, common, listing_of, resource_of, told
from suites.evidence.sieves import atoms, connectives, named, read_sieve
from suites.evidence.study import Study, study
from suites.invariants.filter_rows import asked, breaches_of, filtered, of_kinds
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement

Keys = frozenset[Hashable]
# Every answer beside those to other filters on the same rows.
Answers = Mapping[Filter, Showing]

EXACT = ("law",)
GONE = 404


def conjunctions(trace: Trace) -> Judgement:
    """FI-04: what passes two filters passes both of them joined by AND, and nothing else does."""
    return _joins(trace, And, "and", lambda parts: frozenset.intersection(*parts))


def disjunctions(trace: Trace) -> Judgement:
    """FI-05: what passes one of two filters passes both of them joined by OR, and nothing else does."""
    return _joins(trace, Or, "or", lambda parts: frozenset[Hashable]().union(*parts))


def _joins(trace: Trace, kind: type[And] | type[Or], fault: str, join: Callable[[list[Keys]], Keys]) -> Judgement:
    known = study(trace)
    breaches = list(breaches_of(known, [each for each in misreadings(known) if each.kind == fault]))
    bitten, wrong = 0, {id(each.showing) for each in misreadings(known)}
    for answers in _answers(known):
        for tree, showing in answers.items():
            parts = [answers.get(each) for each in tree.operands] if isinstance(tree, kind) else []
            found = [each for each in parts if each]
            if not parts or len(found) < len(parts):
                continue
            stayed = common(showing, *found)
            sets = [_keys(each, stayed) for each in found]
            bitten += len({*sets, join(sets)}) > 1
            # What a part gets wrong on its own is told by its own promise.
            apart = any(id(each) in wrong for each in found)
            if join(sets) != _keys(showing, stayed) and not apart and not breaches:
                odd = join(sets) ^ _keys(showing, stayed)
                message = f"{asked(showing)} and its parts, asked alone, disagree on {few(sorted(map(str, odd)))}."
                shown = tuple(each.walk[0].exchange for each in (*found[:2], showing))
                breaches.append(Breach(message, shown, EXACT))
    word = kind.__name__.upper()
    judged = [each for each in filtered(known) if connectives(tree_of(each)) == {kind}]
    lacking = f"no filter joined by {word} was answered whose parts pass other rows"
    return told(known, breaches, bitten, lacking, filters=len(judged), **named(map(tree_of, judged)))


def partitions(trace: Trace) -> Judgement:
    """FI-06: each row passes a filter, or its opposite, or has a null there; and one of them only."""
    known = study(trace)
    breaches = list(breaches_of(known, [each for each in misreadings(known) if each.kind in ("null", "not")]))
    parted, nulls = 0, 0
    for answers in _answers(known, plain=False):
        for tree, showing in answers.items():
            of_these, inner = _within(tree)
            some = answers.get(of_these(inner.operand)) if isinstance(inner, Not) else None
            if not isinstance(inner, Not) or some is None or not isinstance(inner.operand, Comparison):
                continue
            empty = answers.get(of_these(Comparison(inner.operand.field, Operator.EQ, None)))
            found = [each for each in (some, showing, empty) if each]
            stayed = common(*found)
            sets = [_keys(each, stayed) for each in found]
            parted, nulls = parted + bool(stayed), nulls + bool(empty and sets[-1])
            whole = frozenset[Hashable]().union(*sets)
            overlap = any(one & other for one, other in combinations(sets, 2))
            if (overlap or (empty and inner is tree and whole != stayed)) and not breaches:
                message = f"{asked(some)}, its opposite and null there are not three parts of the list: "
                message += f"{' + '.join(str(len(each)) for each in sets)} of {len(stayed)} rows."
                breaches.append(Breach(message, tuple(each.walk[0].exchange for each in found), ("inferred",)))
    lacking = "no filter was answered together with its opposite"
    return told(known, breaches, parted, lacking, parted=parted, with_nulls=nulls)


def ranges(trace: Trace) -> Judgement:
    """FI-07: a value parts the rows that have one into those below, those that equal it, and those above."""
    known = study(trace)
    breaches = list(breaches_of(known, [each for each in misreadings(known) if each.kind == "bound"]))
    parted: list[Filter] = []
    for answers in _answers(known, plain=False):
        for tree in answers:
            of_these, inner = _within(tree)
            if not isinstance(inner, Comparison) or inner.value is None or inner.operator is not Operator.LT:
                continue
            operators = (Operator.LT, Operator.EQ, Operator.GT)
            found = [answers.get(of_these(replace(inner, operator=each))) for each in operators]
            three = [each for each in found if each]
            if len(three) < len(found):
                continue
            rest = answers.get(of_these(Comparison(inner.field, Operator.NE, None)))
            stayed = common(*three, *([rest] if rest else []))
            sets = [_keys(each, stayed) for each in three]
            parted.append(tree)
            overlap = any(one & other for one, other in combinations(sets, 2))
            if (overlap or (rest and frozenset[Hashable]().union(*sets) != _keys(rest, stayed))) and not breaches:
                message = f"Rows below, at and above the value of {asked(three[0])} are not the rows that have one: "
                message += f"{' + '.join(str(len(each)) for each in sets)}."
                breaches.append(Breach(message, tuple(each.walk[0].exchange for each in three), EXACT))
    lacking = "no value was asked for with less, equal and greater"
    return told(known, breaches, len(parted), lacking, **named(parted))


def _within(tree: Filter) -> tuple[Callable[[Filter], Filter], Filter]:
    """What is asked of the rows of a list of values, and how to ask more of them; of all rows where no list is joined.

    Of a long list of rows no other answer may be short enough to be read to its end.
    """
    match tree:
        case And((Membership() as few, inner)):
            return (lambda other: And((few, other))), inner
    return (lambda other: other), tree


def widenings(trace: Trace) -> Judgement:
    """FI-08: a wider range, and a longer list, pass at least the same rows: numbers by their exact value."""
    known = study(trace)
    breaches = list(breaches_of(known, [each for each in misreadings(known) if each.kind == "number"]))
    compared = 0
    for answers in _answers(known, plain=False):
        for one, other in ((one, other) for one in answers for other in answers if lists_more(one, other)):
            narrow, wide = answers[one], answers[other]
            stayed = common(narrow, wide)
            lost = _keys(narrow, stayed) - _keys(wide, stayed)
            compared += bool(_keys(narrow, stayed))
            if lost:
                message = f"{asked(wide)} is wider than {asked(narrow)} and lacks {few(sorted(map(str, lost)))}."
                breaches.append(Breach(message, (narrow.walk[0].exchange, wide.walk[0].exchange), EXACT))
    return told(known, breaches, compared, "no range or list was answered with a wider one", compared=compared)


def same_sense(trace: Trace) -> Judgement:
    """FI-09: filters that say the same pass the same rows, however they are put."""
    known = study(trace)
    found = [each for each in misreadings(known) if each.kind == "joined"]
    breaches = [*breaches_of(known, found), *(each.breach for each in denials(known) if each.kind == "joined")]
    compared = 0
    groups: dict[tuple[Selection, Filter], list[Showing]] = {}
    for each in filtered(known):
        if _whole(known, each):
            groups.setdefault((_bare(each), normal(tree_of(each))), []).append(each)
    for one, other in (pair for group in groups.values() for pair in combinations(group, 2)):
        stayed = common(one, other)
        if one.selection.filter == other.selection.filter:
            continue
        compared += 1
        apart = _keys(one, stayed) ^ _keys(other, stayed)
        if apart and not breaches:
            message = f"{asked(one)} and {asked(other)} say the same and disagree on {few(sorted(map(str, apart)))}."
            rules = ("inferred",) if connectives(tree_of(one)) else ("attested",)
            breaches.append(Breach(message, (one.walk[0].exchange, other.walk[0].exchange), rules))
    lacking = "no filter was answered that was put in two ways"
    return told(known, breaches, compared, lacking, compared=compared)


def members(trace: Trace) -> Judgement:
    """FI-10: a list passes what equals one of its members."""
    known = study(trace)
    judged = [each for each in filtered(known) if any(isinstance(atom, Membership) for atom in atoms(tree_of(each)))]
    return of_kinds(trace, judged, "no list of values was answered", "list")


def extremes(trace: Trace) -> Judgement:
    """FI-12: a filter that contradicts itself passes nothing, with a 200; one that is always true passes all values."""
    known = study(trace)
    breaches, met = list(_not_found(known)), 0
    for each in filtered(known):
        tree = tree_of(each)
        always = tautology(tree)
        if contradicts(tree):
            met += bool(each.rows)
            if each.shown:
                message = f"{asked(each)} contradicts itself and passes {len(each.shown)} rows."
                breaches.append(Breach(message, (each.walk[0].exchange,), EXACT))
        elif always is not None and each.complete:
            having = {key for key, row in each.rows.items() if row.get(always.field) is not None}
            met += bool(having)
            if having != set(each.sequence):
                message = f"{asked(each)} is true of each row with {always.field} ({len(having)}) and passes "
                message += f"{len(set(each.sequence))}."
                breaches.append(Breach(message, (each.walk[0].exchange,), ("inferred",)))
    return told(known, breaches, met, "no filter was answered that is always true, or never", filters=met)


def _not_found(known: Study) -> Iterator[Breach]:
    """Filters that contradict themselves, answered as if the list were not there."""
    listing, resource = listing_of(known), resource_of(known)
    paths = {page.exchange.asked.path for page in known.pages}
    for exchange in known.trace.own if listing and resource else ():
        text = next(iter(exchange.asked.values(listing.filter or "")), "") if listing else ""
        sieve = read_sieve(text, resource.fields, True) if resource and text and exchange.status == GONE else None
        if sieve and contradicts(sieve.tree) and exchange.asked.path in paths:
            yield Breach(f"`{text}` contradicts itself and is answered {GONE}; an empty page is due.", (exchange,))


def _answers(known: Study, plain: bool = True) -> Iterator[Answers]:
    """The complete answers to filters, by filter, for each list that was asked as a whole.

    Args:
        plain: those without NOT, by the form that filters of one sense share; else all, each as it was put.
    """
    groups: dict[Selection, dict[Filter, Showing]] = {}
    for each in filtered(known):
        tree = tree_of(each)
        negated = plain and Not in connectives(tree)
        if _whole(known, each) and not negated:
            groups.setdefault(_bare(each), {}).setdefault(normal(tree) if plain else tree, each)
    yield from groups.values()


def _whole(known: Study, showing: Showing) -> bool:
    """Whether an answer is all there is, of whole rows, in the largest pages that were asked for: paging aside."""
    largest = max((page.limit or 0 for page in known.pages), default=0)
    wide = len(showing.walk) == 1 or (showing.walk[0].limit or 0) == largest
    return showing.complete and wide and not accompanied(showing)


def _bare(showing: Showing) -> Selection:
    return replace(showing.selection, filter="", order="")


def _keys(showing: Showing, stayed: Iterable[Hashable]) -> Keys:
    return frozenset(showing.sequence) & frozenset(stayed)
