"""Do the words of a resource agree: its key, scope, visibility, uniqueness, relations and code?

It refuses what names something that is not there; it changes nothing.
"""

from collections.abc import Iterator

from contracts.facts import Facts, missing, refuse_order
from contracts.model import Schema
from contracts.pointers import pointer
from contracts.reading_fields import facets
from contracts.semantics import Relation, Resource
from contracts.validation import Validator


def refuse_resource(facts: Facts, where: str, resource: Resource) -> None:
    """Refuse a resource that names a property, a resource or a code that is not there.

    Args:
        where: pointer of the resource's words in the document.

    Raises:
        ContractError: for the first such name, a visible value that no row can have, a relation that its property
            cannot hold, an order that the carried rows do not bear.
    """
    columns = (*resource.properties, *resource.private)
    for place, name in _named(resource):
        if name not in columns:
            raise missing(facts.source, where + place, f"property of {resource.name}", name, columns)
    if resource.not_found and (
        facts.semantics.errors is None or resource.not_found not in facts.semantics.errors.codes
    ):
        known = facts.semantics.errors.codes if facts.semantics.errors else ()
        raise missing(facts.source, f"{where}/not_found", "code", resource.not_found, known)
    _refuse_visibility(facts, where, resource)
    _refuse_timeline(facts, where, resource)
    for name, relation in resource.relations.items():
        _refuse_relation(facts, f"{where}/relations{pointer((name,))}", resource, relation)
        _refuse_holder(facts, where, resource, relation)


def _named(resource: Resource) -> Iterator[tuple[str, str]]:
    """The properties that a resource's words name, and where."""
    yield "/key", resource.key
    if resource.scope:
        yield "/scope", resource.scope
    if resource.visibility:
        yield "/visibility/property", resource.visibility.property
    for group, names in enumerate(resource.unique):
        yield from ((f"/unique/{group}/{index}", name) for index, name in enumerate(names))
    if resource.timeline:
        yield "/timeline/since", resource.timeline.since
        for index, step in enumerate(resource.timeline.steps):
            yield from ((f"/timeline/steps/{index}/values{pointer((name,))}", name) for name in step.values)
    for name, relation in resource.relations.items():
        yield f"/relations{pointer((name, 'local'))}", relation.local


def _refuse_visibility(facts: Facts, where: str, resource: Resource) -> None:
    if resource.visibility is None:
        return
    schema = _column(facts, where, resource, resource.visibility.property)
    for violation in Validator(facts.source.value).violations(schema, resource.visibility.equals):
        raise facts.source.error(f"{where}/visibility/equals", violation.message, "Write a value that rows can have")


def _refuse_timeline(facts: Facts, where: str, resource: Resource) -> None:
    """Refuse a timeline that runs backwards, begins at no date-time, or moves rows under the order of a list."""
    timeline, place = resource.timeline, f"{where}/timeline"
    if timeline is None:
        return
    if facets(facts.references, _column(facts, where, resource, timeline.since)).format != "date-time":
        raise facts.source.error(f"{place}/since", f"{timeline.since} is no date-time", "Give it that format")
    seconds = [step.after for step in timeline.steps]
    if seconds != sorted(set(seconds)):
        raise facts.source.error(f"{place}/steps", "the steps are not in the order of time", "Sort them by `after`")
    for index, step in enumerate(timeline.steps):
        for name, value in step.values.items():
            schema = _column(facts, where, resource, name)
            for violation in Validator(facts.source.value).violations(schema, value):
                here = f"{place}/steps/{index}/values{pointer((name,))}"
                raise facts.source.error(here, violation.message, "Write a value that rows can have")
    for each in facts.operations:
        if each.behaviour and each.behaviour.resource is resource and each.behaviour.kind in ("list", "collect"):
            problem = f"{each.label} orders and filters by what is stored, not by what a step shows"
            raise facts.source.error(place, problem, "Take the timeline out, or the list")


def _column(facts: Facts, where: str, resource: Resource, name: str) -> Schema:
    """The schema of a property of a resource, private or not."""
    if resource.schema and name in resource.properties:
        return facts.references.properties(facts.references.schema(resource.schema))[name]
    return facts.references.schema(f"#{where}/private{pointer((name,))}")


def _refuse_relation(facts: Facts, where: str, resource: Resource, relation: Relation) -> None:
    other = facts.semantics.resources.get(relation.resource)
    if other is None:
        raise missing(facts.source, f"{where}/resource", "resource", relation.resource, facts.semantics.resources)
    if relation.foreign not in (columns := (*other.properties, *other.private)):
        raise missing(facts.source, f"{where}/foreign", f"property of {other.name}", relation.foreign, columns)
    refuse_order(facts.source, f"{where}/order", relation.order, other)


def _refuse_holder(facts: Facts, where: str, resource: Resource, relation: Relation) -> None:
    """Refuse a relation whose property is not there, or holds no list or no object as it must."""
    place = f"{where}/relations{pointer((relation.name,))}"
    if relation.name not in resource.properties:
        raise missing(facts.source, place, f"property of {resource.name}", relation.name, resource.properties)
    types = facets(facts.references, _column(facts, where, resource, relation.name)).types
    if ("array" if relation.many else "object") not in types:
        problem = f"{relation.name} holds {'no list' if relation.many else 'no object'} in the schema"
        raise facts.source.error(f"{place}/many", problem, f"Write `many: {str(not relation.many).lower()}`")
