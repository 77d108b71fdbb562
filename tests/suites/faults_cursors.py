"""A faulty deployment for each promise of cursors under bad use."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts import Contract, Parameter
from tests.suites.admission import STAGES, read_parameter
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault
from tests.suites.listing import read_cursor, write_cursor
from tests.suites.serving import Call, Position, Refused, World

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"


def lenient(world: World, call: Call, text: str) -> Position:
    """Takes what it cannot decode for no cursor."""
    try:
        json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return Position("start")
    return read_cursor(world, call, text)


def failing(world: World, call: Call, text: str) -> Position:
    """Decodes whatever comes; what is none is an error that nobody expected."""
    try:
        json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        raise Refused("internal") from None
    return read_cursor(world, call, text)


def write_unfiltered(world: World, call: Call, position: Position) -> str:
    """Binds a cursor to all but the filter."""
    return write_cursor(world, replace(call, filter=None), position)


def read_unfiltered(world: World, call: Call, text: str) -> Position:
    """Takes a cursor of any filter."""
    return read_cursor(world, replace(call, filter=None), text)


def empty_refused(world: World, call: Call) -> Call:
    """Refuses an empty cursor."""
    if ("pq", "") in call.request.query:
        raise Refused("cursor_invalid", [(("query", "pq"), "It is empty.", "invalid_cursor")])
    return STAGES["expression"](world, call)


def telling(world: World, call: Call, position: Position) -> str:
    """Keeps what the database is opened with in the cursor."""
    document = {"at": write_cursor(world, call, position), "password": "correct horse"}
    return urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def told(world: World, call: Call, text: str) -> Position:
    """Reads such a cursor back."""
    try:
        found = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))["at"]
    except (ValueError, TypeError, KeyError):
        found = ""
    return read_cursor(world, call, found)


def first_of_two(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Takes the first cursor of several."""
    return read_parameter(contract, parameter, texts[:1] if parameter.name == "pq" else texts)


FAULTS: Mapping[str, Fault] = {
    "CU-01": Fault(replace(SOUND, read_cursor=lenient), BOOKS),
    "CU-02": Fault(replace(SOUND, write_cursor=write_unfiltered, read_cursor=read_unfiltered), AUTHORS),
    "CU-05": Fault(replace(SOUND, stages={**STAGES, "expression": empty_refused}), BOOKS),
    "CU-06": Fault(replace(SOUND, write_cursor=telling, read_cursor=told), AUTHORS),
    "CU-08": Fault(replace(SOUND, read_parameter=first_of_two), AUTHORS),
}
