"""Reset, export and import: a state is replaced as a whole or not at all, in every kind of database."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from contracts import load_contract
from fixtures import load_catalogue
from mockserver import Settings, create_app
from tests.mockserver.controlling import CLOCK, STATE, Controlled, bundled
from tests.mockserver.mock_process import running
from tests.mockserver.museum import HERE, ROWS, Json, catalogue, key, museum

RESET = "/__admin/reset"


def test_a_reset_brings_the_fixtures_back(address: str) -> None:
    """Rows, keys and clock; the same requests are then answered as they were the first time, ids among it."""
    mock = Controlled(Settings(store=address))
    with mock.client:
        before = mock.state()
        first = mock.add("Pot", once="k")
        mock.done("PATCH", CLOCK, {"instant": "2027-01-01T00:00:00Z"})
        assert mock.add("Jug", once="k").status_code == 409
        held = mock.done("POST", RESET)
        assert held["rows"] == {name: len(rows) for name, rows in ROWS.items()}
        assert (held["answers"], held["clock"]["instant"]) == (0, "2026-04-01T12:00:00Z")
        assert mock.ask(first.headers["location"]).status_code == 404
        assert mock.state() == before
        again = mock.add("Pot", once="k")
        assert (again.status_code, again.content) == (201, first.content)


def test_a_reset_reaches_whoever_shares_the_state(kept: str) -> None:
    """Another process at the same database sees the fixtures, and the choice that is gone."""
    one, other = Controlled(Settings(store=kept)), Controlled(Settings(store=kept))
    with one.client, other.client:
        made = one.add("Pot")
        one.done("PATCH", "/__admin/settings", {"as": "keeper"})
        assert other.ask(made.headers["location"], None).status_code == 200
        other.done("POST", RESET)
        assert one.ask(made.headers["location"]).status_code == 404
        assert one.ask(f"/exhibits/{key(1)}", None).status_code == 401


def test_a_state_goes_out_and_in_again(address: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another mock that imports it exports the same bytes, answers the same, and repeats kept answers."""
    source = Controlled(Settings(store=address))
    target = Controlled(Settings(port=5005, store=f"sqlite:///{tmp_path_factory.mktemp('other') / 'state.db'}"))
    with source.client, target.client:
        made = source.add("Pot", once="k")
        source.done("POST", f"{CLOCK}/advance", {"seconds": 0.25})
        exported = source.control("GET", STATE)
        assert exported.json()["rows"]["exhibits"][0]["image_url"] == "fixture://media/old_vase.webp"
        held = target.done("PUT", STATE, exported.json())
        assert (held["rows"]["exhibits"], held["answers"]) == (len(ROWS["exhibits"]) + 1, 1)
        assert target.control("GET", STATE).content == exported.content
        assert target.add("Pot", once="k").content == made.content
        assert target.ask(made.headers["location"]).content == made.content
        image = target.ask(f"/exhibits/{key(1)}").json()["image_url"]
        assert image == "http://127.0.0.1:5005/__media/old_vase.webp"
        assert target.add("Jug").json()["id"] == source.add("Jug").json()["id"]


def test_the_bundled_state_goes_out_and_in_again() -> None:
    """With every row that its creates make, numbers exact."""
    client = bundled(Settings(acting_as="admin"))
    model = client.get(STATE).json()["rows"]["models"][0]["id"]
    example = b'{"input": {"a": 0.1, "b": 1e400, "c": 12345678901234567890.5}, "title": "Pot", "cost": 0.10}'
    text = {"Content-Type": "application/json"}
    made = [
        client.post(f"/v1/admin/models/{model}/examples", content=example, headers=text),
        client.post("/v1/admin/solutions", json={"title": "Pots", "slug": "pots", "section_code": "pottery"}),
        client.post("/v1/billing/setup-sessions"),
    ]
    assert [each.status_code // 100 for each in made] == [2, 2, 2], [each.text for each in made]
    exported = client.get(STATE)
    imported = client.put(STATE, content=exported.content, headers=text)
    assert imported.status_code == 200, imported.text
    assert client.get(STATE).content == exported.content


def without(state: Json, name: str) -> None:
    """A state in which a label lacks a property."""
    del state["rows"]["labels"][0][name]


def spoilt(change: Callable[[Json], Any]) -> Callable[[Json], Json]:
    """A state that was changed."""

    def applied(state: Json) -> Json:
        change(state)
        return state

    return applied


@pytest.mark.parametrize(
    ("change", "status", "pointers"),
    [
        (spoilt(lambda state: state["rows"]["exhibits"][2].update(title=1)), 409, ["/rows/exhibits/2/title"]),
        (spoilt(lambda state: without(state, "text")), 409, ["/rows/labels/0"]),
        (spoilt(lambda state: state["rows"]["exhibits"][2].update(id=key(2))), 409, ["/rows/exhibits/2/id"]),
        (spoilt(lambda state: state["rows"]["loans"][0].update(exhibit_id=HERE)), 409, ["/rows/loans/0/exhibit_id"]),
        (spoilt(lambda state: state["rows"].update(pots=[])), 409, ["/rows/pots"]),
        (spoilt(lambda state: state["rows"]["labels"][0].update(colour=1.5)), 409, ["/rows/labels/0/colour"]),
        (spoilt(lambda state: state["rows"]["loans"][0].update(id=0.5)), 409, ["/rows/loans/0/id"]),
        (spoilt(lambda state: state["contract"].update(version="3")), 409, []),
        (spoilt(lambda state: state["answers"][0].update(body="{")), 409, ["/answers/0/body"]),
        (spoilt(lambda state: state["answers"].append(state["answers"][0])), 409, ["/answers/1/key"]),
        (spoilt(lambda state: state["clock"].update(instant="2026-04-01")), 422, ["/clock/instant"]),
        (
            spoilt(lambda state: state["answers"][0]["headers"].update(Location="a\r\nb: c")),
            422,
            ["/answers/0/headers/Location"],
        ),
        (spoilt(lambda state: state["rows"]["makers"][0].update(name="a\0b")), 422, ["/rows/makers/0/name"]),
        (spoilt(lambda state: state.pop("made")), 422, ["/made"]),
    ],
)
def test_a_state_with_faults_changes_nothing(change: Callable[[Json], Json], status: int, pointers: list[str]) -> None:
    """Each fault is told at its place in the document, and the old state stands."""
    mock = Controlled()
    mock.add("Pot", once="k")
    before = mock.state()
    refused = mock.control("PUT", STATE, change(mock.state()))
    told = sorted({each["pointer"] for each in refused.json()["problems"]})
    assert (refused.status_code, told) == (status, pointers)
    assert mock.state() == before


def test_a_row_that_no_check_finds_and_no_database_takes_changes_nothing(address: str) -> None:
    """What was deleted for it is there again."""
    mock = Controlled(Settings(store=address))
    with mock.client:
        state = mock.state()
        # Alike to the database, and not to the checks: the key is compared as a number.
        state["rows"]["labels"] = [{**state["rows"]["labels"][0], "id": each} for each in (1, 1.0)]
        refused = mock.client.put(
            STATE, content=json.dumps(state).encode(), headers={"Host": "localhost", "Content-Type": "application/json"}
        )
        assert refused.status_code == 409, refused.text
        assert mock.state()["rows"]["labels"] == list(ROWS["labels"])


def test_many_faults_are_told_up_to_a_bound() -> None:
    """A thousand of them."""
    mock = Controlled()
    state = mock.state()
    state["rows"]["labels"] = [{"id": each, "exhibit_id": key(1), "text": 1} for each in range(2000)]
    problems = mock.control("PUT", STATE, state).json()["problems"]
    assert len(problems) == 1000


def test_readers_see_one_state_or_the_other(kept: str) -> None:
    """While one mock resets and imports again and again, a page of another one has all rows of either state."""
    one, other = Controlled(Settings(store=kept)), Controlled(Settings(store=kept))
    with one.client, other.client, ThreadPoolExecutor(1) as pool:
        one.done("POST", RESET)
        empty = {**one.state(), "rows": {}}
        under_way = pool.submit(lambda: [(one.done("PUT", STATE, empty), one.done("POST", RESET)) for _ in range(5)])
        seen: set[int] = set()
        while not under_way.done() or not seen:
            seen.add(len(other.get("/exhibits?size=10")["rows"]))
        under_way.result()
        assert seen <= {0, 8}


@pytest.mark.slow
def test_workers_share_what_is_controlled(durable: str) -> None:
    """Whichever of them is asked; a reset by one is a reset of all."""
    with running(durable, workers=2) as mock, httpx2.Client(base_url=f"http://127.0.0.1:{mock.port}") as client:
        for number in range(6):
            mock.add(str(number))
            told = client.post(f"{CLOCK}/advance", json={"seconds": 1}, headers={"Connection": "close"}).json()
            assert told["instant"] == f"2026-04-01T12:00:0{number + 1}Z"
        assert client.get(STATE, headers={"Connection": "close"}).json()["made"] == 6
        assert client.post(RESET, headers={"Connection": "close"}).status_code == 200
        states = {client.get(STATE, headers={"Connection": "close"}).text for _ in range(6)}
        assert len(states) == 1
        assert json.loads(states.pop())["made"] == 0


def test_a_state_is_written_in_one_order() -> None:
    """Whatever the order of the fixtures: resources as the contract has them, rows by their keys."""
    rows = {name: tuple(reversed(each)) for name, each in reversed([*ROWS.items()])}
    contract = museum()
    told = [
        TestClient(create_app(contract, catalogue(each)), base_url="http://localhost").get(STATE).content
        for each in (rows, ROWS)
    ]
    assert told[0] == told[1]
    assert list(json.loads(told[0])["rows"]) == list(contract.semantics.resources)


def test_an_exported_state_is_sound_by_the_fixtures_own_checks() -> None:
    """What the bundled fixtures hold is what is exported, images named as files name them."""
    contract = load_contract()
    fixtures = load_catalogue(contract)
    rows = bundled().get(STATE).json()["rows"]
    assert {name: len(each) for name, each in rows.items()} == {name: len(each) for name, each in fixtures.rows.items()}
    images = {value for row in rows["assets"] for value in row.values() if str(value).startswith("fixture://media/")}
    assert images
