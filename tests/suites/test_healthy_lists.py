"""Lists that are sound in another way, or at a bad moment, are no finding of the families that judge lists."""

import copy
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import Contract
from suites.verdicts import Outcome
from tests.suites.broken_lists import by_key, coming_and_going
from tests.suites.deployment import SOUND
from tests.suites.judging import broken, examine, verdicts, with_policy
from tests.suites.library import OPENING, Rows, library_contract, library_rows, written
from tests.suites.listing import cut_page, read_cursor, select, write_cursor
from tests.suites.serving import Answer, Call, Cut, Deployment, Position, Row, Sought, World

FAMILIES = ("forward", "backward", "pages")
BOOKS = "GET /v1/shelves/{shelf_id}/books"
Changing = MutableMapping[str, list[dict[str, Any]]]


def coming(every: int) -> Callable[[Changing, int], None]:
    """Rows are added all the time, with keys and values anywhere in the order."""

    def tick(rows: Changing, number: int) -> None:
        if number % every == 0:
            old = rows["books"][number % len(rows["books"])]
            rows["books"].append({**old, "id": f"{number * 7919 % 10**8:08}-0000-4000-8000-000000000000"})

    return tick


def going(every: int) -> Callable[[Changing, int], None]:
    """Rows are deleted now and then."""

    def tick(rows: Changing, number: int) -> None:
        if number % every == 0 and len(rows["books"]) > 10:
            del rows["books"][number * 31 % 20]

    return tick


def moving(every: int) -> Callable[[Changing, int], None]:
    """Rows change what they are sorted by."""

    def tick(rows: Changing, number: int) -> None:
        if number % every == 0:
            row = rows["books"][number * 31 % len(rows["books"])]
            row["pages"] = None if row["pages"] else number
            row["created_at"] = written(OPENING.replace(second=number % 60))

    return tick


def overloaded(_world: World, call: Call, answer: Answer) -> Answer:
    """Every fiftieth answer is that of an overloaded server."""
    document = {"code": "SERVICE_UNAVAILABLE", "message": "Not now.", "errors": None}
    busy = call.request.number % 50 == 49
    return Answer(503, document, (("Retry-After", "1"),)) if busy else answer


def short(world: World, sought: Sought) -> Cut:
    """Pages hold fewer rows than asked for now and then, and a last page may be empty."""
    return cut_page(world, replace(sought, limit=max(1, sought.limit - len(sought.rows) % 3)))


def of(amount: int, **values: Any) -> Rows:
    """The library with so many books on each shelf, all alike in some values."""
    rows = library_rows()
    shelves: dict[str, list[Mapping[str, Any]]] = {}
    for book in rows["books"]:
        shelves.setdefault(book["shelf_id"], []).append({**book, **values})
    return {**rows, "books": tuple(book for books in shelves.values() for book in books[:amount])}


def by_policy(**values: Any) -> Contract:
    """The library's contract under another policy."""
    return with_policy(library_contract(), **values)


def snapshots(every: int) -> Deployment:
    """A cursor leads to the rows as they were when its walk began, while rows go now and then."""
    kept: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def write(world: World, call: Call, position: Position) -> str:
        moment = str(call.position.row.get("moment") if call.position else call.request.number)
        kept.setdefault(moment, copy.deepcopy(world.rows))
        row = {name: value for name, value in position.row.items() if name != "moment"}
        return f"{write_cursor(world, call, replace(position, row=row))}.{moment}"

    def read(world: World, call: Call, text: str) -> Position:
        inner, _, moment = text.partition(".")
        position = read_cursor(world, call, inner)
        return replace(position, row={**position.row, "moment": moment})

    def choose(world: World, call: Call) -> tuple[Row, ...]:
        moment = call.position.row.get("moment") if call.position else None
        return select(replace(world, rows=kept[moment]) if moment in kept else world, call)

    return replace(SOUND, write_cursor=write, read_cursor=read, select=choose, tick=going(every))


def folded(rows: tuple[Row, ...], place: Callable[[Row], Any], call: Call) -> tuple[Row, ...]:
    """Texts sort as a person would sort them, whatever their case."""

    def lower(row: Row) -> Any:
        return place({name: value.casefold() if name == "title" else value for name, value in row.items()})

    return tuple(sorted(rows, key=lower))


ALIKE: Mapping[str, Any] = {"title": "a", "kind": "paper", "pages": 1, "price": "1", "created_at": written(OPENING)}
HEALTHY: Mapping[str, tuple[Deployment, Contract | None, Rows | None]] = {
    "as it is": (SOUND, None, None),
    "a row comes and goes every other request": (replace(SOUND, tick=coming_and_going(2)), None, None),
    "a row comes and goes now and then": (replace(SOUND, tick=coming_and_going(7)), None, None),
    "rows come every request": (replace(SOUND, tick=coming(1)), None, None),
    "rows come now and then": (replace(SOUND, tick=coming(11)), None, None),
    "rows go now and then": (replace(SOUND, tick=going(13)), None, None),
    "rows move every request": (replace(SOUND, tick=moving(1)), None, None),
    "rows move now and then": (replace(SOUND, tick=moving(17)), None, None),
    "two answers in a hundred are 503": (replace(SOUND, finish=overloaded), None, None),
    "no book": (SOUND, None, of(0)),
    "one book": (SOUND, None, of(1)),
    "two books": (SOUND, None, of(2)),
    "three books": (SOUND, None, of(3)),
    "all books alike": (SOUND, None, of(34, **ALIKE)),
    "no nulls": (SOUND, None, of(34, pages=1, price="1", lent_at=written(OPENING), author_id=None)),
    "short pages": (
        replace(SOUND, cut_page=short),
        by_policy(short_pages="allow", empty_page_with_next="allow", cursor_both_ways=False),
        None,
    ),
    "limits are clamped": (SOUND, by_policy(limit_over_max="clamp", limit_under_min="clamp"), None),
    "a low limit is the default": (SOUND, by_policy(limit_over_max="clamp", limit_under_min="default"), None),
    "nulls first": (SOUND, by_policy(null_order="first_ascending"), None),
    "nulls always last": (SOUND, by_policy(null_order="always_last"), None),
    "ties in one order": (SOUND, by_policy(desc_tie_order="same"), None),
    "ties in any order": (SOUND, by_policy(desc_tie_order="any"), None),
    "texts in any order": (SOUND, by_policy(collation="any"), None),
    "texts fold their case": (replace(SOUND, arrange=folded, split=by_key), by_policy(collation="any"), None),
    "cursors of a moment": (snapshots(5), by_policy(snapshot_cursors=True), None),
    "backward alone is refused": (SOUND, by_policy(backward_without_cursor="reject"), None),
    "backward alone is the first page": (SOUND, by_policy(backward_without_cursor="first_page"), None),
    "links are URLs": (SOUND, by_policy(cursor_form="url"), None),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_list_is_no_finding(name: str) -> None:
    """No invariant of the families that judge lists fails."""
    parts, contract, rows = HEALTHY[name]
    found = verdicts(examine(parts, contract, rows), *FAMILIES, operation=BOOKS)
    assert not broken(found), [(each.invariant, each.reason) for each in found if each.outcome is Outcome.FAIL]


@pytest.mark.parametrize(("name", "amount"), [("no book", 0), ("one book", 1)])
def test_a_list_without_a_second_page_is_vacuous(name: str, amount: int) -> None:
    """A list that never fills a page exercises no walk, and the verdict says what it shows instead."""
    parts, contract, rows = HEALTHY[name]
    found = verdicts(examine(parts, contract, rows), "forward", operation=BOOKS)
    walks = [each for each in found if each.outcome not in (Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)]
    assert {each.outcome for each in walks} == {Outcome.VACUOUS}
    assert all(f"{amount or 'no'} row" in each.reason for each in walks), [each.reason for each in walks]


def test_a_list_without_nulls_says_which_fields_lack_them() -> None:
    """Where no page can end beside a null, the verdict is vacuous and names the fields."""
    parts, contract, rows = HEALTHY["no nulls"]
    found = {each.invariant: each for each in verdicts(examine(parts, contract, rows), "forward", operation=BOOKS)}
    nulls = found["FW-11"]
    assert nulls.outcome is Outcome.VACUOUS
    assert nulls.evidence["null_edges"] == 0
    assert {"pages", "price", "lent_at"} <= set(nulls.evidence["no_nulls_in"])
    assert found["FW-10"].outcome is Outcome.PASS
    # A field that is null in every row is among them.
    assert "no row is null where another is set, in " in nulls.reason
