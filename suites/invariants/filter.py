"""The promises of a filter: the rows it passes, how filters join, what their values mean, and what is no filter."""

from functools import partial

from contracts import FieldType
from suites.invariants.filter_joins import (
    conjunctions,
    disjunctions,
    extremes,
    members,
    partitions,
    ranges,
    same_sense,
    widenings,
)
from suites.invariants.filter_refusals import bad_filters, hidden_fields
from suites.invariants.filter_rows import (
    apart_from_paging,
    complete,
    on_every_page,
    sound,
    subsequence,
    without_filter,
)
from suites.invariants.filter_scope import (
    empty_is_absent,
    filters,
    filters_by_key,
    filters_keys_case,
    filters_pages,
    filters_types,
    spans_parents,
)
from suites.invariants.filter_values import case, instants, literal, one_row, parents
from suites.invariants.invariant import Invariant

_filter = partial(Invariant, family="filter", applies=filters, rules=("inferred",), tier="T1")
_GRAMMAR = "docs/semantics.md, filters"
_SETS = "a filter is a predicate over rows"
_THREE = "docs/semantics.md, filters: three-valued logic, as in SQL (ISO/IEC 9075-2)"

# What also looks wrong where the rows behind a plain comparison are wrong.
_JOINED = ("FI-04", "FI-05", "FI-06", "FI-07", "FI-08", "FI-09", "FI-10", "FI-12")
_ALL = (*_JOINED, "FI-03", "FI-11", "FI-13", "FI-15", "FI-17", "FI-18", "FI-19", "FI-21")

INVARIANTS = (
    _filter(
        id="FI-01",
        title="each row behind a filter passes it",
        judge=sound,
        rules=("attested",),
        source=_GRAMMAR,
        implies=("FI-02", *_ALL),
    ),
    _filter(
        id="FI-02",
        title="each row that passes a filter is there",
        judge=complete,
        rules=("attested",),
        source=_GRAMMAR,
        implies=_ALL,
    ),
    _filter(
        id="FI-03",
        title="behind a filter stand rows of the list, in its order",
        judge=subsequence,
        rules=("law",),
        source=_SETS,
        implies=("PG-11",),
    ),
    _filter(
        id="FI-04",
        title="AND passes what both parts pass",
        judge=conjunctions,
        source=_GRAMMAR,
        implies=("FI-09", "FI-12"),
    ),
    _filter(
        id="FI-05",
        title="OR passes what either part passes",
        judge=disjunctions,
        source=_GRAMMAR,
        implies=("FI-09", "FI-12"),
    ),
    _filter(
        id="FI-06",
        title="a filter, its opposite and null there part the list",
        judge=partitions,
        source=_THREE,
        implies=("FI-09", "FI-12"),
    ),
    _filter(
        id="FI-07",
        title="below, at and above a value are three parts of what has one",
        judge=ranges,
        applies=partial(filters_types, types=(FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL)),
        rules=("attested",),
        source=_SETS,
        implies=("FI-09",),
    ),
    _filter(
        id="FI-08",
        title="a wider range or a longer list passes no less, and numbers count by their value",
        judge=widenings,
        rules=("law",),
        source=_SETS,
        implies=("FI-07", "FI-09"),
    ),
    _filter(
        id="FI-09",
        title="filters that say the same pass the same",
        judge=same_sense,
        source=_GRAMMAR,
    ),
    _filter(
        id="FI-10",
        title="a list passes what equals one of its members",
        judge=members,
        rules=("attested",),
        source=_GRAMMAR,
        implies=("FI-08",),
    ),
    _filter(
        id="FI-11",
        title="a filter by the key passes that row alone, as its own path shows it",
        judge=one_row,
        applies=filters_by_key,
        rules=("attested",),
        source="the key names a row",
    ),
    _filter(
        id="FI-12",
        title="what contradicts itself passes nothing, what is always true passes every value",
        judge=extremes,
        source=_THREE,
    ),
    _filter(
        id="FI-13",
        title="a text stands for itself, whatever its characters",
        judge=literal,
        applies=partial(filters_types, types=(FieldType.STRING,)),
        rules=("attested",),
        source=_GRAMMAR,
        # Where equal is LIKE, many databases fold case as well; and a row whose text is another has nulls beside it.
        implies=("FI-06", "FI-18"),
    ),
    _filter(
        id="FI-14",
        title="what is no filter is refused, never answered with rows",
        judge=bad_filters,
        source=f"{_GRAMMAR}; x-errors/refusals, filter_invalid",
    ),
    _filter(
        id="FI-15",
        title="the pages behind a cursor keep the filter",
        judge=on_every_page,
        applies=filters_pages,
        rules=("law",),
        source="a page is a part of its result",
        tier="T2",
        implies=("FI-03", "FI-17"),
    ),
    _filter(
        id="FI-16",
        title="an empty filter is none",
        judge=without_filter,
        applies=empty_is_absent,
        rules=("empty_parameter",),
        source="policy empty_parameter",
    ),
    _filter(
        id="FI-17",
        title="page size, projection and embedding change nothing of what passes",
        judge=apart_from_paging,
        source="docs/semantics.md, projection and embedding",
    ),
    _filter(
        id="FI-18",
        title="a text of another case is another text",
        judge=case,
        applies=filters_keys_case,
        rules=("collation",),
        source="policy collation",
    ),
    _filter(
        id="FI-19",
        title="an instant is itself, to the microsecond and by any offset",
        judge=instants,
        applies=partial(filters_types, types=(FieldType.DATE_TIME,)),
        source="RFC 3339, section 4.1; docs/semantics.md, types",
        implies=("FI-05", "FI-09"),
    ),
    _filter(
        id="FI-20",
        title="a hidden field is refused like one that is not there",
        judge=hidden_fields,
        source=_GRAMMAR,
        implies=("FI-22",),
    ),
    _filter(
        id="FI-21",
        title="a filter by the parent passes the rows of that parent's own list",
        judge=parents,
        applies=spans_parents,
        source="x-behaviour/within",
    ),
)
