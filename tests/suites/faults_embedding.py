"""A faulty deployment for each promise of embedding."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.second.deployment import SECOND, second_rows
from tests.second.world import second_catalogue, second_contract
from tests.suites.admission import STAGES
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault
from tests.suites.library import Rows, library_rows
from tests.suites.listing import arrange, select, show
from tests.suites.serving import Call, Deployment, Row, World

BOOKS = "GET /v1/shelves/{shelf_id}/books"
STOCKED = "GET /books"  # of the second API: it embeds a relation to one row, and one to many


def showing(change: Callable[[World, Call, dict[str, Any]], dict[str, Any]]) -> Deployment:
    """Shows rows otherwise."""
    return replace(SOUND, show=lambda world, call, row: change(world, call, dict(show(world, call, row))))


def second(deployment: Deployment) -> Fault:
    """A fault of the second API."""
    return Fault(deployment, STOCKED, (), second_contract(), second_rows(), second_catalogue().identities)


def inner_join(world: World, call: Call) -> tuple[Row, ...]:
    """Drops rows that refer to nothing where what they refer to is embedded."""
    return tuple(row for row in select(world, call) if not call.embed or row["author_id"] is not None)


def always_there(world: World, call: Call, row: Row) -> Row:
    """Embeds, asked for or not."""
    return show(world, call if call.fields else replace(call, embed=("author",)), row)


def somebody_else(world: World, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Embeds the author who is next in the table."""
    rows = world.rows["authors"]
    author = row.get("author")
    return {**row, "author": rows[(rows.index(author) + 5) % len(rows)]} if author else row


def somebody(world: World, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Embeds somebody where nobody is referred to."""
    return {**row, "author": world.rows["authors"][0]} if call.embed and row["author"] is None else row


def the_last_one(world: World, call: Call, row: Row) -> Row:
    """Embeds one relation only."""
    return {**SECOND.show(world, replace(call, embed=call.embed[-1:]), row), **dict.fromkeys(call.embed[:-1])}


def one_for_each(rows: tuple[Row, ...], place: Callable[[Row], Any], call: Call) -> tuple[Row, ...]:
    """A join gives a row once for each row that it is joined with."""
    return tuple(row for row in arrange(rows, place, call) for _ in range(1 + ("copies" in call.embed)))


def known_only(world: World, call: Call) -> Call:
    """Passes over relations that it does not know."""
    text = call.value("embed")
    if text:
        kept = ",".join(name for name in text.split(",") if name == "author")
        call = replace(call, values={**call.values, ("query", "embed"): kept})
    return STAGES["expression"](world, call)


def names_only(_world: World, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Shows the names asked for and nothing beside."""
    return row if call.fields is None else {name: row[name] for name in call.fields}


def first_page_only(_world: World, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Forgets what is embedded beyond the first page."""
    return {**row, "author": None} if call.embed and call.position else row


def turning(world: World, call: Call, row: Row) -> Row:
    """Carries rows in another order at every other request."""
    shown = dict(SECOND.show(world, call, row))
    copies = shown.get("copies")
    return {**shown, "copies": copies[::-1]} if copies and call.request.number % 2 else shown


def hidden_author() -> Rows:
    """The library, where books are by an author whom a member does not see, and the server shows all the same."""
    rows = library_rows()
    first, *others = rows["authors"]
    return {**rows, "authors": ({**first, "is_active": False}, *others)}


FAULTS: Mapping[str, Fault] = {
    "EM-01": Fault(replace(SOUND, select=inner_join), BOOKS),
    "EM-02": Fault(replace(SOUND, show=always_there), BOOKS),
    "EM-03": Fault(showing(somebody_else), BOOKS, beside=()),
    "EM-04": second(replace(SECOND, show=the_last_one)),
    "EM-05": Fault(showing(somebody), BOOKS),
    "EM-06": second(replace(SECOND, arrange=one_for_each)),
    "EM-07": Fault(replace(SOUND, stages={**STAGES, "expression": known_only}), BOOKS),
    "EM-08": Fault(showing(names_only), BOOKS),
    "EM-10": Fault(showing(first_page_only), BOOKS),
    "EM-11": second(replace(SECOND, show=turning)),
    "EM-13": Fault(SOUND, BOOKS, rows=hidden_author()),
}
