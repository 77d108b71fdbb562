"""The lists of the bundled contract: every field that one can be sorted by leads to its rows by an index."""

from collections.abc import Iterator
from contextlib import closing
from itertools import product

import pytest

from contracts import Behaviour, FieldType, Key, Operation, Order, Resource, load_contract
from mockserver.store import Equal, PageRequest, Store
from tests.mockserver.store.world import unsearched

CONTRACT = load_contract()
LISTS = [each for each in CONTRACT.operations if each.behaviour and each.behaviour.kind == "list"]
VALUES = {
    FieldType.INTEGER: 1,
    FieldType.NUMBER: 1.5,
    FieldType.BOOLEAN: True,
    FieldType.UUID: "01890000-0000-7000-8000-000000000001",
    FieldType.DATE_TIME: "2026-01-01T00:00:00Z",
    FieldType.STRING: "text",
    FieldType.DECIMAL: "1.50",
}


def wheres(behaviour: Behaviour, resource: Resource, store: Store) -> Iterator[tuple[Equal, ...]]:
    """What the rows of a list may equal: all its parents, or only those that cannot be left open."""
    always = [each.property for each in behaviour.within if each.any is None]
    always += [resource.scope] if resource.scope else []
    always += [resource.visibility.property] if resource.visibility and behaviour.sees == "visible" else []
    types = store._tables[resource.name].types
    for names in (always, [*always, *(each.property for each in behaviour.within if each.any is not None)]):
        yield tuple(Equal(name, VALUES[types[name]]) for name in names)


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: str(operation.label))
def test_a_bundled_list_is_searched_by_every_sortable_field(operation: Operation) -> None:
    """First page, page after a value, page after a null, and each of them backward, ascending and descending."""
    behaviour = operation.behaviour
    assert behaviour
    resource = behaviour.resource
    assert resource
    fields = [field for field in resource.fields.values() if field.sortable]
    row = {field.name: VALUES[field.type] for field in fields if field.type}
    with closing(Store(CONTRACT)) as store:
        for where, field, descending, backward in product(
            tuple(wheres(behaviour, resource, store)), fields, (False, True), (False, True)
        ):
            order = Order((Key(field.name, descending),))
            places = [
                store.position(resource, order, each, "after") for each in (row, {resource.key: row[resource.key]})
            ]
            for place in (None, *places):
                request = PageRequest(resource, where, None, order, place, backward, 50)
                assert unsearched(store, request) == [], (where, order, place)
