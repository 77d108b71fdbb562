"""One faulty deployment for each invariant of the family `scoping`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts import Contract, Identities, Or, holds
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Verdict
from tests.suites.admission import STAGES, enter_organization, find_parents
from tests.suites.deployment import SOUND, serve
from tests.suites.judging import URL, Fault, pinned, verdicts
from tests.suites.library import Rows, library_contract, library_identities
from tests.suites.listing import answer_read, read_cursor, select, show, write_cursor
from tests.suites.serving import Answer, Call, Deployment, Position, Refused, Row, Stage, World

FAMILY = "scoping"
AUTHORS, AUTHOR, ADMIN = "GET /v1/authors", "GET /v1/authors/{id}", "GET /v1/admin/authors"
BOOKS, BOOK = "GET /v1/shelves/{shelf_id}/books", "GET /v1/shelves/{shelf_id}/books/{id}"


def is_read(call: Call) -> bool:
    """Whether one row is asked for by its id."""
    return call.asked.behaviour is not None and call.asked.behaviour.kind == "read"


def resource_of(call: Call) -> str:
    """The resource of the operation asked."""
    behaviour = call.asked.behaviour
    return behaviour.resource.name if behaviour and behaviour.resource else ""


def staging(**stages: Stage) -> Deployment:
    """The sound deployment with other stages of these names."""
    return replace(SOUND, stages={**STAGES, **stages})


def telling(world: World, call: Call) -> Answer:
    """Who asks for another organisation's book learns that it is another's."""
    wanted = call.values.get(("path", "id"))
    for row in world.rows[resource_of(call)]:
        if row["id"] == wanted and row.get("organization_id") not in (None, call.organization):
            raise Refused("organization_foreign")
    return answer_read(world, call)


def everybodys(world: World, call: Call) -> Call:
    """Shelves are looked up by their ids alone where one book is asked for."""
    if not is_read(call):
        return find_parents(world, call)
    return call


def by_id_alone(world: World, call: Call) -> tuple[Row, ...]:
    """One book is looked up by its path alone."""
    if not (is_read(call) and resource_of(call) == "books"):
        return select(world, call)
    return tuple(row for row in world.rows["books"] if row["shelf_id"] == call.values["path", "shelf_id"])


def trusting(world: World, call: Call) -> Call:
    """Whoever names an organisation is taken for a member of it."""
    chosen = call.request.headers.get("x-organization-id")
    return replace(call, organization=chosen) if chosen and call.identity else enter_organization(world, call)


def without_organization(world: World, call: Call) -> tuple[Row, ...]:
    """The list of books forgets whose they are and where they stand."""
    if is_read(call) or resource_of(call) != "books":
        return select(world, call)
    return tuple(row for row in world.rows["books"] if call.filter is None or holds(call.filter, row) is True)


def unbracketed(world: World, call: Call) -> tuple[Row, ...]:
    """A filter with an OR stands beside the server's own conditions, without brackets."""
    return without_organization(world, call) if isinstance(call.filter, Or) else select(world, call)


def write_open_cursor(world: World, call: Call, position: Position) -> str:
    """A cursor that says whose it is."""
    shelf = call.values.get(("path", "shelf_id"))
    return f"{write_cursor(world, replace(call, **_NOBODYS), position)}.{call.organization}.{shelf}"


def read_open_cursor(world: World, call: Call, text: str) -> Position:
    """A cursor of anybody is taken, and followed to where it was made."""
    inner, _, where = text.partition(".")
    organization, _, shelf = where.partition(".")
    position = read_cursor(world, replace(call, **_NOBODYS), inner)
    return replace(position, row={**position.row, "organization": organization, "shelf": shelf})


def by_cursor(world: World, call: Call) -> tuple[Row, ...]:
    """A list goes on where its cursor was made, whoever sends it."""
    told = call.position.row if call.position else {}
    if resource_of(call) != "books" or "shelf" not in told:
        return select(world, call)
    values = {**call.values, ("path", "shelf_id"): told["shelf"]}
    return select(world, replace(call, organization=told["organization"], values=values))


_NOBODYS: Mapping[str, Any] = {"path": {}, "organization": None}
FOLLOWING = replace(SOUND, write_cursor=write_open_cursor, read_cursor=read_open_cursor, select=by_cursor)


def not_for_all(world: World, call: Call) -> tuple[Row, ...]:
    """All members but one miss a book of their organisation."""
    rows = select(world, call)
    others = call.identity is not None and call.identity.name not in ("member", "neighbour")
    return rows[1:] if others and resource_of(call) == "books" and not is_read(call) else rows


def all_authors(world: World, call: Call) -> tuple[Row, ...]:
    """The list of authors in print holds those who are not."""
    if call.asked.label != AUTHORS:
        return select(world, call)
    return tuple(row for row in world.rows["authors"] if call.filter is None or holds(call.filter, row) is True)


def ranked_authors(world: World, call: Call) -> tuple[Row, ...]:
    """Authors without a rank are kept from all but admins."""
    rows = select(world, call)
    hides = resource_of(call) == "authors" and call.asked.role is None
    return tuple(row for row in rows if row["rank"] is not None) if hides else rows


def with_any_author(world: World, call: Call, row: Row) -> Row:
    """The first book carries an author who is not in print."""
    shown = show(world, call, row)
    hidden = next(each for each in world.rows["authors"] if not each["is_active"])
    return {**shown, "author": hidden} if "author" in call.embed else shown


def only(*names: str, **changed: Any) -> Identities:
    """The library's identities of these names, each with these values."""
    known = library_identities()
    kept = {name: replace(known.identities[name], **changed) for name in names}
    return replace(known, identities=kept)


def judged(
    parts: Deployment = SOUND,
    identities: Identities | None = None,
    operation: str = BOOKS,
    contract: Contract | None = None,
    rows: Rows | None = None,
    let_in: Identities | None = None,
) -> Mapping[str, Verdict]:
    """The family's verdicts on one operation, by invariant.

    Args:
        identities: whom the run knows.
        let_in: whom the deployment knows; the same ones where None.
    """
    contract, known = contract or library_contract(), identities or library_identities()
    app = serve(parts, rows, contract, let_in or known)
    examination = Examination(Courier(pinned(contract), Target(url=URL, identities=known, app=app)))
    found = verdicts(examination, FAMILY, operation=operation)
    return {each.invariant: each for each in found}


FAULTS: Mapping[str, Fault] = {
    "AU-05": Fault(replace(SOUND, acts={**SOUND.acts, "read": telling}), BOOK),
    "AU-06": Fault(replace(staging(resource=everybodys), select=by_id_alone), BOOK),
    "AU-07": Fault(replace(SOUND, select=without_organization), BOOKS),
    "CU-03": Fault(FOLLOWING, BOOKS),
    "EM-09": Fault(replace(SOUND, show=with_any_author), BOOKS),
    "FI-22": Fault(replace(SOUND, select=unbracketed), BOOKS),
    "SC-01": Fault(staging(organization=trusting), BOOKS),
    "SC-02": Fault(replace(SOUND, select=not_for_all), BOOKS),
    "SC-03": Fault(replace(SOUND, select=all_authors), AUTHORS),
    "SC-04": Fault(replace(SOUND, select=ranked_authors), AUTHORS),
}
