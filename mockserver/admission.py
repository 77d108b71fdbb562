"""Who is let in: the order of checks as a table, walked in the order of the contract's `precedence`.

The first check that objects answers; one that `precedence` does not name comes after those it names. Only the stage
`conflict` is not here: whether a write clashes is found out by writing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from contracts import ExpressionError, Identity, Operation, match
from mockserver.answers import Answer, Detail, Refusal, Reply
from mockserver.bodies import Malformed, media_type
from mockserver.callers import names_organization
from mockserver.case import Case
from mockserver.expressions import Expressions
from mockserver.incoming import Excess, Incoming
from mockserver.preference import preferred
from mockserver.store.page import Row

Stage = Callable[[Case], Answer | None]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that was let in.

    Args:
        operation: what it asks for.
        incoming: the request.
        identity: who asks; None where nobody has to say.
        organization: the organisation in effect; None where there is none.
        path: the values of path parameters.
        query: the values of query parameters that were sent.
        expressions: what its expressions say.
        body: the JSON value of its body.
        row: the row that its path names; None where it names none.
    """

    operation: Operation
    incoming: Incoming
    identity: Identity | None
    organization: str | None
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    expressions: Expressions
    body: Any
    row: Row | None


def admit(case: Case, stages: Mapping[str, Stage] | None = None) -> Admitted | Answer:
    """Let a request in, or answer it: with a refusal, with what needs no operation, or with what it prefers.

    Args:
        case: the request.
        stages: the checks by name; None for `STAGES`.
    """
    wished = case.operation and preferred(case.incoming, case.operation, case.gate.refusals)
    if wished:
        return wished
    stages = STAGES if stages is None else stages
    declared = [stage for stage in case.policy["precedence"] if stage in stages]
    for stage in dict.fromkeys((*declared, *stages)):
        answer = stages[stage](case)
        if answer is not None:
            return answer
    if case.operation is None:
        return case.gate.refusals.named("route_unknown")
    return Admitted(
        operation=case.operation,
        incoming=case.incoming,
        identity=case.identity,
        organization=case.organization,
        path=case.path,
        query=case.arguments.query,
        expressions=case.expressions,
        body=case.body,
        row=None if isinstance(case.row, Refusal) else case.row,
    )


# A part of a request to the refusal it has too much of it.
_EXCESSES: Final[Mapping[Excess, str]] = {"target": "uri_too_long", "headers": "headers_too_large"}


def _size(case: Case) -> Answer | None:
    name = next((name for part, name in _EXCESSES.items() if part in case.incoming.excess), None)
    return case.gate.refusals.named(name, case.operation) if name else None


def _route(case: Case) -> Answer | None:
    if case.match.template is not None:
        return None
    shorter = case.incoming.path.removesuffix("/")
    if case.policy["trailing_slash"] != "redirect" or match(case.gate.contract, "GET", shorter).template is None:
        return case.gate.refusals.named("route_unknown")
    query = urlencode([(name, text) for name, text in case.incoming.query if text is not None])
    return Reply(308, headers={"Location": f"{shorter}?{query}" if query else shorter})


def _method(case: Case) -> Answer | None:
    if case.operation is not None or case.match.template is None:
        return None
    allow = {"Allow": ", ".join(case.match.allowed)}
    if case.incoming.method == "OPTIONS" and case.policy["options"] != 405:
        return Reply(case.policy["options"], headers=allow)
    return case.gate.refusals.named("method_unknown", headers=allow)


def _authentication(case: Case) -> Answer | None:
    if not _is_secured(case):
        return None
    shows = case.identity.shows if case.identity else None
    refusal = case.gate.refusals.named(
        "unauthenticated", case.operation, headers={"WWW-Authenticate": case.caller.challenge}
    )
    # An identity may show that its token is good no longer.
    return refusal if case.identity is None or shows == refusal.code else None


def _identity(case: Case) -> Answer | None:
    operation, identity = case.operation, case.identity
    if operation is None or identity is None or not _is_secured(case):
        return None
    where = case.gate.contract.semantics.access.shown.get(identity.shows or "")
    if identity.shows and (where == "secured" or (where == "writes" and not operation.reads)):
        return case.gate.refusals.coded(identity.shows, operation)
    if not identity.has(operation.role):
        return case.gate.refusals.named("role_missing", operation)
    return None


def _payload(case: Case) -> Answer | None:
    return case.gate.refusals.named("payload_too_large", case.operation) if "body" in case.incoming.excess else None


def _media_type(case: Case) -> Answer | None:
    if case.policy["not_acceptable"] == 406 and not _accepts_json(case.incoming):
        return case.gate.refusals.named("not_acceptable", case.operation)
    body = case.operation.body if case.operation else None
    if body is None or not case.incoming.body or case.body_schema is not None:
        return None
    if case.policy["wrong_media_type"] == 415:
        return case.gate.refusals.named("media_type_unknown", case.operation)
    told = media_type(case.incoming)
    text = f"{'no media type' if told is None else told} is not taken here; send {' or '.join(body.content)}"
    detail = Detail(("header", "content-type"), text, "media_type")
    return case.gate.refusals.named("request_invalid", case.operation, details=[detail])


def _syntax(case: Case) -> Answer | None:
    try:
        case.body  # noqa: B018  # reading it is the check
    except Malformed as error:
        return case.gate.refusals.named("body_malformed", case.operation, message=str(error))
    return None


def _parameters(case: Case) -> Answer | None:
    faults = case.faults
    if not faults or case.operation is None:
        return None
    if case.policy["path_type_status"] == 404 and faults[0].loc[0] == "path":
        behaviour = case.operation.behaviour
        code = behaviour.resource.not_found if behaviour and behaviour.resource else None
        return case.gate.refusals.row_unknown(code, case.operation)
    told = faults[:1] if case.policy["errors_reported"] == "first" else faults
    return case.gate.refusals.named("request_invalid", case.operation, details=told)


def _organization(case: Case) -> Answer | None:
    access, operation, identity = case.gate.contract.semantics.access, case.operation, case.identity
    if access.organization is None or operation is None or identity is None or not _is_secured(case):
        return None
    if operation.parameter("header", access.organization) is None:
        return None
    own, sent = identity.organization, case.organization_sent
    if own is not None and (sent is None or names_organization(sent, own)):
        return None
    return case.gate.refusals.named("organization_foreign", operation)


def _expression(case: Case) -> Answer | None:
    try:
        case.expressions  # noqa: B018  # reading them is the check
    except ExpressionError as error:
        if case.reader is None or case.operation is None:
            raise
        return case.gate.refusals.expression(error, case.reader.parameter(error), case.operation)
    return None


def _resource(case: Case) -> Answer | None:
    return case.row if isinstance(case.row, Refusal) else None


STAGES: Final[Mapping[str, Stage]] = {
    "size": _size,
    "route": _route,
    "method": _method,
    "authentication": _authentication,
    "identity": _identity,
    "payload": _payload,
    "media_type": _media_type,
    "syntax": _syntax,
    "parameters": _parameters,
    "organization": _organization,
    "expression": _expression,
    "resource": _resource,
}


def _accepts_json(incoming: Incoming) -> bool:
    """Whether a client takes JSON (RFC 9110, section 12.5.1); one that says nothing takes anything."""
    ranges = [each.strip().lower() for value in incoming.header("accept") for each in value.split(",") if each.strip()]
    taken = (each for each in ranges if not re.search(r";\s*[qQ]=0(?:\.0*)?\s*(?:;|\Z)", each))
    known = ("*/*", "application/*", "application/json")
    return not ranges or any(each.partition(";")[0].strip() in known for each in taken)


def _is_secured(case: Case) -> bool:
    return case.operation is not None and case.operation.security == "required"
