"""What the catalogue of faults and variants holds and the mock does not show, with the reason."""

from typing import Final

from mockserver.faults.fault import Unshown

_NO_DELETE: Final = "no operation of the contract deletes a row"
_NO_UPDATE: Final = "no operation of the contract changes a row"
_NO_ETAG: Final = "the contract has no ETag"
_TOKENS: Final = "links are cursors to send back, no URLs"
_BELOW: Final = "it happens below the mock, in what carries HTTP to it"

UNSHOWN: Final = (
    Unshown("S04", "delete returns a body where 204 is declared", _NO_DELETE),
    Unshown("S08", "an Accept that nothing fits is ignored", "the contract's own policy: `not_acceptable: ignore`"),
    Unshown("E16", "the request id is missing or constant", "the contract promises no request id"),
    Unshown("C06", "an undeclared property is sent", "no schema of the contract closes its properties"),
    Unshown("C08", "a writeOnly property is sent", "no property of the contract is writeOnly"),
    Unshown("C12", "a discriminator is wrong", "no schema of the contract has a discriminator"),
    Unshown("P14", "order, filter or fields are dropped from a link", _TOKENS),
    Unshown("P18", "a link names an internal host", _TOKENS),
    Unshown("P25", "the cursor of a deleted row starts again", _NO_DELETE),
    Unshown("J03", "a nested projection returns the whole object", "a projection names top-level properties only"),
    Unshown("M07", "an embedded row leaks", "no relation of the fixtures leads to a row that its reader may not see"),
    Unshown("A14", "a revoked key is still good", "no identity of the fixtures is revoked"),
    Unshown("H01", "the ETag is constant", _NO_ETAG),
    Unshown("H02", "304 never or always", _NO_ETAG),
    Unshown("T01", "a delete deletes nothing", _NO_DELETE),
    Unshown("T03", "a patch overwrites what it does not name", _NO_UPDATE),
    Unshown("T04", "a put is not idempotent", _NO_UPDATE),
    Unshown("T05", "a put is partial", _NO_UPDATE),
    Unshown("T09", "an update is lost without 412", _NO_UPDATE),
    Unshown("R10", "a large page is slow", "it breaks no promise; it is told and not judged"),
    Unshown("V", "additional allowed properties", "the mock's rows are those of its schemas"),
    Unshown("V", "keep-alive drops, HTTP/2, IPv6, a base path", _BELOW),
    Unshown(
        "V", "a deploy mid-run", "the benchmark would have to stop the mock; a restart keeps its state with --store"
    ),
    Unshown("V", "replica lag", "the mock has one state"),
    Unshown("V", "snapshot cursors", "the mock keeps no former states for readers"),
    Unshown("V", "bulk import mid-walk", "V-churn-100 is nearest"),
    Unshown("V", "same order of ties descending", "the mock's store knows one order of ties"),
    Unshown("V", "locale collation", "the mock compares by code point in every database"),
    Unshown("V", "400 for a broken request", "the contract documents 422, and the registry has one status a code"),
    Unshown("V", "100,000 rows", "the fixtures' rows; benchmarks/prism.py makes large ones"),
    Unshown("V", "a firewall's own 403", _BELOW),
    Unshown(
        "V", "token refresh, a skewed clock", "the contract's tokens do not expire, and answers name no time of day"
    ),
)
