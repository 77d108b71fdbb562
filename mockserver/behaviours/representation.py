"""How rows are sent: the properties asked for, related rows among them, private ones never.

It changes no row and chooses none; projection and embedding change neither which rows there are nor their order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from contracts import Behaviour, Contract, Relation, Resource, Schema, properties
from mockserver.admission import Admitted
from mockserver.behaviours.rows import seen
from mockserver.behaviours.signing import sign
from mockserver.behaviours.tools import Tools
from mockserver.store import Row

Item = dict[str, Any]


def represent(rows: Sequence[Row], admitted: Admitted, behaviour: Behaviour, tools: Tools) -> list[Item]:
    """The JSON objects of rows of the behaviour's resource, in the same order."""
    resource, asked = behaviour.resource, admitted.expressions
    if resource is None:
        return []
    names = [each for each in resource.properties if asked.fields is None or each in (*asked.fields, *asked.embed)]
    carried = [
        (relation, _carried(relation, rows, admitted, behaviour, tools))
        for name, relation in resource.relations.items()
        if name in names and (relation.inline or name in asked.embed)
    ]
    items = [_item(row, names, resource, carried) for row in rows]
    return _signed(items, admitted, behaviour, tools)


def _item(
    row: Row, names: Sequence[str], resource: Resource, carried: Sequence[tuple[Relation, Mapping[Any, list[Item]]]]
) -> Item:
    item = dict(_values(row, names, resource))
    for relation, by_value in carried:
        found = by_value.get(row.get(relation.local), [])
        item[relation.name] = found if relation.many else next(iter(found), None)
    return item


def _carried(
    relation: Relation, rows: Sequence[Row], admitted: Admitted, behaviour: Behaviour, tools: Tools
) -> Mapping[Any, list[Item]]:
    """The related rows that who asks sees, as they are carried, by the value that relates them."""
    other = tools.contract.semantics.resources[relation.resource]
    names = shape(tools.contract, relation, other)
    common = [(each.property, each.value) for each in seen(admitted, behaviour, other)]
    return {
        value: [dict(_values(row, names, other)) for row in found if all(row.get(name) == own for name, own in common)]
        for value, found in tools.store.related(relation, rows).items()
    }


def shape(contract: Contract, relation: Relation, other: Resource) -> tuple[str, ...]:
    """The properties that a carried row shows: those the relation names, else those its resource is sent with.

    A resource that no operation sends is only ever carried: all it has is shown.
    """
    if relation.schema:
        return tuple(properties(contract, Schema(relation.schema, {"$ref": relation.schema})))
    return other.properties if other.schema else tuple(other.private)


def _values(row: Row, names: Sequence[str], resource: Resource) -> Iterator[tuple[str, Any]]:
    """The row's own values; null for what it lacks and may be null: relations, back-references among them."""
    for name in names:
        if name in row:
            yield name, row[name]
        elif name in resource.relations or (name in resource.fields and resource.fields[name].nullable):
            yield name, None


def _signed(items: list[Item], admitted: Admitted, behaviour: Behaviour, tools: Tools) -> list[Item]:
    signing = behaviour.signing
    if signing is None or admitted.query.get(signing.parameter) is not True:
        return items
    secret, now = tools.settings.secret("signature"), tools.now()
    signed: Mapping[str, Callable[[Any], Any]] = {
        name: partial(sign, signing=signing, secret=secret, instant=now) for name in signing.properties
    }
    return [{name: signed.get(name, _as_it_is)(value) for name, value in item.items()} for item in items]


def _as_it_is(value: Any) -> Any:
    return value
