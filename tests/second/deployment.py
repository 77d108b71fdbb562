"""The second API as a small deployment in plain Python: the library's parts, and those in which it differs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts import Contract, Key, NullOrder, Order, Parameter, Resource, order_key, parse_order
from tests.second.world import ROWS, second_contract
from tests.suites.admission import STAGES
from tests.suites.deployment import SOUND
from tests.suites.library import Rows
from tests.suites.serving import Answer, Call, Deployment, Refused, Row, World

LARGEST = 50


def second_rows() -> Rows:
    """The second API's rows, as JSON tells them."""
    names = second_contract().semantics.resources
    return {name: tuple(json.loads((ROWS / f"{name}.json").read_bytes())[name]) for name in names}


def clamp(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """A parameter's value; a page size beyond the largest is the largest."""
    value = SOUND.read_parameter(contract, parameter, texts)
    return min(value, LARGEST) if parameter.name == "page_size" and value is not None else value


def find_rows(world: World, call: Call) -> Call:
    """Refuses a path that names a row which is not there, or a parent which is not."""
    behaviour = call.asked.behaviour
    if behaviour is None or behaviour.resource is None:
        return call
    resources = world.contract.semantics.resources
    named = [(resources[each.parent], each.parameter) for each in behaviour.within if each.parent]
    named += [(behaviour.resource, behaviour.by)] if behaviour.by else []
    for resource, parameter in named:
        wanted, seen = call.values["path", parameter], None if behaviour.sees == "all" else resource.visibility
        if not any(
            row[resource.key] == wanted and (not seen or row[seen.property] == seen.equals)
            for row in world.rows[resource.name]
        ):
            raise Refused("row_unknown")
    return call


def answer_all(world: World, call: Call) -> Answer:
    """All rows at once, as a bare array."""
    behaviour = call.asked.behaviour
    if behaviour is None or behaviour.resource is None:
        raise LookupError("the operation has no resource")
    rows = sorted(world.parts.select(world, call), key=place(world, behaviour.resource, behaviour.order))
    return Answer(200, [world.parts.show(world, call, row) for row in rows])


def show(world: World, call: Call, row: Row) -> Row:
    """A row as it is sent, with the rows it is asked to carry: one, or many in their order."""
    shown = dict(SOUND.show(world, call, row))
    relations = (
        call.asked.behaviour.resource.relations if call.asked.behaviour and call.asked.behaviour.resource else {}
    )
    for relation in (relations[name] for name in call.embed):
        other = world.contract.semantics.resources[relation.resource]
        related = [each for each in world.rows[other.name] if each[relation.foreign] == row[relation.local]]
        ordered = sorted(related, key=place(world, other, relation.order))
        carried = [{name: each.get(name) for name in other.properties} for each in ordered]
        shown[relation.name] = carried if relation.many else next(iter(carried), None)
    return shown


def place(world: World, resource: Resource, order: str | None) -> Callable[[Row], Any]:
    """Where a row stands in an order; in that of its key where there is none."""
    nulls = NullOrder(world.contract.semantics.policy["null_order"])
    keys = parse_order(order, resource.fields, Order((Key(resource.key),)))
    return order_key(keys, resource.key, resource.fields, nulls)


_STAGES = {**STAGES, "resource": find_rows}
SECOND: Deployment = replace(
    SOUND,
    stages={name: _STAGES[name] for name in second_contract().semantics.policy["precedence"] if name in _STAGES},
    acts={**SOUND.acts, "collect": answer_all},
    read_parameter=clamp,
    show=show,
)
