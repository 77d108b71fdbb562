"""The promises of operations that make rows."""

from suites.invariants import (
    writes_answers,
    writes_conflicts,
    writes_cursors,
    writes_keys,
    writes_lists,
    writes_refusals,
    writes_server,
)

INVARIANTS = (
    *writes_lists.INVARIANTS,
    *writes_answers.INVARIANTS,
    *writes_server.INVARIANTS,
    *writes_conflicts.INVARIANTS,
    *writes_keys.INVARIANTS,
    *writes_refusals.INVARIANTS,
    *writes_cursors.INVARIANTS,
)
