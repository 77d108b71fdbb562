"""What the kit understood of a contract, told in lines of plain text for people.

It tells and decides nothing; how lines are printed is the front door's.
"""

from collections.abc import Iterable, Iterator, Mapping

from contracts.errors import ContractError
from contracts.expressions import nearest
from contracts.model import Contract, Operation, Parameter, Reply, Schema
from contracts.policy import RULES, Policy
from contracts.reading_behaviour import LINKS, PARAMETERS
from contracts.reading_fields import facets
from contracts.references import references
from contracts.semantics import Behaviour, Listing, Resource

_COLUMN = 12  # characters of the labels on the left
_SECURITY = {"required": "a bearer token", "optional": "a bearer token, or none", "none": "no token"}
_REGISTRY = ("#/components/schemas/", "#/components/")


def describe(contract: Contract, name: str | None = None) -> tuple[str, ...]:
    """What the kit understood: of one operation, or of the contract as a whole.

    Args:
        name: an operation, `METHOD /path` or its `operationId`; None for the whole.

    Raises:
        ContractError: for an operation that the contract does not have.
    """
    if name is None:
        return tuple(_whole(contract))
    operation = contract.operation(name)
    if operation is None:
        labels = [each.label for each in contract.operations]
        near = nearest(name, [*labels, *(each.id for each in contract.operations)])
        way_out = f"Did you mean {near}?" if near else "Operations are written METHOD /path"
        raise ContractError(contract.source, None, f"there is no operation {name}", way_out)
    return tuple(_operation(contract, operation))


def _whole(contract: Contract) -> Iterator[str]:
    semantics = contract.semantics
    yield f"{contract.title} {contract.version} · {len(contract.operations)} operations · {contract.source}"
    for operation in contract.operations:
        kind = operation.behaviour.kind if operation.behaviour else "no behaviour"
        role = f" · {operation.role}" if operation.role else ""
        yield f"  {operation.label} · {kind}{role} · {operation.grade}"
    for resource in semantics.resources.values():
        yield _line("rows", f"{resource.name}: {_rows(resource)}")
    if semantics.access.organization:
        yield _line("header", f"{semantics.access.organization} names the organisation")
    if semantics.errors:
        for code in semantics.errors.codes.values():
            yield _line("code", f"{code.status} {code.name} · {code.grade}")
    yield from _policy(semantics.policy, RULES)


def _rows(resource: Resource) -> str:
    told = [f"key {resource.key}"]
    if resource.scope:
        told.append(f"of the organisation in {resource.scope}")
    if resource.visibility:
        told.append(f"seen where {resource.visibility.property} is {_value(resource.visibility.equals)}")
    told.extend(f"{relation.name} holds {relation.resource}" for relation in resource.relations.values())
    return ", ".join(told)


def _operation(contract: Contract, operation: Operation) -> Iterator[str]:
    yield f"{operation.label} · {operation.id} · {operation.grade}"
    if operation.summary:
        yield _line("summary", operation.summary)
    role = f", and the role {operation.role}" if operation.role else ""
    yield _line("asks for", _SECURITY[operation.security] + role)
    if operation.behaviour:
        yield from _behaviour(operation.behaviour)
    else:
        yield _line("does", "what the semantics do not say")
    for parameter in operation.parameters:
        yield _line("parameter", _parameter(contract, parameter))
    if operation.body:
        yield _line("body", f"{_bodies(operation.body.content)}{'' if operation.body.required else ', or none'}")
    for reply in operation.replies.values():
        yield _line("reply", _reply(reply))
    for status, envelope in (operation.envelopes or {}).items():
        yield _line("errors", f"of {status} as in {_short(envelope.schema or 'no schema')}")
    yield from _policy(contract.semantics.policy, contract.semantics.policy.values)


def _behaviour(behaviour: Behaviour) -> Iterator[str]:
    resource = behaviour.resource
    if resource is None:
        yield _line("does", f"{behaviour.kind} of {', '.join(behaviour.template)}")
        return
    yield _line("does", f"{behaviour.kind} of {resource.name}, {behaviour.sees} rows")
    yield _line("rows", _rows(resource))
    for within in behaviour.within:
        spans = f", {within.any} for all" if within.any else ""
        parent = f", a row of {within.parent}" if within.parent else ""
        yield _line("within", f"{within.property} is {{{within.parameter}}}{parent}{spans}")
    if behaviour.by:
        yield _line("by", f"{resource.key} is {{{behaviour.by}}}")
    if behaviour.order:
        yield _line("order", f"{behaviour.order}, where none is sent")
    if behaviour.embed:
        yield _line("embed", ", ".join(behaviour.embed))
    if behaviour.signing:
        yield _line("signs", f"{', '.join(behaviour.signing.properties)} when {behaviour.signing.parameter} is true")
    if behaviour.listing and behaviour.kind == "list":
        yield from _listing(behaviour.listing, resource)


def _listing(listing: Listing, resource: Resource) -> Iterator[str]:
    named = ((name, getattr(listing, name)) for name in ("items", *LINKS, *PARAMETERS))
    yield _line("list", ", ".join(f"{name} = {own}" for name, own in named if own))
    if listing.maximum:
        yield _line("page", f"{listing.maximum} rows at most")
    if listing.filter:
        fields = (f"{each.name} {each.type}" for each in resource.fields.values() if each.type)
        yield _line("filters by", ", ".join(fields))
    if listing.order:
        yield _line("sorts by", ", ".join(each.name for each in resource.fields.values() if each.sortable))


def _parameter(contract: Contract, parameter: Parameter) -> str:
    types = "|".join(sorted(facets(references(contract), parameter.schema).types, key="null".__eq__))
    required = ", required" if parameter.required else ""
    return f"{parameter.name} in {parameter.location}: {types}{required} · {parameter.grade}"


def _reply(reply: Reply) -> str:
    headers = "".join(f", {header.name}" for header in reply.headers)
    return f"{reply.status} {_bodies(reply.content) or 'no body'}{headers} · {reply.grade}"


def _bodies(content: Mapping[str, Schema]) -> str:
    return ", ".join(f"{name} {_schema(schema)}" for name, schema in content.items())


def _schema(schema: Schema) -> str:
    reference = schema.value.get("$ref") if not isinstance(schema.value, bool) else None
    return _short(reference or schema.pointer)


def _short(pointer: str) -> str:
    """A pointer without the part that says nothing."""
    return next((pointer.removeprefix(prefix) for prefix in _REGISTRY if pointer.startswith(prefix)), pointer)


def _policy(policy: Policy, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield _line("policy", f"{key} = {_value(policy[key])} · {policy.standing(key)}")


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(label: str, text: str) -> str:
    return f"  {label:<{_COLUMN}}{text}"
