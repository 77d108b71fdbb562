"""Where rows move, what could not be exercised is inconclusive; where they stand still, the data lack it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from suites.evidence.motion import astray, moved
from suites.invariants import INVARIANTS
from suites.traffic import Asked, Exchange, Trace
from suites.verdicts import Breach, Outcome
from tests.suites.broken_lists import coming_and_going
from tests.suites.deployment import SOUND
from tests.suites.judging import examine, verdicts
from tests.suites.library import SHELVES, Rows, library_rows
from tests.suites.seen_pages import AUTHORS, CONTRACT, author, exchange
from tests.suites.serving import Deployment, Row
from tests.suites.test_healthy_lists import Changing, of

BOOKS = "GET /v1/shelves/{shelf_id}/books"
READ = next(each for each in CONTRACT.operations if each.label == "GET /v1/authors/{id}")
CREATE = next(each for each in CONTRACT.operations if each.label == "POST /v1/admin/authors")
BOOK, NEW_BOOK = (
    next(each for each in CONTRACT.operations if each.label == label)
    for label in ("GET /v1/shelves/{shelf_id}/books/{id}", "POST /v1/shelves/{shelf_id}/books")
)
A, B, C = (author(key, rank=number) for number, key in enumerate("abc"))


def told(*exchanges: Exchange) -> str | None:
    """What moved in a trace of the list of authors."""
    return moved(Trace(CONTRACT, AUTHORS, exchanges))


def read(number: int, status: int) -> Exchange:
    """An answer of the read of one author."""
    return Exchange(number, Asked("GET", f"/v1/authors/{A['id']}"), READ, {"id": A["id"]}, status)


def made(number: int, row: Row = C) -> Exchange:
    """A create that made a row."""
    return Exchange(number, Asked("POST", "/v1/admin/authors"), CREATE, {}, 201, body=json.dumps(row).encode())


ALIKE = "did not show alike each time the list was read"
ONE = f"1 row {ALIKE}: it came, went or moved, or a finding hides it"
TWO = f"2 rows {ALIKE}: they came, went or moved, or a finding hides them"


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        ([exchange(1, [A, B]), exchange(2, [B])], ONE),
        ([exchange(1, [B]), exchange(2, [A, B, C])], TWO),
        ([exchange(1, [A]), exchange(2, [{**A, "rank": 7}])], ONE),
        (
            [exchange(1, [A], limit="1", next_="x"), exchange(2, [B], limit="1", next_="y")],
            TWO,
        ),
        ([made(1), exchange(2, [A, B]), exchange(3, [B])], ONE),
    ],
)
def test_rows_that_move_between_two_whole_readings_are_told(seen: list[Exchange], sentence: str) -> None:
    """A row that only one of two readings shows came or went; one with another sort key moved."""
    assert told(*seen) == sentence


@pytest.mark.parametrize(
    "seen",
    [
        [exchange(1, [A, B]), exchange(2, [B, A], sort_by="-rank")],
        [exchange(1, [A, B]), exchange(2, [A], q="rank=0")],
        [exchange(1, [A, B]), exchange(2, [A], limit="1", next_="x")],
        [exchange(1, [A, B]), exchange(2, [{**A, "biography": "another"}, B])],
        [exchange(1, [A, B]), exchange(2, [{"rank": 0}, {"rank": 1}], fields="rank")],
        [exchange(1, [A, B]), made(2), exchange(3, [A, B, C])],
        [exchange(1, [A], limit="1", next_="x"), made(2), exchange(3, [C], limit="1", next_="y")],
    ],
)
def test_what_is_shown_otherwise_did_not_move(seen: list[Exchange]) -> None:
    """Another order, filter, page or projection shows other rows, and so does a row that the run made itself."""
    assert told(*seen) is None


QUIET, MOVING = ((exchange(1, [A, B]), exchange(2, [{**A, "rank": rank}, B])) for rank in (A["rank"], 7))


@pytest.mark.parametrize(
    ("one", "other", "doubtful"),
    [
        (Breach("A is lost.", rows=("a",)), Breach("B is lost.", rows=("b",)), True),
        (Breach("A is lost.", rows=("a",)), Breach("A is lost again.", rows=("a",)), False),
        (Breach("A, B are lost.", rows=("a", "b")), Breach("A, C are lost.", rows=("a", "c")), True),
        (Breach("3 rows of 4."), Breach("2 rows of 4."), True),
        (Breach("3 rows where 2 were due."), Breach("3 rows where 2 were due."), False),
    ],
)
def test_what_other_rows_show_each_time_may_be_motion(one: Breach, other: Breach, doubtful: bool) -> None:
    """Where sort keys are seen to change, a breach is confirmed by the same rows, or in the same words."""
    assert astray(one, other, [Trace(CONTRACT, AUTHORS, MOVING)]) is doubtful
    assert astray(one, other, [Trace(CONTRACT, AUTHORS, QUIET)]) is False


def test_a_row_that_is_gone_when_it_is_read_again_is_told() -> None:
    """The same read answered 200 and 404 asks for what came or went, whenever it was asked before in the run."""
    gone = "what was asked for came or went meanwhile"
    assert moved(Trace(CONTRACT, READ, (read(1, 200), read(2, 404)))) == gone
    assert moved(Trace(CONTRACT, READ, (read(2, 404),)), [read(1, 200)]) == gone
    assert moved(Trace(CONTRACT, READ, (read(2, 404),)), [read(1, 404)]) is None
    assert moved(Trace(CONTRACT, READ, (read(3, 404),)), [made(1, A), read(2, 200)]) is None


def test_a_row_beside_one_that_the_run_made_may_be_gone() -> None:
    """Of a create its row is the run's own, and not the parent in its path, nor what else stands below that parent."""
    place = {"shelf_id": SHELVES[0]}
    shelf = f"/v1/shelves/{SHELVES[0]}/books"
    new = Exchange(1, Asked("POST", shelf), NEW_BOOK, place, 201, body=json.dumps({"id": C["id"]}).encode())

    def answered(key: str) -> list[Exchange]:
        asked = Asked("GET", f"{shelf}/{key}")
        return [Exchange(each, asked, BOOK, {**place, "id": key}, status) for each, status in ((2, 200), (3, 404))]

    old, own = (moved(Trace(CONTRACT, BOOK, tuple(answered(each["id"]))), [new]) for each in (A, C))
    assert old == "what was asked for came or went meanwhile"
    assert own is None


def test_a_read_of_a_row_that_is_gone_is_no_vacuous_promise() -> None:
    """Where the row that reads ask for is gone in the midst of a run, what needs it is inconclusive."""
    gone: list[bool] = []
    run = examine(replace(SOUND, tick=lambda rows, _number: rows["authors"].clear() if gone else None))
    assert run.verdict(INVARIANTS["ER-01"], READ).outcome is Outcome.PASS
    gone.append(True)
    told = {each.invariant: (each.outcome, each.reason) for each in verdicts(run, "status", operation=READ.label)}
    assert told["ST-16"] == (Outcome.INCONCLUSIVE, "what was asked for came or went meanwhile")
    assert Outcome.VACUOUS not in {outcome for outcome, _ in told.values()}


def one_at_a_time(every: int) -> Callable[[Changing, int], None]:
    """One row of each shelf goes now and then, and the one that went before comes back."""
    gone: list[dict[str, object]] = []

    def tick(rows: Changing, number: int) -> None:
        if number % every == 0:
            book = rows["books"].pop(number * 31 % len(rows["books"]))
            rows["books"] += gone[:1]
            gone[:1] = [book]

    return tick


def unexercised(parts: Deployment, rows: Rows) -> dict[str, Outcome]:
    """What was not exercised of lists of books, in all families that read them."""
    found = verdicts(examine(parts, rows=rows), "forward", "projection", "status", operation=BOOKS)
    skipped = (Outcome.VACUOUS, Outcome.INCONCLUSIVE)
    return {each.invariant: each.outcome for each in found if each.outcome in skipped}


@pytest.mark.parametrize("every", [1, 2, 3, 5, 7])
def test_no_check_is_vacuous_where_rows_move(every: int) -> None:
    """Whatever a moving list kept from being exercised is inconclusive."""
    for tick in (coming_and_going(every), one_at_a_time(every)):
        found = unexercised(replace(SOUND, tick=tick), library_rows())
        assert Outcome.VACUOUS not in found.values(), found


def test_what_quiet_data_lack_is_vacuous() -> None:
    """A list of one row that stands still has no second page, and nothing is in doubt about it."""
    found = unexercised(SOUND, of(1))
    assert set(found.values()) == {Outcome.VACUOUS}
    assert {"PJ-13", "FW-10"} <= set(found)
