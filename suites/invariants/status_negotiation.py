"""The family `status`, negotiation: `Accept`, and HEAD beside GET.

Pure: each function judges a trace and asks nothing.
"""

import re
from collections.abc import Sequence

from contracts import Contract, Operation
from suites.evidence.header_fields import combined
from suites.evidence.proxies import is_edge
from suites.invariants.invariant import Invariant, always
from suites.invariants.status_responses import answers
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

WEIGHT = re.compile(r"; \s* q = ( [01] (?: \. \d* )? )", re.VERBOSE | re.IGNORECASE)
# Headers that GET and HEAD give the same value, where both give one; others vary from one response to the next.
STEADY = (
    "allow",
    "cache-control",
    "content-language",
    "content-type",
    "link",
    "location",
    "www-authenticate",
)


def _accept(trace: Trace) -> Judgement:
    policy = trace.contract.semantics.policy["not_acceptable"]
    exercised, breaches = 0, []
    for each in answers(trace):
        accept = each.asked.header("accept")
        if accept is None or each.noisy or (each.status or 0) >= 500:
            continue
        fits = acceptable(accept, _types(trace.operation))
        if each.status == 406 and (fits or policy == "ignore"):
            due = "a media type of the operation fits" if fits else "the header is ignored"
            rules = ("law",) if fits else ("not_acceptable",)
            breaches.append(Breach(f"Accept: {accept} is answered 406, and {due}.", (each,), rules))
        elif not fits and policy == 406 and (each.status or 0) < 300:
            message = f"Accept: {accept} fits nothing and is answered {each.status}; 406 is due."
            breaches.append(Breach(message, (each,), ("not_acceptable",)))
        exercised += 1
    return Judgement(exercised, tuple(breaches), lacking="no Accept was sent")


def acceptable(accept: str, types: Sequence[str]) -> bool:
    """Whether an Accept header takes one of some media types (RFC 9110, section 12.5.1)."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    return not ranges or any(_quality(ranges, each) > 0 for each in types)


def _range(text: str) -> tuple[str, float]:
    weight = WEIGHT.search(text)
    return text.partition(";")[0].strip().lower(), float(weight[1]) if weight else 1.0


def _quality(ranges: Sequence[tuple[str, float]], media_type: str) -> float:
    """The weight of the most specific range that spans a media type; 0 where none does."""
    spans = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((weight for span in spans for name, weight in ranges if name == span), 0.0)


def _types(operation: Operation) -> tuple[str, ...]:
    return tuple(name for status, reply in operation.replies.items() if status[0] == "2" for name in reply.content)


def _head(trace: Trace) -> Judgement:
    asked = [each for each in trace.exchanges if each.asked.method == "HEAD" and not each.noisy and not is_edge(each)]
    exercised, breaches = 0, []
    refused = trace.contract.semantics.policy["head"] == 405
    for each in asked:
        around = [other for other in trace.own if other.asked.method == "GET" and _same(other, each)]
        if refused or not around:
            continue
        exercised += 1
        breaches += _differing(each, around)
    for each in asked if refused else ():
        exercised += 1
        if each.status != 405:
            breaches.append(Breach(f"HEAD is answered {each.status}; 405 is due.", (each,)))
    return Judgement(exercised, tuple(breaches), lacking="no GET stood beside a HEAD")


def _same(one: Exchange, other: Exchange) -> bool:
    return not one.noisy and (one.asked.target, one.asked.headers) == (other.asked.target, other.asked.headers)


def _differing(head: Exchange, around: Sequence[Exchange]) -> list[Breach]:
    first, pair = around[0], (around[0], head)
    if head.body:
        return [Breach(f"HEAD is answered with a body of {len(head.body)} bytes.", pair, ("law",))]
    if head.status not in {each.status for each in around}:
        return [Breach(f"GET is answered {first.status}, HEAD {head.status}.", pair)]
    for name in STEADY:
        told, seen = combined(head, name), {combined(each, name) for each in around}
        if told is not None and None not in seen and told not in seen:
            return [Breach(f"GET says {name}: {combined(first, name)}, HEAD says {told}.", pair, ("law",))]
    told, length = head.header("content-length"), first.header("content-length")
    if _stood_still(head, around) and None not in (told, length) and told != length:
        return [Breach(f"GET has {length} bytes, HEAD says Content-Length: {told}.", pair, ("law",))]
    return []


def _stood_still(head: Exchange, around: Sequence[Exchange]) -> bool:
    """Whether GETs before and after a HEAD gave the same bytes: rows change, and cursors may be written anew."""
    between = around[0].number < head.number < around[-1].number
    return between and len({(each.header("content-length"), each.body) for each in around}) == 1


def _has_get(operation: Operation, _contract: Contract) -> str | None:
    return None if operation.method == "GET" else "the operation is no GET"


INVARIANTS = (
    Invariant(
        id="ST-06",
        family="status",
        title="Accept is kept, or ignored as declared",
        rules=("law", "not_acceptable"),
        judge=_accept,
        applies=always,
        source="RFC 9110, sections 12.5.1 and 15.5.7; policy not_acceptable",
        tier="T1",
    ),
    Invariant(
        id="ST-10",
        family="status",
        title="HEAD is GET without its body",
        rules=("head",),
        judge=_head,
        applies=_has_get,
        source="RFC 9110, section 9.3.2; policy head",
        tier="T1",
    ),
)
