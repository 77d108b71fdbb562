"""What a cursor promises: it can be used again, with another page size, beside another walk, on another connection.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Hashable, Iterator
from itertools import combinations

from suites.evidence.limits import limits_of
from suites.evidence.pages import Page, Walk
from suites.evidence.passages import agree, judgement, shown, way
from suites.evidence.study import Study, study
from suites.invariants.walks import closing
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NONE_USED_AGAIN = "no page linked to another, so no cursor was used again"


def resizes(trace: Trace) -> Judgement:
    """FW-08: a cursor goes on from the same place whatever the page size."""
    known = study(trace)
    breaches, compared = list(_refused_sizes(trace)), 0
    for one, other in _same_cursor(known):
        small, large = sorted((one, other), key=lambda page: page.limit or 0)
        core = known.core(one, other)
        if small.limit == large.limit or core.doubt:
            continue
        compared += 1
        first, second = shown((small,), core), shown((large,), core)
        if not agree(known, small, large, core, at_end=one.backward) or (second and not small.items):
            end = "end with the same rows" if one.backward else "begin with the same rows"
            message = f"One cursor, {small.limit} and {large.limit} a page: the two pages do not {end}."
            breaches.append(Breach(message, (one.exchange, other.exchange), rows=(first[:3], second[:3])))
    return _judged(known, breaches, compared)


def _judged(known: Study, breaches: list[Breach], compared: int) -> Judgement:
    linked = any(page.body.next or page.body.previous for page in known.pages)
    return judgement(known, breaches, compared, NONE_USED_AGAIN if linked else "", compared=compared)


def _same_cursor(known: Study) -> Iterator[tuple[Page, Page]]:
    groups: dict[object, list[Page]] = {}
    for page in known.pages:
        if page.cursor is not None:
            groups.setdefault((page.selection, page.cursor, page.backward, page.fields, page.embed), []).append(page)
    for group in groups.values():
        yield from combinations(group, 2)


def _refused_sizes(trace: Trace) -> Iterator[Breach]:
    """A valid limit that a cursor is refused with, though the cursor was taken with another."""
    limits = limits_of(trace.operation, trace.contract)
    if limits is None:
        return
    taken: dict[object, dict[tuple[str, ...], Exchange]] = {}
    for exchange in trace.own:
        sent = exchange.asked.values(limits.parameter.name)
        same = taken.setdefault(_without(exchange, limits.parameter.name), {})
        if exchange.status == 200:
            same.setdefault(sent, exchange)
        elif same and sent not in same and not exchange.noisy and _valid(sent, limits.minimum, limits.maximum):
            message = f"A cursor is refused with {exchange.status} when {limits.parameter.name} changes to {sent[0]}."
            yield Breach(message, (next(iter(same.values())), exchange))


def _without(exchange: Exchange, name: str) -> Hashable:
    asked = exchange.asked
    rest = tuple(sorted(pair for pair in asked.query if pair[0] != name))
    return asked.method, asked.path, asked.identity, rest


def _valid(sent: tuple[str, ...], minimum: int, maximum: int | None) -> bool:
    if len(sent) != 1 or not sent[0].isascii() or not sent[0].isdigit() or sent[0] != str(int(sent[0])):
        return False
    return minimum <= int(sent[0]) <= (maximum or int(sent[0]))


def replays(trace: Trace) -> Judgement:
    """FW-09: a cursor that is used again gives the same page."""
    known = study(trace)
    breaches, compared = [], 0
    for one, other, reconnected in _repeated(trace):
        compared += not reconnected
        breaches += [] if reconnected else _differing(known, one, other, "used again")
    return _judged(known, breaches, compared)


def resumes(trace: Trace) -> Judgement:
    """FW-18: a cursor gives the same page on a new connection."""
    known = study(trace)
    breaches, compared = [], 0
    for one, other, reconnected in _repeated(trace):
        compared += reconnected
        breaches += _differing(known, one, other, "used on a new connection") if reconnected else []
    return _judged(known, breaches, compared)


def _repeated(trace: Trace) -> Iterator[tuple[Exchange, Exchange, bool]]:
    """Each later use of a cursor beside the first, all else asked alike, and whether a connection ended in between."""
    behaviour = trace.operation.behaviour
    cursor = behaviour.listing.cursor if behaviour and behaviour.listing else None
    closed = [each.number for each in trace.exchanges if closing(each)]
    first: dict[object, Exchange] = {}
    for exchange in trace.own:
        asked = exchange.asked
        if asked.method != "GET" or exchange.noisy or not cursor or not asked.values(cursor):
            continue
        same = (asked.path, tuple(sorted(asked.query)), asked.identity)
        if same in first:
            yield first[same], exchange, any(first[same].number < number < exchange.number for number in closed)
        elif exchange.status == 200:
            first[same] = exchange


def _differing(known: Study, one: Exchange, other: Exchange, how: str) -> list[Breach]:
    gone = known.trace.operation.replies.get("410")
    if other.status != one.status:
        if other.status == 410 and gone:
            return []
        return [Breach(f"A cursor {how} is answered {other.status} instead of {one.status}.", (one, other))]
    pages = {page.exchange.number: page for page in known.pages}
    left, right = pages.get(one.number), pages.get(other.number)
    if left is None or right is None:
        return []
    core = known.core(left, right)
    if core.doubt or agree(known, left, right, core, at_end=left.backward):
        return []
    return [Breach(f"A cursor {how}, {way(left)}, gives another page.", (one, other))]


def keep_apart(trace: Trace) -> Judgement:
    """FW-17: two walks that take turns show what each shows alone, where alone each shows the same every time."""
    known = study(trace)
    walked = [walk for walk in known.forward if len(walk) > 1]
    breaches, compared = [], 0
    for walk in walked:
        beside = [other for other in walked if other[0].selection != walk[0].selection and _overlap(walk, other)]
        alone = [
            other
            for other in known.forward
            if other[0].selection == walk[0].selection
            and not any(_overlap(other, each) for each in beside)
            and other is not walk
        ]
        if beside and alone and _steady(known, alone):
            compared += 1
            breaches += _disturbed(known, walk, beside[0], max(alone, key=len))
    reason = "no two orders have a second page each" if walked else ""
    return judgement(known, breaches, compared, reason, compared=compared)


def _steady(known: Study, walks: list[Walk]) -> bool:
    core = known.core(*(page for walk in walks for page in walk))
    longest = shown(max(walks, key=lambda walk: sum(len(page.keys) for page in walk)), core)
    return all((keys := shown(walk, core)) == longest[: len(keys)] for walk in walks)


def _overlap(one: Walk, other: Walk) -> bool:
    return one[0].exchange.number < other[-1].exchange.number and other[0].exchange.number < one[-1].exchange.number


def _disturbed(known: Study, walk: Walk, beside: Walk, alone: Walk) -> list[Breach]:
    core = known.core(*walk, *alone)
    first, second = shown(walk, core), shown(alone, core)
    length = min(len(first), len(second))
    if core.doubt or first[:length] == second[:length]:
        return []
    message = f"A walk {way(walk[0])} shows other rows when a walk {way(beside[0])} takes turns with it."
    return [Breach(message, tuple(page.exchange for page in walk[:3]))]
