"""The family `headers`, values: what the contract declares, what HTTP has of instants, what a policy asks for.

Pure: each function judges a trace and asks nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from contracts import Contract, Header, Misspelt, Operation, Parameter, Reply, grade_of, read_text, resolve
from suites.evidence.header_fields import http_date, lines, members
from suites.evidence.proxies import is_edge
from suites.invariants.invariant import Invariant, always
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

NEAR = timedelta(minutes=5)  # between a deployment's clock and ours
SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))
MAX_AGE = re.compile(r'max-age\s*=\s*"?\d+"?', re.IGNORECASE)
# RFC 9745, section 2.1; its drafts had `true` or an HTTP date.
DEPRECATED = re.compile(r"@-?\d{1,12}")


def answers(trace: Trace) -> tuple[Exchange, ...]:
    """The responses of the operation itself, those of proxies aside."""
    return tuple(
        each
        for each in trace.own
        if each.status is not None and not is_edge(each) and each.asked.method == trace.operation.method
    )


def _declared(trace: Trace) -> Judgement:
    """HD-01: each header that a reply promises is there where it must be, and is of its type."""
    judged, seen, breaches = 0, 0, []
    for each in answers(trace):
        reply = trace.operation.reply(each.status or 0)
        judged += bool(reply and reply.headers)
        for header in reply.headers if reply else ():
            seen += bool(lines(each, header.name))
            problem = _problem(trace.contract, header, each)
            if problem and reply:
                rules = _rules(trace.contract, reply, header)
                breaches.append(Breach(problem, (each,), rules, about=(header.name.lower(),)))
    statuses = ", ".join(status for status, reply in trace.operation.replies.items() if reply.headers)
    unasked = f"no answer came of a status that promises headers ({statuses})"
    return Judgement(judged, tuple(breaches), {"answers": judged, "headers": seen}, unasked=unasked)


def _problem(contract: Contract, header: Header, exchange: Exchange) -> str | None:
    """What is wrong with a header of a response; None where nothing is."""
    values = lines(exchange, header.name)
    if not values:
        return f"A {exchange.status} has no {header.name}, which is promised." if header.required else None
    if header.schema is None:
        return None
    node = resolve(contract, header.schema).value
    told = node.get("type", ()) if isinstance(node, Mapping) else ()
    types = {told} if isinstance(told, str) else set(told)
    text = ", ".join(values)
    if "array" not in types and not types <= SCALARS:
        return None
    texts = [part.strip() for part in text.split(",")] if "array" in types else [text]
    parameter = Parameter(header.name, "header", False, header.schema, header.pointer)
    try:
        read_text(contract, parameter, texts)
    except Misspelt as error:
        return f"{header.name} of a {exchange.status} is not as promised: {error}."
    return None


def _rules(contract: Contract, reply: Reply, header: Header) -> Rules:
    return ("inferred",) if reply.grade == "inferred" else (grade_of(contract.document, header.pointer),)


def _declares(operation: Operation, _contract: Contract) -> str | None:
    promised = any(reply.headers for reply in operation.replies.values())
    return None if promised else "no reply of the operation promises a header"


def _protected(trace: Trace) -> Judgement:
    """HD-02: the headers that a policy requires stand on every answer with a body, and on every one over https."""
    policy = trace.contract.semantics.policy
    safe = str(trace.facts.get("url", "")).startswith("https:") and policy["strict_transport"] == "required"
    judged, breaches = 0, []
    for each in answers(trace):
        sniffed = policy["nosniff"] == "required" and bool(each.body)
        judged += sniffed or safe
        if sniffed and members(each, "x-content-type-options") != {"nosniff"}:
            message = f"A {each.status} does not say X-Content-Type-Options: nosniff."
            breaches.append(Breach(message, (each,), ("nosniff",), about=("x-content-type-options",)))
        if safe and not MAX_AGE.search(each.header("strict-transport-security") or ""):
            message = f"A {each.status} over https has no Strict-Transport-Security with max-age."
            breaches.append(Breach(message, (each,), ("strict_transport",), about=("strict-transport-security",)))
    plain = None if safe or policy["nosniff"] == "required" else "the target is not asked over https"
    return Judgement(judged, tuple(breaches), {"answers": judged}, lacking="no answer came", inapplicable=plain)


def _asks_protection(_operation: Operation, contract: Contract) -> str | None:
    wanted = [key for key in ("nosniff", "strict_transport") if contract.semantics.policy[key] == "required"]
    return None if wanted else "no such header is required (policy nosniff, strict_transport)"


def _dated(trace: Trace) -> Judgement:
    """HD-08: `Date` is written as HTTP writes it, and is near our clock where the probe tells what that showed."""
    told = [(each, text) for each in trace.exchanges if not is_edge(each) for text in lines(each, "date")]
    breaches = [breach for each, text in told for breach in _misdated(trace, each, text)]
    clocked = sum(_is_fresh(trace, each) for each, _ in told)
    silent = "no answer has a Date" if any(each.status is not None for each in trace.exchanges) else None
    return Judgement(len(told), tuple(breaches), {"dates": len(told), "clocked": clocked}, inapplicable=silent)


def _misdated(trace: Trace, exchange: Exchange, text: str) -> Iterator[Breach]:
    instant = http_date(text)
    if instant is None:
        message = f"Date is {text[:60]!r}, which is no IMF-fixdate in GMT."
        yield Breach(message, (exchange,), about=("date",))
    elif _is_fresh(trace, exchange) and (away := _away(trace, instant)) > NEAR:
        message = f"Date is {text}, {away.total_seconds() / 60:.0f} minutes from our clock."
        yield Breach(message, (exchange,), ("inferred",), about=("date",))


def _is_fresh(trace: Trace, exchange: Exchange) -> bool:
    """Whether the probe asked it itself, between the two instants that it tells: an earlier refusal may be older."""
    return "since" in trace.facts and exchange.number >= trace.facts["since"]


def _away(trace: Trace, instant: datetime) -> timedelta:
    """How far an instant is from the time the probe took."""
    began, ended = (datetime.fromtimestamp(trace.facts[name], UTC) for name in ("began", "ended"))
    return max(began - instant, instant - ended, timedelta())


def _deprecated(trace: Trace) -> Judgement:
    """HD-09: an operation that is declared deprecated says so, and when it ends, as the RFCs write it."""
    judged, breaches = 0, []
    for each in (found for found in answers(trace) if 200 <= (found.status or 0) < 300):
        judged += 1
        breaches += [Breach(text, (each,), rules, about=(name,)) for text, rules, name in _farewell(each)]
    return Judgement(judged, tuple(breaches), {"answers": judged}, lacking="no success came")


def _farewell(exchange: Exchange) -> Iterator[tuple[str, Rules, str]]:
    """What is wrong with the headers of an operation that goes."""
    since, until = exchange.header("deprecation"), exchange.header("sunset")
    if since is None:
        yield "The operation is deprecated, and an answer has no Deprecation.", ("inferred",), "deprecation"
    elif not DEPRECATED.fullmatch(since):
        yield f"Deprecation is {since[:60]!r}; a date such as @1767225600 is due.", ("inferred",), "deprecation"
    end = http_date(until) if until is not None else None
    if until is not None and end is None:
        yield f"Sunset is {until[:60]!r}, which is no IMF-fixdate in GMT.", ("law",), "sunset"
    elif end and since and DEPRECATED.fullmatch(since) and end.timestamp() < int(since[1:]):
        yield "Sunset is before Deprecation.", ("law",), "sunset"


def _goes(operation: Operation, _contract: Contract) -> str | None:
    return None if operation.deprecated else "the operation is not deprecated"


_values = partial(Invariant, family="headers")

INVARIANTS = (
    _values(
        id="HD-01",
        title="the headers promised for a status are there and of their type",
        rules=("attested",),
        judge=_declared,
        applies=_declares,
        source="OpenAPI 3.1, section 4.8.21",
        implies=("schemathesis.response_headers_conformance",),
        scope="run",
    ),
    _values(
        id="HD-02",
        title="answers forbid to guess their media type, and over https anything else, where that is required",
        rules=("nosniff", "strict_transport"),
        judge=_protected,
        applies=_asks_protection,
        source="policy nosniff, strict_transport; RFC 6797, section 7.1",
        scope="run",
    ),
    _values(
        id="HD-08",
        title="a Date is one, and now",
        rules=("law",),
        judge=_dated,
        applies=always,
        source="RFC 9110, sections 5.6.7 and 6.6.1",
    ),
    _values(
        id="HD-09",
        title="what is deprecated says so",
        rules=("law", "inferred"),
        judge=_deprecated,
        applies=_goes,
        source="RFC 9745, section 2; RFC 8594, section 3",
        scope="run",
    ),
)
