"""Faults of filters that break one type of field, one member of a list, or a filter in company, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts import Comparison, Filter, Membership, Operation, Operator, Or, Truth, holds
from mockserver.faults.fault import Apply, own
from mockserver.faults.steps import Leaf, comparing, is_null, judging
from mockserver.faults.subjects import FILTERING, PROJECTING, SORTING, both, listing_of
from mockserver.faults.twists import hearing, paging
from mockserver.incoming import Incoming
from mockserver.store import Page, PageRequest, Row, Store

_FEW: Final = 2  # properties of a projection with which a filter is still heard


def _bounds(kind: type, changed: dict[Operator, Operator]) -> Callable[[Leaf, PageRequest], Filter]:
    """Takes operators for others where a value is of a kind."""

    def change(leaf: Leaf, request: PageRequest) -> Filter:
        meant = isinstance(leaf, Comparison) and leaf.operator in changed and type(leaf.value) is kind
        return replace(leaf, operator=changed[leaf.operator]) if meant and isinstance(leaf, Comparison) else leaf

    return change


def _doubled(leaf: Leaf, row: Row) -> Truth:
    """Integers as a language sees them that has doubles only."""
    own_ = row[leaf.field]
    if not isinstance(leaf, Comparison) or type(leaf.value) is not int or own_ is None:
        return holds(leaf, row)
    return holds(replace(leaf, value=_as_double(leaf.value)), {**row, leaf.field: _as_double(own_)})


def _as_double(value: Any) -> int:
    return int(float(value))


def _false_for_null(leaf: Leaf, request: PageRequest) -> Filter:
    """As where what is unset is falsy: false passes it, and so does what is not true."""
    if not isinstance(leaf, Comparison) or not isinstance(leaf.value, bool):
        return leaf
    passes = leaf.value is (leaf.operator is Operator.NE)
    return Or((leaf, is_null(leaf.field))) if passes else leaf


def _last(leaf: Leaf, request: PageRequest) -> Filter:
    return Membership(leaf.field, leaf.values[-1:]) if isinstance(leaf, Membership) else leaf


def _without_first(store: Store, request: PageRequest) -> Page:
    """Behind a filter, the page after a cursor starts a row too late."""
    page = store.page(request)
    skips = request.filter is not None and request.position is not None and not request.backward
    return replace(page, rows=page.rows[1:]) if skips and len(page.rows) > 1 else page


def _once_more(store: Store, request: PageRequest) -> Page:
    """Behind a filter, the page after a cursor starts with the row before it."""
    position = request.position
    if request.filter is None or position is None or position.side != "after" or request.backward:
        return store.page(request)
    return store.page(replace(request, position=replace(position, side="before")))


def _dropping(beside: Callable[[Incoming, Operation], bool]) -> Apply:
    """Forgets the filter of a request that asks for something else, too."""

    def hear(incoming: Incoming, operation: Operation) -> Incoming:
        listing = listing_of(operation)
        if listing is None or listing.filter is None or not beside(incoming, operation):
            return incoming
        return replace(incoming, query=tuple(pair for pair in incoming.query if pair[0] != listing.filter))

    return hearing(hear)


def _projects(incoming: Incoming, operation: Operation) -> bool:
    listing = listing_of(operation)
    texts = incoming.texts(listing.fields) if listing and listing.fields else ()
    return any((text or "").count(",") >= _FEW - 1 for text in texts)


def _sorts(incoming: Incoming, operation: Operation) -> bool:
    listing = listing_of(operation)
    return bool(listing and listing.order and any(incoming.texts(listing.order)))


FAULTS: Final = own(
    "filter",
    ("F63", "a filtered page after a cursor lacks its first row", "C", "FI-17", FILTERING, paging(_without_first)),
    ("F64", "a filtered page after a cursor repeats a row", "C", "FI-17", FILTERING, paging(_once_more)),
    (
        *("F65", "greater or equal leaves out what is equal, of instants", "C", "FI-07 FI-19", FILTERING),
        comparing(_bounds(datetime, {Operator.GTE: Operator.GT})),
    ),
    (
        *("F66", "less or equal leaves out what is equal, of texts", "C", "FI-07", FILTERING),
        comparing(_bounds(str, {Operator.LTE: Operator.LT})),
    ),
    (
        *("F67", "greater includes what is equal, of texts", "C", "FI-07", FILTERING),
        comparing(_bounds(str, {Operator.GT: Operator.GTE})),
    ),
    ("F68", "integers compare as doubles", "C", "FI-08", FILTERING, judging(_doubled)),
    ("F69", "false is what is null, too", "C", "FI-06", FILTERING, comparing(_false_for_null)),
    ("F70", "`in` looks at its last value", "C", "FI-10", FILTERING, comparing(_last)),
    (
        *("F71", "a filter is dropped where several properties are asked for", "C", "FI-17"),
        *(both(FILTERING, PROJECTING), _dropping(_projects)),
    ),
    (
        *("F72", "a filter is dropped where an order is asked for", "C", "FI-17 SO-11"),
        *(both(FILTERING, SORTING), _dropping(_sorts)),
    ),
)
