"""The judge's own oracle: what a request is by the contract alone, before anybody answers it.

Pure, and independent of any server's admission. It never calls a good request bad: whatever the contract and the
request do not tell (a cursor, a row, a membership, a size) is a doubt.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from contracts import Contract
from suites.expectations import arrival, content
from suites.expectations.body import DEEPEST, DIGITS, INTEGERS, PLACED, Unsure, Wrong, find_wrong, read_json
from suites.expectations.content import CLAMPS
from suites.expectations.expectation import Doubt, Expectation, Fault
from suites.expectations.request import Request, read_request
from suites.expectations.statuses import needs_no_word, refused_with
from suites.inputs.absent import NIL
from suites.traffic import Asked, Exchange, Trace

__all__ = [
    "CLAMPS",
    "DEEPEST",
    "DIGITS",
    "Doubt",
    "Expectation",
    "Fault",
    "INTEGERS",
    "PLACED",
    "STAGES",
    "Unsure",
    "Wrong",
    "beyond_size",
    "expect",
    "find_wrong",
    "foretell",
    "needs_no_word",
    "read_json",
    "refused_with",
    "turned_away",
]

# Every stage of the policy's `precedence`, and what finds its faults.
STAGES: Mapping[str, Callable[[Request], arrival.Found]] = {
    "size": arrival.size,
    "route": arrival.route,
    "method": arrival.method,
    "authentication": arrival.authentication,
    "identity": arrival.identity,
    "payload": content.payload,
    "media_type": content.media_type,
    "syntax": content.syntax,
    "parameters": content.parameters,
    "organization": arrival.organization,
    "expression": content.expression,
    "resource": content.resource,
    "conflict": content.conflict,
}

STRANGER = Doubt("authentication", "the caller was let in nowhere")


def expect(contract: Contract, exchange: Exchange, welcome: bool = False) -> Expectation:
    """What a request is by the contract: its faults in the order in which they are refused, and its doubts.

    Args:
        contract: with the policy in effect.
        exchange: only its request is looked at.
        welcome: whether its identity is known to be let in by the operation.
    """
    return _told(contract, exchange.asked, welcome)


# Each invariant of a family looks at the same requests.
@lru_cache(maxsize=4096)
def _told(contract: Contract, asked: Asked, welcome: bool) -> Expectation:
    request = read_request(contract, asked, welcome)
    order = tuple(request.policy["precedence"])
    found = [each for stage in sorted(STAGES, key=_place(order)) for each in STAGES[stage](request)]
    faults = tuple(each for each in found if isinstance(each, Fault))
    return Expectation(faults, tuple(each for each in found if isinstance(each, Doubt)), order)


def beyond_size(contract: Contract, exchange: Exchange) -> bool:
    """Whether a request is larger than every server takes: it may well be dropped."""
    return any(doubt.stage == "size" for doubt in expect(contract, exchange).doubts)


def foretell(trace: Trace, exchange: Exchange) -> Expectation:
    """What a request of a trace is: who was let in by its operation once, for an organisation, may come again.

    Of one who was turned away and let in nowhere nothing is foretold beyond who calls.
    """
    welcome = _welcome(trace, exchange)
    expectation = expect(trace.contract, exchange, welcome)
    if welcome or not turned_away(trace, exchange):
        return expectation
    return replace(expectation, doubts=(*expectation.doubts, STRANGER))


def turned_away(trace: Trace, exchange: Exchange) -> bool:
    """Whether an identity's token was refused by an operation that let it in nowhere: its request was never read."""
    refused = exchange.asked.credentials == "valid" and exchange.status in (401, 403)
    return refused and not _welcome(trace, exchange)


def _welcome(trace: Trace, exchange: Exchange) -> bool:
    header = trace.contract.semantics.access.organization or ""
    return any(_lets_in(each, exchange, header) for each in trace.exchanges)


def _lets_in(seen: Exchange, exchange: Exchange, header: str) -> bool:
    success = 200 <= (seen.status or 0) < 300 and seen.operation is not None
    alike = success and seen.asked.identity == exchange.asked.identity and seen.operation == exchange.operation
    # Nobody belongs to that organisation: whom the operation lets in otherwise is turned away for it alone.
    return alike and exchange.asked.header(header) in (NIL, seen.asked.header(header))


def _place(order: tuple[str, ...]) -> Callable[[str], int]:
    return lambda stage: order.index(stage) if stage in order else len(order)
