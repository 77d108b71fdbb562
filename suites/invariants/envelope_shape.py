"""The family `envelope`, its shape: every refusal is an error body, well formed, and no success is one.

Pure: each function judges a trace and asks nothing.
"""

import json
from collections.abc import Mapping
from typing import Any

from contracts import Contract, Operation, Schema, Violation, resolve, validator
from suites.evidence.envelopes import (
    ErrorBody,
    asked_of,
    read_envelope,
    read_error,
    shape_of,
    told_as,
    uncoded,
)
from suites.evidence.leaks import ARTEFACTS, find_own
from suites.evidence.proxies import is_edge
from suites.invariants.invariant import Invariant
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

EXCERPT = 60  # characters of a body that a message shows


def refusals(trace: Trace) -> tuple[Exchange, ...]:
    """Every 4xx and 5xx of a trace that may have a body."""
    return tuple(
        each
        for each in trace.exchanges
        if each.status is not None and each.status >= 400 and each.asked.method != "HEAD"
    )


def enveloped(_operation: Operation, contract: Contract) -> str | None:
    """Applies where the contract gives its errors a shape."""
    return None if contract.semantics.errors else "the contract gives its errors no shape"


def coded(operation: Operation, contract: Contract) -> str | None:
    """Applies where that shape holds a code."""
    registry = contract.semantics.errors
    reason = enveloped(operation, contract)
    return reason or (None if registry and registry.envelope.code else "the contract's errors hold no code")


def schema_of(contract: Contract, exchange: Exchange) -> Schema | None:
    """The schema that an error body is to follow: its status' own, else the envelope's."""
    operation = asked_of(contract, exchange)
    reply = operation.reply(told_as(contract, exchange)) if operation else None
    declared = next((schema for name, schema in reply.content.items() if "json" in name), None) if reply else None
    envelope = shape_of(contract, exchange)
    if declared or envelope is None or envelope.schema is None:
        return declared
    return resolve(contract, Schema(envelope.schema, {"$ref": envelope.schema}))


def is_json(media_type: str) -> bool:
    """Whether a media type is one of JSON (RFC 6839, section 3.1)."""
    return media_type == "application/json" or media_type.endswith("+json")


def graded(violation: Violation) -> tuple[str, ...]:
    """The rule that a breach of a schema's keyword leans on."""
    return (violation.grade,)


def _shape(trace: Trace) -> Judgement:
    breaches: list[Breach] = []
    exercised = elsewhere = 0
    for each in refusals(trace):
        breach = _misshapen(trace.contract, each)
        if breach is None or not (is_edge(each) or each.noisy):
            exercised += 1
            breaches += [breach] if breach else []
        else:
            elsewhere += 1
    doubt = f"{elsewhere} odd requests were refused before they came to the deployment" if elsewhere else None
    evidence = {"refusals": exercised, "edge": elsewhere}
    return Judgement(exercised, tuple(breaches), evidence, doubt, lacking="nothing was refused")


def _misshapen(contract: Contract, exchange: Exchange) -> Breach | None:
    schema, rules = schema_of(contract, exchange), _rules(contract, exchange)
    envelope = shape_of(contract, exchange)
    if schema is None and envelope is None:
        return None
    document = exchange.document
    if document is None:
        if is_json(exchange.media_type) and exchange.body:
            return None  # broken JSON is told by itself
        return Breach(f"A {exchange.status} has no error body: {_excerpt(exchange)}.", (exchange,), rules)
    if schema is None or envelope is None or envelope.schema is None:
        bare = read_envelope(envelope, document) if envelope else None
        if bare and envelope and envelope.code and not isinstance(bare.code, str):
            return Breach(f"A {exchange.status} has no text at {envelope.code}.", (exchange,), rules)
    if schema is None or validator(contract).fits(schema, document):
        return None
    worst = min(validator(contract).violations(schema, document), key=lambda each: each.grade)
    message = f"A {exchange.status} breaks its schema at {worst.pointer or 'its root'}: {worst.message}."
    return Breach(message, (exchange,), graded(worst) if "attested" in rules else rules)


def _rules(contract: Contract, exchange: Exchange) -> tuple[str, ...]:
    operation = asked_of(contract, exchange)
    reply = operation.reply(exchange.status or 0) if operation else None
    if reply is None:
        return ("undocumented_status",)
    return ("attested",) if reply.content and reply.grade != "inferred" else ("inferred",)


def _excerpt(exchange: Exchange) -> str:
    text = " ".join(exchange.body[: 4 * EXCERPT].decode("utf-8", "replace").split())
    shown = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
    return f"{exchange.media_type or 'no media type'}, {shown!r}" if shown else "it is empty"


def _json(trace: Trace) -> Judgement:
    judged = [each for each in refusals(trace) if each.body and not is_edge(each) and _meant(each)]
    breaches = [Breach(message, (each,), rules) for each in judged for message, rules in _malformed(each)]
    return Judgement(len(judged), tuple(breaches), lacking="no refusal had a JSON body")


def _meant(exchange: Exchange) -> bool:
    return is_json(exchange.media_type) or isinstance(exchange.document, Mapping)


def _malformed(exchange: Exchange) -> list[tuple[str, tuple[str, ...] | None]]:
    found: list[tuple[str, tuple[str, ...] | None]] = []
    if not is_json(exchange.media_type):
        named = exchange.media_type or "none"
        found.append((f"A {exchange.status} is JSON, and its media type is {named}.", ("attested",)))
    charset = (exchange.header("content-type") or "").lower().partition("charset=")[2].partition(";")[0].strip('" ')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        found.append((f"A {exchange.status} is JSON in {charset}; UTF-8 is due.", None))
    try:
        json.loads(exchange.body.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_constant)
    except UnicodeDecodeError:
        found.append((f"A {exchange.status} says it is JSON and is no UTF-8.", None))
    except _Unsound as unsound:
        found.append((f"A {exchange.status} is JSON with {unsound}.", None))
    except (ValueError, RecursionError):
        found.append((f"A {exchange.status} says it is JSON and cannot be read: {_excerpt(exchange)}.", None))
    return found


class _Unsound(Exception):
    """JSON that readers read differently."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise _Unsound(f"the name {twice!r} twice")
    return dict(pairs)


def _constant(name: str) -> Any:
    raise _Unsound(f"{name}, which is no JSON")


def _success(trace: Trace) -> Judgement:
    registry = trace.contract.semantics.errors
    if registry is None or registry.envelope.code is None:
        return Judgement()
    word = registry.envelope.code.rpartition("/")[2].encode()
    seen = [each for each in trace.own if each.status is not None and 200 <= each.status < 300 and each.body]
    breaches = []
    for each in seen:
        # Most successes are pages of rows: only one that holds the word is worth reading.
        body = read_envelope(registry.envelope, each.document) if word in each.body else None
        worded = registry.envelope.message is None or (body and isinstance(body.message, str))
        if body and worded and body.code in registry.codes:
            breaches.append(Breach(f"A {each.status} carries the error {body.code}.", (each,)))
    return Judgement(len(seen), tuple(breaches), {"successes": len(seen)}, lacking="no success with a body was seen")


def _words(trace: Trace) -> Judgement:
    own = [each for each in refusals(trace) if not is_edge(each)]
    judged = [(each, body) for each in own if (body := read_error(trace.contract, each))]
    breaches = [breach for each, body in judged for breach in _wording(trace.contract, each, body)]
    return Judgement(len(judged), tuple(breaches), lacking="no error body was seen")


def _wording(contract: Contract, exchange: Exchange, body: ErrorBody) -> list[Breach]:
    registry = contract.semantics.errors
    found = []
    known = registry is None or body.code in registry.codes or uncoded(contract, exchange.status or 0)
    if isinstance(body.code, str) and not known:
        found.append(Breach(f"The code {body.code!r} is none of the contract's.", (exchange,), ("inferred",)))
    if isinstance(body.message, str):
        if not body.message.strip() or body.message == body.code:
            message = f"A {exchange.status} tells people nothing: its message is {body.message!r}."
            found.append(Breach(message, (exchange,)))
        found += _artefacts(exchange, body.message)
    for detail in body.details or ():
        found += _artefacts(exchange, detail.text) if isinstance(detail.text, str) else []
    if isinstance(body.status, int) and body.status != exchange.status:
        found.append(Breach(f"A {exchange.status} says in its body that it is {body.status}.", (exchange,)))
    return found


def _artefacts(exchange: Exchange, text: str) -> list[Breach]:
    hit = find_own(text, exchange.asked, ARTEFACTS)
    if not hit:
        return []
    return [Breach(f"A message holds {hit.what}, {hit.text.strip()!r}: its template was not filled in.", (exchange,))]


INVARIANTS = (
    Invariant(
        id="ER-01",
        family="envelope",
        title="every 4xx and 5xx is an error body",
        rules=("attested", "undocumented_status"),
        judge=_shape,
        applies=enveloped,
        source="the reply's schema, else x-errors/envelope",
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ER-02",
        family="envelope",
        title="an error body is sound JSON and says so",
        rules=("law",),
        judge=_json,
        applies=enveloped,
        source="RFC 8259, sections 4, 6 and 8.1",
        implies=("schemathesis.content_type_conformance",),
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="ER-03",
        family="envelope",
        title="no success carries an error",
        rules=("attested",),
        judge=_success,
        applies=coded,
        source="RFC 9110, section 15.3",
        implies=("ST-03", "ST-13"),
        scope="run",
    ),
    Invariant(
        id="ER-04",
        family="envelope",
        title="an error's code is known and its message is for people",
        rules=("attested",),
        judge=_words,
        applies=enveloped,
        source="x-errors/codes",
        scope="run",
        needs_subject=False,
    ),
)
