"""The family `headers`, codings: a body is the same however it travels, and its length and its tag are its own.

Pure: each function judges a trace and asks nothing. What came in gzip has been undone by who read it: its bytes on the
wire are not seen, but what they decode to is.
"""

import re
from collections.abc import Hashable, Iterator

from contracts import Contract, Operation
from suites.evidence.header_fields import is_kept, lines, members, varies
from suites.evidence.likeness import same
from suites.evidence.proxies import is_edge
from suites.invariants.invariant import Invariant
from suites.traffic import MAX_BODY, Exchange, Trace
from suites.verdicts import Breach, Judgement

GZIP, AS_IT_IS = "gzip", "identity"
TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')  # RFC 9110, section 8.8.3
MASKED = b"${"  # stands where a token was, which is of another length
UNREAD = "no answer could be read in gzip and as it is"


def coded(trace: Trace, coding: str) -> tuple[Exchange, ...]:
    """The operation's own exchanges that asked for one coding, on no condition."""
    return tuple(
        each
        for each in trace.own
        if each.asked.header("accept-encoding") == coding and not each.asked.header("if-none-match")
    )


def differ(one: Exchange, other: Exchange) -> bool:
    """Whether two answers are not the same: their status, or what their bodies say."""
    if one.status != other.status:
        return True
    known, found = one.document, other.document
    return one.body != other.body if known is None or found is None else not same(known, found)


def _travelled(trace: Trace) -> Judgement:
    """HD-07: what comes in gzip decodes to what comes as it is, caches are told, and a length is that of the body."""
    zipped, plain = ([each for each in coded(trace, coding) if _came(each)] for coding in (GZIP, AS_IT_IS))
    heard = [each for each in (*zipped, *plain) if each.status is not None]
    judged = bool(plain and zipped)
    breaches = [*_undone(zipped, plain), *_lengths(heard), *_untold(heard)]
    encoded = sum(bool(_codings(each)) for each in heard)
    evidence = {"compared": int(judged), "encoded": encoded}
    return Judgement(int(judged), tuple(breaches), evidence, lacking=UNREAD)


def _came(exchange: Exchange) -> bool:
    """Whether an answer came, or one that could not be read to its end."""
    if exchange.status is None:
        return (exchange.trouble or "").startswith("connection")
    return not exchange.noisy and not is_edge(exchange)


def _undone(zipped: list[Exchange], plain: list[Exchange]) -> Iterator[Breach]:
    """Where gzip came twice alike, and not as what came in between without it."""
    for each in plain:
        before = [other for other in zipped if other.number < each.number]
        after = [other for other in zipped if other.number > each.number]
        first = before[-1] if before else None
        if first is None or not after or differ(first, after[0]) or not differ(first, each):
            continue
        how = f"cannot be read ({first.trouble})" if first.status is None else _told(first, each)
        yield Breach(f"Asked for with Accept-Encoding: gzip, the answer {how}.", (first, each, after[0]))


def _told(zipped: Exchange, plain: Exchange) -> str:
    if zipped.status != plain.status:
        return f"is {zipped.status}; without it is {plain.status}"
    unread = zipped.document is None and plain.document is not None
    return "decodes to what is no JSON; without it is" if unread else "decodes to another body than without it"


def _codings(exchange: Exchange) -> frozenset[str]:
    return members(exchange, "content-encoding") - {AS_IT_IS}


def _lengths(heard: list[Exchange]) -> Iterator[Breach]:
    for each in heard:
        told = lines(each, "content-length")
        whole = len(each.body) < MAX_BODY and MASKED not in each.body
        if not told or _codings(each) or not whole or each.asked.method == "HEAD":
            continue
        if set(told) != {str(len(each.body))}:
            message = f"Content-Length is {', '.join(told)[:40]}; the body has {len(each.body)} bytes."
            yield Breach(message, (each,), about=("content-length",))


def _untold(heard: list[Exchange]) -> Iterator[Breach]:
    """Codings that were not asked for, and those that no cache is told of."""
    for each in heard:
        codings = ", ".join(sorted(_codings(each)))
        if codings and each.asked.header("accept-encoding") == AS_IT_IS:
            message = f"Asked for as it is (identity), the answer comes in {codings}."
            yield Breach(message, (each,), ("inferred",), about=("content-encoding",))
        elif codings and is_kept(each) and not varies(each, "accept-encoding"):
            message = f"The answer comes in {codings}, and a cache is not told so (Vary: Accept-Encoding)."
            yield Breach(message, (each,), ("inferred",), about=("vary",))


def _reads(operation: Operation, _contract: Contract) -> str | None:
    return None if operation.method == "GET" else "the operation is no GET"


def _tagged(trace: Trace) -> Judgement:
    """HD-05: a tag is one, is good for the next question, and a strong one names one coding only."""
    tags = [(each, lines(each, "etag")[0]) for each in trace.own if each.status == 200 and lines(each, "etag")]
    breaches = [
        Breach(f"ETag is {tag[:60]!r}, which is no entity tag.", (each,), about=("etag",))
        for each, tag in tags
        if not TAG.fullmatch(tag)
    ]
    asked = [each for each in trace.own if each.asked.header("if-none-match") and not each.noisy]
    for each in asked:
        breaches += _unkept(each)
    breaches += _strong(tags)
    silent = [each for each in trace.own if each.status == 200 and not lines(each, "etag")]
    breaches += [Breach("A 200 has no ETag, which the contract declares.", (each,), ("inferred",)) for each in silent]
    evidence = {"tags": len(tags), "conditional": len(asked)}
    return Judgement(len(asked) or len(silent), tuple(breaches), evidence, lacking="nothing came with an ETag")


def _unkept(exchange: Exchange) -> Iterator[Breach]:
    sent = exchange.asked.header("if-none-match") or ""
    if exchange.status == 200 and exchange.header("etag") == sent:
        message = f"If-None-Match: {sent} is answered 200 with the same ETag; 304 is due."
        yield Breach(message, (exchange,), about=("if-none-match",))
    elif 400 <= (exchange.status or 0) < 500:
        yield Breach(f"If-None-Match is answered {exchange.status}.", (exchange,), about=("if-none-match",))


def _strong(tags: list[tuple[Exchange, str]]) -> Iterator[Breach]:
    """Strong tags that stand for more than one sequence of bytes (RFC 9110, section 8.8.3.3)."""
    named: dict[Hashable, Exchange] = {}
    for each, tag in tags:
        if tag.startswith("W/"):
            continue
        place = (each.asked.target, each.asked.identity, tag)
        first = named.setdefault(place, each)
        if _codings(first) != _codings(each):
            yield Breach(f"The strong ETag {tag[:60]} is that of two codings.", (first, each), about=("etag",))


def tags_declared(operation: Operation, _contract: Contract) -> str | None:
    """Applies to reads whose success promises an entity tag."""
    headers = operation.success.headers if operation.success and operation.method == "GET" else ()
    declared = any(header.name.lower() == "etag" for header in headers)
    return None if declared else "the operation promises no ETag"


INVARIANTS = (
    Invariant(
        id="HD-05",
        family="headers",
        title="an ETag is good for If-None-Match",
        rules=("law",),
        judge=_tagged,
        applies=tags_declared,
        source="RFC 9110, sections 8.8.3 and 13.1.2",
        tier="T1",
    ),
    Invariant(
        id="HD-07",
        family="headers",
        title="a body is the same in gzip and as it is, and of the length that is told",
        rules=("law",),
        judge=_travelled,
        applies=_reads,
        source="RFC 9110, sections 8.4, 8.6 and 12.5.3",
        tier="T1",
    ),
)
