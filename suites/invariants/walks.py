"""What a forward walk promises: it ends, and shows every row that stayed once, in order, in pages of any size.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations, pairwise

from suites.evidence.pages import Page, Walk
from suites.evidence.passages import Passage, agree, evidence, few, judgement, lacking, passages, shown, way
from suites.evidence.references import is_complete
from suites.evidence.study import Study, study
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement


def ends(trace: Trace) -> Judgement:
    """FW-01: no cursor and no page comes twice, and every `next` leads on."""
    known = study(trace)
    walked = [walk for walk in known.forward if len(walk) > 1 or walk[0].body.next]
    breaches = [breach for walk in walked for breach in (*_loops(walk), *_stuck(trace, walk))]
    ended = [walk for walk in walked if walk[-1].body.next is None]
    told = {"walks": len(walked), "ended": len(ended), "pages": max((len(walk) for walk in walked), default=0)}
    cut = f"none of {len(walked)} walks came to its end in {told['pages']} pages" if walked else None
    return Judgement(len(ended), tuple(breaches), told, None if ended else cut or known.trouble, lacking(known))


def _loops(walk: Walk) -> Iterator[Breach]:
    used = [page.cursor for page in walk if page.cursor]
    last = walk[-1]
    if last.body.next in used or len(set(used)) < len(used):
        message = (
            f"The walk {way(last)} does not end: after {len(walk)} pages `next` is a cursor that was followed before."
        )
        yield Breach(message, (walk[-2].exchange, last.exchange) if len(walk) > 1 else (last.exchange,))
        return
    for one, other in combinations(walk, 2):
        if one.items and one.keys == other.keys:
            message = f"The walk {way(last)} comes to the same {len(one.items)} rows again: {few(one.keys)}."
            yield Breach(message, (one.exchange, other.exchange))
            return


def _stuck(trace: Trace, walk: Walk) -> Iterator[Breach]:
    """The answers to a walk's last `next` that are no page and no noise."""
    number = walk[-1].exchange.number
    closed = [each.number for each in trace.exchanges if closing(each) and each.number >= number]
    answers = [each for each in follow_ups(trace, walk[-1]) if not any(end < each.number for end in closed)]
    if answers and not any(each.status == 200 or each.noisy for each in answers):
        message = f"`next` of page {len(walk)} {way(walk[-1])} cannot be followed: it is answered {answers[-1].status}."
        yield Breach(message, (walk[-1].exchange, answers[-1]))


def closing(exchange: Exchange) -> bool:
    """Whether a connection ended with an exchange (RFC 9112, section 9.6)."""
    return (exchange.asked.header("connection") or "").lower() == "close"


def follow_ups(trace: Trace, page: Page, backward: bool = False) -> list[Exchange]:
    """The exchanges that followed a page's link, with all else as the page was asked for."""
    behaviour = trace.operation.behaviour
    listing = behaviour.listing if behaviour else None
    link = page.body.previous if backward else page.body.next
    if listing is None or link is None:
        return []
    paging = (listing.cursor, listing.backward)
    kept = [pair for pair in page.exchange.asked.query if pair[0] not in paging]
    due = sorted([*kept, (listing.cursor or "", link), *([(listing.backward or "", "true")] if backward else [])])
    return [
        each
        for each in trace.own
        if each.number > page.exchange.number
        and each.asked.path == page.exchange.asked.path
        and each.asked.method == "GET"
        and each.asked.identity == page.exchange.asked.identity
        and sorted(each.asked.query) == due
    ]


def judge_passages(trace: Trace, breaches: Sequence[Breach], exercised: int, reason: str = "") -> Judgement:
    """A judgement over the forward walks of a trace.

    Args:
        exercised: how often the precondition was met.
        reason: why it was not; the walks' own reason where empty.
    """
    known = study(trace)
    judged = passages(known)
    return judgement(known, breaches, exercised, reason if judged else "", **evidence(known, judged))


def disjoint(trace: Trace) -> Judgement:
    """FW-02: no row that stayed is on two pages of a walk."""
    judged = passages(study(trace))
    breaches = []
    for passage in judged:
        again = [event for event in passage.events if not event.lost]
        if again:
            message = (
                f"Walking {way(passage.walk[0])}, {len(again)} of {len(passage.due)} rows come again: "
                f"{few(event.key for event in again)}."
            )
            first = again[0]
            both = (page.exchange for page in (first.left, first.right) if page)
            breaches.append(Breach(message, tuple(both), rows=tuple(event.key for event in again)))
    return judge_passages(trace, breaches, sum(bool(passage.due) for passage in judged))


def complete(trace: Trace) -> Judgement:
    """FW-03: every row that stayed is on a page of the walk."""
    judged = passages(study(trace))
    breaches = []
    for passage in judged:
        lost = [event for event in passage.events if event.lost]
        if lost:
            first = lost[0]
            after = f" after row {first.left.keys[-1]}" if first.left.keys else ""
            message = (
                f"Walking {way(passage.walk[0])}, {len(lost)} of the {len(passage.due)} rows it had to show "
                f"never come, the first{after}: "
                f"{few(event.key for event in lost)}."
            )
            both = (page.exchange for page in (first.left, first.right) if page)
            shown = (*both, *_witness(trace, passage, first.key))
            breaches.append(Breach(message, shown, rows=tuple(event.key for event in lost)))
    return judge_passages(trace, breaches, sum(bool(passage.due) for passage in judged))


def _witness(trace: Trace, passage: Passage, key: Hashable) -> Iterator[Exchange]:
    """The answer that showed a row last before a walk came to its end."""
    seen = study(trace).seen(passage.walk[0].selection).sightings.get(key, ())
    over = passage.walk[-1].exchange.number
    last = max((number for number, _ in seen if number <= over), default=None)
    yield from (each for each in trace.exchanges if each.number == last)


def sizes_agree(trace: Trace) -> Judgement:
    """FW-04: walks of one order show the rows that stayed in one sequence, whatever the page size."""
    known = study(trace)
    breaches, compared = [], 0
    for one, other in _same_order(known):
        core = known.core(*one, *other)
        if core.doubt:
            continue
        first, second = shown(one, core), shown(other, core)
        if not (is_complete(one) and is_complete(other)):
            length = min(len(first), len(second))
            first, second = first[:length], second[:length]
        compared += len(first) > 1
        if first != second:
            place = next((n for n, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
            at = f"they part at row {place + 1}" if place is not None else f"{len(first)} rows against {len(second)}"
            message = f"The walk {way(one[0])} and the one of {other[0].limit} a page show other sequences: {at}."
            breaches.append(Breach(message, (one[0].exchange, other[0].exchange)))
    return judge_passages(trace, breaches, compared, "no order was walked in two page sizes")


def _same_order(known: Study) -> Iterator[tuple[Walk, Walk]]:
    """Each walk beside the one of its order with the largest pages."""
    groups: dict[object, list[Walk]] = {}
    for walk in known.forward:
        groups.setdefault(walk[0].selection, []).append(walk)
    for group in groups.values():
        widest = max(group, key=lambda walk: walk[0].limit or 0)
        yield from ((walk, widest) for walk in group if walk[0].limit != widest[0].limit)


def prefix(trace: Trace) -> Judgement:
    """FW-05: a small first page is the beginning of a larger one."""
    known = study(trace)
    breaches, compared = [], 0
    starts = [page for page in known.pages if page.cursor is None and not page.backward and page.limit]
    for one, other in combinations(starts, 2):
        small, large = sorted((one, other), key=lambda page: page.limit or 0)
        if one.selection != other.selection or small.limit == large.limit:
            continue
        core = known.core(one, other)
        first, second = shown((small,), core), shown((large,), core)
        compared += bool(first) and not core.doubt
        if not core.doubt and not agree(known, small, large, core):
            message = f"The first page {way(small)} is not the beginning of the one of {large.limit} a page."
            breaches.append(Breach(message, (small.exchange, large.exchange), rows=(first[:3], second[:3])))
    return judge_passages(trace, breaches, compared, "no order was asked for in two page sizes")


def boundary_order(trace: Trace) -> Judgement:
    """FW-06: the first row of a page stands after the last row of the page before it."""
    breaches, exercised = [], 0
    judged = passages(study(trace))
    for passage in judged:
        ranking = passage.ranking
        if ranking is None or not _in_order(passage):
            continue
        for number, edge in enumerate(passage.edges, start=2):
            last, first = edge.left.keys[-1], edge.right.keys[0]
            if last not in passage.core.keys or first not in passage.core.keys:
                continue
            exercised += 1
            if last == first or ranking.compare(edge.last, edge.first) > 0:
                cells = f"{_told(passage, edge.last)} before it, then {_told(passage, edge.first)}"
                message = f"Page {number} {way(edge.right)} begins with a row that page {number - 1} is past: {cells}."
                rules = ("law",) if last == first else ranking.rules(edge.last, edge.first)
                breaches.append(Breach(message, (edge.left.exchange, edge.right.exchange), rules, (last, first)))
    return judge_passages(trace, breaches, exercised, "the policy leaves open how the rows of every edge are ordered")


def _in_order(passage: Passage) -> bool:
    """Whether the first page keeps the order: where it does not, the order is another one, and no edge is to blame."""
    ranking, items = passage.ranking, passage.walk[0].items
    return ranking is not None and all(ranking.compare(one, other) <= 0 for one, other in pairwise(items))


def _told(passage: Passage, row: object) -> str:
    ranking = passage.ranking
    if ranking is None or not isinstance(row, dict):
        return "?"
    return ", ".join(f"{name} {row.get(name)}" for name in ranking.names)


def no_boundary_repeat(trace: Trace) -> Judgement:
    """FW-07: a page does not begin with the row that the page before it ended with."""
    breaches, exercised = [], 0
    for passage in passages(study(trace)):
        for number, edge in enumerate(passage.edges, start=2):
            last, first = edge.left.keys[-1], edge.right.keys[0]
            exercised += last in passage.core.keys
            if last == first and last in passage.core.keys:
                message = (
                    f"Page {number} {way(edge.right)} begins with row {first}, which page {number - 1} ended with: "
                    "the cursor's own row is shown again."
                )
                breaches.append(Breach(message, (edge.left.exchange, edge.right.exchange), rows=(last,)))
    return judge_passages(trace, breaches, exercised)
