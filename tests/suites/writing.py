"""How the small deployment makes a row: drawn from the request, held against those there are, stored and told.

Nothing here waits, so a write is done as a whole or not at all.
"""

import copy
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from contracts import Behaviour, FieldType, Resource, Schema, Setting, properties, read_value, resolve
from tests.suites.bodies import schema_of
from tests.suites.serving import Answer, Call, Kept, Make, Refused, Row, World

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def answer_create(world: World, call: Call) -> Answer:
    """A new row, made once; a refusal changes nothing."""
    return world.parts.once(world, call, lambda: make(world, call))


def make(world: World, call: Call) -> Answer:
    """A new row, and the answer that tells it."""
    if world.parts.flagged(world, call):
        raise Refused("conflict")
    row = world.parts.draw_row(world, call)
    if world.parts.clashes(world, call, row):
        raise Refused("conflict")
    world.parts.store(world, call, row)
    return world.parts.answer_created(world, call, row)


def move_on(world: World) -> datetime:
    """What the clock shows; it moves on by a microsecond each time it is looked at."""
    world.counts.now += timedelta(microseconds=1)
    return world.counts.now


def fill(world: World, call: Call, setting: Setting, now: datetime) -> Any:
    """The value of a property that the server sets."""
    match setting.origin:
        case "uuid":
            return str(draw_uuid(world, now))
        case "now":
            return written(now)
        case "organization":
            return call.organization
        case "text":
            return setting.argument.replace("{uuid}", draw_uuid(world, now).hex)
        case "value":
            return copy.deepcopy(setting.argument)


def draw_uuid(world: World, now: datetime) -> UUID:
    """The next UUID of version 7: the same run draws the same ones (RFC 9562, section 5.7)."""
    world.counts.drawn += 1
    milliseconds = int(now.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 0b10 << 62 | world.counts.drawn)


def written(moment: datetime) -> str:
    """An instant in UTC as it is sent, to the microsecond."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def draw_row(world: World, call: Call) -> dict[str, Any]:
    """The row a request asks for: what the server sets, what was sent or its default, else null; and the path's."""
    behaviour, resource = created(call)
    sets, sent, now = behaviour.creation.sets, _sent(world, call), world.parts.clock(world)
    row = {
        name: world.parts.fill(world, call, sets[name], now) if name in sets else _held(resource, name, sent.get(name))
        for name in (*resource.properties, *resource.private)
        if name not in resource.relations
    }
    return row | {within.property: call.values["path", within.parameter] for within in behaviour.within}


def created(call: Call) -> tuple[Behaviour, Resource]:
    """What a create does, and whose row it makes."""
    behaviour = call.asked.behaviour
    if behaviour is None or behaviour.resource is None:
        raise LookupError("the operation makes no row")
    return behaviour, behaviour.resource


def _sent(world: World, call: Call) -> Mapping[str, Any]:
    """What the body says of the properties it declares, and their defaults where it is silent."""
    schema = schema_of(call)
    if schema is None:
        return {}
    body = call.body if isinstance(call.body, Mapping) else {}
    declared = properties(world.contract, schema)
    return {name: copy.deepcopy(body.get(name, _default(world, each))) for name, each in declared.items()}


def _default(world: World, schema: Schema) -> Any:
    nodes = (schema.value, resolve(world.contract, schema).value)
    return next((node["default"] for node in nodes if isinstance(node, Mapping) and "default" in node), None)


def _held(resource: Resource, name: str, value: Any) -> Any:
    """A value as a row holds it: instants in UTC, decimals as plain texts with all their digits."""
    type_ = resource.fields[name].type if name in resource.fields else None
    if value is None or type_ is None:
        return value
    if type_ is FieldType.DECIMAL and isinstance(value, int | Decimal):
        return format(Decimal(value), "f")
    if type_ is FieldType.DATE_TIME:
        moment = read_value(type_, value)
        return written(moment) if isinstance(moment, datetime) else value
    if type_ is FieldType.UUID:
        return str(UUID(value))
    return int(value) if type_ is FieldType.INTEGER else value


def flagged(world: World, call: Call) -> bool:
    """Whether a flag of the organisation in effect has its writes refused."""
    flag = created(call)[0].creation.conflict
    return flag is not None and world.identities.organizations.get(call.organization or "", {}).get(flag) is True


def clashes(world: World, call: Call, row: Row) -> bool:
    """Whether another row has the same in a group of properties that no two rows share, where all are set."""
    _, resource = created(call)
    others = world.rows.get(resource.name, [])
    return any(
        all(row[name] is not None and row[name] == other.get(name) for name in group)
        for group in resource.unique
        for other in others
    )


def store(world: World, call: Call, row: dict[str, Any]) -> None:
    """Keeps a new row."""
    world.rows.setdefault(created(call)[1].name, []).append(row)


def locate(world: World, call: Call, row: Row) -> str | None:
    """The path under which a new row is read."""
    behaviour, resource = created(call)
    read = world.contract.operation(behaviour.creation.location or "")
    if read is None or read.behaviour is None:
        return None
    named = {within.parameter: row[within.property] for within in read.behaviour.within}
    named[read.behaviour.by or ""] = row[resource.key]
    return PLACEHOLDER.sub(lambda found: quote(str(named[found[1]]), safe=""), read.path)


def answer_created(world: World, call: Call, row: Row) -> Answer:
    """The row as lists show it, or what the template makes of it, with the status that the operation promises."""
    behaviour, _ = created(call)
    promised = call.asked.success.status if call.asked.success else ""
    place = world.parts.locate(world, call, row)
    return Answer(
        int(promised) if promised.isdecimal() else 201,
        _made_of(call, row, behaviour.template) if behaviour.template else world.parts.show(world, call, row),
        () if place is None else (("Location", place),),
    )


def _made_of(call: Call, row: Row, template: Mapping[str, str]) -> dict[str, str]:
    values = {"origin": call.request.origin, **{f"row.{name}": str(value) for name, value in row.items()}}
    return {name: PLACEHOLDER.sub(lambda found: values[found[1]], text) for name, text in template.items()}


def once(world: World, call: Call, act: Make) -> Answer:
    """A write under a key happens once: the same JSON gets the first answer again, other JSON is a clash."""
    key = key_of(call)
    if key is None:
        return act()
    first = world.kept.get(key)
    if first is None:
        return remember(world, call, act())
    if not is_same(first.body, call.body):
        raise Refused("conflict")
    return copy.deepcopy(first.answer)


def key_of(call: Call) -> tuple[str | None, ...] | None:
    """What makes two writes the same one: who asks, which operation, which path and which key; None without a key."""
    header = created(call)[0].creation.idempotency
    sent = call.request.headers.get(header.lower()) if header else None
    who = call.identity.name if call.identity else None
    return (who, call.asked.label, call.request.path, sent) if sent else None


def remember(world: World, call: Call, answer: Answer) -> Answer:
    """Keeps an answer under the request's key."""
    if key := key_of(call):
        world.kept[key] = Kept(call.body, copy.deepcopy(answer), world.counts.arrived)
    return answer


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: 1 is 1.0 and is not true, members have no order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
