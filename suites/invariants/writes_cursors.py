"""The family `writes`, walks while rows are added: a cursor is a place beside a row, whatever comes before or after it.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from contracts import Operation
from suites.evidence.appearances import shown_by, sights
from suites.evidence.creations import Attempt, attempts, resource_of, rows_made
from suites.evidence.orders import Ranking
from suites.evidence.pages import Page, Walk
from suites.evidence.passages import few, way
from suites.evidence.study import Study, study
from suites.invariants.writes_grounds import is_shown, judged, writes
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


@dataclass(frozen=True, slots=True)
class Insertion:
    """A row that was added between two pages of a walk, and was seen before the second.

    Args:
        known: what the trace shows of the list.
        walk: all its pages.
        left: the page before it; its last row is the cursor's.
        side: -1 where the row stands before the cursor, 1 where after it.
        ranking: the order of the walk.
    """

    known: Study
    walk: Walk
    left: Page
    attempt: Attempt
    side: int
    ranking: Ranking

    @property
    def rest(self) -> Walk:
        """The pages after it."""
        return self.walk[self.walk.index(self.left) + 1 :]


def _insertions(trace: Trace) -> Iterator[Insertion]:
    made = rows_made(attempts(trace))
    studies = [study(replace(trace, operation=operation)) for operation in _lists(trace)]
    edges = [(known, walk, *pair) for known in studies for walk in known.forward for pair in pairwise(walk)]
    for known, walk, left, right in edges:
        for attempt in made:
            if left.exchange.number < attempt.number < right.exchange.number:
                yield from _insertion(trace, known, walk, left, right, attempt)


def _insertion(
    trace: Trace, known: Study, walk: Walk, left: Page, right: Page, attempt: Attempt
) -> Iterator[Insertion]:
    ranking, row = known.ranking(walk[0].selection), attempt.row
    belongs = shown_by(trace.contract, known.trace.operation, left.exchange, attempt)
    if ranking is None or row is None or not left.items or not belongs:
        return
    side = ranking.compare(row, left.items[-1])
    if side and _was_seen(trace, known.trace.operation, attempt, right):
        yield Insertion(known, walk, left, attempt, side, ranking)


def _lists(trace: Trace) -> tuple[Operation, ...]:
    """The lists that were asked for rows of the operation's resource."""
    asked = {sight.operation.label: sight.operation for sight in sights(trace) if sight.page is not None}
    return tuple(asked.values())


def _was_seen(trace: Trace, operation: Operation, attempt: Attempt, right: Page) -> bool:
    """Whether the list showed the row before the page after it was asked for: only then the row is surely there."""
    resource = resource_of(operation)
    return any(
        sight.of(attempt.key, resource.key)
        for sight in sights(trace)
        if resource
        and sight.operation.label == operation.label
        and attempt.number < sight.exchange.number < right.exchange.number
    )


def _unmoved(trace: Trace) -> Judgement:
    """WR-16: rows that are added before the cursor move no row that stays."""
    found, breaches = [each for each in _insertions(trace) if each.side < 0], []
    for each in found:
        before = _keys((*each.walk[: each.walk.index(each.left) + 1],))
        again = [key for key in _keys(each.rest) if key in before]
        lost = [key for key in _due(each) if key not in _keys(each.rest)]
        if again or lost:
            what = f"comes to {few(again)} again" if again else f"leaves {few(lost)} out"
            message = f"A row is added before the cursor, and the walk {way(each.left)} {what}."
            exchanges = (each.left.exchange, each.attempt.exchange, *(page.exchange for page in each.rest[:1]))
            breaches.append(Breach(message, exchanges, rows=(*again, *lost)))
    lacking = "no row was added before the cursor of a walk"
    return judged(trace, len(found), breaches, lacking, _unplaced(trace), walks=len(found))


def _unplaced(trace: Trace) -> str | None:
    """Why a row may stand on one side of a cursor only; None where its place was chosen."""
    return None if trace.facts.get("placed") else "no number of the body places a row in the lists"


def _keys(pages: Walk) -> tuple[Hashable, ...]:
    return tuple(key for page in pages for key in page.keys if key is not None)


def _due(each: Insertion) -> Iterator[Hashable]:
    """The rows after the cursor that stayed all along, as far as the walk went."""
    last, walk, ranking = each.walk[-1], each.walk, each.ranking
    seen = each.known.seen(walk[0].selection)
    core = each.known.core(*walk).keys
    for key in seen.sightings:
        row = seen.row(key, last.exchange.number)
        if key not in core or row is None or ranking.compare(each.left.items[-1], row) >= 0:
            continue
        if last.body.next is None or (last.items and ranking.compare(row, last.items[-1]) < 0):
            yield key


def _met(trace: Trace) -> Judgement:
    """FW-15: a row that is added after the cursor comes once."""
    snapshots = trace.contract.semantics.policy["snapshot_cursors"]
    found, exercised, breaches = [each for each in _insertions(trace) if each.side > 0], 0, []
    for each in found:
        last, row = each.walk[-1], each.attempt.row or {}
        reached = last.body.next is None or (last.items and each.ranking.compare(row, last.items[-1]) < 0)
        times = _keys(each.rest).count(each.attempt.key)
        exercised += bool(reached or times)
        if times > 1 or (reached and not times and not snapshots):
            message = (
                f"Row {each.attempt.key} is added after the cursor, and the walk {way(each.left)} comes to it "
                f"{times or 'no'} times; due is once."
            )
            exchanges = (each.left.exchange, each.attempt.exchange, last.exchange)
            rules = ("law",) if times else ("snapshot_cursors",)
            breaches.append(Breach(message, exchanges, rules))
    lacking = "no row was added after the cursor of a walk"
    return judged(trace, exercised, breaches, lacking, _unplaced(trace), walks=len(found))


INVARIANTS = (
    writes(
        id="WR-16",
        title="a row added before the cursor moves no row that stays",
        rules=("law",),
        judge=_unmoved,
        applies=is_shown("list", paged=True),
        source="a position is not an offset",
    ),
    writes(
        id="FW-15",
        title="a row added after the cursor comes once",
        rules=("law",),
        judge=_met,
        applies=is_shown("list", paged=True),
        source="a position is not an offset; policy snapshot_cursors",
    ),
)
