"""Does what a create does beside keeping its body agree with the contract: what is set, and where the row is told?

It refuses what names something that is not there, or would leave a row without its key; it changes nothing.
"""

from contracts.facts import Facts, missing
from contracts.model import Operation
from contracts.pointers import pointer
from contracts.semantics import Behaviour, Resource


def refuse_creation(facts: Facts, operation: Operation, behaviour: Behaviour, where: str) -> None:
    """Refuse a create whose words do not agree with its resource and the other operations.

    Args:
        where: pointer of the behaviour's words in the document.

    Raises:
        ContractError: for the first thing that is named and not there, or cannot be.
    """
    resource, creation = behaviour.resource, behaviour.creation
    if resource is None:
        return
    _refuse_settings(facts, operation, behaviour, resource, where)
    if creation.location is not None:
        _refuse_location(facts, creation.location, resource, f"{where}/location")
    if creation.conflict and facts.semantics.access.organization is None:
        raise facts.source.error(f"{where}/conflict", "there are no organisations to have a flag", "Take it out")


def _refuse_settings(facts: Facts, operation: Operation, behaviour: Behaviour, resource: Resource, where: str) -> None:
    settings = behaviour.creation.sets
    columns = [each for each in (*resource.properties, *resource.private) if each not in resource.relations]
    for name, setting in settings.items():
        place = f"{where}/sets{pointer((name,))}"
        if name not in columns:
            raise missing(facts.source, place, f"property of {resource.name}", name, columns)
        if setting.origin == "organization" and facts.semantics.access.organization is None:
            raise facts.source.error(place, "there are no organisations", "Name another origin")
    named = {*settings, *(within.property for within in behaviour.within), *_sent(facts, operation)}
    for needed in (resource.key, *((resource.scope,) if resource.scope else ())):
        if needed not in named:
            problem = f"a new row of {resource.name} has no {needed}"
            raise facts.source.error(f"{where}/sets", problem, f"Set {needed}")


def _refuse_location(facts: Facts, name: str, resource: Resource, place: str) -> None:
    reads = {
        each.id: each
        for each in facts.operations
        if each.behaviour and each.behaviour.kind == "read" and each.behaviour.resource is resource
    }
    if name not in reads:
        raise missing(facts.source, place, f"operation that reads a row of {resource.name}, called", name, reads)


def _sent(facts: Facts, operation: Operation) -> set[str]:
    """The properties that a client may send."""
    schemas = operation.body.content.values() if operation.body else ()
    return {name for schema in schemas for name in facts.references.properties(schema)}
