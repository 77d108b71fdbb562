"""Lists that are sound in another way, or at a bad moment, are no finding of projection, embedding or cursors."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import Contract, ExpressionError, Parameter
from suites.verdicts import Outcome
from tests.second.deployment import SECOND, second_rows
from tests.second.world import second_catalogue, second_contract
from tests.suites.admission import STAGES, read_parameter
from tests.suites.broken_lists import coming_and_going, counting
from tests.suites.deployment import SOUND
from tests.suites.faults_projection import known_only as projects_known_only
from tests.suites.judging import broken, examine, verdicts
from tests.suites.library import Rows
from tests.suites.listing import cut_page, read_cursor, show, write_cursor
from tests.suites.serving import Call, Cut, Deployment, Position, Row, Sought, World
from tests.suites.test_healthy_lists import BOOKS, by_policy, coming, going, moving, of, overloaded, snapshots

FAMILIES = ("projection", "embedding", "cursors")


def shorter(world: World, sought: Sought) -> Cut:
    """Pages are as long as it pleases the server, another time each time."""
    return cut_page(world, replace(sought, limit=max(1, sought.limit - sought.call.request.number % 3)))


def signed(world: World, call: Call, row: Row) -> Row:
    """A value is another in every answer, as a signed URL is."""
    shown = dict(show(world, call, row))
    return {**shown, "shelfmark": f"s-{call.request.number}"} if shown.get("shelfmark") else shown


def sparing(world: World, call: Call, row: Row) -> Row:
    """What is null is left out everywhere, where no schema requires it."""
    kept = ("id", "shelf_id", "title", "kind", "pages", "created_at")
    return {name: value for name, value in show(world, call, row).items() if value is not None or name in kept}


def sparing_whole_rows(world: World, call: Call, row: Row) -> Row:
    """What is null is left out of whole rows, and shown where it is asked for."""
    return show(world, call, row) if call.fields else sparing(world, call, row)


def upper(world: World, call: Call, position: Position) -> str:
    """A cursor in hexadecimal, which is read in either case."""
    return write_cursor(world, call, position).encode().hex().upper()


def from_upper(world: World, call: Call, text: str) -> Position:
    """Reads hexadecimal in either case."""
    try:
        return read_cursor(world, call, bytes.fromhex(text).decode())
    except ValueError:
        raise ExpressionError("cursor", "the cursor is not one of this list") from None


def padded(world: World, call: Call, text: str) -> Position:
    """Reads base64 with bits to spare, and characters after it, as many decoders do."""
    try:
        raw = base64.urlsafe_b64decode(text[: len(text) // 4 * 4] + text[len(text) // 4 * 4 :].ljust(4, "=")[:4])
        return read_cursor(world, call, base64.urlsafe_b64encode(raw).decode().rstrip("="))
    except ValueError:
        raise ExpressionError("cursor", "the cursor is not one of this list") from None


def plain_key(_world: World, _call: Call, position: Position) -> str:
    """A cursor that is the key of a row."""
    return f"{position.side}:{position.row.get('id', '')}"


def by_key(world: World, call: Call, text: str) -> Position:
    """Finds the row that a cursor names."""
    side, _, key = text.partition(":")
    row = next((row for row in world.rows["books"] if row["id"] == key), None)
    if side != "start" and row is None:
        raise ExpressionError("cursor", "the cursor is not one of this list")
    return Position(side, row or {})


def hinting(world: World, call: Call, row: Row) -> Row:
    """A whole row carries what no schema declares."""
    shown = SOUND.show(world, call, row)
    return shown if call.fields else {**shown, "hint": "new"}


def offsets() -> Deployment:
    """Cursors are numbers, unsigned, and bound to nothing."""
    count = counting(10**9)

    def write(world: World, call: Call, position: Position) -> str:
        return str(json.loads(count.write_cursor(world, call, position))[1])

    def read(world: World, call: Call, text: str) -> Position:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ExpressionError("cursor", "the cursor is not one of this list")
        return Position("after", {"offset": int(text), "id": ""})

    return replace(count, write_cursor=write, read_cursor=read)


def reshaped(world: World, call: Call) -> Call:
    """A cursor keeps the shape that its page was asked for in."""
    call = STAGES["expression"](world, call)
    shape = f"{call.fields}{call.embed}"
    if call.position and call.position.row.get("shape", shape) != shape:
        raise LookupError("the probe mixed shapes")
    return call


def last_one(contract: Contract, parameter: Parameter, texts: Any) -> Any:
    """Of several values the last one counts."""
    return read_parameter(contract, parameter, texts[-1:])


def lenient_names(world: World, call: Call) -> Call:
    """Unknown names are passed over, and unknown relations."""
    text = call.value("embed")
    kept = ",".join(name for name in str(text or "").split(",") if name == "author")
    values = {**call.values, ("query", "embed"): kept} if text else call.values
    return projects_known_only(world, replace(call, values=values))


HEALTHY: Mapping[str, tuple[Deployment, Contract | None, Rows | None]] = {
    "as it is": (SOUND, None, None),
    "a row comes and goes every other request": (replace(SOUND, tick=coming_and_going(2)), None, None),
    "a row comes and goes now and then": (replace(SOUND, tick=coming_and_going(7)), None, None),
    "a row comes and goes seldom": (replace(SOUND, tick=coming_and_going(16)), None, None),
    "rows come every request": (replace(SOUND, tick=coming(1)), None, None),
    "rows come now and then": (replace(SOUND, tick=coming(5)), None, None),
    "rows go now and then": (replace(SOUND, tick=going(6)), None, None),
    "rows move every request": (replace(SOUND, tick=moving(1)), None, None),
    "rows move now and then": (replace(SOUND, tick=moving(7)), None, None),
    "two answers in a hundred are 503": (replace(SOUND, finish=overloaded), None, None),
    "no book": (SOUND, None, of(0)),
    "one book": (SOUND, None, of(1)),
    "two books": (SOUND, None, of(2)),
    "three books": (SOUND, None, of(3)),
    "short pages": (
        replace(SOUND, cut_page=shorter),
        by_policy(short_pages="allow", empty_page_with_next="allow", cursor_both_ways=False),
        None,
    ),
    "a value is signed anew each time": (replace(SOUND, show=signed), None, None),
    "whole rows carry a property more": (replace(SOUND, show=hinting), None, None),
    "nulls are left out everywhere": (replace(SOUND, show=sparing), None, None),
    "nulls are left out of whole rows": (replace(SOUND, show=sparing_whole_rows), None, None),
    "nulls are left out of whole rows, which change": (
        replace(SOUND, show=sparing_whole_rows, tick=moving(1)),
        None,
        None,
    ),
    "hexadecimal cursors": (replace(SOUND, write_cursor=upper, read_cursor=from_upper), None, None),
    "cursors with bits to spare": (replace(SOUND, read_cursor=padded), None, None),
    "a cursor is a key": (
        replace(SOUND, write_cursor=plain_key, read_cursor=by_key),
        by_policy(cursor_arguments="apply"),
        None,
    ),
    "a cursor is a number": (offsets(), by_policy(cursor_arguments="apply"), None),
    "cursors of a moment": (snapshots(5), by_policy(snapshot_cursors=True), None),
    "a cursor keeps its shape": (
        replace(SOUND, stages={**STAGES, "expression": reshaped}),
        by_policy(cursor_resizable=False),
        None,
    ),
    "unknown names are ignored": (
        replace(SOUND, stages={**STAGES, "expression": lenient_names}),
        by_policy(unknown_name="ignore"),
        None,
    ),
    "the last of two counts": (
        replace(SOUND, read_parameter=last_one),
        by_policy(repeated_query_parameter="last"),
        None,
    ),
    "links are URLs": (SOUND, by_policy(cursor_form="url"), None),
    "a bad expression is 422": (SOUND, by_policy(expression_status=422), None),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_list_is_no_finding(name: str) -> None:
    """No invariant of the three families fails."""
    parts, contract, rows = HEALTHY[name]
    found = verdicts(examine(parts, contract, rows), *FAMILIES, operation=BOOKS)
    assert not broken(found), [(each.invariant, each.reason) for each in found if each.outcome is Outcome.FAIL]


def test_the_second_api_is_no_finding() -> None:
    """Cursors that are URLs, whole numbers for keys and relations of both kinds are judged, and nothing is found."""
    found = verdicts(examine(SECOND, second_contract(), second_rows(), second_catalogue().identities), *FAMILIES)
    assert not broken(found), [(each.invariant, each.operation, each.reason) for each in found]
    passed = {each.invariant for each in found if each.outcome is Outcome.PASS}
    assert {"EM-04", "EM-06", "EM-11", "PJ-13", "CU-02"} <= passed


def plainly_asked(deployment: Deployment) -> int:
    """How often the first page is asked for in no shape, beside pages in part."""
    examination = examine(deployment)
    verdicts(examination, "projection", operation=BOOKS)
    asked = [each.asked for each in examination.courier.exchanges if each.purpose]
    return sum("limit" in dict(each.query) and len(each.query) == 1 for each in asked)


def test_plain_pages_are_asked_for_again_only_where_something_differs() -> None:
    """On a sound list a plain page is asked for before; where a part differs from it, after it too."""
    assert plainly_asked(SOUND) < plainly_asked(replace(SOUND, show=signed))
