"""The family `envelope`, what an error gives away: the machine behind it, credentials, more than it needs.

Pure: each function judges a trace and asks nothing.
"""

import re
from urllib.parse import urlsplit

from suites.evidence.echoes import sent_texts
from suites.evidence.envelopes import read_error
from suites.evidence.leaks import find_own, texts_of
from suites.evidence.proxies import is_edge
from suites.invariants.envelope_shape import enveloped, refusals
from suites.invariants.invariant import Invariant, always
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

LARGEST = 64 * 1024  # bytes of an error body
TELLING = 16  # characters of a credential that no message holds by chance
IDENTIFIER = re.compile(r"(?:x-)?request-?id", re.IGNORECASE)
OURS = 8  # characters of a sent text that no message holds by chance


def _leaks(trace: Trace) -> Judgement:
    judged = [each for each in refusals(trace) if not is_edge(each)]
    own = urlsplit(str(trace.facts.get("url", ""))).hostname
    breaches = []
    for each in judged:
        # Its own address is what we called it by.
        leak = find_own(_text(each).replace(own, " ") if own else _text(each), each.asked)
        if leak:
            shown = " ".join(leak.text.split())[:80]
            breaches.append(Breach(f"A {each.status} tells {leak.what}: {shown!r}.", (each,)))
    return Judgement(len(judged), tuple(breaches), lacking="nothing was refused")


def _text(exchange: Exchange) -> str:
    """All that an error body says, JSON's escapes undone."""
    document = exchange.document
    return exchange.body[:LARGEST].decode("utf-8", "replace") if document is None else "\n".join(texts_of(document))


def _echoes(trace: Trace) -> Judgement:
    judged = [each for each in trace.exchanges if each.asked.header("authorization") and each.status is not None]
    told = [each for each in judged if _told(each)]
    breaches = [Breach(f"A {each.status} repeats the credentials it was sent.", (each,)) for each in told]
    marked = [each for each in trace.exchanges if each.media_type == "text/html" and not is_edge(each)]
    breaches += [
        Breach(f"A {each.status} puts a text of its request into HTML as it came.", (each,))
        for each in marked
        if any("<" in sent and sent in each.body.decode("utf-8", "replace") for sent in sent_texts(each.asked))
    ]
    return Judgement(len(judged), tuple(breaches), lacking="nobody's credentials were sent")


def _told(exchange: Exchange) -> bool:
    """Whether a response holds the token of its request; one of ours stands as its variable in both."""
    token = (exchange.asked.header("authorization") or "").rpartition(" ")[2]
    if len(token) < TELLING and not token.startswith("${"):
        return False
    said = exchange.body.decode("utf-8", "replace")
    return token in said or any(token in value for _, value in exchange.headers)


def _identifiers(trace: Trace) -> Judgement:
    promised = _promised(trace)
    # What a cache hands out again (RFC 9111, section 5.1) bears the id of another request.
    fresh = [each for each in trace.own if each.status is not None and each.header("age") is None]
    judged = [each for each in fresh if not each.noisy and not is_edge(each)]
    name = promised or next((found for each in judged if (found := _identified(each))), None)
    if name is None:
        return Judgement(inapplicable="no reply promises a request id, and none carries one")
    rules = ("attested",) if promised else ("inferred",)
    breaches = []
    seen: dict[str, Exchange] = {}
    for each in judged:
        value = each.header(name)
        if value is None:
            breaches.append(Breach(f"A {each.status} comes without {name}.", (each,), rules, about=(name.lower(),)))
        elif each.asked.header(name) is None and (other := seen.setdefault(value, each)) is not each:
            breaches.append(Breach(f"Two responses carry the same {name}.", (other, each), rules))
    return Judgement(len(judged), tuple(breaches), {"ids": len(seen)}, lacking="no response came")


def _promised(trace: Trace) -> str | None:
    replies = trace.operation.replies.values()
    return next((each.name for reply in replies for each in reply.headers if IDENTIFIER.fullmatch(each.name)), None)


def _identified(exchange: Exchange) -> str | None:
    return next((name for name, _ in exchange.headers if IDENTIFIER.fullmatch(name)), None)


def _sizes(trace: Trace) -> Judgement:
    judged = refusals(trace)
    breaches = [
        Breach(f"A {each.status} has {len(each.body):,} bytes; {LARGEST:,} are many for an error.", (each,))
        for each in judged
        if len(each.body) > LARGEST
    ]
    largest = max((len(each.body) for each in judged), default=0)
    return Judgement(len(judged), tuple(breaches), {"largest": largest}, lacking="nothing was refused")


def _failures(trace: Trace) -> Judgement:
    failed = [each for each in refusals(trace) if each.status == 500]
    judged = [(each, body) for each in failed if (body := read_error(trace.contract, each))]
    breaches = []
    for each, body in judged:
        message = body.message if isinstance(body.message, str) else ""
        told = next((sent for sent in sent_texts(each.asked) if len(sent) >= OURS and sent in message), None)
        if told:
            breaches.append(Breach(f"A failure of the server repeats what it was sent: {message[:80]!r}.", (each,)))
        elif body.details:
            breaches.append(Breach("A failure of the server names fields of the request.", (each,)))
    return Judgement(len(judged), tuple(breaches), unasked="the run provokes no failure of the server, and met none")


INVARIANTS = (
    Invariant(
        id="ER-11",
        family="envelope",
        title="no error tells of the machine behind it",
        rules=("law",),
        judge=_leaks,
        applies=always,
        source="RFC 9110, section 17.12; CWE-209",
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ER-12",
        family="envelope",
        title="no response repeats credentials, and none repeats its request as markup",
        rules=("law",),
        judge=_echoes,
        applies=always,
        source="RFC 6750, section 5.2; CWE-79",
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ER-13",
        family="envelope",
        title="every response has a request id of its own",
        rules=("inferred",),
        judge=_identifiers,
        applies=always,
        source="the header that the replies promise",
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ER-14",
        family="envelope",
        title="an error body is small",
        rules=("inferred",),
        judge=_sizes,
        applies=always,
        source="64 KiB, what a client may well refuse to read",
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ER-15",
        family="envelope",
        title="a failure of the server says nothing of the request",
        rules=("inferred",),
        judge=_failures,
        applies=enveloped,
        source="RFC 9110, section 15.6.1",
        implies=("ST-01",),
        scope="run",
        needs_subject=False,
    ),
)
