"""Requests to copy: for every operation that reads, one that is answered, with ids and tokens that are there.

They are made from the contract and the fixtures alone; nothing is asked.
"""

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from contracts import Behaviour, Contract, FieldType, Identity, Operation, Parameter, Resource, resolve
from fixtures import Catalogue, Row

_ROWS = "3"  # a page that fits on a screen
_CALLBACK = "http://localhost:3000/callback"


@dataclass(frozen=True, slots=True)
class Sample:
    """A request to copy.

    Args:
        operation: what it asks for.
        identity: who asks; None where nobody has to say.
        url: where.
    """

    operation: Operation
    identity: Identity | None
    url: str

    @property
    def curl(self) -> str:
        """The request as a line for a shell."""
        token = f"-H {shlex.quote(f'Authorization: Bearer {self.identity.token}')} " if self.identity else ""
        return f"curl {token}{shlex.quote(self.url)}"


def samples(contract: Contract, catalogue: Catalogue, origin: str) -> tuple[Sample, ...]:
    """A request for each operation that reads, in the contract's order; none where the fixtures have no row for it.

    Args:
        contract: whose operations.
        catalogue: whose ids and tokens.
        origin: where the mock listens, `http://host:port`.
    """
    answered = (each for each in contract.operations if each.reads and each.behaviour)
    found = (_sample(contract, each, catalogue, origin) for each in answered)
    return tuple(each for each in found if each is not None)


def _sample(contract: Contract, operation: Operation, catalogue: Catalogue, origin: str) -> Sample | None:
    secured = operation.security == "required"
    identity = catalogue.identities.with_role(operation.role) if secured else None
    if secured and identity is None:
        return None
    values = dict(_path_values(contract, operation, catalogue, identity))
    names = [each.name for each in operation.parameters if each.location == "path"]
    if any(name not in values for name in names):
        return None
    path = operation.path
    for name in names:
        path = path.replace(f"{{{name}}}", quote(str(values[name]), safe=""))
    query = urlencode(list(_query(contract, operation)), safe=":,")
    return Sample(operation, identity, f"{origin}{path}{'?' if query else ''}{query}")


def _path_values(
    contract: Contract, operation: Operation, catalogue: Catalogue, identity: Identity | None
) -> Iterator[tuple[str, Any]]:
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None:
        return
    row = _telling_row(list(_rows(catalogue, behaviour.resource, behaviour, identity)), behaviour)
    for within in behaviour.within:
        parent = contract.semantics.resources[within.parent] if within.parent else None
        if row is not None:
            yield within.parameter, row[within.property]
        elif parent and (above := next(_rows(catalogue, parent, behaviour, identity), None)):
            yield within.parameter, above[parent.key]
    if behaviour.by and row is not None:
        yield behaviour.by, row[behaviour.resource.key]


def _telling_row(rows: Sequence[Row], behaviour: Behaviour) -> Row | None:
    """A row among the most that share its parents, so that a list of them shows some."""
    shared = Counter(_parents(row, behaviour) for row in rows)
    return max(rows, key=lambda row: shared[_parents(row, behaviour)], default=None)


def _parents(row: Row, behaviour: Behaviour) -> tuple[Any, ...]:
    return tuple(row.get(within.property) for within in behaviour.within)


def _rows(catalogue: Catalogue, resource: Resource, behaviour: Behaviour, identity: Identity | None) -> Iterator[Row]:
    """The rows that the identity sees."""
    seen = resource.visibility if behaviour.sees == "visible" else None
    own = identity.organization if identity else None
    for row in catalogue.rows.get(resource.name, ()):
        if resource.scope and row.get(resource.scope) != own:
            continue
        if seen is None or row.get(seen.property) == seen.equals:
            yield row


def _query(contract: Contract, operation: Operation) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.required:
            yield parameter.name, _example(contract, parameter)
    behaviour = operation.behaviour
    listing = behaviour.listing if behaviour and behaviour.kind == "list" else None
    if listing is None or behaviour is None or behaviour.resource is None:
        return
    if listing.limit:
        yield listing.limit, _ROWS
    hidden = behaviour.resource.visibility if behaviour.sees == "all" else None
    if listing.filter and hidden and isinstance(hidden.equals, bool):
        yield listing.filter, f"{hidden.property}:{str(not hidden.equals).lower()}"
    elif listing.order and (field := _telling_field(behaviour.resource)):
        yield listing.order, field


def _telling_field(resource: Resource) -> str | None:
    """A field that a person would sort by: the first text that can be."""
    texts = (each.name for each in resource.fields.values() if each.sortable and each.type is FieldType.STRING)
    return next((name for name in texts if name != resource.key), None)


def _example(contract: Contract, parameter: Parameter) -> str:
    """A value for a parameter that must be sent: the schema's own, else one that fits the type."""
    schema = resolve(contract, parameter.schema).value
    told: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
    given: Sequence[Any] = [told[key] for key in ("default", "example") if key in told]
    given = [*given, *told.get("examples", ()), *told.get("enum", ())]
    if given:
        return str(given[0])
    return "1" if told.get("type") in ("integer", "number") else _CALLBACK
