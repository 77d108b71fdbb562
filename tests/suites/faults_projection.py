"""A faulty deployment for each promise of a projection."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.suites.admission import STAGES
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault
from tests.suites.listing import answer_read, select, show, write_cursor
from tests.suites.serving import Answer, Call, Deployment, Position, Refused, Row, World

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"
BOOK = "GET /v1/shelves/{shelf_id}/books/{id}"
MANY = 8  # names beyond which a careless server gives up


def showing(change: Callable[[Call, dict[str, Any]], dict[str, Any]]) -> Deployment:
    """Shows rows otherwise where names are asked for."""

    def shown(world: World, call: Call, row: Row) -> Row:
        found = dict(show(world, call, row))
        return found if call.fields is None else change(call, found)

    return replace(SOUND, show=shown)


def expecting(change: Callable[[World, Call], Call]) -> Deployment:
    """Reads expressions otherwise."""
    return replace(SOUND, stages={**STAGES, "expression": change})


def text_of(call: Call) -> str:
    """The projection as sent."""
    return dict(call.request.query).get("fields", "")


def without_nulls(_call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what is null."""
    return {name: value for name, value in row.items() if value is not None}


def to_the_second(_call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Shortens an instant."""
    return {name: f"{value[:19]}Z" if name == "created_at" else value for name, value in row.items()}


def set_in_all(world: World, call: Call) -> tuple[Row, ...]:
    """Selects the rows in which the names asked for are set."""
    return tuple(row for row in select(world, call) if all(row.get(name) is not None for name in call.fields or ()))


def rounded_among_many(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Shortens an instant where many names are asked for."""
    return to_the_second(call, row) if len(call.fields or ()) > MANY else row


def once_each(world: World, call: Call) -> Call:
    """Refuses a name that is sent twice."""
    names = text_of(call).split(",")
    if len(set(names)) < len(names):
        raise Refused("fields_invalid", [(("query", "fields"), "A name comes twice.", "invalid_fields")])
    return STAGES["expression"](world, call)


def known_only(world: World, call: Call) -> Call:
    """Passes over names that it does not know."""
    resource = call.asked.behaviour.resource if call.asked.behaviour else None
    text = call.value("fields")
    if text and resource:
        kept = ",".join(name for name in text.split(",") if not name.strip() or name.strip() in resource.properties)
        call = replace(call, values={**call.values, ("query", "fields"): kept})
    return STAGES["expression"](world, call)


def whole(world: World, call: Call) -> Answer:
    """Reads a row in full, whatever is asked for."""
    return answer_read(world, replace(call, fields=None))


def nothing_for_nothing(world: World, call: Call) -> Call:
    """Takes an empty projection for one of no names."""
    call = STAGES["expression"](world, call)
    return replace(call, fields=()) if ("fields", "") in call.request.query else call


def few_only(world: World, call: Call) -> Call:
    """Refuses a projection of many names."""
    call = STAGES["expression"](world, call)
    if len(call.fields or ()) > MANY:
        raise Refused("request_invalid", [(("query", "fields"), "Too many names.", "maxItems")])
    return call


def in_quotes(_call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Sends numbers as texts."""
    return {name: str(value) if name == "pages" and value is not None else value for name, value in row.items()}


def from_what_is_shown(world: World, call: Call, position: Position) -> str:
    """Makes a cursor from the row as it is shown."""
    kept = {name: value if name in (call.fields or (name,)) else None for name, value in position.row.items()}
    return write_cursor(world, call, replace(position, row=kept))


FAULTS: Mapping[str, Fault] = {
    "PJ-01": Fault(showing(without_nulls), BOOKS),
    "PJ-02": Fault(showing(to_the_second), AUTHORS),
    "PJ-03": Fault(replace(SOUND, select=set_in_all), BOOKS),
    "PJ-04": Fault(showing(rounded_among_many), BOOKS),
    "PJ-05": Fault(expecting(once_each), AUTHORS),
    "PJ-07": Fault(expecting(known_only), BOOKS),
    "PJ-08": Fault(replace(SOUND, acts={**SOUND.acts, "read": whole}), BOOK),
    "PJ-09": Fault(expecting(nothing_for_nothing), AUTHORS),
    "PJ-10": Fault(expecting(few_only), BOOKS),
    "PJ-11": Fault(showing(in_quotes), BOOKS),
    "PJ-13": Fault(replace(SOUND, write_cursor=from_what_is_shown), AUTHORS),
}
