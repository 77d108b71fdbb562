"""Which indexes a contract's lists need: one for each set of rows that is asked for, in each order.

A page is read from one index: what all its rows equal comes first, then the sort key, then the resource's
key. So every sort by one key is a search. Further keys are sorted within ties, and need none.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

from sqlalchemy import Index

from contracts import Behaviour, Contract, Order, Resource, parse_order
from mockserver.store.steering import Unindexed
from mockserver.store.tables import Stored

Names = tuple[str, ...]


def add_indexes(contract: Contract, tables: Mapping[str, Stored]) -> None:
    """Give the tables the indexes that a contract's lists and relations ask for, and those that keep rows apart."""
    behaviours = [each.behaviour for each in contract.operations if each.behaviour]
    wanted = {
        (resource.name, tuple(dict.fromkeys((*sorted(equal), field, resource.key))))
        for resource, equal, fields in chain(_of_lists(behaviours), _of_relations(tables))
        for field in fields
    }
    for name, fields in sorted(wanted):
        columns = [tables[name].compared[field] for field in fields]
        if not columns[0].primary_key:
            Index(None, *columns)
    for stored in tables.values():
        for number, group in enumerate(stored.resource.unique):
            # To a unique index no two nulls are alike: a group counts where all of it is set. No page is read from it.
            apart = (Unindexed(stored.compared[name]) for name in group)
            Index(f"uq_{stored.table.name}_{number}", *apart, unique=True, _table=stored.table)


def _of_lists(behaviours: Iterable[Behaviour]) -> Iterator[tuple[Resource, Names, Names]]:
    for behaviour in behaviours:
        resource = behaviour.resource
        if resource and behaviour.kind in ("list", "collect"):
            sorts = behaviour.listing and behaviour.listing.order
            fields = _sortable(resource) if sorts else _first(behaviour.order, resource)
            yield from ((resource, equal, fields) for equal in _equal(behaviour, resource))


def _of_relations(tables: Mapping[str, Stored]) -> Iterator[tuple[Resource, Names, Names]]:
    for stored in tables.values():
        for relation in stored.resource.relations.values():
            resource = tables[relation.resource].resource
            yield resource, (relation.foreign,), _first(relation.order, resource)


def _equal(behaviour: Behaviour, resource: Resource) -> Iterator[Names]:
    """What the rows of a list equal, once for each choice of parents that may be left open."""
    fixed = {each.property for each in behaviour.within if each.any is None}
    if resource.scope:
        fixed.add(resource.scope)
    if resource.visibility and behaviour.sees == "visible":
        fixed.add(resource.visibility.property)
    open_ = {each.property for each in behaviour.within if each.any is not None}
    for size in range(len(open_) + 1):
        yield from ((*fixed, *chosen) for chosen in combinations(sorted(open_), size))


def _sortable(resource: Resource) -> Names:
    return tuple(field.name for field in resource.fields.values() if field.sortable)


def _first(order: str | None, resource: Resource) -> Names:
    keys = parse_order(order, resource.fields, Order(())).total(resource.key).keys
    return (keys[0].field,)
