"""The promises of a walk along `next`, from the first page to the last."""

from functools import partial

from contracts import Contract, Operation
from suites.evidence.orders import sorting_fields
from suites.invariants.crossings import FINE, drifts, fine_values_hold, nulls_hold, ties_hold
from suites.invariants.cursors import keep_apart, replays, resizes, resumes
from suites.invariants.invariant import Invariant, walks_forward
from suites.invariants.walks import (
    boundary_order,
    complete,
    disjoint,
    ends,
    no_boundary_repeat,
    prefix,
    sizes_agree,
)

# What a walk back, or a link, also shows wrong where the walk forth is wrong already.
_BACK = ("BW-01", "BW-02", "BW-03", "BW-04", "BW-05", "BW-06", "BW-07", "BW-10")
_ENDS = ("PG-04", "PG-05", "PG-06")
# What holds whole results against each other, and so walks as well.
_WHOLE = (
    *("SO-02", "SO-03", "SO-04", "SO-05", "SO-06", "SO-07", "SO-09", "SO-12", "SO-13"),
    *("FI-01", "FI-02", "FI-03", "FI-04", "FI-05", "FI-06", "FI-07", "FI-08", "FI-09", "FI-10", "FI-15", "FI-17"),
)


def sized(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks whose page size can be chosen."""
    listing = operation.behaviour.listing if operation.behaviour else None
    reason = walks_forward(operation, contract)
    return reason or (None if listing and listing.limit else "the list takes no limit")


def resizable(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks whose page size may change on the way."""
    reason = sized(operation, contract)
    return reason or (
        None if contract.semantics.policy["cursor_resizable"] else "cursor_resizable says a cursor keeps its limit"
    )


def sorts(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks whose order can be chosen."""
    listing = operation.behaviour.listing if operation.behaviour else None
    reason = walks_forward(operation, contract)
    return reason or (None if listing and listing.order else "the list has one order only")


def sorts_with_nulls(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks that can be sorted by a field that may be null."""
    reason, names = walks_forward(operation, contract), sorting_fields(operation, contract)
    return reason or (None if any(field.nullable for field in names) else "no field that it sorts by may be null")


def sorts_with_ties(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks that can be sorted by another field than the key."""
    reason = walks_forward(operation, contract)
    return reason or (None if sorting_fields(operation, contract) else "it sorts by its key only, which never ties")


def sorts_finely(operation: Operation, contract: Contract) -> str | None:
    """Applies to walks that can be sorted by instants or numbers."""
    reason, names = walks_forward(operation, contract), sorting_fields(operation, contract)
    return reason or (None if any(field.type in FINE for field in names) else "it sorts by no instant and no number")


_forward = partial(Invariant, family="forward", applies=walks_forward, rules=("law",), tier="T2")
_PROGRESS = "a position is not an offset, and a page is a part of an ordered set"

INVARIANTS = (
    _forward(
        id="FW-01",
        title="a walk ends, and every next leads on",
        judge=ends,
        source="a finite set has a last page",
        implies=("FW-02", "FW-03", "FW-04", "FW-06", "FW-07", "FW-09", "PG-08", "PG-11", "PG-13", *_ENDS, *_BACK),
    ),
    _forward(
        id="FW-02",
        title="no row comes on two pages",
        judge=disjoint,
        source=_PROGRESS,
        implies=("FW-04", *_WHOLE, *_BACK),
    ),
    _forward(
        id="FW-03",
        title="every row comes",
        judge=complete,
        source=_PROGRESS,
        implies=("FW-04", *_WHOLE, *_BACK),
    ),
    _forward(
        id="FW-04",
        title="the page size changes no sequence",
        judge=sizes_agree,
        applies=sized,
        source=_PROGRESS,
        implies=("FW-08", *_BACK),
    ),
    _forward(
        id="FW-05",
        title="a small first page begins a large one",
        judge=prefix,
        applies=sized,
        source=_PROGRESS,
        tier="T1",
        implies=("FW-04", "FW-08", "PG-11"),
    ),
    _forward(
        id="FW-06",
        title="a page goes on after the last row of the page before",
        judge=boundary_order,
        source=_PROGRESS,
        implies=("FW-02", "FW-03", "FW-04", "PG-05", "PG-08", "PG-11", *_BACK),
    ),
    _forward(
        id="FW-07",
        title="a page does not repeat the cursor's own row",
        judge=no_boundary_repeat,
        source=_PROGRESS,
        implies=("FW-02", "FW-04", "FW-06", *_BACK),
    ),
    _forward(
        id="FW-08",
        title="a cursor goes on from the same place whatever the page size",
        judge=resizes,
        applies=resizable,
        rules=("cursor_resizable",),
        source="policy cursor_resizable",
    ),
    _forward(
        id="FW-09",
        title="a cursor gives the same page again",
        judge=replays,
        source="GET is safe and idempotent (RFC 9110, section 9.2.2)",
        implies=("FW-08", "FW-18", "BW-09", "BW-10"),
    ),
    _forward(
        id="FW-10",
        title="ties stand still, and none is lost where a page ends among them",
        judge=ties_hold,
        applies=sorts_with_ties,
        source="the order of a list is total",
        implies=(
            "FW-02",
            "FW-03",
            "FW-04",
            "FW-05",
            "FW-06",
            "FW-07",
            "FW-09",
            "PG-08",
            "PG-11",
            "PG-13",
            *_ENDS,
            *_BACK,
        ),
    ),
    _forward(
        id="FW-11",
        title="nulls come once each, together, and none is lost at their edge",
        judge=nulls_hold,
        applies=sorts_with_nulls,
        source="null has a place in a total order; policy null_order",
        implies=("FW-02", "FW-03", "FW-04", "FW-06", "PG-11", *_ENDS, *_BACK),
    ),
    _forward(
        id="FW-12",
        title="values that nearly equal each other are told apart",
        judge=fine_values_hold,
        applies=sorts_finely,
        source="a cursor keeps its key's whole value",
        implies=("FW-01", "FW-02", "FW-03", "FW-04", "FW-06", "FW-07", "FW-10", *_ENDS, *_BACK),
    ),
    _forward(
        id="FW-14",
        title="rows that come or go elsewhere move no row that stays",
        judge=drifts,
        source="a position is not an offset",
        implies=(
            "CU-02",
            "FW-02",
            "FW-03",
            "FW-04",
            "FW-06",
            "FW-07",
            "FW-08",
            "FW-09",
            "FW-17",
            "PG-08",
            "PG-13",
            *_BACK,
        ),
    ),
    _forward(
        id="FW-17",
        title="two walks that take turns do not disturb each other",
        judge=keep_apart,
        applies=sorts,
        source="a GET keeps no state of the client (RFC 9110, section 3.3)",
        implies=("FW-02", "FW-03", "FW-04", "FW-06", "FW-07", "FW-08", "FW-09", "FW-12", "PG-11", *_BACK),
    ),
    _forward(
        id="FW-18",
        title="a cursor outlives its connection",
        judge=resumes,
        source="each request is understood in isolation (RFC 9110, section 3.3)",
    ),
)
