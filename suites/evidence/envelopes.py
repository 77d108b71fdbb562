"""Error bodies read by the pointers that a contract gives for them, whatever their shape. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts import Contract, Envelope, Operation, match
from suites.expectations import refused_with
from suites.traffic import Exchange

# Refusals that have a status of their own only where the policy says so; a registry need not know them.
OWN_STATUS: Mapping[str, str] = {"media_type_unknown": "wrong_media_type", "not_acceptable": "not_acceptable"}


@dataclass(frozen=True, slots=True)
class Detail:
    """One entry of an error's details: its place, its text and its type, as far as they are there."""

    loc: tuple[str, ...]
    text: Any
    kind: Any


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error body by the words of its envelope; None for a word that it, or the envelope, lacks."""

    code: Any
    message: Any
    status: Any
    details: tuple[Detail, ...] | None


def envelope_of(contract: Contract, operation: Operation | None, status: int) -> Envelope | None:
    """The shape that an error body is to have; None where the contract names none."""
    own = (operation.envelopes or {}).get(status) if operation else None
    registry = contract.semantics.errors
    return own or (registry.envelope if registry else None)


def shape_of(contract: Contract, exchange: Exchange) -> Envelope | None:
    """The shape that the error body of an exchange is to have; None where the contract names none."""
    return envelope_of(contract, asked_of(contract, exchange), told_as(contract, exchange))


def told_as(contract: Contract, exchange: Exchange) -> int:
    """The status whose shape an error body has.

    It is the exchange's own; where the policy gives a broken request another one than is documented, and the body
    is in the shape of that, it is the documented one.
    """
    status, operation = exchange.status or 0, asked_of(contract, exchange)
    due = refused_with(contract, operation, "validation_status")
    other = next((each for each in due[1:] if status == due[0]), None)
    own = (operation.envelopes or {}).get(other) if operation and other else None
    plain = envelope_of(contract, operation, status)
    if other is None or own is None or (plain and _says(plain, exchange.document)):
        return status
    return other if _says(own, exchange.document) else status


def _says(envelope: Envelope, document: Any) -> bool:
    """Whether a document has anything where an envelope looks for it."""
    body = read_envelope(envelope, document)
    return any(each is not None for each in (body.code, body.message, body.details))


def uncoded(contract: Contract, status: int) -> bool:
    """Whether the policy gives a refusal a status of its own, and the registry no code: any code will do then."""
    registry = contract.semantics.errors
    named = registry.refusals if registry else {}
    return any(contract.semantics.policy[key] == status for name, key in OWN_STATUS.items() if name not in named)


def asked_of(contract: Contract, exchange: Exchange) -> Operation | None:
    """The operation that answers a request: the one its path names, with a slash more too where that is the same."""
    path = exchange.asked.path
    if exchange.operation or not path.endswith("/") or contract.semantics.policy["trailing_slash"] != "same":
        return exchange.operation
    return match(contract, exchange.asked.method, path[:-1]).operation


def read_error(contract: Contract, exchange: Exchange) -> ErrorBody | None:
    """The body of a 4xx or 5xx by its envelope; None where there is no envelope, or the body is no JSON object."""
    if exchange.status is None or exchange.status < 400:
        return None
    envelope, document = shape_of(contract, exchange), exchange.document
    return read_envelope(envelope, document) if envelope and isinstance(document, Mapping) else None


def read_envelope(envelope: Envelope, document: Any) -> ErrorBody:
    """A document by the pointers of an envelope."""
    errors = _at(document, envelope.errors)
    return ErrorBody(
        code=_at(document, envelope.code),
        message=_at(document, envelope.message),
        status=_at(document, envelope.status),
        details=tuple(_detail(envelope, each) for each in errors) if isinstance(errors, list) else None,
    )


def names_place(detail: Detail, loc: tuple[str, ...]) -> bool:
    """Whether a detail points at a place: the same field, and the same part of the request where it names one.

    A field is the last word of a place; header names are the same in any case (RFC 9110, section 5.1). A detail that
    tells more than a name within a body tells the way to it.
    """
    if not detail.loc or not loc:
        return detail.loc == loc
    part = detail.loc[0].lower()
    if len(detail.loc) > 1 and part in ("path", "query", "header", "cookie", "body") and part != loc[0]:
        return False
    if loc[0] == "body" and part == "body" and len(detail.loc) > 1:
        return detail.loc[-len(loc) + 1 :] == loc[1:] if len(loc) > 1 else False
    return detail.loc[-1].lower() == loc[-1].lower() if loc[0] == "header" else detail.loc[-1] == loc[-1]


def _detail(envelope: Envelope, entry: Any) -> Detail:
    words = entry if isinstance(entry, Mapping) else {}
    return Detail(_loc(words.get(envelope.loc)), words.get(envelope.text), words.get(envelope.kind))


def _loc(value: Any) -> tuple[str, ...]:
    """A place as words: of a list, of `query.limit`, of `/query/limit`, or of a bare name."""
    if isinstance(value, list):
        return tuple(str(each) for each in value)
    return tuple(each for each in re.split(r"[./\[\]]+", value) if each) if isinstance(value, str) else ()


def _at(document: Any, pointer: str | None) -> Any:
    """What stands at a JSON pointer (RFC 6901); None where nothing does."""
    if pointer is None:
        return None
    for token in pointer.split("/")[1:]:
        if not isinstance(document, Mapping):
            return None
        document = document.get(token.replace("~1", "/").replace("~0", "~"))
    return document
