"""What an order promises of the rows it is asked for: each stands where its values put it, on every page.

Pure. The judge compares the rows themselves, by the types of their fields.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from suites.evidence.disorders import Disorder, disorders, turned
from suites.evidence.orders import Ranking, Row
from suites.evidence.passages import few, way
from suites.evidence.showings import Showing, showings, told
from suites.evidence.study import Study, study
from suites.invariants.sort_denials import denied
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement

MANY = 40  # rows of which each pair is looked at: enough to meet two numbers whose texts stand the other way


def sorted_rows(trace: Trace) -> Judgement:
    """SO-01: rows stand in the order asked for."""
    known = study(trace)
    judged = [each for each in ordered(known) if _tells(each)]
    pushed = (breach for each, null in _misplaced(known) if not null for breach in _missing(each))
    breaches = (*breaches_of(disorders(known), "plain"), *pushed, *denied(known, repeated=False))
    return of_orders(known, breaches, judged, "no order was answered with two rows that differ in it")


def of_orders(known: Study, breaches: Iterable[Breach], judged: list[Showing], lacking: str) -> Judgement:
    """A judgement over orders, with the fields they sort by and how many ties and nulls stood among the rows."""
    rankings = [each.ranking for each in judged if each.ranking]
    names = tuple(dict.fromkeys(name for each in rankings for name in each.names))
    down = sum(key.descending for each in rankings for key in each.order.keys[:1])
    return told(
        known,
        breaches,
        len(judged),
        lacking,
        fields=names,
        descending=down,
        ties=sum(any(cells == other for cells, other in pairwise(_cells(each))) for each in judged),
        nulls=sum(any(None in cells for cells in _cells(each)) for each in judged),
    )


def ordered(known: Study) -> tuple[Showing, ...]:
    """The answers to an order that was asked for, whole rows only, in the rows' own order."""
    return tuple(each for each in showings(known) if each.selection.order and each.ranking and not each.walk[0].fields)


def _cells(showing: Showing) -> list[tuple[object, ...]]:
    ranking = showing.ranking
    return [ranking.cells(row) or () for _, row in showing.shown] if ranking else []


def _tells(showing: Showing) -> bool:
    """Whether another order of the rows would be a wrong one."""
    rows = [row for _, row in showing.shown]
    return showing.ranking is not None and any(showing.ranking.compare(one, other) for one, other in pairwise(rows))


def breaches_of(found: Iterable[Disorder], *kinds: str) -> Iterator[Breach]:
    """A breach for each answer out of order that is put down to these kinds."""
    for each in found:
        if each.kind not in kinds:
            continue
        pair = each.pairs[0]
        names = each.ranking.names if pair.deciding is not None else (*each.ranking.names, _breaker(each.ranking))
        rows = " before ".join(_shown(row, names) for row in (pair.one, pair.other))
        place = "" if pair.left.cursor is None and pair.right is pair.left else " behind a cursor"
        message = f"Rows stand out of order{place}, {way(each.showing.walk[0])}: {rows}."
        exchanges = tuple(dict.fromkeys(page.exchange.number for page in (pair.left, pair.right)))
        shown = tuple(page.exchange for page in each.showing.walk if page.exchange.number in exchanges)
        keys = tuple(row.get(pair.left.key or "") for row in (pair.one, pair.other))
        yield Breach(message, shown, each.ranking.rules(pair.one, pair.other), keys)


def _breaker(ranking: Ranking) -> str:
    return ranking.tie_breaker.name if ranking.tie_breaker else ""


def _shown(row: Row, names: Iterable[str]) -> str:
    return ", ".join(f"{name} {row.get(name)}" for name in names if name)


def whole(trace: Trace) -> Judgement:
    """SO-02: sorting loses no row, and adds none."""
    known = study(trace)
    judged = [each for each in ordered(known) if each.complete and each.in_order and each.due()]
    breaches = [breach for each in judged for breach in _missing(each)]
    return of_orders(known, breaches, judged, "no order was read to its end of rows that were known before")


def _missing(showing: Showing) -> Iterator[Breach]:
    """Rows that had to come and do not: lost where the answer is whole, else pushed out by rows that come later."""
    due, shown = showing.due(), {key for key, _ in showing.shown}
    lost = [key for key in due if key not in shown]
    if lost:
        message = f"{len(lost)} of {len(due)} rows do not come, {way(showing.walk[0])}: {few(lost)}."
        yield Breach(message, (showing.walk[0].exchange,), ("law",), tuple(lost))


def _misplaced(known: Study) -> Iterator[tuple[Showing, bool]]:
    """First pages, in order by themselves, that are not the first of their order; and whether nulls explain it."""
    wrong = {id(each.showing) for each in disorders(known)}
    for showing in ordered(known):
        if len(showing.walk) > 1 or showing.complete or id(showing) in wrong or showing.ranking is None:
            continue
        shown = {key for key, _ in showing.shown}
        lost = [row for key, row in showing.due().items() if key not in shown]
        name = showing.ranking.names[0]
        rows = [row for _, row in showing.shown]
        if lost:
            yield showing, _all_null(lost, name) or _all_null(rows, name)


def _all_null(rows: Iterable[Row], name: str) -> bool:
    return all(row.get(name) is None for row in rows)


def nulls(trace: Trace) -> Judgement:
    """SO-07: rows without a value stand together, at the end that the policy names."""
    known = study(trace)
    judged = [each for each in ordered(known) if any(None in cells for cells in _cells(each))]
    pushed = (breach for each, null in _misplaced(known) if null for breach in _missing(each))
    breaches = [*breaches_of(disorders(known), "null"), *pushed]
    for showing in judged if not breaches else ():
        stayed = [cells[0] is None for cells in _cells(showing) if cells] if _simple(showing) else []
        if sum(one != other for one, other in pairwise(stayed)) > 1:
            message = f"Rows without {showing.ranking.names[0] if showing.ranking else ''} stand apart, "
            message += f"{way(showing.walk[0])}."
            breaches.append(Breach(message, (showing.walk[0].exchange,), ("null_order",)))
    return of_orders(known, breaches, judged, "no row is null in a field that was sorted by")


def _simple(showing: Showing) -> bool:
    return showing.ranking is not None and len(showing.walk) == 1


def behind_cursors(trace: Trace) -> Judgement:
    """SO-10: the pages behind a cursor keep the order of the first."""
    known = study(trace)
    judged = [each for each in ordered(known) if len(each.walk) > 1]
    return of_orders(known, breaches_of(disorders(known), "cursor"), judged, "no order was asked for on two pages")


def numbers(trace: Trace) -> Judgement:
    """SO-13: numbers stand by their exact value, not by their text."""
    known = study(trace)
    judged = [each for each in ordered(known) if _meets_turned(each)]
    lacking = "no two numbers were sorted whose texts stand the other way, or that one double stands for"
    return of_orders(known, breaches_of(disorders(known), "number"), judged, lacking)


def _meets_turned(showing: Showing) -> bool:
    if showing.ranking is None:
        return False
    field = showing.ranking.columns[0]
    cells = list(dict.fromkeys(str(row.get(field.name)) for _, row in showing.shown if row.get(field.name) is not None))
    return any(turned(field, one, other) for one, other in combinations(cells[:MANY], 2))
