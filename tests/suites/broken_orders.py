"""Parts of a deployment whose orders are broken, each in one way."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from contracts import ExpressionError, Fields, Key, NullOrder, Order, order_key
from tests.suites.admission import STAGES, read_expressions
from tests.suites.broken_lists import by_key
from tests.suites.deployment import SOUND
from tests.suites.serving import Call, Deployment, Refused, Row, World

Place = Callable[[Row], Any]
LARGEST = 50


def arranged(place: Callable[[Order, Fields, Call], Place]) -> Deployment:
    """A deployment that sorts in another way where an order is asked for."""

    def arrange(rows: tuple[Row, ...], sound: Place, call: Call) -> tuple[Row, ...]:
        behaviour = call.asked.behaviour
        if call.order is None or behaviour is None or behaviour.resource is None or not call.value("sort_by"):
            return tuple(sorted(rows, key=sound))
        return tuple(sorted(rows, key=place(call.order, behaviour.resource.fields, call)))

    return replace(SOUND, arrange=arrange, split=by_key)


def ascending(order: Order, fields: Fields, _call: Call) -> Place:
    """No direction counts."""
    return order_key(Order(tuple(Key(key.field) for key in order.keys)), "id", fields)


def ties_as_they_were(order: Order, fields: Fields, _call: Call) -> Place:
    """Ties stand by their key in either direction."""
    named = [key.field for key in order.keys]
    return order_key(order if "id" in named else Order((*order.keys, Key("id"))), "id", fields)


def by_first_key(order: Order, fields: Fields, _call: Call) -> Place:
    """The first key counts alone."""
    return order_key(Order(order.keys[:1]), "id", fields)


def nulls_first(order: Order, fields: Fields, _call: Call) -> Place:
    """Nulls stand at the other end."""
    return order_key(order, "id", fields, NullOrder.FIRST_ASCENDING)


def after_projection(order: Order, fields: Fields, call: Call) -> Place:
    """What is not shown is not sorted by."""
    kept = tuple(key for key in order.keys if call.fields is None or key.field in call.fields)
    return order_key(Order(kept or (Key("id"),)), "id", fields)


def forgotten_behind_a_cursor(order: Order, fields: Fields, call: Call) -> Place:
    """Behind a cursor rows stand by their key."""
    return order_key(Order((Key("id"),)) if call.position else order, "id", fields)


def as_texts(order: Order, fields: Fields, _call: Call) -> Place:
    """Numbers sort as texts."""
    sound = order_key(order, "id", fields)
    numeric = [n for n, key in enumerate(order.keys) if fields[key.field].type in ("integer", "decimal")]
    if 0 not in numeric or len(order.keys) > 1:
        return sound
    key = order.keys[0]
    sign = -1 if key.descending else 1

    def place(row: Row) -> Any:
        text = "" if row[key.field] is None else str(row[key.field])
        return (sound(row)[0][0], (*(sign * ord(char) for char in text), -sign), sound(row)[1:])

    return place


def by_chance(order: Order, fields: Fields, call: Call) -> Place:
    """Ties stand by chance."""
    chance = Random(call.request.number)
    weights: dict[str, float] = {}

    def place(row: Row) -> Any:
        return (order_key(order, "id", fields)(row)[: len(order.keys)], weights.setdefault(row["id"], chance.random()))

    return place


def by_size(order: Order, fields: Fields, call: Call) -> Place:
    """Ties stand otherwise in small pages."""
    if (call.value("limit") or LARGEST) == LARGEST:
        return order_key(order, "id", fields)
    return ties_as_they_were(Order((*order.keys, Key("id", not order.keys[-1].descending))), fields, call)


def dropping_nulls(rows: tuple[Row, ...], place: Place, call: Call) -> tuple[Row, ...]:
    """Rows without a value of what is sorted by are left out."""
    name = call.order.keys[0].field if call.order and call.value("sort_by") else "id"
    return tuple(sorted((row for row in rows if row[name] is not None), key=place))


def by_key_by_default(rows: tuple[Row, ...], place: Place, call: Call) -> tuple[Row, ...]:
    """Without an order rows stand by their key."""
    return tuple(sorted(rows, key=place if call.value("sort_by") else lambda row: row["id"]))


def refusing_repeats(world: World, call: Call) -> Call:
    """A field named twice breaks the query."""
    names = [each.partition(":")[0].strip() for each in (call.value("sort_by") or "").split(",")]
    if len(set(names)) < len(names) and "" not in names:
        raise Refused("INTERNAL_ERROR")
    return read_expressions(world, call)


def refusing_repeats_on_page_two(world: World, call: Call) -> Call:
    """A field named twice breaks the query of a page behind a cursor."""
    return refusing_repeats(world, call) if call.value("pq") else read_expressions(world, call)


def unknown_left_out(world: World, call: Call) -> Call:
    """An order that cannot be read is left out."""
    try:
        return read_expressions(world, call)
    except (ExpressionError, Refused):
        kept = {where: each for where, each in call.values.items() if where[1] != "sort_by"}
        return read_expressions(world, replace(call, values=kept))


REFUSING_REPEATS = replace(SOUND, stages={**STAGES, "expression": refusing_repeats})
REFUSING_REPEATS_ON_PAGE_TWO = replace(SOUND, stages={**STAGES, "expression": refusing_repeats_on_page_two})
UNKNOWN_LEFT_OUT = replace(SOUND, stages={**STAGES, "expression": unknown_left_out})
