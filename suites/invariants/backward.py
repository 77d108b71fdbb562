"""The promises of a walk along `previous`, and of the backward direction itself."""

from functools import partial

from contracts import Contract, Operation
from suites.evidence.orders import sorting_fields
from suites.evidence.passages import passages, with_ties
from suites.evidence.study import study
from suites.invariants.crossings import crossing_breaches, without
from suites.invariants.directions import lone_direction, spelt, symmetric
from suites.invariants.invariant import Invariant, walks_backward
from suites.invariants.returns import (
    adjoins,
    flags,
    judge_steps,
    keeps_orientation,
    returns,
    reverses,
    round_trips,
)
from suites.traffic import Trace
from suites.verdicts import Judgement


def edges_hold(trace: Trace) -> Judgement:
    """BW-06: no row is lost or repeated where a page of a walk back ends inside ties, nulls or near values."""
    known = study(trace)
    judged = passages(known, backward=True)
    met = sum(edge.tie or edge.null or edge.fine for passage in judged for edge in passage.edges)
    breaches = [
        *crossing_breaches(judged, "tie", "inside a group of ties"),
        *crossing_breaches(judged, "null", "inside the nulls or beside them"),
        *crossing_breaches(judged, "fine", "between values that nearly equal each other"),
    ]
    return judge_steps(trace, breaches, met, without(known, with_ties(known), "no two rows share a value of"))


def turns(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose cursors work in either direction."""
    reason = walks_backward(operation, contract)
    both = contract.semantics.policy["cursor_both_ways"]
    return reason or (None if both else "cursor_both_ways says a cursor has one direction")


def counts_back(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks back whose steps are as long as those forth: no page is short for no reason of its own."""
    short = contract.semantics.policy["short_pages"] == "allow"
    reason = walks_backward(operation, contract)
    return reason or ("short_pages allows short pages: as many steps back need not lead as far" if short else None)


def sorts_back(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks back that can be sorted by another field than the key."""
    reason = walks_backward(operation, contract)
    return reason or (None if sorting_fields(operation, contract) else "it sorts by its key only, which never ties")


_backward = partial(Invariant, family="backward", applies=walks_backward, rules=("law",), tier="T2")
_BEFORE = "what precedes a position is a part of one order"

INVARIANTS = (
    _backward(
        id="BW-01",
        title="next and back again is where one was",
        judge=round_trips,
        source=_BEFORE,
        implies=("BW-02", "BW-05", "BW-07", "BW-10", "FW-08"),
    ),
    _backward(
        id="BW-02",
        title="a walk back shows the walk forth, turned round",
        judge=reverses,
        source=_BEFORE,
    ),
    _backward(
        id="BW-03",
        title="a page reached backward stands in forward order",
        judge=keeps_orientation,
        rules=("inferred",),
        source="docs/semantics.md, lists",
        implies=("BW-01", "BW-02", "BW-07", "BW-10", "BW-08", "PG-11"),
    ),
    _backward(
        id="BW-04",
        title="a step back leads to the rows right before",
        judge=adjoins,
        source=_BEFORE,
        implies=("BW-01", "BW-02", "BW-05", "BW-07", "BW-10"),
    ),
    _backward(
        id="BW-05",
        title="a page links back while rows precede it, and forth where it was reached backward",
        judge=flags,
        source="the page was come from, and came from somewhere",
        implies=("BW-02", "BW-07"),
    ),
    _backward(
        id="BW-06",
        title="ties, nulls and near values hold at the edges of a walk back",
        judge=edges_hold,
        applies=sorts_back,
        source="the order of a list is total in both directions",
        implies=("BW-01", "BW-02", "BW-04", "BW-05", "BW-07", "BW-10"),
    ),
    _backward(
        id="BW-07",
        title="as many steps back as forth lead to the first page",
        judge=returns,
        applies=counts_back,
        source=_BEFORE,
        implies=("BW-02",),
    ),
    _backward(
        id="BW-08",
        title="backward without a cursor is what the policy says",
        judge=lone_direction,
        rules=("backward_without_cursor",),
        source="policy backward_without_cursor",
        tier="T1",
    ),
    _backward(
        id="BW-09",
        title="the direction is read as its schema says",
        judge=spelt,
        source="the parameter's schema; policy validation_status",
        tier="T1",
        implies=("ER-08", "ST-19"),
    ),
    _backward(
        id="BW-10",
        title="a cursor is one place, in either direction",
        judge=symmetric,
        applies=turns,
        rules=("cursor_both_ways",),
        source="policy cursor_both_ways",
    ),
)
