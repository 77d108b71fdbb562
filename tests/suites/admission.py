"""The stages a request passes in the small deployment, each a function that adds to the call or refuses it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contracts import (
    Behaviour,
    Contract,
    ExpressionError,
    Key,
    Listing,
    Misspelt,
    Operation,
    Order,
    Parameter,
    match,
    parse_filter,
    parse_names,
    parse_order,
    read_text,
)
from tests.suites.bodies import NotJson, parse
from tests.suites.serving import Call, Detail, Refused, Stage, World

MAXIMUM_BODY, MAXIMUM_TARGET, MAXIMUM_HEADERS = 1 << 20, 16 << 10, 32 << 10


def check_size(_world: World, call: Call) -> Call:
    """Refuses addresses and headers beyond bounds."""
    if call.request.size > MAXIMUM_TARGET:
        raise Refused("uri_too_long")
    if sum(len(name) + len(value) for name, value in call.request.headers.items()) > MAXIMUM_HEADERS:
        raise Refused("headers_too_large")
    return call


def find_route(world: World, call: Call) -> Call:
    """Finds the path's operation."""
    method = "GET" if call.request.method == "HEAD" else call.request.method
    found = match(world.contract, method, call.request.path)
    if not found.allowed:
        raise Refused("route_unknown")
    return replace(call, operation=found.operation, path=found.path_values, allowed=found.allowed)


def check_method(_world: World, call: Call) -> Call:
    """Refuses a method that the path has not."""
    if call.operation is None:
        raise Refused("method_unknown", headers=(("Allow", ", ".join(call.allowed)),))
    return call


def authenticate(world: World, call: Call) -> Call:
    """Finds out who calls."""
    sent = call.request.headers.get("authorization")
    scheme, _, token = (sent or "").partition(" ")
    known = [each for each in world.identities.identities.values() if each.token == token.strip()]
    if scheme.lower() == "bearer" and known:
        return replace(call, identity=known[0], organization=known[0].organization)
    if call.asked.security != "required":
        return call
    challenge = 'Bearer error="invalid_token"' if token.strip() else "Bearer"
    raise Refused("unauthenticated", headers=(("WWW-Authenticate", challenge),))


def check_identity(world: World, call: Call) -> Call:
    """Refuses who may not call the operation at all."""
    who, operation = call.identity, call.asked
    if who is None or operation.security != "required":
        return call
    where = world.contract.semantics.access.shown.get(who.shows or "")
    if who.shows and (where == "secured" or (where == "writes" and not operation.reads)):
        raise Refused(who.shows)
    if operation.role and operation.role not in who.roles:
        raise Refused("role_missing")
    return call


def check_payload(_world: World, call: Call) -> Call:
    """Refuses a body beyond bounds."""
    if len(call.request.body) > MAXIMUM_BODY:
        raise Refused("payload_too_large")
    return call


def check_media_type(_world: World, call: Call) -> Call:
    """Refuses a body that does not say it is JSON."""
    sent = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if call.asked.body and call.request.body and sent not in call.asked.body.content:
        raise Refused("request_invalid", [(("header", "content-type"), "It must be application/json.", "media_type")])
    return call


def check_syntax(_world: World, call: Call) -> Call:
    """Reads the body; refuses one that is no JSON."""
    if not call.asked.body or not call.request.body:
        return call
    try:
        return replace(call, body=parse(call.request.body))
    except NotJson:
        raise Refused("body_malformed") from None


def read_parameters(world: World, call: Call) -> Call:
    """Reads every parameter by its schema, and tells all that are misspelt, with every fault of the body."""
    values: dict[tuple[str, str], Any] = {}
    details: list[Detail] = []
    for parameter in call.asked.parameters:
        try:
            value = world.parts.read_parameter(world.contract, parameter, _texts(call, parameter))
        except Misspelt as error:
            details.append((error.loc, error.message, error.kind))
        else:
            values[parameter.location, parameter.name] = value
    details.extend(world.parts.check_body(world, call))
    if details:
        raise Refused("request_invalid", details)
    return replace(call, values={where: value for where, value in values.items() if value is not None})


def read_parameter(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """A parameter's value; a limit beyond its bounds is clamped where the policy says so."""
    try:
        return read_text(contract, parameter, texts)
    except Misspelt as error:
        policy = contract.semantics.policy
        schema = parameter.schema.value
        bound = schema.get(error.kind) if isinstance(schema, dict) else None
        if error.kind == "maximum" and policy["limit_over_max"] == "clamp":
            return bound
        if error.kind == "minimum" and policy["limit_under_min"] != "reject":
            return bound if policy["limit_under_min"] == "clamp" else None
        raise


def _texts(call: Call, parameter: Parameter) -> list[str]:
    if parameter.location == "path":
        return [call.path[parameter.name]]
    if parameter.location == "header":
        sent = call.request.headers.get(parameter.name.lower())
        return [] if sent is None else [sent]
    return [value for name, value in call.request.query if name == parameter.name]


def enter_organization(world: World, call: Call) -> Call:
    """Finds the organisation in effect."""
    header = world.contract.semantics.access.organization
    if not header or not call.asked.parameter("header", header) or call.identity is None:
        return call
    chosen = call.request.headers.get(header.lower()) or call.identity.organization
    if chosen is None or chosen != call.identity.organization:
        raise Refused("organization_foreign")
    return replace(call, organization=chosen)


def listing_of(operation: Operation) -> tuple[Behaviour, Listing] | None:
    """What a list or a read does, and the names it goes by."""
    behaviour = operation.behaviour
    if behaviour is None or behaviour.listing is None or behaviour.resource is None:
        return None
    return behaviour, behaviour.listing


def read_expressions(world: World, call: Call) -> Call:
    """Reads filter, order, projection, embedding and cursor."""
    found = listing_of(call.asked)
    if found is None or found[0].resource is None:
        return call
    behaviour, names = found
    resource = found[0].resource
    default = parse_order(behaviour.order, resource.fields, Order((Key(resource.key),)))
    name = ""
    try:
        if text := call.value(name := names.filter or ""):
            call = replace(call, filter=parse_filter(text, resource.fields))
        call = replace(call, order=parse_order(call.value(name := names.order or ""), resource.fields, default))
        if text := call.value(name := names.fields or ""):
            call = replace(call, fields=parse_names(text, resource.properties, "fields"))
        if text := call.value(name := names.embed or ""):
            call = replace(call, embed=parse_names(text, behaviour.embed, "embed"))
        if text := call.value(name := names.cursor or ""):
            call = replace(call, position=world.parts.read_cursor(world, call, text))
    except ExpressionError as error:
        documented = call.asked.replies.get("400") and world.contract.semantics.policy["expression_status"] == 400
        refusal = f"{error.kind}_invalid" if documented else "request_invalid"
        raise Refused(refusal, [(("query", name), str(error), f"invalid_{error.kind}")]) from None
    return call


def find_parents(world: World, call: Call) -> Call:
    """Refuses rows of a parent that does not exist for the caller: a new row's path is at fault then."""
    behaviour = call.asked.behaviour
    for within in behaviour.within if behaviour else ():
        resource = world.contract.semantics.resources.get(within.parent or "")
        wanted = call.values.get(("path", within.parameter))
        if resource and not any(
            row[resource.key] == wanted and (not resource.scope or row[resource.scope] == call.organization)
            for row in world.rows[resource.name]
        ):
            if behaviour and behaviour.kind == "create":
                raise Refused("request_invalid", [(("path", within.parameter), "It names no row.", "unknown")])
            raise Refused(resource.not_found or "route_unknown")
    return call


STAGES: dict[str, Stage] = {
    "size": check_size,
    "route": find_route,
    "method": check_method,
    "authentication": authenticate,
    "identity": check_identity,
    "payload": check_payload,
    "media_type": check_media_type,
    "syntax": check_syntax,
    "parameters": read_parameters,
    "organization": enter_organization,
    "expression": read_expressions,
    "resource": find_parents,
}
