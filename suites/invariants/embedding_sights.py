"""Where else related rows are shown: by other operations of the same contract, to the same caller.

Pure: it tells what a trace shows, and judges nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts import Behaviour, Operation, Relation, Resource
from suites.evidence.orders import Row
from suites.invariants.projection_views import OK
from suites.traffic import Trace


def relations(trace: Trace) -> Mapping[str, Relation]:
    """The relations that the operation offers to embed."""
    behaviour = trace.operation.behaviour
    offered = behaviour.resource.relations if behaviour and behaviour.resource else {}
    return {name: offered[name] for name in (behaviour.embed if behaviour else ()) if name in offered}


def other(trace: Trace, relation: Relation) -> Resource:
    """The resource whose rows a relation carries."""
    return trace.contract.semantics.resources[relation.resource]


def sees_as_much(reading: Operation, asking: Operation) -> bool:
    """Whether one operation shows every row that another one may carry, to who may ask for both."""
    one, another = reading.behaviour, asking.behaviour
    wide = one is not None and (one.sees == "all" or (another is not None and another.sees == "visible"))
    return wide and reading.role in (None, asking.role)


def sightings(trace: Trace, relation: Relation) -> Iterator[tuple[int, Row]]:
    """The related rows that other operations showed to who asks, with the exchange's number."""
    resource, who = other(trace, relation), {each.asked.identity for each in trace.own}
    for each in trace.exchanges:
        behaviour = each.operation.behaviour if each.operation else None
        foreign = each.operation is not None and each.operation.label != trace.operation.label
        if foreign and each.status == OK and behaviour and behaviour.resource and each.asked.identity in who:
            rows = _rows(behaviour, each.document) if behaviour.resource.name == resource.name else []
            yield from ((each.number, row) for row in rows if isinstance(row, Mapping))


def _rows(behaviour: Behaviour, document: Any) -> Sequence[Any]:
    """The rows of an answer: of a page, of an array of all, or the one that was read."""
    if behaviour.kind == "collect":
        return document if isinstance(document, list) else []
    if not isinstance(document, Mapping):
        return []
    listed = document.get(behaviour.listing.items) if behaviour.kind == "list" and behaviour.listing else None
    return listed if isinstance(listed, list) else [document] if behaviour.kind == "read" else []


def due(trace: Trace, relation: Relation) -> Iterator[tuple[int, Row]]:
    """The related rows that were shown elsewhere, and that are to be seen wherever they are carried."""
    behaviour, resource = trace.operation.behaviour, other(trace, relation)
    everywhere = resource.visibility is None or (behaviour is not None and behaviour.sees == "all")
    for number, row in sightings(trace, relation) if everywhere else ():
        if relation.foreign in row and resource.key in row:
            yield number, row
