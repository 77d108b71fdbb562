"""The promises of cursors under bad use: forged, used elsewhere, empty, sent twice, and read by strangers."""

from functools import partial

from contracts import Contract, Operation
from suites.invariants.cursor_bonds import bound, empty_cursor, repeated_cursor
from suites.invariants.cursor_secrets import holds_no_secret
from suites.invariants.cursor_tampering import refuses_forged
from suites.invariants.invariant import Invariant, walks_forward


def _one_counts(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists with cursors where the policy says what becomes of a parameter that is sent twice."""
    free = contract.semantics.policy["repeated_query_parameter"] == "any"
    reason = "repeated_query_parameter: any leaves open which of two cursors counts" if free else None
    return walks_forward(operation, contract) or reason


_cursor = partial(Invariant, family="cursors", applies=walks_forward, tier="T1")

INVARIANTS = (
    _cursor(
        id="CU-01",
        title="a cursor that nobody gave is refused",
        rules=("inferred",),
        judge=refuses_forged,
        source="docs/semantics.md, lists; the registry's cursor_invalid",
        implies=("CU-02", "ST-01"),
    ),
    _cursor(
        id="CU-02",
        title="a cursor is good for the list, filter and order that it was given for",
        rules=("cursor_arguments",),
        judge=bound,
        source="policy cursor_arguments",
        implies=("ST-01",),
    ),
    _cursor(
        id="CU-05",
        title="an empty cursor is what the policy says",
        rules=("empty_parameter",),
        judge=empty_cursor,
        source="policy empty_parameter",
    ),
    _cursor(
        id="CU-06",
        title="a cursor that can be read holds no secret",
        rules=("law",),
        judge=holds_no_secret,
        source="RFC 6750, section 5.3; OWASP API8:2023",
    ),
    _cursor(
        id="CU-08",
        title="a cursor sent twice is treated as declared",
        rules=("repeated_query_parameter",),
        judge=repeated_cursor,
        source="policy repeated_query_parameter",
        applies=_one_counts,
        implies=("ST-17",),
    ),
)
