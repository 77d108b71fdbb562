"""Does what an operation does agree with what it is: its method, parameters, replies and resource?

It refuses a behaviour that names what is not there, or that its operation cannot have; it changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from contracts.consistency_creation import refuse_creation
from contracts.errors import ContractError
from contracts.facts import Facts, missing, refuse_order
from contracts.model import Operation
from contracts.pointers import pointer
from contracts.reading_fields import facets
from contracts.semantics import Behaviour, Resource

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# What stands for a value in the text of a template, beside `{query.NAME}`.
_VALUES: Final = ("origin", "state")


def refuse_behaviour(facts: Facts, operation: Operation) -> None:
    """Refuse an operation whose `x-` words do not agree with it.

    Raises:
        ContractError: for the first thing that is named and not there, or cannot be.
    """
    where = operation.pointer.removeprefix("#")
    if operation.role and operation.security == "none":
        problem = f"{operation.label} asks for a role, and for no token"
        raise facts.source.error(f"{where}/x-role", problem, "Give it a security requirement, or take x-role out")
    for status in operation.envelopes or ():
        if str(status) not in operation.replies:
            problem = f"{operation.label} documents no {status}"
            raise facts.source.error(f"{where}/x-envelopes/{status}", problem, "Add the response, or take this out")
    if operation.behaviour:
        claim = _Claim(facts, operation, operation.behaviour, f"{where}/x-behaviour")
        for check in _CHECKS[operation.behaviour.kind]:
            check(claim)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A behaviour, whose it is and where its words stand."""

    facts: Facts
    operation: Operation
    behaviour: Behaviour
    where: str

    @property
    def resource(self) -> Resource:
        """Whose rows; the vocabulary has seen to it that there are some."""
        return cast(Resource, self.behaviour.resource)

    def refused(self, place: str, problem: str, way_out: str = "") -> ContractError:
        """A refusal of what stands below the behaviour."""
        return self.facts.source.error(self.where + place, problem, way_out)


def _narrowing(claim: _Claim) -> None:
    """Path parameters, properties and parents of `within` are there."""
    source, columns = claim.facts.source, (*claim.resource.properties, *claim.resource.private)
    paths = _path_parameters(claim)
    for index, within in enumerate(claim.behaviour.within):
        place = f"{claim.where}/within/{index}"
        if within.parameter not in paths:
            raise missing(source, f"{place}/parameter", "path parameter", within.parameter, paths)
        if within.property not in columns:
            what = f"property of {claim.resource.name}"
            raise missing(source, f"{place}/property", what, within.property, columns)
        if within.parent is not None and within.parent not in claim.facts.semantics.resources:
            raise missing(source, f"{place}/parent", "resource", within.parent, claim.facts.semantics.resources)


def _path(claim: _Claim) -> None:
    """Every path parameter narrows the rows or names one."""
    used = {within.parameter for within in claim.behaviour.within} | {claim.behaviour.by}
    for name in _path_parameters(claim):
        if name not in used:
            raise claim.refused("", f"the path parameter {name} means nothing", "Name it in `within` or `by`")


def _naming(claim: _Claim) -> None:
    """The path parameter that names a row is there, and a row that is not there has a code."""
    by, paths = claim.behaviour.by, _path_parameters(claim)
    if by not in paths:
        raise missing(claim.facts.source, f"{claim.where}/by", "path parameter", by or "", paths)
    _coded(claim, claim.resource, "/resource")


def _parents(claim: _Claim) -> None:
    """A parent that is not there has a code."""
    for index, within in enumerate(claim.behaviour.within):
        if within.parent:
            _coded(claim, claim.facts.semantics.resources[within.parent], f"/within/{index}/parent")


def _coded(claim: _Claim, resource: Resource, place: str) -> None:
    if claim.facts.semantics.errors and resource.not_found is None:
        problem = f"a row of {resource.name} that is not there has no code"
        raise claim.refused(place, problem, "Give the resource `not_found`, or the refusals `row_unknown`")


def _ordering(claim: _Claim) -> None:
    """The order holds over the resource's fields, and its key breaks ties."""
    refuse_order(claim.facts.source, f"{claim.where}/order", claim.behaviour.order, claim.resource)
    key = claim.resource.fields.get(claim.resource.key)
    if key is None or not key.sortable:
        problem = f"{claim.resource.key} breaks no ties: the key of {claim.resource.name} cannot be sorted by"
        raise claim.refused("/resource", problem, "Show it in the schema, and bound a text by `maxLength: 255`")


def _embedding(claim: _Claim) -> None:
    """The relations that may be asked for are there, and there is a parameter to ask with."""
    relations = {name for name, relation in claim.resource.relations.items() if not relation.inline}
    for index, name in enumerate(claim.behaviour.embed):
        if name not in relations:
            place = f"{claim.where}/embed/{index}"
            raise missing(claim.facts.source, place, "relation to ask for called", name, sorted(relations))
    if claim.behaviour.embed and not (claim.behaviour.listing and claim.behaviour.listing.embed):
        problem = f"{claim.operation.label} has no parameter to ask for an embedding with"
        raise claim.refused("/embed", problem, "Add the parameter that x-listing names, or take `embed` out")


def _signing(claim: _Claim) -> None:
    """The parameter that asks for signatures is a boolean, and the properties are sent."""
    signing = claim.behaviour.signing
    if signing is None:
        return
    parameter = claim.operation.parameter("query", signing.parameter)
    if parameter is None:
        known = _query_parameters(claim)
        raise missing(
            claim.facts.source, f"{claim.where}/signing/parameter", "query parameter", signing.parameter, known
        )
    if "boolean" not in facets(claim.facts.references, parameter.schema).types:
        raise claim.refused("/signing/parameter", f"{signing.parameter} is no boolean", "Correct its schema")
    for index, name in enumerate(signing.properties):
        if name not in claim.resource.properties:
            place, what = f"{claim.where}/signing/properties/{index}", f"property of {claim.resource.name}"
            raise missing(claim.facts.source, place, what, name, claim.resource.properties)


def _reading(claim: _Claim) -> None:
    """An operation that reads has a safe method, and one that creates has none."""
    reads = claim.behaviour.kind != "create"
    if claim.operation.reads is not reads:
        problem = f"{claim.operation.method} cannot {claim.behaviour.kind}"
        raise claim.refused("/kind", problem, "Reads are GET, writes are not (RFC 9110, section 9.2.1)")


def _answering(claim: _Claim) -> None:
    """There is a 2xx reply with a JSON body, and it is an array for a bare one."""
    schema = claim.operation.success.json if claim.operation.success else None
    if schema is None:
        problem = f"{claim.operation.label} promises no 2xx reply with a JSON body"
        raise claim.facts.source.error(claim.operation.pointer, problem, "Add one to its responses")
    expected = "array" if claim.behaviour.kind == "collect" else "object"
    if expected not in facets(claim.facts.references, schema).types:
        raise claim.refused("/kind", f"the 2xx body of {claim.operation.label} is no {expected}", "Correct the schema")


def _template(claim: _Claim) -> None:
    """A template fills properties that are sent, with values there are."""
    schema = claim.operation.success.json if claim.operation.success else None
    properties = claim.facts.references.properties(schema) if schema else {}
    values = _values(claim)
    for name, text in claim.behaviour.template.items():
        place = f"{claim.where}/template{pointer((name,))}"
        if name not in properties:
            raise missing(claim.facts.source, place, "property of the 2xx body", name, properties)
        for placeholder in _PLACEHOLDER.findall(text):
            if placeholder not in values:
                raise missing(claim.facts.source, place, "value for", placeholder, values)


def _values(claim: _Claim) -> tuple[str, ...]:
    """What a placeholder may stand for: of a create, what its row holds."""
    if claim.behaviour.kind == "create":
        return ("origin", *(f"row.{name}" for name in (*claim.resource.properties, *claim.resource.private)))
    return (*_VALUES, *(f"query.{name}" for name in _query_parameters(claim)))


def _creating(claim: _Claim) -> None:
    """What the server sets, and what it answers beside the row, is there."""
    refuse_creation(claim.facts, claim.operation, claim.behaviour, claim.where)


def _path_parameters(claim: _Claim) -> tuple[str, ...]:
    return tuple(each.name for each in claim.operation.parameters if each.location == "path")


def _query_parameters(claim: _Claim) -> tuple[str, ...]:
    return tuple(each.name for each in claim.operation.parameters if each.location == "query")


# What is asked of each kind, in this order.
_CHECKS: Final[Mapping[str, tuple[Callable[[_Claim], None], ...]]] = {
    "list": (_reading, _answering, _narrowing, _parents, _path, _ordering, _embedding, _signing),
    "collect": (_reading, _answering, _narrowing, _parents, _path, _ordering, _signing),
    "read": (_reading, _answering, _narrowing, _parents, _naming, _path, _embedding),
    "create": (_reading, _answering, _narrowing, _path, _creating, _template),
    "template": (_reading, _answering, _template),
}
