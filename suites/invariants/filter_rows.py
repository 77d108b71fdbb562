"""What the rows behind a filter promise: those that pass and no others, in the list's order, on every page.

Pure. The judge holds each row against the filter itself; the rows are those the list showed without it.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from itertools import product

from contracts import Comparison, Operator
from suites.evidence.denials import denials
from suites.evidence.misreadings import Misreading, accompanied, excluded, misreadings, tree_of
from suites.evidence.orders import Row
from suites.evidence.passages import few
from suites.evidence.showings import Showing, alike, common, listing_of, pairs, resource_of, showings, told
from suites.evidence.sieves import atoms, named, rules_of
from suites.evidence.study import Study, study
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

TOLD = 200  # characters of a filter that a message repeats
EXACT = ("bound", "number", "instant")  # kinds of fault that no order of texts explains


def sound(trace: Trace) -> Judgement:
    """FI-01: each row behind a filter passes it."""
    known = study(trace)
    found = [each for each in misreadings(known) if each.kind == "plain" and each.extra]
    judged = [each for each in filtered(known) if len(each.due()) < len(each.rows)]
    return of_filters(known, breaches_of(known, found), judged, "no filter was answered that some rows do not pass")


def complete(trace: Trace) -> Judgement:
    """FI-02: each row that passes a filter is there."""
    known = study(trace)
    found = [each for each in misreadings(known) if each.kind == "plain" and not each.extra]
    refused = [each.breach for each in denials(known) if each.kind == "plain"]
    judged = [each for each in filtered(known) if each.due()]
    lacking = "no filter was answered that some row known before passes"
    return of_filters(known, (*breaches_of(known, found), *refused), judged, lacking)


def of_kinds(trace: Trace, judged: Iterable[Showing], lacking: str, *kinds: str) -> Judgement:
    """A judgement of answers whose wrong rows are put down to these kinds of fault."""
    known = study(trace)
    found = [each for each in misreadings(known) if each.kind in kinds]
    refused = [each.breach for each in denials(known) if each.kind in kinds]
    return of_filters(known, (*breaches_of(known, found), *refused), list(judged), lacking)


def of_filters(known: Study, breaches: Iterable[Breach], judged: list[Showing], lacking: str) -> Judgement:
    """A judgement over answers to filters, with what was compared, by which operators, and how many rows passed."""
    passed = [len(each.due()) for each in judged]
    share = {"passing": f"{min(passed)} to {max(passed)} of {max(len(each.rows) for each in judged)}"} if passed else {}
    return told(known, breaches, len(judged), lacking, **named(map(tree_of, judged)), **share)


def filtered(known: Study) -> tuple[Showing, ...]:
    """The answers to filters."""
    return tuple(each for each in showings(known) if each.sieve)


def breaches_of(known: Study, found: Iterable[Misreading]) -> Iterator[Breach]:
    """A breach for each answer with wrong rows."""
    resource = resource_of(known)
    for each in found:
        tree = tree_of(each.showing)
        names = tuple(dict.fromkeys(atom.field for atom in atoms(tree)))
        parts = []
        if each.extra:
            rows = [(key, row) for _, key, row in each.extra]
            parts.append(f"{len(rows)} row(s) that it excludes come: {_shown(rows, names)}")
        if each.missing:
            parts.append(f"{len(each.missing)} row(s) that pass it do not come: {_shown(each.missing, names)}")
        message = f"Behind {asked(each.showing)}, {'; '.join(parts)}."
        exchanges = _exchanges(known, each)
        rules = rules_of(tree, resource.fields) if resource else ()
        rules = tuple(rule for rule in rules if rule != "collation" or each.kind not in EXACT)
        yield Breach(message, exchanges, rules or None, tuple(key for key, _ in each.wrong))


def _shown(rows: Iterable[tuple[Hashable, Row]], names: tuple[str, ...]) -> str:
    kept = list(rows)
    texts = [f"{key} ({', '.join(f'{name} {_cell(row, name)}' for name in names)})" for key, row in kept[:2]]
    return ", ".join(texts) + (f" and {len(kept) - 2} more" if len(kept) > 2 else "")


def _cell(row: Row, name: str) -> str:
    value = row.get(name)
    return "null" if value is None else f"{value}"


def asked(showing: Showing) -> str:
    """The filter of an answer as it was sent, in words."""
    text = showing.selection.filter
    return f"`{text if len(text) <= TOLD else text[:TOLD] + '…'}`"


def _exchanges(known: Study, found: Misreading) -> tuple[Exchange, ...]:
    if found.extra:
        return (found.extra[0][0].exchange,)
    key, first = found.missing[0][0], found.showing.walk[0]
    whole = replace(first.selection, filter="", order="")
    seen = known.references[whole].sightings.get(key, ()) if whole in known.references else ()
    number = max((number for number, _ in seen if number < first.exchange.number), default=None)
    shown = [page.exchange for page in known.pages if page.exchange.number == number]
    return (*shown, first.exchange)


def subsequence(trace: Trace) -> Judgement:
    """FI-03: behind a filter stand rows of the list, in the list's order."""
    known = study(trace)
    breaches, compared = list(_strangers(known)), 0
    for whole, part in product(_readings(known), filtered(known)):
        if not alike(whole, part) or whole.selection.order != part.selection.order or accompanied(part):
            continue
        stayed = common(whole, part)
        shown = [key for key in part.sequence if key in stayed]
        due = [key for key in whole.sequence if key in set(shown)]
        compared += len(shown) > 1
        if shown != due and len(set(shown)) == len(shown):
            message = f"Behind {asked(part)} rows stand in another order than in the whole list: {few(shown)}."
            breaches.append(Breach(message, (whole.walk[0].exchange, part.walk[0].exchange), rows=tuple(shown[:5])))
    return told(known, breaches, compared, "no filter was answered with two rows of the list", compared=compared)


def _readings(known: Study) -> list[Showing]:
    """The whole lists, asked for with no filter, not even an empty one."""
    listing = listing_of(known)
    name = listing.filter if listing and listing.filter else ""
    whole = (each for each in showings(known) if each.sieve is None and each.complete)
    return [each for each in whole if not each.walk[0].exchange.asked.values(name)]


def _strangers(known: Study) -> Iterator[Breach]:
    """Rows that stand behind filters before and after a reading of the whole list that does not hold them."""
    for reading in _readings(known):
        first, last = (reading.walk[place].exchange.number for place in (0, -1))
        held = {key for key, _ in reading.shown}
        kept = [each for each in filtered(known) if replace(each.selection, filter="") == reading.selection]
        before = {key: each for each in kept if each.walk[-1].exchange.number < first for key, _ in each.shown}
        after = {key: each for each in kept if each.walk[0].exchange.number > last for key, _ in each.shown}
        strange = [key for key in before if key in after and key not in held]
        if strange:
            shown = before[strange[0]]
            message = f"Behind {asked(shown)} stand rows that the list does not show without a filter: {few(strange)}."
            yield Breach(message, (shown.walk[0].exchange, reading.walk[0].exchange), rows=tuple(strange))
            return


def on_every_page(trace: Trace) -> Judgement:
    """FI-15: the pages behind a cursor keep the filter that is sent with it."""
    known = study(trace)
    found = [each for each in misreadings(known) if each.kind == "cursor"]
    walked = [each for each in filtered(known) if len(each.walk) > 1]
    breaches = list(breaches_of(known, found))
    back = list(_backward(known))
    # A page before another one of its filter may be one that `_turned` tells, too.
    wrong = {each.showing.selection for each in misreadings(known)}
    odd = (each for each in (*_turned(known), *back) if each.walk[0].selection not in wrong and excluded(each))
    turned = {each.walk[0].exchange.number: each for each in odd}
    for each in turned.values() if not breaches else ():
        key = excluded(each)[0][1]
        way = "back to" if each.walk[0].backward else "to"
        message = f"A cursor sent with {asked(each)} leads {way} rows that it excludes: {key}."
        breaches.append(Breach(message, (each.walk[0].exchange,), rows=(key,)))
    pages = max((len(each.walk) for each in walked), default=0)
    lacking = "no filter was answered with more than one page"
    followed = sum(len(each.walk) - 1 for each in walked)
    return told(known, breaches, followed, lacking, pages=pages, backward=len(back))


def _backward(known: Study) -> Iterator[Showing]:
    """Pages before a page of the same filter."""
    walked = {each.selection: each for each in filtered(known)}
    told_of = {(page.selection, page.body.previous) for page in known.pages if page.body.previous}
    for page in known.pages:
        if page.backward and page.selection in walked and (page.selection, page.cursor) in told_of:
            yield replace(walked[page.selection], walk=(page,))


def _turned(known: Study) -> Iterator[Showing]:
    """Pages behind the cursor of another filter, where the policy does not say that the cursor's own filter counts."""
    if known.trace.contract.semantics.policy["cursor_arguments"] == "ignore":
        return
    single = {each.selection: each for each in filtered(known)}
    walked = {page.exchange.number for each in showings(known) for page in each.walk}
    for page in known.pages:
        own = single.get(page.selection)
        if own is not None and page.cursor and page.exchange.number not in walked:
            yield replace(own, walk=(page,))


def without_filter(trace: Trace) -> Judgement:
    """FI-16: an empty filter is none."""
    known, listing = study(trace), listing_of(study(trace))
    name = listing.filter if listing and listing.filter else ""
    empty = [each for each in trace.own if each.asked.values(name) == ("",) and not each.noisy]
    breaches, compared = [], 0
    for exchange in empty:
        if exchange.status not in (200, 401, 403):  # who asks is told before what is asked
            message = f"An empty `{name}` is answered {exchange.status}; it is as if it were not sent."
            breaches.append(Breach(message, (exchange,)))
    found = {each.walk[0].exchange.number: each for each in showings(known)}
    for one in (found[each.number] for each in empty if each.number in found):
        for other in showings(known):
            if other is one or other.selection != one.selection or other.walk[0].limit != one.walk[0].limit:
                continue
            stayed = common(one, other)
            first, second = ([key for key in each.sequence if key in stayed] for each in (one, other))
            compared += bool(second)
            if not _same_page(one, other, first, second):
                message = f"With an empty `{name}` the list shows {len(first)} rows, and without it {len(second)}."
                breaches.append(Breach(message, (one.walk[0].exchange, other.walk[0].exchange)))
    lacking = "the list shows no row" if empty else f"`{name}` was never sent empty"
    return told(known, breaches[:1], compared, lacking, compared=compared)


def _same_page(one: Showing, other: Showing, first: list[Hashable], second: list[Hashable]) -> bool:
    """Whether two answers show the same; rows that come meanwhile push others over the end of a page."""
    if one.complete and other.complete:
        return first == second
    least = min(len(first), len(second))
    # A page of newcomers alone has a next one, with the rows that they pushed there.
    return first[:least] == second[:least] and (bool(first) or not second or not one.complete)


def apart_from_paging(trace: Trace) -> Judgement:
    """FI-17: a filter passes the same rows whatever the page size, the order, the projection and what is embedded."""
    known = study(trace)
    breaches = list(breaches_of(known, [each for each in misreadings(known) if each.kind == "company"]))
    compared = 0
    for one, other in pairs(filtered(known)):
        ways = [(each.walk[0].limit, each.walk[0].fields, each.walk[0].embed) for each in (one, other)]
        if one.selection != other.selection or ways[0] == ways[1] or not (one.complete and other.complete):
            continue
        stayed = common(one, other)
        first, second = ({key for key in each.sequence if key in stayed} for each in (one, other))
        compared += 1
        if first != second and not breaches:
            lost = sorted(map(str, first ^ second))
            message = f"{asked(one)} passes other rows with {_way(other)} than with {_way(one)}: {few(lost)}."
            breaches.append(Breach(message, _pages(one, other), rows=tuple(lost)))
    repeated = () if breaches else _repeated(known)
    lacking = "no filter was asked for in two ways and read to its end"
    return told(known, (*breaches, *repeated), compared, lacking, compared=compared)


def _pages(one: Showing, other: Showing) -> tuple[Exchange, ...]:
    """The pages of two answers; of a long walk its last two."""
    return tuple(page.exchange for each in (one, other) for page in (each.walk[0], *each.walk[1:][-2:]))


def _repeated(known: Study) -> Iterator[Breach]:
    """Walks through a filter that show one row twice."""
    for each in filtered(known):
        rows = Counter(each.sequence)
        twice = [key for key, amount in rows.items() if amount > 1]
        if twice and len(each.walk) > 1:
            message = f"The pages behind {asked(each)} show rows twice with {_way(each)}: {few(twice)}."
            yield Breach(message, tuple(page.exchange for page in each.walk[:3]), rows=tuple(twice))
            return


def _way(showing: Showing) -> str:
    page = showing.walk[0]
    parts = [f"{page.limit} a page"] if page.limit is not None else []
    parts += [f"fields {page.fields}"] if page.fields else []
    parts += [f"embed {page.embed}"] if page.embed else []
    return ", ".join(parts) or "nothing else"


def points(known: Study) -> Iterator[Showing]:
    """The answers to filters that name one row by its key."""
    resource = resource_of(known)
    for each in filtered(known):
        tree = tree_of(each)
        if resource and isinstance(tree, Comparison) and (tree.field, tree.operator) == (resource.key, Operator.EQ):
            yield each
