"""How the small deployment answers lists and reads: rows chosen, put in order, cut to a page, linked and shown."""

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from contracts import (
    Behaviour,
    ExpressionError,
    FieldType,
    Key,
    Listing,
    NullOrder,
    Order,
    Resource,
    Within,
    holds,
    order_key,
    print_order,
    read_cell,
)
from tests.suites.admission import listing_of
from tests.suites.serving import Answer, Call, Cut, Halves, Position, Refused, Row, Sought, World


def select(world: World, call: Call) -> tuple[Row, ...]:
    """The rows that exist for the caller, that the path and the filter ask for."""
    behaviour, resource = _subject(call)
    return tuple(
        row
        for row in world.rows[resource.name]
        if _visible(resource, behaviour, call, row)
        and all(_narrowed(row, each, call) for each in behaviour.within)
        and (call.filter is None or holds(call.filter, row) is True)
    )


def _narrowed(row: Row, within: Within, call: Call) -> bool:
    wanted = call.values["path", within.parameter]
    return wanted == within.any or bool(row[within.property] == wanted)


def _visible(resource: Resource, behaviour: Behaviour, call: Call, row: Row) -> bool:
    seen = resource.visibility
    if behaviour.sees == "visible" and seen and row[seen.property] != seen.equals:
        return False
    return not resource.scope or row[resource.scope] == call.organization


def _subject(call: Call) -> tuple[Behaviour, Resource]:
    behaviour = call.asked.behaviour
    if behaviour is None or behaviour.resource is None:
        raise LookupError("the operation has no resource")
    return behaviour, behaviour.resource


def arrange(rows: tuple[Row, ...], place: Callable[[Row], Any], _call: Call) -> tuple[Row, ...]:
    """Rows in order."""
    return tuple(sorted(rows, key=place))


def split(sought: Sought) -> Halves:
    """The rows before the position and those after it; without one the cut is before everything or after it."""
    position = sought.position
    if position is None:
        return (sought.rows, ()) if sought.backward else ((), sought.rows)
    if position.side == "start":
        return (), sought.rows
    search = bisect_right if position.side == "after" else bisect_left
    count = search(sought.rows, sought.place(position.row), key=sought.place)
    return sought.rows[:count], sought.rows[count:]


def cut_page(world: World, sought: Sought) -> Cut:
    """The page next to the position, in the direction of travel, and its links."""
    before, after = world.parts.split(sought)
    if sought.backward:
        items = before[-sought.limit :]
        precedes, follows = len(before) > len(items), bool(after)
    else:
        items = after[: sought.limit]
        precedes, follows = bool(before), len(after) > len(items)
    head = Position("before", items[0]) if items else sought.position
    tail = Position("after", items[-1]) if items else sought.position
    return Cut(items, Position("start") if sought.rows else None, tail if follows else None, head if precedes else None)


def seek(world: World, call: Call) -> Sought:
    """What a list request asks for."""
    _, resource = _subject(call)
    listing, order = listing_in(call), call.order or Order((Key(resource.key),))
    nulls = NullOrder(world.contract.semantics.policy["null_order"])
    place = order_key(_total(world, order, resource.key), resource.key, resource.fields, nulls)
    weak = place if order.keys[-1].field == resource.key else (lambda row: place(row)[: len(order.keys)])
    policy = world.contract.semantics.policy
    backward = call.value(listing.backward) is True
    if backward and call.position is None and policy["backward_without_cursor"] == "first_page":
        backward = False
    return Sought(
        rows=world.parts.arrange(world.parts.select(world, call), place, call),
        place=place,
        weak=weak,
        limit=call.value(listing.limit) or world.parts.default_limit or policy["default_limit"],
        position=call.position,
        backward=backward,
        call=call,
    )


def _total(world: World, order: Order, key: str) -> Order:
    same = world.contract.semantics.policy["desc_tie_order"] == "same"
    return Order((*order.keys, Key(key))) if same and key not in [each.field for each in order.keys] else order


def listing_in(call: Call) -> Listing:
    """The names the list of a call goes by."""
    found = listing_of(call.asked)
    if found is None:
        raise LookupError("the operation is no list")
    return found[1]


def answer_list(world: World, call: Call) -> Answer:
    """A page."""
    listing, sought = listing_in(call), seek(world, call)
    lone = sought.backward and call.position is None
    if lone and world.contract.semantics.policy["backward_without_cursor"] == "reject":
        raise Refused("request_invalid", [(("query", listing.cursor or ""), "A cursor is needed.", "missing")])
    cut = world.parts.cut_page(world, sought)
    document: dict[str, Any] = {listing.items: [world.parts.show(world, call, row) for row in cut.items]}
    links = ((listing.first, cut.first, False), (listing.next, cut.next, False), (listing.previous, cut.previous, True))
    for name, position, backward in links:
        if name:
            document[name] = None if position is None else _link(world, call, position, backward)
    return Answer(200, document)


def _link(world: World, call: Call, position: Position, backward: bool) -> str:
    cursor = world.parts.write_cursor(world, call, position)
    if world.contract.semantics.policy["cursor_form"] == "token":
        return cursor
    listing = listing_in(call)
    paging = (listing.cursor, listing.backward)
    kept = [(name, value) for name, value in call.request.query if name not in paging]
    turned = [(listing.backward, "true")] if backward and listing.backward else []
    return f"{call.request.origin}{call.request.path}?{urlencode([*kept, (listing.cursor or '', cursor), *turned])}"


def write_cursor(_world: World, call: Call, position: Position) -> str:
    """The text of a position, bound to what was asked for."""
    cells = {name: position.row[name] for name in sorted(_cells(call))} if position.row else {}
    return base64.urlsafe_b64encode(json.dumps([_binding(call), position.side, cells]).encode()).decode().rstrip("=")


def read_cursor(_world: World, call: Call, text: str) -> Position:
    """The position a text stands for.

    Raises:
        ExpressionError: it was not written for this list.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        binding, side, cells = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        canonical = base64.urlsafe_b64encode(base64.urlsafe_b64decode(padded)).decode().rstrip("=")
        good = binding == _binding(call) and isinstance(cells, Mapping) and canonical == text
        wanted = _cells(call) if side != "start" else set()
        good = good and side in ("start", "before", "after") and set(cells) == wanted
        _, resource = _subject(call)
        for name in wanted if good else ():
            read_cell(resource.fields[name].type or FieldType.STRING, cells, name)
    except (ValueError, TypeError):
        good = False
    if not good:
        raise ExpressionError("cursor", "the cursor is not one of this list")
    return Position(side, cells)


def _cells(call: Call) -> set[str]:
    """The names of the values that make a position."""
    _, resource = _subject(call)
    return {resource.key, *(key.field for key in call.order.keys)} if call.order else {resource.key}


def _binding(call: Call) -> str:
    _, resource = _subject(call)
    order = print_order(call.order.total(resource.key)) if call.order else ""
    bound = (call.asked.label, sorted(call.path.items()), str(call.filter), order, call.organization)
    return sha256(repr(bound).encode()).hexdigest()[:12]


def show(world: World, call: Call, row: Row) -> Row:
    """A row as it is sent: its public properties, those asked for, and what is embedded."""
    _, resource = _subject(call)
    shown: dict[str, Any] = {name: row.get(name) for name in resource.properties}
    for name in call.embed:
        relation = resource.relations[name]
        found = [each for each in world.rows[relation.resource] if each[relation.foreign] == row[relation.local]]
        shown[name] = found[0] if found else None
    kept = resource.properties if call.fields is None else (*call.fields, *call.embed)
    return {name: value for name, value in shown.items() if name in kept}


def answer_read(world: World, call: Call) -> Answer:
    """One row."""
    behaviour, resource = _subject(call)
    wanted = call.values["path", behaviour.by or ""]
    found = [row for row in world.parts.select(world, call) if row[resource.key] == wanted]
    if not found:
        raise Refused(resource.not_found or "route_unknown")
    return Answer(200, world.parts.show(world, call, found[0]))
