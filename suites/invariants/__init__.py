"""The invariants, by id, and the families they belong to in the order a run judges them."""

from collections.abc import Mapping

from suites.invariants import (
    authentication,
    backward,
    conformance,
    cursor_robustness,
    embedding,
    envelope,
    filter,
    forward,
    headers,
    pages,
    projection,
    rows,
    scoping,
    sort,
    status,
    writes,
)
from suites.invariants.invariant import Invariant

__all__ = ["FAMILIES", "INVARIANTS", "Invariant"]

# Families that judge every exchange of a run come last.
FAMILIES = (
    "conformance",
    "forward",
    "backward",
    "sort",
    "filter",
    "projection",
    "embedding",
    "cursors",
    "writes",
    "pages",
    "rows",
    "scoping",
    "authentication",
    "headers",
    "envelope",
    "status",
)

INVARIANTS: Mapping[str, Invariant] = {
    invariant.id: invariant
    for family in (
        conformance,
        forward,
        backward,
        sort,
        filter,
        projection,
        embedding,
        cursor_robustness,
        writes,
        pages,
        rows,
        scoping,
        authentication,
        headers,
        envelope,
        status,
    )
    for invariant in family.INVARIANTS
}
