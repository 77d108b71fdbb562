"""The stages that read a request in full: its body, its parameters, its expressions, the rows it names. Pure.

Parameters are read by the contract's own spelling and schemas, expressions by its own grammars. Whether a cursor
is good and whether a row is there, only the deployment knows.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts import (
    Body,
    ExpressionError,
    Listing,
    Misspelt,
    Operation,
    Order,
    Parameter,
    Resource,
    Schema,
    is_json,
    parse_filter,
    parse_names,
    parse_order,
    read_text,
)
from suites.expectations.arrival import COMMON_BODY, Found
from suites.expectations.body import Unsure, Wrong, find_wrong, read_json, schema_for
from suites.expectations.expectation import Doubt, Fault
from suites.expectations.request import Request
from suites.expectations.statuses import UNSUPPORTED
from suites.inputs.absent import absent, rows_named

# Policy keys under which a limit beyond a bound is no fault, by the keyword of that bound.
CLAMPS = {"maximum": "limit_over_max", "minimum": "limit_under_min"}


def payload(request: Request) -> Found:
    """A large body may be refused, and so may one that nobody asked for."""
    body = request.asked.body
    if body and (len(body) > COMMON_BODY or request.operation is None or request.operation.body is None):
        yield Doubt("payload", "the body is large, or the operation takes none")


def media_type(request: Request) -> Found:
    """A body is of a media type that the operation takes; one without a media type is of none."""
    body, told = _declared(request), request.texts("header", "content-type")
    if body is None or not request.asked.body:
        return
    if len(told) > 1 or _is_recoded(told):
        yield Doubt("media_type", "whether the body is read by the media type it is sent with is not known")
    elif schema_for(body, _sent_type(request)) is None:
        yield _foreign(request)


def _foreign(request: Request) -> Fault:
    """A body of another media type: refused with a status of its own, or as a request that breaks its schema."""
    status = request.policy["wrong_media_type"]
    own = status == UNSUPPORTED
    due = (status,) if own else tuple(dict.fromkeys((*request.due("validation_status"), status)))
    refusal = "media_type_unknown" if own else "request_invalid"
    return request.fault("media_type", refusal, due, ("header", "content-type"), "media_type")


def _is_recoded(told: tuple[str, ...]) -> bool:
    charset = "".join(told).lower().partition("charset=")[2].partition(";")[0].strip('" ')
    return charset not in ("", "utf-8")


def _sent_type(request: Request) -> str:
    return (request.asked.header("content-type") or "").partition(";")[0].strip().lower()


def syntax(request: Request) -> Found:
    """A body of a JSON media type is JSON (RFC 8259); what another one is need not be looked at."""
    if _declared(request) is None or not request.asked.body:
        return
    if _schema(request) is None:
        yield Doubt("syntax", "a body of another media type need not be read")
    elif is_json(_sent_type(request)):
        reading = read_json(request.asked.body)
        if reading.kind:
            yield request.fault("syntax", "body_malformed", request.due("malformed_status"), (), reading.kind)
        if reading.doubt:
            yield Doubt("syntax", reading.doubt)


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
    validation = request.due("validation_status")
    due = request.due("path_type_status") if loc[0] == "path" else validation
    fault = request.fault("parameters", "request_invalid", due, loc, kind)
    return fault if due == validation else Fault(fault.stage, fault.refusal, fault.statuses, None, loc, kind)


def _body(request: Request) -> Found:
    body, operation, schema = _declared(request), request.operation, _schema(request)
    if body is None or operation is None:
        return
    if not request.asked.body:
        if body.required:
            yield _invalid(request, ("body",), "missing")
    elif schema is None or not is_json(_sent_type(request)):
        yield Doubt("parameters", "a body of another media type need not be read")
    elif found := read_json(request.asked.body).value:
        for each in find_wrong(request.contract, operation, schema, found[0]):
            yield _wrong(request, each)


def _wrong(request: Request, found: Wrong | Unsure) -> Fault | Doubt:
    if isinstance(found, Unsure):
        return Doubt("parameters", found.reason)
    return replace(_invalid(request, found.place, found.kind), grade=found.grade)


def _declared(request: Request) -> Body | None:
    return request.operation.body if request.operation else None


def _schema(request: Request) -> Schema | None:
    """The schema by which a body of the media type it is sent with is read; None where none is."""
    body = _declared(request)
    return schema_for(body, _sent_type(request)) if body else None


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
    elif request.policy["backward_without_cursor"] == "reject" and _goes_backward(request, operation, listing):
        # A look at several parameters: some deployments take it when they read them, others when they make the page.
        yield Doubt("parameters", "when a backward page without a cursor is refused is not declared")
        yield request.fault("expression", "request_invalid", request.due("validation_status"), (), "lone")


def _goes_backward(request: Request, operation: Operation, listing: Listing) -> bool:
    """Whether a page is asked for backward, in the spelling of the parameter's schema."""
    parameter = operation.parameter("query", listing.backward or "")
    try:
        value = read_text(request.contract, parameter, request.asked.values(parameter.name)) if parameter else None
    except Misspelt:
        return False
    return value in (True, "true")


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
        return request.fault("expression", "request_invalid", request.due("validation_status"), loc, kind_told)
    return request.fault("expression", f"{kind}_invalid", status, loc, kind_told)


def resource(request: Request) -> Found:
    """A row that cannot be there is not found; of any other only the deployment knows."""
    operation = request.operation
    if operation is None:
        return
    if operation.behaviour is None and request.found.path_values:
        yield Doubt("resource", "what the path's values stand for is not known")
    for name, code in rows_named(request.contract, operation).items():
        if request.found.path_values.get(name) == absent(request.contract, operation, name):
            yield _unknown(request, operation, name, code)
        else:
            yield Doubt("resource", "whether there is such a row is not known")


def _unknown(request: Request, operation: Operation, name: str, code: str | None) -> Fault:
    """A row that is not there; of a new row's parent the path is at fault."""
    if operation.behaviour and operation.behaviour.kind == "create":
        # Where an ill-typed id is answered as an unknown row is, so may this be.
        due = (*request.due("validation_status"), *request.due("path_type_status"))
        return request.fault("resource", "request_invalid", tuple(dict.fromkeys(due)), ("path", name), "unknown")
    hidden = request.policy["existence_hiding"]
    return Fault("resource", "row_unknown", (404,) if hidden == 404 else (404, hidden), code, ("path", name), "unknown")


def conflict(request: Request) -> Found:
    """A write may clash with what is there."""
    if request.operation is not None and not request.operation.reads:
        yield Doubt("conflict", "what is there already is not known")
