"""A faulty deployment for each promise of a row in its list and by itself."""

from collections.abc import Mapping
from dataclasses import replace

from tests.suites.deployment import SOUND
from tests.suites.judging import Fault
from tests.suites.library import Rows, library_rows, telling_contract
from tests.suites.listing import answer_read, select, show
from tests.suites.serving import Act, Answer, Call, Deployment, Refused, Row, World

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"


def rounded(world: World, call: Call, row: Row) -> Row:
    """A list shows prices without their last digits."""
    shown = show(world, call, row)
    price = shown.get("price")
    return {**shown, "price": str(round(float(price)))} if price is not None and call.asked.label == BOOKS else shown


def lost(world: World, call: Call) -> Answer:
    """A row without a biography is not found by its id."""
    answer = answer_read(world, call)
    if answer.document.get("biography", "") is None:
        raise Refused("NOT_FOUND")
    return answer


def in_any_case(world: World, call: Call) -> Answer:
    """A row is looked up by its id in small letters."""
    small = str(call.values["path", "id"]).lower()
    return answer_read(world, replace(call, values={**call.values, ("path", "id"): small}))


def worded_rows() -> Rows:
    """The library's rows, each author by the name of a text."""
    authors = ({**row, "id": f"writer-{number}"} for number, row in enumerate(library_rows()["authors"]))
    return {**library_rows(), "authors": tuple(authors)}


def reading(act: Act) -> Deployment:
    """The sound deployment that reads one row in another way."""
    return replace(SOUND, acts={**SOUND.acts, "read": act})


def without_organization(world: World, call: Call) -> tuple[Row, ...]:
    """A list forgets whose rows it is to show."""
    return tuple(world.rows["books"]) if call.asked.label == BOOKS else select(world, call)


FAULTS: Mapping[str, Fault] = {
    "SC-05": Fault(replace(SOUND, select=without_organization), BOOKS, contract=telling_contract()),
    "XE-01": Fault(replace(SOUND, show=rounded), BOOKS),
    "XE-07": Fault(reading(lost), AUTHORS),
}
