"""The stages that read a request in full: its body, its parameters, its expressions, the rows it names. Pure.

Parameters are read by the contract's own spelling and schemas, expressions by its own grammars. Whether a cursor
is good and whether a row is there, only the deployment knows.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from contracts import (
    Body,
    ExpressionError,
    Listing,
    Misspelt,
    Operation,
    Order,
    Parameter,
    Resource,
    parse_filter,
    parse_names,
    parse_order,
    read_text,
    validator,
)
from suites.absent import absent, rows_named
from suites.expectations.arrival import COMMON_BODY, Found
from suites.expectations.expectation import Doubt, Fault
from suites.expectations.request import Request

# Policy keys under which a limit beyond a bound is no fault, by the keyword of that bound.
CLAMPS = {"maximum": "limit_over_max", "minimum": "limit_under_min"}


def payload(request: Request) -> Found:
    """A large body may be refused, and so may one that nobody asked for."""
    body = request.asked.body
    if body and (len(body) > COMMON_BODY or request.operation is None or request.operation.body is None):
        yield Doubt("payload", "the body is large, or the operation takes none")


def media_type(request: Request) -> Found:
    """A body is of a media type that the operation takes."""
    body = _declared(request)
    if body is None or not request.asked.body:
        return
    sent = (request.asked.header("content-type") or "").partition(";")[0].strip().lower()
    if sent not in body.content:
        status = request.policy["wrong_media_type"]
        refusal = "request_invalid" if status == request.policy["validation_status"] else "media_type_unknown"
        yield request.fault("media_type", refusal, status, ("header", "content-type"), "media_type")


def syntax(request: Request) -> Found:
    """A body of a JSON media type is JSON (RFC 8259)."""
    if _declared(request) and request.asked.body and _json(request.asked.body) is None:
        yield request.fault("syntax", "body_malformed", request.policy["malformed_status"])


def parameters(request: Request) -> Found:
    """Path, query, headers and body follow their schemas."""
    operation = request.operation
    if operation is None:
        return
    listing = operation.behaviour.listing if operation.behaviour else None
    for parameter in operation.parameters:
        yield from _parameter(request, parameter, listing)
    if request.policy["unknown_query_parameter"] == "reject":
        for name in dict.fromkeys(name for name, _ in request.asked.query):
            if not operation.parameter("query", name):
                yield _invalid(request, ("query", name), "unknown")
    yield from _body(request)


def _parameter(request: Request, parameter: Parameter, listing: Listing | None) -> Found:
    texts = request.texts(parameter.location, parameter.name)
    several = len(texts) > 1
    if parameter.location == "cookie" or (several and parameter.location == "header"):
        yield Doubt("parameters", f"how {parameter.name} is read is the deployment's to say")
    elif several and request.policy["repeated_query_parameter"] == "any":
        yield Doubt("parameters", f"which {parameter.name} of several counts is not declared")
    else:
        yield from _read(request, parameter, texts, listing)


def _read(request: Request, parameter: Parameter, texts: tuple[str, ...], listing: Listing | None) -> Found:
    try:
        read_text(request.contract, parameter, texts)
    except Misspelt as error:
        clamp = CLAMPS.get(error.kind) if listing and parameter.name == listing.limit else None
        if clamp and request.policy[clamp] != "reject":
            return
        yield _invalid(request, (parameter.location, parameter.name), error.kind)


def _invalid(request: Request, loc: tuple[str, ...], kind: str) -> Fault:
    validation = request.policy["validation_status"]
    status = request.policy["path_type_status"] if loc[0] == "path" else validation
    fault = request.fault("parameters", "request_invalid", status, loc, kind)
    return fault if status == validation else Fault(fault.stage, fault.refusal, fault.statuses, None, loc, kind)


def _body(request: Request) -> Found:
    body = _declared(request)
    if body is None:
        return
    if not request.asked.body:
        if body.required:
            yield _invalid(request, ("body",), "missing")
        return
    found = _json(request.asked.body)
    schema = next((schema for name, schema in body.content.items() if "json" in name), None)
    if found is None or schema is None:
        return
    for violation in validator(request.contract).violations(schema, found[0]):
        yield _invalid(request, ("body", *violation.pointer.split("/")[1:]), violation.rule)


def _declared(request: Request) -> Body | None:
    return request.operation.body if request.operation else None


def _json(body: bytes) -> tuple[Any] | None:
    """The body's value in a tuple of one, since null is one too; None where it is no JSON."""
    try:
        return (json.loads(body.decode("utf-8"), parse_float=Decimal),)
    except (ValueError, RecursionError):
        return None


def expression(request: Request) -> Found:
    """Filter, order, projection and embedding are sentences of their grammars; a cursor is the deployment's own."""
    operation = request.operation
    behaviour = operation.behaviour if operation else None
    if operation is None or behaviour is None:
        if operation is not None and request.asked.query:
            yield Doubt("expression", "what the parameters mean beyond their schemas is not known")
        return
    listing, resource = behaviour.listing, behaviour.resource
    if listing is None or resource is None:
        return
    yield from _expressions(request, operation, listing, resource)
    if listing.cursor and any(_sent(request, operation, listing.cursor)):
        yield Doubt("expression", "whether the cursor is good is not known")


def _expressions(request: Request, operation: Operation, listing: Listing, resource: Resource) -> Found:
    embed = operation.behaviour.embed if operation.behaviour else ()
    for name, text in _texts(request, operation, listing):
        try:
            if name == listing.filter:
                parse_filter(text, resource.fields)
            elif name == listing.order:
                parse_order(text, resource.fields, Order(()))
            elif name == listing.fields:
                parse_names(text, resource.properties, "fields")
            else:
                parse_names(text, embed, "embed")
        except ExpressionError as error:
            if error.kind in ("fields", "embed") and request.policy["unknown_name"] == "ignore":
                yield Doubt("expression", f"an unknown name in {name} may be ignored")
            else:
                yield _bad_expression(request, operation, name, error.kind)


def _texts(request: Request, operation: Operation, listing: Listing) -> Iterator[tuple[str, str]]:
    for name in (listing.filter, listing.order, listing.fields, listing.embed):
        texts = _sent(request, operation, name)
        if len(texts) == 1 and texts[0]:
            yield name or "", texts[0]


def _sent(request: Request, operation: Operation, name: str | None) -> tuple[str, ...]:
    return request.asked.values(name) if name and operation.parameter("query", name) else ()


def _bad_expression(request: Request, operation: Operation, name: str, kind: str) -> Fault:
    """Where the operation documents no such status, a bad expression is a request that breaks its schema."""
    status = request.policy["expression_status"]
    loc, kind_told = ("query", name), f"invalid_{kind}"
    if operation.reply(status) is None:
        return request.fault("expression", "request_invalid", request.policy["validation_status"], loc, kind_told)
    return request.fault("expression", f"{kind}_invalid", status, loc, kind_told)


def resource(request: Request) -> Found:
    """A row that cannot be there is not found; of any other only the deployment knows."""
    operation = request.operation
    if operation is None:
        return
    if operation.behaviour is None and request.found.path_values:
        yield Doubt("resource", "what the path's values stand for is not known")
    hidden = request.policy["existence_hiding"]
    for name, code in rows_named(request.contract, operation).items():
        if request.found.path_values.get(name) == absent(request.contract, operation, name):
            due = (404,) if hidden == 404 else (404, hidden)
            yield Fault("resource", "row_unknown", due, code, ("path", name), "unknown")
        else:
            yield Doubt("resource", "whether there is such a row is not known")


def conflict(request: Request) -> Found:
    """A write may clash with what is there."""
    if request.operation is not None and not request.operation.reads:
        yield Doubt("conflict", "what is there already is not known")
