"""What a client prefers to be answered: `Prefer: code=404` (RFC 7240), an error without its cause.

A page in the making needs each error once. The preference is met where the operation documents that status, or
the policy says that any operation may answer it; else it is ignored, as the RFC has it. Nothing is read or written.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from contracts import Operation
from mockserver.answers import Detail, Refusal
from mockserver.incoming import Incoming
from mockserver.refusals import Refusals

_CODE: Final = re.compile(r'\s*code\s*=\s*"?([45]\d\d)"?\s*(?:;.*)?', re.IGNORECASE)
_OF_METHODS: Final = frozenset({405})  # it says which methods are taken, and this one is
_LOC: Final = ("header", "prefer")
# What an answer of a status has beside (RFC 9110, sections 10.2.3 and 11.6.1; RFC 6585, section 4).
_BESIDE: Final[Mapping[int, Mapping[str, str]]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "1"},
    503: {"Retry-After": "1"},
}


def preferred(incoming: Incoming, operation: Operation, refusals: Refusals) -> Refusal | None:
    """The error that a request prefers, where its operation may answer it; None where none is preferred."""
    status = _status(incoming)
    edges = {*refusals.contract.semantics.policy["undocumented_status"]} - _OF_METHODS
    if status is None or (operation.reply(status) is None and status not in edges):
        return None
    found = refusals.of_status(status, operation)
    if found is None:
        return None
    details = (Detail(_LOC, "this error was asked for", "preferred"),) if status in _with_details(refusals) else ()
    headers = {"Preference-Applied": f"code={status}", **_BESIDE.get(status, {})}
    return replace(found, details=details, headers=headers)


def _status(incoming: Incoming) -> int | None:
    """The first status that is preferred; of a preference given twice, the first counts (RFC 7240, section 2)."""
    words = (word for value in incoming.header("prefer") for word in value.split(","))
    return next((int(found[1]) for word in words if (found := _CODE.fullmatch(word))), None)


def _with_details(refusals: Refusals) -> tuple[int, ...]:
    """The statuses whose errors name a place."""
    return tuple(refusals.contract.semantics.policy["errors_where"])
