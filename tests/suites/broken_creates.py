"""Parts of a deployment that do one thing wrong when they make rows, or when rows are made meanwhile."""

import asyncio
import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts import Identities, Setting
from tests.suites import writing
from tests.suites.deployment import SOUND
from tests.suites.library import library_identities
from tests.suites.listing import seek, select, show, split, write_cursor
from tests.suites.serving import (
    BEGINNING,
    Answer,
    Call,
    Deployment,
    Halves,
    Kept,
    Make,
    Position,
    Refused,
    Request,
    Row,
    Sought,
    World,
)

NOWHERE = "/v1/authors/5f0c9a3e-7d14-4b6a-9c52-e81d3f60a7b9"


def lost(_world: World, _call: Call, _row: Row) -> str:
    """A place where another row would be."""
    return NOWHERE


def stale(world: World, call: Call) -> tuple[Row, ...]:
    """Rows of the day before, in lists that do not show all."""
    behaviour = call.asked.behaviour
    less = behaviour is not None and behaviour.kind == "list" and behaviour.sees == "visible"
    return tuple(row for row in select(world, call) if not less or row["created_at"] < BEGINNING.isoformat())


def shouting_when_read(world: World, call: Call, row: Row) -> Row:
    """A name in capitals, in reads alone."""
    shown, behaviour = show(world, call, row), call.asked.behaviour
    return {**shown, "name": row["name"].upper()} if behaviour and behaviour.kind == "read" else shown


def with_other(name: str, change: Callable[[Any], Any]) -> Callable[[World, Call], dict[str, Any]]:
    """A row with one property changed, where it is set."""

    def draw(world: World, call: Call) -> dict[str, Any]:
        row = writing.draw_row(world, call)
        return row if row.get(name) is None else {**row, name: change(row[name])}

    return draw


def without_offset(world: World, call: Call) -> dict[str, Any]:
    """An instant whose offset is thrown away."""
    row, sent = writing.draw_row(world, call), (call.body or {}).get("born_at")
    return {**row, "born_at": f"{sent[:26]}Z"} if sent and sent.endswith("+02:00") else row


def audio_unless_told(world: World, call: Call) -> dict[str, Any]:
    """A default that is another than the declared one."""
    row = writing.draw_row(world, call)
    return row if "kind" in (call.body or {}) else {**row, "kind": "audio"}


def second_unless_told(world: World, call: Call) -> dict[str, Any]:
    """A number that has another default than the declared one."""
    row = writing.draw_row(world, call)
    return row if "rank" in (call.body or {}) else {**row, "rank": 2}


def turned_round(world: World, call: Call, setting: Setting, now: datetime) -> Any:
    """False where true is to be set."""
    value = writing.fill(world, call, setting, now)
    return not value if setting.origin == "value" else value


def one_session(world: World, call: Call, setting: Setting, now: datetime) -> Any:
    """The same text for every row."""
    return "ms_1" if setting.origin == "text" else writing.fill(world, call, setting, now)


def as_sent(world: World, call: Call) -> dict[str, Any]:
    """A row in which a client sets whatever it names."""
    row = writing.draw_row(world, call)
    return row | {name: value for name, value in (call.body or {}).items() if name in ("is_active", "created_at")}


def never_clashing(_world: World, _call: Call, _row: Row) -> bool:
    """Lets everything in."""
    return False


def clashing_in_null(world: World, call: Call, row: Row) -> bool:
    """Takes null for a value like any other."""
    _, resource = writing.created(call)
    others = world.rows[resource.name]
    return any(all(row[name] == other.get(name) for name in group) for group in resource.unique for other in others)


def refusing_again(world: World, call: Call, act: Make) -> Answer:
    """Refuses whatever comes again under a key."""
    if writing.key_of(call) in world.kept:
        raise Refused("conflict")
    return writing.once(world, call, act)


def by_bytes() -> Callable[[World, Call, Make], Answer]:
    """Takes the same JSON in other bytes for another body."""
    bodies: dict[Any, bytes] = {}

    def once(world: World, call: Call, act: Make) -> Answer:
        key = writing.key_of(call)
        if key in world.kept and bodies.get(key) != call.request.body:
            raise Refused("conflict")
        answer = writing.once(world, call, act)
        bodies[key] = call.request.body
        return answer

    return once


def whatever_is_sent(world: World, call: Call, act: Make) -> Answer:
    """Answers the first answer to any body."""
    key = writing.key_of(call)
    kept = world.kept.get(key) if key else None
    return copy.deepcopy(kept.answer) if kept else writing.once(world, call, act)


def using_keys_up(world: World, call: Call, answer: Answer) -> Answer:
    """Keeps a refused write under its key."""
    if answer.status == 422 and _is_create(call) and (key := writing.key_of(call)):
        world.kept.setdefault(key, Kept(call.body, answer, world.counts.arrived))
    return answer


def using_keys_of_clashes_up(world: World, call: Call, answer: Answer) -> Answer:
    """Keeps the refusal of a clash under its key."""
    if answer.status == 409 and _is_create(call) and (key := writing.key_of(call)):
        world.kept.setdefault(key, Kept(call.body, answer, world.counts.arrived))
    return answer


def by_digits() -> Callable[[World, Call, Make], Answer]:
    """Takes 1 and 1.0 for two numbers, as JSON lets one; blanks, escapes and the order of members say nothing."""
    bodies: dict[Any, str] = {}

    def once(world: World, call: Call, act: Make) -> Answer:
        key = writing.key_of(call)
        text = json.dumps(json.loads(call.request.body or b"null", parse_float=str), sort_keys=True)
        if key in world.kept and bodies.get(key) != text:
            raise Refused("conflict")
        answer = writing.once(world, call, act)
        bodies[key] = text
        return answer

    return once


def keeping_refused(world: World, call: Call, answer: Answer) -> Answer:
    """Stores the row of a write that it refuses."""
    if answer.status == 422 and _is_create(call):
        writing.store(world, call, writing.draw_row(world, call))
    return answer


def _is_create(call: Call) -> bool:
    behaviour = call.operation.behaviour if call.operation else None
    return behaviour is not None and behaviour.kind == "create"


def anybodys(world: World, call: Call, act: Make) -> Answer:
    """Takes a key for that of whoever sent it first."""
    someone = next(iter(world.identities.identities.values()))
    return writing.once(world, replace(call, identity=someone), act)


def looking_too_early(world: World, call: Call, act: Make) -> Answer:
    """Sees only keys that were kept before the request came in."""
    key = writing.key_of(call)
    kept = world.kept.get(key) if key else None
    late = kept is not None and kept.arrived >= call.request.number
    return writing.remember(world, call, act()) if late else writing.once(world, call, act)


async def dawdle(request: Request) -> None:
    """Waits a moment before it writes."""
    if request.method == "POST":
        await asyncio.sleep(0.05)


def by_offset() -> Deployment:
    """Cursors that count the rows before them."""
    places: dict[str, int] = {}

    def write(world: World, call: Call, position: Position) -> str:
        text = write_cursor(world, call, position)
        keys = [row["id"] for row in seek(world, call).rows]
        if position.row.get("id") in keys:
            places[text] = keys.index(position.row["id"]) + (position.side == "after")
        return text

    def cut(sought: Sought) -> Halves:
        place = places.get(sought.call.value("pq") or "")
        return split(sought) if place is None else (sought.rows[:place], sought.rows[place:])

    return replace(SOUND, write_cursor=write, split=cut)


def of_one_moment() -> Deployment:
    """Walks that show no row which was added after they began."""
    known: dict[str, frozenset[str]] = {}

    def write(world: World, call: Call, position: Position) -> str:
        text, begun = write_cursor(world, call, position), known.get(call.value("pq") or "")
        known[text] = frozenset(row["id"] for row in seek(world, call).rows) if begun is None else begun
        return text

    def cut(sought: Sought) -> Halves:
        before, after = split(sought)
        keys = known.get(sought.call.value("pq") or "")
        return before, tuple(row for row in after if keys is None or row["id"] in keys)

    return replace(SOUND, write_cursor=write, split=cut)


def two_admins() -> Identities:
    """The library's identities, one more of them an administrator."""
    found = library_identities()
    colleague = replace(found.identities["colleague"], roles=("member", "admin"))
    return replace(found, identities={**found.identities, "colleague": colleague})
