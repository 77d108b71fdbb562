"""What a walk promises where a page ends inside ties, beside nulls, or between values that are nearly equal.

Pure. A lost or repeated row is put down to one of these only where nothing in the trace went wrong at an
edge of another kind, and such an edge held: a cursor that is off by one loses tied rows too, and is another fault.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations, pairwise

from contracts import FieldType
from suites.evidence.edges import Event, Kind
from suites.evidence.pages import Walk
from suites.evidence.passages import Passage, few, passages, sorted_names, way, with_nulls, with_ties
from suites.evidence.study import Study, study
from suites.invariants.walks import judge_passages
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement

# The types whose values a careless server shortens.
FINE = (FieldType.DATE_TIME, FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL)
# A kind of fault shows by its own events, and explains a trace only where none of the others is seen.
FOREIGN: dict[Kind, frozenset[Kind]] = {
    "tie": frozenset({"plain", "fine", "repeat"}),
    "null": frozenset({"plain", "fine", "repeat", "tie"}),
    "fine": frozenset({"plain"}),
}


def explained(judged: Iterable[Passage], kind: Kind) -> tuple[tuple[Passage, tuple[Event, ...]], ...]:
    """The walks that went wrong in this way, with what they lost and repeated; none where it does not explain all."""
    found = tuple(judged)
    if any(event.kind in FOREIGN[kind] for passage in found for event in passage.events):
        return ()
    if not any(event.kind == kind for passage in found for event in passage.events):
        return ()
    if not (_of_one_type(found) if kind == "fine" else _others_held(found, kind)):
        return ()
    return tuple((passage, passage.events) for passage in found if passage.events)


def _others_held(judged: Sequence[Passage], kind: Kind) -> bool:
    """Whether nothing went wrong at some edge of another kind; of the last walk only where what it lost was seen."""
    struck = {event.left.exchange.number for passage in judged for event in passage.events}
    last = max(passage.walk[-1].exchange.number for passage in judged)
    told = (each for each in judged if each.walk[-1].exchange.number < last or any(met.lost for met in each.events))
    seen = (edge for each in told for edge in each.edges)
    return any(edge.left.exchange.number not in struck for edge in seen if not getattr(edge, kind))


def _of_one_type(judged: Sequence[Passage]) -> bool:
    """Whether walks by instants or numbers went wrong, and those by another type, or other edges, went well."""
    struck = {_leading(passage) for passage in judged if passage.events}
    others = [passage for passage in judged if passage.edges and _leading(passage) not in struck]
    one = len({_leading(passage) for passage in judged}) == 1
    return struck <= set(FINE) and (bool(others) or (one and _others_held(judged, "fine")))


def _leading(passage: Passage) -> FieldType | None:
    """The type of the key that a walk is sorted by first; of equal values of a coarser key, of the next one."""
    columns = passage.ranking.columns if passage.ranking else ()
    return next((column.type for column in columns if column.type in FINE), columns[0].type if columns else None)


def crossing_breaches(judged: Sequence[Passage], kind: Kind, where: str) -> list[Breach]:
    """A breach for each walk that lost or repeated rows where its pages met in this way.

    Args:
        where: what the edge is, in words: `inside a group of ties`.
    """
    breaches = []
    for passage, met in explained(judged, kind):
        lost, again = ([event.key for event in met if event.lost is gone] for gone in (True, False))
        parts = [f"{len(lost)} left out: {few(lost)}"] if lost else []
        parts += [f"{len(again)} shown again: {few(again)}"] if again else []
        first = met[0]
        direction = "back " if passage.walk[-1].backward else ""
        message = (
            f"Walking {direction}{way(passage.walk[0])}, rows go wrong where a page ends {where}: {'; '.join(parts)}."
        )
        both = tuple(page.exchange for page in (first.left, first.right) if page)
        breaches.append(Breach(message, both, rows=tuple(event.key for event in met)))
    return breaches


def ties_hold(trace: Trace) -> Judgement:
    """FW-10: rows that tie keep one order, and none is lost or repeated where a page ends among them."""
    known = study(trace)
    judged = passages(known)
    split = sum(edge.tie for passage in judged for edge in passage.edges)
    breaches = [*crossing_breaches(judged, "tie", "inside a group of ties"), *_reordered(known)]
    return judge_passages(trace, breaches, split, without(known, with_ties(known), "no two rows share a value of"))


def _reordered(known: Study) -> list[Breach]:
    groups: dict[object, list[Walk]] = {}
    for walk in known.forward:
        groups.setdefault(walk[0].selection, []).append(walk)
    breaches = []
    for one, other in (pair for group in groups.values() for pair in combinations(group, 2)):
        core = known.core(*one, *other)
        if core.doubt:
            continue
        turned = _turned(known, one, other, core.keys)
        if turned:
            message = f"Rows that tie stand in another order in two walks {way(one[0])}: {few(turned)}."
            breaches.append(Breach(message, (one[0].exchange, other[0].exchange), rows=turned))
    return breaches


def _turned(known: Study, one: Walk, other: Walk, stable: frozenset[Hashable]) -> tuple[Hashable, ...]:
    """The rows of the first group of ties that two walks show in different orders, all else being alike."""
    ranking = known.ranking(one[0].selection)
    if ranking is None:
        return ()
    both = stable & {key for page in one for key in page.keys} & {key for page in other for key in page.keys}
    left, right = (
        [
            (repr(ranking.cells(row)), key)
            for page in walk
            for key, row in zip(page.keys, page.items, strict=True)
            if key in both
        ]
        for walk in (one, other)
    )
    if [cells for cells, _ in left] != [cells for cells, _ in right]:
        return ()
    apart = next((cells for (cells, key), (_, again) in zip(left, right, strict=True) if key != again), None)
    return tuple(key for cells, key in left if cells == apart)


def nulls_hold(trace: Trace) -> Judgement:
    """FW-11: rows whose sort key is null come once each, together, at one end."""
    known = study(trace)
    judged = passages(known)
    met = sum(edge.null for passage in judged for edge in passage.edges)
    breaches = [*crossing_breaches(judged, "null", "inside the nulls or beside them"), *_scattered(judged)]
    return judge_passages(
        trace, breaches, met, without(known, with_nulls(known), "no row is null where another is set, in")
    )


def _scattered(judged: Iterable[Passage]) -> list[Breach]:
    breaches = []
    for passage in judged:
        name = passage.ranking.names[0] if passage.ranking else None
        stayed = [
            (page, row.get(name or "") is None)
            for page in passage.walk
            for key, row in zip(page.keys, page.items, strict=True)
            if key in passage.core.keys
        ]
        turns = [right[0] for left, right in pairwise(stayed) if left[1] != right[1]]
        if name and len(turns) > 1 and not passage.events:
            message = f"Walking {way(passage.walk[0])}, rows without {name} stand apart, not together at one end."
            numbers = {page.exchange.number: page.exchange for page in turns[:2]}
            breaches.append(Breach(message, tuple(numbers.values()), ("null_order",)))
    return breaches


def fine_values_hold(trace: Trace) -> Judgement:
    """FW-12: rows whose sort keys differ by less than a second, or than a double tells apart, all come once."""
    known = study(trace)
    judged = passages(known)
    met = sum(edge.fine for passage in judged for edge in passage.edges)
    breaches = crossing_breaches(judged, "fine", "between values that nearly equal each other")
    return judge_passages(
        trace, breaches, met, "no page ended between rows whose instants or numbers nearly equal each other"
    )


def without(known: Study, having: Sequence[str], what: str) -> str:
    """Why an edge was not met: the data has none, or has them and no page ended there."""
    if having:
        return f"{', '.join(having)} would do, and no page ended there"
    return f"{what} {', '.join(sorted_names(known)) or 'any field that it sorts by'}"


def drifts(trace: Trace) -> Judgement:
    """FW-14, as far as it shows by itself: rows that come or go elsewhere never move the rows that stay."""
    judged = passages(study(trace))
    moved = [passage for passage in judged if passage.core.changed]
    breaches = []
    for passage in moved if _by_drift(judged) else ():
        keys = [event.key for event in passage.events]
        if keys:
            message = (
                f"Walking {way(passage.walk[0])} while {passage.core.changed} other rows came, went or moved, rows "
                f"that stayed went missing or came again: {few(keys)}. The cursor seems to count rows."
            )
            first = passage.events[0]
            both = tuple(page.exchange for page in (first.left, first.right) if page)
            breaches.append(Breach(message, both, rows=tuple(keys)))
    told = {"walks": len(moved), "changed": max((passage.core.changed for passage in moved), default=0)}
    unasked = "no row came or went while the list was walked"
    return Judgement(len(moved), tuple(breaches), told, unasked=unasked)


def _by_drift(judged: Sequence[Passage]) -> bool:
    """Whether rows went wrong only where others moved, and not at every edge: else the cursor is wrong always."""
    met = [event for passage in judged for event in passage.events]
    still = any(passage.events for passage in judged if not passage.core.changed)
    struck = {(event.left.exchange.number, event.right.exchange.number) for event in met if event.right}
    edges = sum(len(passage.edges) for passage in judged)
    return not still and len(struck) < edges and any(event.kind in ("plain", "repeat") for event in met)
