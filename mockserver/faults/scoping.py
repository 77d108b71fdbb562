"""Faults of scoping: rows that somebody sees who must not, or that somebody misses who may."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from contracts import Contract, Resource
from mockserver.faults.fault import own, retold
from mockserver.faults.subjects import FILTERING, LISTS, NAMED, ORGANIZED, VISIBLE, both
from mockserver.faults.twists import asking, finding, policed
from mockserver.parts import Parts
from mockserver.store import Equal, PageRequest, Row, Store


def _anywhere(store: Store, resource: Resource, where: Sequence[Equal]) -> Row | None:
    return store.find(resource, [each for each in where if each.property != resource.scope])


def _hidden(store: Store, resource: Resource, where: Sequence[Equal]) -> Row | None:
    visibility = resource.visibility
    return store.find(resource, [each for each in where if not visibility or each.property != visibility.property])


def _below_any(parts: Parts, contract: Contract) -> Parts:
    """A hidden row is found below the value that stands for all parents."""
    parents = {
        each.resource.name: within.property
        for each in (operation.behaviour for operation in contract.operations)
        if each and each.resource
        for within in each.within
        if within.any
    }

    def find(store: Store, resource: Resource, where: Sequence[Equal]) -> Row | None:
        parent = parents.get(resource.name)
        below_all = parent is not None and parent not in [each.property for each in where]
        return _hidden(store, resource, where) if below_all else store.find(resource, where)

    return finding(find)(parts, contract)


def _orphaned(store: Store, resource: Resource, where: Sequence[Equal]) -> Row | None:
    """A row is found by its key under any parent."""
    kept = (resource.key, resource.scope, resource.visibility.property if resource.visibility else None)
    return store.find(resource, [each for each in where if each.property in kept])


def _of_all(request: PageRequest) -> PageRequest:
    scope = request.resource.scope
    return replace(request, where=tuple(each for each in request.where if each.property != scope))


def _shown_to_filters(request: PageRequest) -> PageRequest:
    """A filter is put in the place of what hides rows."""
    visibility = request.resource.visibility
    if request.filter is None or visibility is None:
        return request
    return replace(request, where=tuple(each for each in request.where if each.property != visibility.property))


def _shown(request: PageRequest) -> PageRequest:
    visibility = request.resource.visibility
    return replace(
        request, where=tuple(each for each in request.where if not visibility or each.property != visibility.property)
    )


OF_PARENTS: Final = both(
    NAMED, lambda contract: tuple(each for each in contract.operations if each.behaviour and each.behaviour.within)
)
BELOW_ANY: Final = both(
    NAMED,
    lambda contract: tuple(
        each for each in contract.operations if each.behaviour and any(within.any for within in each.behaviour.within)
    ),
)

FAULTS: Final = (
    *retold(
        "scoping",
        (
            "A06",
            "a foreign row is 403, an unknown one 404",
            "D",
            "AU-05",
            both(NAMED, ORGANIZED),
            policed(existence_hiding=403),
        ),
        ("A07", "a row is found by its id whoever asks", "D", "AU-06", both(NAMED, ORGANIZED), finding(_anywhere)),
    ),
    *own(
        "scoping",
        ("A61", "a list shows the rows of every organisation", "D", "AU-07", both(LISTS, ORGANIZED), asking(_of_all)),
        ("A62", "a hidden row is found by its id", "D", "SC-03 AU-06 AU-07", both(NAMED, VISIBLE), finding(_hidden)),
        (
            "A63",
            "a filter finds hidden rows",
            "C",
            "FI-03 FI-22 AU-07",
            both(FILTERING, VISIBLE),
            asking(_shown_to_filters),
        ),
        ("A64", "a list shows hidden rows", "D", "SC-03 AU-07", both(LISTS, VISIBLE), asking(_shown)),
        ("A65", "a row is found under any parent", "C", "FI-21 AU-06 ST-13", OF_PARENTS, finding(_orphaned)),
        ("A68", "a hidden row is found below any parent", "D", "SC-03 AU-05", both(BELOW_ANY, VISIBLE), _below_any),
    ),
)
