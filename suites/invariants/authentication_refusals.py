"""The family `authentication`, what strangers and those who may not are told: 401 and 403.

Pure: each function judges a trace and asks nothing. What a request is, its expectation tells, by the contract
and the policy in effect; where another stage may refuse it first, nothing is judged.
"""

import re
from collections.abc import Mapping
from typing import Any

from contracts import Contract, Operation
from suites.evidence.envelopes import read_error
from suites.expectations import expect
from suites.inputs.samples import sample_path
from suites.invariants.invariant import Invariant, secured
from suites.invariants.strangers import came_first, concluded, is_guarded, is_plain, ordinary, sent, strangers
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

# A token by RFC 6750, section 2.1; a variable stands for one of ours.
TOKEN = re.compile(r"bearer +(?:\$\{[^}]*\}|[A-Za-z0-9\-._~+/])+=*", re.IGNORECASE)


def _unauthorized(trace: Trace) -> Judgement:
    asked = _sole(trace)
    nobodys = sample_path(trace.contract, trace.operation)
    # Whether a row that is not there is told apart is another question (AU-04).
    judged = [each for each in asked if each.path_values != nobodys] or asked
    breaches = [
        Breach(f"Sent with {sent(each)}, the operation answers {each.status}; 401 is due.", (each,), rules)
        for each in judged
        if (rules := _broken(trace, each))
    ]
    kinds = {each.asked.header("authorization") for each in judged}
    return concluded(trace, judged, breaches, credentials=len(kinds))


def _sole(trace: Trace) -> list[Exchange]:
    """The ordinary requests of strangers whose only fault is who sends them; beside that, their row may be none."""
    return [
        each
        for each in strangers(trace)
        if ordinary(trace, each)
        and is_plain(each)
        and {"authentication"} <= set(expect(trace.contract, each).stages) <= {"authentication", "resource"}
    ]


def _broken(trace: Trace, exchange: Exchange) -> Rules | None:
    """The rules that an answer to a stranger breaks; None where it breaks none."""
    status, due = exchange.status or 0, trace.operation.reply(401)
    if status == 401 or is_guarded(exchange):
        return None
    if 200 <= status < 300:
        return ("attested",)
    foreseen = due is None and 400 <= status < 500 and trace.operation.reply(status)
    if foreseen or not came_first(expect(trace.contract, exchange), "authentication"):
        return None
    header = exchange.asked.header("authorization")
    # What is no credentials at all may be called malformed (RFC 6750, section 3.1, invalid_request).
    malformed = header is not None and not TOKEN.fullmatch(header)
    return (due.grade,) if due and not (malformed and status == 400) else ("inferred",)


def _challenge(trace: Trace) -> Judgement:
    judged = sorted((each for each in trace.own if each.status == 401), key=lambda each: len(each.asked.target))
    breaches = [breach for each in judged if (breach := _challenged(each))]
    return concluded(trace, judged, breaches, "no 401 was seen")


def _challenged(exchange: Exchange) -> Breach | None:
    challenges = [value for name, value in exchange.headers if name.lower() == "www-authenticate"]
    if not "".join(challenges).strip():
        return Breach("A 401 comes without WWW-Authenticate.", (exchange,))
    bearer = [each for each in challenges if re.search(r"(?:^|,)\s*bearer(?:\s|,|$)", each, re.IGNORECASE)]
    if not bearer:
        message = f"WWW-Authenticate says {', '.join(challenges)!r}; the contract's scheme is Bearer."
        return Breach(message, (exchange,), ("attested",))
    return _told(exchange, " ".join(bearer))


def _told(exchange: Exchange, challenge: str) -> Breach | None:
    """RFC 6750, section 3.1: an error is told to those who sent a token, and not to those who sent nothing."""
    header = exchange.asked.header("authorization")
    error = re.search(r'\berror\s*=\s*"?([^",\s]*)', challenge, re.IGNORECASE)
    if header is None and error and not exchange.asked.values("access_token"):
        return Breach("WWW-Authenticate tells an error though no credentials were sent.", (exchange,), ("inferred",))
    if header and TOKEN.fullmatch(header) and (error is None or error[1] != "invalid_token"):
        message = 'A token was sent, and WWW-Authenticate does not say error="invalid_token".'
        return Breach(message, (exchange,), ("inferred",))
    return None


def _forbidden(trace: Trace) -> Judgement:
    """Who lacks the role, or shows a refusal, gets 403; who shows one of writes may read."""
    lacking = [each for each in trace.own if _is_forbidden(trace, each)]
    reading = [each for each in trace.own if _only_reads(trace, each)]
    judged = [each for each in lacking if not each.noisy and (each.status != 401 or _welcome(trace, each))]
    breaches = [
        Breach(f"{_who(trace, each)} gets {each.status}; 403 is due.", (each,), rules)
        for each in judged
        if (rules := _unforbidden(trace.operation, each.status or 0))
    ]
    breaches += [
        Breach(f"An identity that shows {each.asked.shows}, of writes only, gets it for a read.", (each,))
        for each in reading
        if _shows(trace.contract, each)
    ]
    if not judged and not reading and any(each.status == 401 for each in lacking):
        return Judgement(doubt="the token of the identity without the role is let in nowhere")
    return concluded(trace, [*judged, *reading], breaches, unasked=_unforbiddable(trace))


def _unforbiddable(trace: Trace) -> str:
    role = trace.operation.role
    told = f"to have other roles than {role}" if role else "to show a refusal of this operation"
    return f"no identity is told {told} ({'`roles`' if role else '`shows`'} in --identities)"


def _is_forbidden(trace: Trace, exchange: Exchange) -> bool:
    """Whether an identity lacks the role, or shows a refusal: the surest one is not told by anything before it."""
    if exchange.asked.credentials != "valid" or exchange.asked.method != trace.operation.method:
        return False
    return any(fault.stage == "identity" for fault in expect(trace.contract, exchange).first)


def _only_reads(trace: Trace, exchange: Exchange) -> bool:
    """Whether an identity that may not write asks for something to read, and may."""
    where = trace.contract.semantics.access.shown.get(exchange.asked.shows or "")
    known = exchange.asked.credentials == "valid" and where == "writes" and not exchange.noisy
    return known and trace.operation.reads and not expect(trace.contract, exchange).faults


def _shows(contract: Contract, exchange: Exchange) -> bool:
    error = read_error(contract, exchange)
    return exchange.status == 403 and error is not None and error.code == exchange.asked.shows


def _who(trace: Trace, exchange: Exchange) -> str:
    first = expect(trace.contract, exchange).first
    if any(fault.refusal == "role_missing" for fault in first):
        return f"An identity without the role {trace.operation.role}"
    return f"An identity that shows {exchange.asked.shows}"


def _welcome(trace: Trace, exchange: Exchange) -> bool:
    """Whether the one who asked was let in somewhere."""
    answers = (each for each in trace.exchanges if each.asked.identity == exchange.asked.identity)
    return any(each.status is not None and 200 <= each.status < 300 for each in answers)


def _unforbidden(operation: Operation, status: int) -> Rules | None:
    due = operation.reply(403)
    if status == 403 or (due is None and status == 404 and operation.reply(404)):
        return None
    return ("attested",) if 200 <= status < 300 else (due.grade if due else "inferred",)


def _blind(trace: Trace) -> Judgement:
    nobodys = sample_path(trace.contract, trace.operation)
    asked = [each for each in _sole(trace) if each.asked.credentials == "none"]
    there = next((each for each in asked if each.path_values != nobodys), None)
    absent = [each for each in asked if each.path_values == nobodys]
    if there is None:
        return Judgement(unasked="no row is known to ask for (`known` in --identities)")
    breaches = [
        Breach(
            f"Without credentials, {_said(trace.contract, there)} is the answer for a row that is there, "
            f"and {_said(trace.contract, each)} for one that is not.",
            (there, each),
        )
        for each in absent
        if _signature(trace.contract, each) != _signature(trace.contract, there)
    ]
    return concluded(trace, absent, breaches, "no stranger's request for a row that is not there came through")


def _signature(contract: Contract, exchange: Exchange) -> tuple[Any, ...]:
    """What an answer tells beside texts, ids and times."""
    error, document = read_error(contract, exchange), exchange.document
    if error is None:
        shape = tuple(sorted(document)) if isinstance(document, Mapping) else type(document).__name__
        return exchange.status, exchange.media_type, shape
    details = None if error.details is None else tuple((each.loc, each.kind) for each in error.details)
    return exchange.status, error.code, details


def _said(contract: Contract, exchange: Exchange) -> str:
    error = read_error(contract, exchange)
    return f"{exchange.status} {error.code}" if error and error.code else str(exchange.status)


def _open(trace: Trace) -> Judgement:
    judged = [each for each in strangers(trace) if ordinary(trace, each)]
    breaches = [
        Breach(
            f"The operation needs no credentials, and answers {each.status} to {sent(each)}.",
            (each,),
            ("attested",) if each.asked.credentials == "none" else ("inferred",),
        )
        for each in judged
        if each.status in (401, 403) and not is_guarded(each)
    ]
    return concluded(trace, judged, breaches)


def _guarded(operation: Operation, contract: Contract) -> str | None:
    """Applies where somebody who is known may not call: for lack of a role, or by a refusal that an identity shows."""
    where = contract.semantics.access.shown.values()
    some = operation.role or "writes" in where or (where and not operation.reads)
    return secured(operation, contract) or (None if some else "the operation asks for no role")


def _secured_row(operation: Operation, contract: Contract) -> str | None:
    order = contract.semantics.policy["precedence"]
    if not any(each.location == "path" for each in operation.parameters):
        return secured(operation, contract) or "the operation names no row"
    if order.index("resource") < order.index("authentication"):
        return "the contract looks for the row before it asks who calls (precedence)"
    return secured(operation, contract)


def _public(operation: Operation, _contract: Contract) -> str | None:
    return "the operation needs credentials" if operation.security == "required" else None


INVARIANTS = (
    Invariant(
        id="AU-01",
        family="authentication",
        title="no credentials and bad credentials get 401",
        rules=("attested",),
        judge=_unauthorized,
        applies=secured,
        source="OpenAPI 3.1, section 4.8.30; RFC 9110, section 15.5.2",
        implies=("AU-04", "AU-10", "AU-11", "AU-12", "AU-13", "ST-24", "schemathesis.ignored_auth"),
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-02",
        family="authentication",
        title="a 401 tells how to authenticate",
        rules=("law",),
        judge=_challenge,
        applies=secured,
        source="RFC 9110, section 11.6.1; RFC 6750, section 3",
        implies=("HD-01", "schemathesis.response_headers_conformance"),
        scope="run",
        needs_subject=False,
    ),
    Invariant(
        id="AU-03",
        family="authentication",
        title="who is known and may not call gets 403",
        rules=("attested",),
        judge=_forbidden,
        applies=_guarded,
        source="RFC 9110, section 15.5.4",
        implies=("ST-24",),
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-04",
        family="authentication",
        title="a stranger does not learn which rows exist",
        rules=("precedence",),
        judge=_blind,
        applies=_secured_row,
        source="policy precedence",
        implies=("ST-24",),
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-08",
        family="authentication",
        title="a public operation takes any credentials",
        rules=("attested",),
        judge=_open,
        applies=_public,
        source="OpenAPI 3.1, section 4.8.30",
        implies=("ST-02", "ST-17", "ST-18", "ST-19"),
        needs_subject=False,
    ),
)
