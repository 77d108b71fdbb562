"""The promises of an order: where rows stand, how orders go together, and what is no order."""

from functools import partial

from suites.invariants.invariant import Invariant
from suites.invariants.sort_denials import bad_orders
from suites.invariants.sort_relations import (
    beside_projection,
    default_order,
    one_order,
    refined,
    repeated_keys,
    same_again,
    turned_round,
)
from suites.invariants.sort_rows import behind_cursors, nulls, numbers, sorted_rows, whole
from suites.invariants.sort_scope import (
    keeps_default,
    projects,
    sorts,
    sorts_nulls,
    sorts_numbers,
    sorts_pages,
    sorts_several,
)

_sort = partial(Invariant, family="sort", applies=sorts, rules=("law",), tier="T1")
_GRAMMAR = "docs/semantics.md, orders"
_ORDER = "an order is total: its keys, then the key of the row"

INVARIANTS = (
    _sort(
        id="SO-01",
        title="rows stand in the order asked for",
        judge=sorted_rows,
        source=_GRAMMAR,
        implies=("SO-02", "SO-03", "SO-05", "SO-06", "SO-07", "SO-09", "SO-10", "SO-11", "SO-12", "SO-13", "PG-11"),
    ),
    _sort(
        id="SO-02",
        title="sorting loses no row",
        judge=whole,
        source="an order is one of all rows",
        implies=("SO-03", "SO-05"),
    ),
    _sort(
        id="SO-03",
        title="descending is ascending turned round",
        judge=turned_round,
        rules=("desc_tie_order",),
        source="policy desc_tie_order",
        implies=("SO-11", "PG-11"),
    ),
    _sort(
        id="SO-04",
        title="an order asked for again is the same order",
        judge=same_again,
        source=_ORDER,
        implies=("SO-03", "SO-05", "SO-06", "SO-09", "SO-12", "PG-11"),
    ),
    _sort(
        id="SO-05",
        title="a further key orders ties, and moves nothing else",
        judge=refined,
        applies=sorts_several,
        source=_GRAMMAR,
        implies=("PG-11",),
    ),
    _sort(
        id="SO-06",
        title="a field named again counts once, at its first place",
        judge=repeated_keys,
        rules=("inferred",),
        source=_GRAMMAR,
        implies=("PG-11",),
    ),
    _sort(
        id="SO-07",
        title="nulls stand together, at the end the policy names",
        judge=nulls,
        applies=sorts_nulls,
        rules=("null_order",),
        source="policy null_order",
        implies=("SO-05", "SO-06", "SO-11", "PG-11"),
    ),
    _sort(
        id="SO-08",
        title="what is no order is refused",
        judge=bad_orders,
        rules=("inferred",),
        source=f"{_GRAMMAR}; x-errors/refusals, sort_invalid",
    ),
    _sort(
        id="SO-09",
        title="the order does not hang on what is shown",
        judge=beside_projection,
        applies=projects,
        source="docs/semantics.md, fields",
        implies=("SO-12",),
    ),
    _sort(
        id="SO-10",
        title="pages behind a cursor keep the order",
        judge=behind_cursors,
        applies=sorts_pages,
        source="a page is a part of its result",
        tier="T2",
        implies=("FW-06", "SO-04", "SO-12", "PG-11"),
    ),
    _sort(
        id="SO-11",
        title="without an order the declared one holds",
        judge=default_order,
        applies=keeps_default,
        rules=("default_order",),
        source="policy default_order; x-behaviour/order",
        implies=("SO-12", "PG-11"),
    ),
    _sort(
        id="SO-12",
        title="of two rows one stands first in every answer",
        judge=one_order,
        source=_ORDER,
    ),
    _sort(
        id="SO-13",
        title="numbers stand by their exact value, not by text",
        judge=numbers,
        applies=sorts_numbers,
        source="a number's order is that of its value",
        implies=("SO-03", "SO-05", "SO-06", "SO-11", "PG-11"),
    ),
)
