"""What a failure of a check leans on, and what was seen and due in the contract's own words. Pure.

A checker from outside knows no grades: here the exchanges are held against the contract once more.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts import Contract, Operation, Parameter, grade_of, properties, resolve, validator
from suites.evidence.header_fields import combined
from suites.expectations import Fault, expect
from suites.inputs.drafts import schema_of
from suites.traffic import Exchange
from suites.verdicts import Rules

# The policy key that a fault of a parameter leans on, by its kind; of a bound, where the parameter is the limit.
KEYS = {"repeated": "repeated_query_parameter", "unknown": "unknown_query_parameter"}
BOUNDS = {"maximum": "limit_over_max", "minimum": "limit_under_min"}
INFERRED: Rules = ("inferred",)
USUAL_LENGTH = 100  # characters of a text that everybody keeps
USUAL_NUMBER = 2**31
TOLD = 3  # places of a body that a message names


@dataclass(frozen=True, slots=True)
class Ground:
    """A failure in the contract's words; None where the checker's own serve, or the invariant's rules hold."""

    message: str | None = None
    rules: Rules | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What shows a failure: the operation that was asked, and the exchange to hold against the contract."""

    contract: Contract
    operation: Operation
    exchange: Exchange


def ground_of(check: str, contract: Contract, operation: Operation, exchanges: Sequence[Exchange]) -> Ground:
    """What a failure of a check leans on.

    Args:
        exchanges: those that show it, the telling one last.
    """
    ground = GROUNDS.get(check)
    found = ground(Shown(contract, operation, exchanges[-1])) if ground and exchanges else Ground()
    return Ground(found.message, INFERRED) if operation.grade == "inferred" else found


def _failed(shown: Shown) -> Ground:
    words = _words(shown)
    return Ground(f"The server fails: the answer is a {shown.exchange.status}{words}.")


def _status(shown: Shown) -> Ground:
    documented = ", ".join(shown.operation.replies)
    inferred = any(reply.grade == "inferred" for reply in shown.operation.replies.values())
    message = f"The answer is a {shown.exchange.status}, which is not documented; documented are {documented}."
    return Ground(message, INFERRED if inferred else None)


def _media_type(shown: Shown) -> Ground:
    reply = shown.operation.reply(shown.exchange.status or 0)
    sent = shown.exchange.media_type or "of no media type"
    documented = ", ".join(reply.content) if reply else ""
    message = f"The body of the {shown.exchange.status} is {sent}; documented for it is {documented}."
    return Ground(message, _reply(shown).rules)


def _body(shown: Shown) -> Ground:
    exchange, reply = shown.exchange, shown.operation.reply(shown.exchange.status or 0)
    schema = reply.content.get(exchange.media_type) if reply else None
    violations = validator(shown.contract).violations(schema, exchange.document) if schema else ()
    if not violations:
        return _reply(shown)
    places = ", ".join(f"at {each.pointer or '/'} {each.message}" for each in violations[:TOLD])
    more = f", and {len(violations) - TOLD} more" if len(violations) > TOLD else ""
    inferred = all(each.grade == "inferred" for each in violations)
    message = f"The body of the {exchange.status} breaks its schema: {places}{more}."
    return Ground(message, INFERRED if inferred else _reply(shown).rules)


def _reply(shown: Shown) -> Ground:
    reply = shown.operation.reply(shown.exchange.status or 0)
    return Ground(None, INFERRED if reply and reply.grade == "inferred" else None)


def _headers(shown: Shown) -> Ground:
    reply = shown.operation.reply(shown.exchange.status or 0)
    promised = [each.name for each in reply.headers if each.required] if reply else []
    missing = ", ".join(name for name in promised if shown.exchange.header(name) is None)
    message = f"The {shown.exchange.status} comes without {missing}, which is promised." if missing else None
    return Ground(message, _reply(shown).rules)


def _accepted(shown: Shown) -> Ground:
    faults = expect(shown.contract, shown.exchange).faults
    if not faults:
        return Ground()
    leanings = [_leaning(shown.contract, shown.operation, fault) for fault in faults]
    firm = next((rules for rules in leanings if rules == ("attested",)), leanings[0])
    wrong = "; ".join(f"{' '.join(fault.loc) or fault.stage}: {fault.kind or fault.refusal}" for fault in faults)
    return Ground(f"A request that the contract refuses ({wrong}) is answered {shown.exchange.status}.", firm)


def _leaning(contract: Contract, operation: Operation, fault: Fault) -> Rules:
    """What a fault of a request leans on: a policy key, or the grade of the keyword it breaks."""
    place, name = (*fault.loc, "", "")[:2]
    if fault.stage == "syntax" or (place == "body" and fault.stage == "parameters"):
        return INFERRED if fault.grade == "inferred" else ("attested",)
    parameter = next(
        (each for each in operation.parameters if each.location == place and each.name.lower() == name.lower()), None
    )
    listing = operation.behaviour.listing if operation.behaviour else None
    if fault.kind in KEYS:
        return (KEYS[fault.kind],)
    if parameter is None or fault.stage != "parameters":
        return INFERRED
    if listing and parameter.name == listing.limit and fault.kind in BOUNDS:
        return (BOUNDS[fault.kind],)
    keyword = grade_of(contract.document, f"{resolve(contract, parameter.schema).pointer}/{fault.kind}")
    return INFERRED if "inferred" in (parameter.grade, keyword) else ("attested",)


def _refused(shown: Shown) -> Ground:
    """A refused expression leans on our grammar of it, which nobody attests as a whole."""
    listing = shown.operation.behaviour.listing if shown.operation.behaviour else None
    names = (listing.filter, listing.order, listing.fields, listing.embed) if listing else ()
    spoken = any(name and any(shown.exchange.asked.values(name)) for name in names)
    sent = [_parameter(shown.operation, name) for name, _ in shown.exchange.asked.query]
    inferred = spoken or any(each is None or each.grade == "inferred" for each in sent) or _far_out(shown)
    message = f"A request that follows the contract is answered {shown.exchange.status}{_words(shown)}."
    return Ground(message, INFERRED if inferred else None)


def _far_out(shown: Shown) -> bool:
    """Whether a body has a value that only an inferred bound allows: a long text, a number beyond 32 bits."""
    schema, body = schema_of(shown.operation), _object(shown.exchange.asked.body)
    for name, each in properties(shown.contract, schema).items() if schema else ():
        place, value = resolve(shown.contract, each).pointer, body.get(name)
        text = isinstance(value, str) and len(value) > USUAL_LENGTH
        number = isinstance(value, int | float) and abs(value) >= USUAL_NUMBER
        bounds = ("maxLength",) if text else ("minimum", "maximum") if number else ()
        if any(grade_of(shown.contract.document, f"{place}/{bound}") == "inferred" for bound in bounds):
            return True
    return False


def _object(body: bytes | None) -> Mapping[str, Any]:
    try:
        value = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, Mapping) else {}


def _unavailable(shown: Shown) -> Ground:
    message = f"{_target(shown)} is answered {shown.exchange.status} right after what it shows was made."
    return Ground(message, _of_reader(shown))


def _freed(shown: Shown) -> Ground:
    message = f"{_target(shown)} is answered {shown.exchange.status} after what it shows was deleted; due is a 404."
    return Ground(message, _of_reader(shown))


def _shared(shown: Shown) -> Ground:
    who = shown.exchange.asked.identity
    message = f"{_target(shown)} shows {who}, of another organisation, a row that was just made; due is a 404."
    return Ground(message, _of_reader(shown))


def _target(shown: Shown) -> str:
    return f"{shown.exchange.asked.method} {shown.exchange.asked.target}"


def _of_reader(shown: Shown) -> Rules | None:
    """Of an operation that is itself inferred, what it answers is too."""
    return INFERRED if shown.exchange.operation and shown.exchange.operation.grade == "inferred" else None


def _parameter(operation: Operation, name: str) -> Parameter | None:
    return operation.parameter("query", name)


def _unguarded(shown: Shown) -> Ground:
    sent = {"none": "Without credentials", "foreign": "With a token that is nobody's"}
    who = sent.get(shown.exchange.asked.credentials) if shown.operation.security == "required" else None
    return Ground(f"{who}, the answer is a {shown.exchange.status}; due is a 401." if who else None)


def _method(shown: Shown) -> Ground:
    status, method = shown.exchange.status, shown.exchange.asked.method
    due = "due is a 405" if status != 405 else "without the `Allow` that it needs"
    return Ground(f"{method}, which the path does not take, is answered {status}: {due}.")


def _allow(shown: Shown) -> Ground:
    taken = ", ".join(each.method for each in shown.contract.operations if each.path == shown.operation.path)
    return Ground(f"OPTIONS is answered with `Allow: {combined(shown.exchange, 'allow')}`; the path takes {taken}.")


def _words(shown: Shown) -> str:
    """The code and the text of a refusal, where it has them."""
    registry = shown.contract.semantics.errors
    own = (shown.operation.envelopes or {}).get(shown.exchange.status or 0)
    envelope = own or (registry.envelope if registry else None)
    found = [_at(shown.exchange.document, each) for each in (envelope.code, envelope.message)] if envelope else []
    told = [str(each) for each in found if each is not None]
    return f" ({': '.join(told).rstrip('.')})" if told else ""


def _at(document: Any, pointer: str | None) -> Any:
    for token in pointer.strip("/").split("/") if pointer else ():
        document = document.get(token) if isinstance(document, Mapping) else None
    return document if pointer else None


GROUNDS: Mapping[str, Callable[[Shown], Ground]] = {
    "not_a_server_error": _failed,
    "status_code_conformance": _status,
    "content_type_conformance": _media_type,
    "response_headers_conformance": _headers,
    "response_schema_conformance": _body,
    "negative_data_rejection": _accepted,
    "positive_data_acceptance": _refused,
    "missing_required_header": _unguarded,
    "ignored_auth": _unguarded,
    "unsupported_method": _method,
    "allow_header_conformance": _allow,
    "ensure_resource_availability": _unavailable,
    "use_after_free": _freed,
    "object_level_authorization": _shared,
}
