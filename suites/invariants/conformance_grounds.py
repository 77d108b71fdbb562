"""What a failure of a check leans on, and what was seen and due in the contract's own words. Pure.

A checker from outside knows no grades: here the exchange is held against the contract once more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import Contract, Operation, Parameter, grade_of, resolve, validator
from suites.expectations import Fault, foretell
from suites.traffic import Exchange, Trace
from suites.verdicts import Rules

# The policy key that a fault of a parameter leans on, by its kind; of a bound, where the parameter is the limit.
KEYS = {"repeated": "repeated_query_parameter", "unknown": "unknown_query_parameter"}
BOUNDS = {"maximum": "limit_over_max", "minimum": "limit_under_min"}
TOLD = 3  # places of a body that a message names


@dataclass(frozen=True, slots=True)
class Ground:
    """A failure in the contract's words; None where the checker's own serve, or the invariant's rules hold."""

    message: str | None = None
    rules: Rules | None = None


def ground_of(check: str, trace: Trace, exchange: Exchange) -> Ground:
    """What a failure of a check leans on.

    Args:
        exchange: the first of those that show it.
    """
    ground = GROUNDS.get(check)
    found = ground(trace, exchange) if ground else Ground()
    marked = trace.operation.grade == "inferred"
    return Ground(found.message, ("inferred",)) if marked else found


def _status(trace: Trace, exchange: Exchange) -> Ground:
    documented = ", ".join(trace.operation.replies)
    inferred = any(reply.grade == "inferred" for reply in trace.operation.replies.values())
    message = f"The answer is a {exchange.status}, which is not documented; documented are {documented}."
    return Ground(message, ("inferred",) if inferred else None)


def _body(trace: Trace, exchange: Exchange) -> Ground:
    reply = trace.operation.reply(exchange.status or 0)
    schema = reply.content.get(exchange.media_type) if reply else None
    violations = validator(trace.contract).violations(schema, exchange.document) if schema else ()
    if not violations:
        return _reply(trace, exchange)
    places = ", ".join(f"at {each.pointer or '/'} {each.message}" for each in violations[:TOLD])
    more = f", and {len(violations) - TOLD} more" if len(violations) > TOLD else ""
    inferred = all(each.grade == "inferred" for each in violations) or (reply and reply.grade == "inferred")
    message = f"The body of the {exchange.status} breaks its schema: {places}{more}."
    return Ground(message, ("inferred",) if inferred else None)


def _reply(trace: Trace, exchange: Exchange) -> Ground:
    reply = trace.operation.reply(exchange.status or 0)
    return Ground(None, ("inferred",) if reply and reply.grade == "inferred" else None)


def _accepted(trace: Trace, exchange: Exchange) -> Ground:
    faults = foretell(trace, exchange).faults
    if not faults:
        return Ground()
    leanings = [_leaning(trace.contract, trace.operation, fault) for fault in faults]
    firm = next((rules for rules in leanings if rules == ("attested",)), leanings[0])
    wrong = "; ".join(f"{' '.join(fault.loc) or fault.stage}: {fault.kind or fault.refusal}" for fault in faults)
    return Ground(f"A request that the contract refuses ({wrong}) is answered {exchange.status}.", firm)


def _leaning(contract: Contract, operation: Operation, fault: Fault) -> Rules:
    """What a fault of a request leans on: a policy key, or the grade of the keyword it breaks."""
    place, name = (*fault.loc, "", "")[:2]
    parameter = next(
        (each for each in operation.parameters if each.location == place and each.name.lower() == name.lower()), None
    )
    listing = operation.behaviour.listing if operation.behaviour else None
    if fault.kind in KEYS:
        return (KEYS[fault.kind],)
    if parameter is None:
        return ("inferred",)
    if listing and parameter.name == listing.limit and fault.kind in BOUNDS:
        return (BOUNDS[fault.kind],)
    keyword = grade_of(contract.document, f"{resolve(contract, parameter.schema).pointer}/{fault.kind}")
    inferred = "inferred" in (parameter.grade, keyword) or fault.stage != "parameters"
    return ("inferred",) if inferred else ("attested",)


def _refused(trace: Trace, exchange: Exchange) -> Ground:
    """A refused expression leans on our grammar of it, which nobody attests as a whole."""
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    names = (listing.filter, listing.order, listing.fields, listing.embed) if listing else ()
    spoken = any(name and any(exchange.asked.values(name)) for name in names)
    sent = [_parameter(trace.operation, name) for name, _ in exchange.asked.query]
    inferred = spoken or any(each is None or each.grade == "inferred" for each in sent)
    words = _words(trace.contract, trace.operation, exchange)
    message = f"A request that follows the contract is answered {exchange.status}{words}."
    return Ground(message, ("inferred",) if inferred else None)


def _parameter(operation: Operation, name: str) -> Parameter | None:
    return operation.parameter("query", name)


def _words(contract: Contract, operation: Operation, exchange: Exchange) -> str:
    """The code and the text of a refusal, where it has them."""
    registry = contract.semantics.errors
    own = (operation.envelopes or {}).get(exchange.status or 0)
    envelope = own or (registry.envelope if registry else None)
    found = [_at(exchange.document, pointer) for pointer in (envelope.code, envelope.message)] if envelope else []
    told = [str(each) for each in found if each is not None]
    return f" ({', '.join(told)})" if told else ""


def _at(document: Any, pointer: str | None) -> Any:
    for token in pointer.strip("/").split("/") if pointer else ():
        document = document.get(token) if isinstance(document, Mapping) else None
    return document if pointer else None


GROUNDS: Mapping[str, Callable[[Trace, Exchange], Ground]] = {
    "status_code_conformance": _status,
    "content_type_conformance": _reply,
    "response_headers_conformance": _reply,
    "response_schema_conformance": _body,
    "negative_data_rejection": _accepted,
    "positive_data_acceptance": _refused,
}
