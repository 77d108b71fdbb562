"""The family `status`, any response at all: no failures, documented statuses, bodies that fit them.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from contracts import Contract, Operation, Reply, Schema, Violation, validator
from suites.evidence.proxies import is_edge
from suites.expectations import expect, needs_no_word
from suites.invariants.invariant import Invariant, always
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NO_BODY = (204, 205, 304)
REDIRECTS = (301, 302, 303, 307, 308)
# Statuses of gateways and of methods that a server does not know: they say nothing of an operation.
UNSPECIFIC = (501, 502, 504)


def _failures(trace: Trace) -> Judgement:
    judged = [each for each in trace.exchanges if each.status is not None]
    silent = len(trace.exchanges) - len(judged)
    breaches = []
    unsure = 0
    for each in judged:
        status = each.status or 0
        if status < 500 or status == 501 or (status == 503 and each.header("retry-after")) or is_edge(each):
            continue
        if each.noisy:
            unsure += 1
        else:
            breaches.append(Breach(f"{each.asked.method} {_shown(each)} fails with {status}.", (each,)))
    doubt = f"{unsure} gateway errors and {silent} requests without a response" if unsure or silent else None
    return Judgement(len(judged), tuple(breaches), {"responses": len(judged)}, doubt, lacking="no response came")


def _shown(exchange: Exchange) -> str:
    target = exchange.asked.target
    return target if len(target) <= 80 else f"{target[:79]}…"


def answers(trace: Trace) -> tuple[Exchange, ...]:
    """The responses of the operation itself, to its own method or HEAD, those of proxies aside."""
    methods = (trace.operation.method, "HEAD") if trace.operation.method == "GET" else (trace.operation.method,)
    return tuple(
        each for each in trace.own if each.status is not None and each.asked.method in methods and not is_edge(each)
    )


def _documented(trace: Trace) -> Judgement:
    judged = [each for each in answers(trace) if each.status not in UNSPECIFIC]
    told = ", ".join(trace.operation.replies)
    # Where the list of statuses is only inferred, so is what it leaves out.
    inferred = any(reply.grade == "inferred" for reply in trace.operation.replies.values())
    rules = ("inferred",) if inferred else ("attested",)
    breaches = [
        Breach(f"{each.status} is not documented; {told} are.", (each,), rules, about=(str(each.status),))
        for each in judged
        if each.status is not None and trace.operation.reply(each.status) is None
        if each.status not in needs_no_word(trace.contract, trace.operation, each.asked)
        if not (each.status == 400 and _unreadable(trace.contract, each))
    ]
    seen = sorted({each.status for each in judged if each.status is not None})
    return Judgement(len(judged), tuple(breaches), {"statuses": seen}, lacking="no response came")


def _unreadable(contract: Contract, exchange: Exchange) -> bool:
    """Whether HTTP itself may refuse a request's target (RFC 9110, section 15.5.1)."""
    return any(doubt.stage in ("size", "route") for doubt in expect(contract, exchange).doubts)


def _fitting(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    seen: set[tuple[Any, ...]] = set()
    for each in answers(trace):
        reply = trace.operation.reply(each.status or 0)
        if reply is None or not reply.content or (each.status or 0) >= 400 or each.asked.method == "HEAD":
            continue
        exercised += 1
        # A walk meets the same page often: equal bodies fit equally.
        key = (each.status, each.media_type, _projected(trace.operation, each), each.body)
        if key not in seen:
            seen.add(key)
            breaches += _unfit(trace.contract, trace.operation, reply, each)
    evidence = {"successes": exercised, "bodies": len(seen)}
    return Judgement(exercised, tuple(breaches), evidence, lacking="no success with a promised body was seen")


def _unfit(contract: Contract, operation: Operation, reply: Reply, exchange: Exchange) -> list[Breach]:
    schema = _content(reply, exchange.media_type)
    grade = ("inferred",) if reply.grade == "inferred" else None
    if schema is None:
        promised = ", ".join(reply.content)
        message = f"A {exchange.status} is {exchange.media_type or 'of no media type'}; {promised} is promised."
        return [Breach(message, (exchange,), grade, about=("content-type",))]
    if "json" not in exchange.media_type:
        return []
    try:
        document = exchange.json()
    except (ValueError, RecursionError):
        return [Breach(f"A {exchange.status} says it is JSON and cannot be read.", (exchange,), ("law",))]
    if validator(contract).fits(schema, document):
        return []
    violations = _owed(operation, exchange, validator(contract).violations(schema, document))
    return [_breach(exchange, violation, grade) for violation in violations[:1]]


def _breach(exchange: Exchange, violation: Violation, grade: tuple[str, ...] | None) -> Breach:
    message = f"A {exchange.status} breaks its schema at {violation.pointer or 'its root'}: {violation.message}."
    place = (violation.schema_pointer,)
    return Breach(message, (exchange,), grade or (violation.grade,), place, place)


def _owed(operation: Operation, exchange: Exchange, found: Iterable[Violation]) -> list[Violation]:
    """Violations, the weightiest first; a projection leaves out what a row otherwise must have."""
    projected = _projected(operation, exchange)
    owed = [each for each in found if not (projected and each.rule == "required")]
    return sorted(owed, key=lambda each: ("law", "attested", "inferred").index(each.grade))


def _projected(operation: Operation, exchange: Exchange) -> bool:
    listing = operation.behaviour.listing if operation.behaviour else None
    return bool(listing and listing.fields and any(exchange.asked.values(listing.fields)))


def _content(reply: Reply, media_type: str) -> Schema | None:
    """The schema that a reply promises for a media type; a range takes what it spans (OpenAPI 3.1, 4.8.17)."""
    found: Mapping[str, Schema] = reply.content
    return found.get(media_type) or next((found[name] for name in found if fnmatchcase(media_type, name)), None)


def _empty(trace: Trace) -> Judgement:
    judged = [each for each in trace.exchanges if each.status in NO_BODY]
    breaches = [
        Breach(f"A {each.status} has a body of {len(each.body) or each.header('content-length')} bytes.", (each,))
        for each in judged
        if each.body or (each.status == 204 and (each.header("content-length") or "0").strip() != "0")
    ]
    return Judgement(len(judged), tuple(breaches), lacking="no status without a body was seen")


def _bodiless(operation: Operation, contract: Contract) -> str | None:
    documented = any(str(status) in operation.replies for status in NO_BODY)
    answers_204 = contract.semantics.policy["options"] in NO_BODY
    return None if documented or answers_204 else "no status without a body is promised"


def _throttled(trace: Trace) -> Judgement:
    judged = [each for each in trace.exchanges if each.status == 429]
    bare = [each for each in judged if not each.header("retry-after")]
    breaches = [Breach("A 429 does not say when to come back.", (each,)) for each in bare]
    return Judgement(len(judged), tuple(breaches), unasked="the run provokes no throttling, and met none")


def _redirects(trace: Trace) -> Judgement:
    judged = [each for each in trace.exchanges if each.status in REDIRECTS]
    breaches = []
    for each in judged:
        place = each.header("location")
        if not place:
            breaches.append(Breach(f"A {each.status} does not say where to go.", (each,)))
        elif away := _away(str(trace.facts.get("url", "")), place):
            breaches.append(Breach(f"A {each.status} leads {away}.", (each,)))
        elif each.status in (301, 302, 303) and each.asked.method not in ("GET", "HEAD"):
            breaches.append(Breach(f"A {each.status} loses the method; 307 or 308 keeps it.", (each,)))
    return Judgement(len(judged), tuple(breaches), lacking="nothing was redirected")


def _away(url: str, place: str) -> str | None:
    """How a redirect leaves the target; None where it stays, as a relative one does."""
    here, there = urlsplit(url), urlsplit(place)
    if not there.netloc or not here.netloc:
        return None
    if (here.scheme, there.scheme) == ("https", "http"):
        return "from https to http"
    return None if there.hostname == here.hostname else f"from {here.hostname} to {there.hostname}"


def _redirecting(operation: Operation, contract: Contract) -> str | None:
    documented = any(str(status) in operation.replies for status in REDIRECTS)
    slashed = contract.semantics.policy["trailing_slash"] == "redirect"
    return None if documented or slashed else "the contract has no redirects"


INVARIANTS = (
    Invariant(
        id="ST-01",
        family="status",
        title="no request makes the server fail",
        rules=("law",),
        judge=_failures,
        applies=always,
        source="RFC 9110, section 15.6",
        implies=("schemathesis.not_a_server_error",),
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ST-02",
        family="status",
        title="every status is documented",
        rules=("attested",),
        judge=_documented,
        applies=always,
        source="OpenAPI 3.1, section 4.8.16; policy undocumented_status",
        implies=("schemathesis.status_code_conformance",),
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ST-03",
        family="status",
        title="a body fits the schema of its status",
        rules=("attested",),
        judge=_fitting,
        applies=always,
        source="OpenAPI 3.1, section 4.8.17",
        implies=("schemathesis.response_schema_conformance",),
        scope="run",
    ),
    Invariant(
        id="ST-12",
        family="status",
        title="a status without a body has none",
        rules=("law",),
        judge=_empty,
        applies=_bodiless,
        source="RFC 9110, sections 15.3.5 and 15.4.5",
        needs_subject=False,
    ),
    Invariant(
        id="ST-22",
        family="status",
        title="a 429 says when to come back",
        rules=("inferred",),
        judge=_throttled,
        applies=always,
        source="RFC 6585, section 4",
        scope="run",
        needs_subject=False,
        met=True,
    ),
    Invariant(
        id="ST-23",
        family="status",
        title="a redirect keeps scheme and method",
        rules=("law",),
        judge=_redirects,
        applies=_redirecting,
        source="RFC 9110, section 15.4",
        tier="T1",
        needs_subject=False,
    ),
)
