"""What a create does: the row it makes, where it can be seen, what it refuses, and what happens once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from mockserver import Settings
from tests.mockserver.museum import HERE, Museum

JSON = {"Content-Type": "application/json"}


@contextmanager
def opened(address: str, **settings: Any) -> Iterator[Museum]:
    """A museum whose state lives there."""
    museum = Museum(Settings(store=address, **settings))
    with museum.client:
        yield museum


@pytest.fixture
def mock(address: str) -> Iterator[Museum]:
    """A museum in each kind of database."""
    with opened(address) as museum:
        yield museum


def add(mock: Museum, body: bytes, who: str = "keeper", once: str | None = None) -> httpx2.Response:
    """The answer to a create."""
    return mock.ask("/exhibits", who, "POST", JSON | ({"Once": once} if once else {}), body)


def titles(mock: Museum, target: str) -> list[str]:
    """The titles of a page's rows."""
    return [row["title"] for row in mock.get(target)["rows"]]


def test_a_row_holds_what_was_sent_and_what_the_server_sets(mock: Museum) -> None:
    """Defaults and nulls fill the rest; what the schema does not declare is ignored; decimals are exact."""
    answer = add(
        mock,
        b'{"title": "Pot", "worth": 12345678901234567890.10, "made_at": "1900-01-01T02:00:00+02:00", "shown": false,'
        b' "hue": "\\u0000", "notes": {"big": 123456789012345678901, "deep": [1.5, 0.1000000000000000055]}}',
    )
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert row | {"id": None, "image_url": None, "notes": None} == {
        "id": None,
        "room_number": None,
        "title": "Pot",
        "worth": "12345678901234567890.10",
        "shown": True,
        "made_at": "1900-01-01T00:00:00Z",
        "notes": None,
        "image_url": None,
        "maker_id": None,
        "maker": None,
        "loans": None,
        "labels": [],
    }
    assert '"notes":{"big":123456789012345678901,"deep":[1.5,0.1000000000000000055]}' in answer.text
    assert answer.headers["location"] == f"/exhibits/{row['id']}"
    assert mock.ask(answer.headers["location"]).content == answer.content


def test_ids_are_of_version_7_and_stand_in_the_order_they_were_made_in(mock: Museum) -> None:
    """The clock is at rest, and still no two are alike; the same seed makes the same ones."""
    ids = [add(mock, b'{"title": "Pot %d"}' % number).json()["id"] for number in range(5)]
    assert ids == sorted(set(ids))
    assert {each[14] for each in ids} == {"7"}
    assert {each[:13] for each in ids} == {"019d48ea-2e00"}
    with opened("sqlite://") as other, opened("sqlite://", seed=1) as third:
        assert add(other, b'{"title": "Pot"}').json()["id"] == ids[0]
        assert add(third, b'{"title": "Pot"}').json()["id"] != ids[0]


def test_a_row_stands_in_the_lists_it_belongs_to_at_its_place(mock: Museum) -> None:
    """Its organisation sees it, in order and under filters; nobody else does."""
    assert add(mock, b'{"title": "Vase 15", "made_at": "1900-01-02T12:00:00Z"}').status_code == 201
    assert titles(mock, "/exhibits?size=3&search=made_at>1900-01-01&sort=made_at") == ["Vase 2", "Vase 15", "Vase 3"]
    assert titles(mock, "/exhibits?search=title:'Vase 15'") == ["Vase 15"]
    assert mock.ask("/exhibits?search=title:'Vase 15'", "neighbour").json()["rows"] == []


def test_a_cursor_that_is_held_neither_skips_nor_repeats_a_row(mock: Museum) -> None:
    """A row that comes before it stays unseen, one that comes after it is met on the way."""
    page = mock.get("/exhibits?size=2&sort=made_at")
    for title, day in ((b"Early", b"01"), (b"Late", b"03")):
        assert add(mock, b'{"title": "%s", "made_at": "1900-01-%sT12:00:00Z"}' % (title, day)).status_code == 201
    seen = [row["title"] for row in page["rows"]]
    while page["after"]:
        page = mock.get(f"/exhibits?size=2&sort=made_at&from={page['after']}")
        seen += [row["title"] for row in page["rows"]]
    assert seen == ["Vase 1", "Vase 2", "Vase 3", "Late", *(f"Vase {number}" for number in range(4, 8)), None]


def test_a_row_that_shares_a_unique_group_is_a_conflict(mock: Museum) -> None:
    """Where all of the group is set: by seeds, by rows that were added, and only as it is spelled."""
    assert add(mock, b'{"title": "Vase 1"}').json()["code"] == "TAKEN"
    assert [add(mock, b'{"title": "Pot"}').status_code for _ in range(2)] == [201, 409]
    assert add(mock, b'{"title": "pot"}').status_code == 201


def test_a_flag_of_the_organisation_is_a_conflict(mock: Museum) -> None:
    """Whatever is sent."""
    answer = add(mock, b'{"title": "Pot"}', "stacker")
    assert (answer.status_code, answer.json()["code"]) == (409, "TAKEN")


def test_a_key_repeats_the_first_answer_byte_for_byte(mock: Museum) -> None:
    """To the same identity with the same JSON, however it is spelled; nothing is added again."""
    first = add(mock, b'{"title": "Pot", "worth": 1.50, "notes": {"a": 1, "b": 2}}', once="k" * 5000)
    again = add(mock, b' {"notes": {"b": 2.0, "a": 1e0}, "worth": 1.5, "title": "Pot"}', once="k" * 5000)
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )
    assert titles(mock, "/exhibits?search=title:Pot") == ["Pot"]


def test_a_key_with_another_body_is_a_conflict(mock: Museum) -> None:
    """A number is no text and no boolean; another identity's key is another one."""
    assert add(mock, b'{"title": "Pot", "notes": {"a": 1}}', once="k").status_code == 201
    for other in (b'"1"', b"true", b"1.1", b"null", b"[1]", b'"n1"'):
        assert add(mock, b'{"title": "Pot", "notes": {"a": %s}}' % other, once="k").json()["code"] == "TAKEN"
    assert add(mock, b'{"title": "Jug", "notes": {"a": 1}}', "deputy", once="k").status_code == 201


def test_a_refused_write_changes_nothing_and_uses_no_key_up(mock: Museum) -> None:
    """Neither rows nor the ids of those to come."""
    before = mock.ask("/exhibits?size=100").content
    assert add(mock, b'{"title": 1}', once="k").status_code == 422
    assert add(mock, b'{"title": "Vase 1"}', once="k").status_code == 409
    assert mock.ask("/exhibits?size=100").content == before
    made = add(mock, b'{"title": "Pot"}', once="k")
    with opened("sqlite://") as other:
        assert made.json() == add(other, b'{"title": "Pot"}').json()


@pytest.mark.parametrize("text", [b'{"title": "a", "worth": -0.0}', b'{"title": "a", "worth": 1e29}'])
def test_a_decimal_is_answered_in_plain_notation(text: bytes) -> None:
    """Whatever notation it was sent in."""
    with opened("sqlite://") as mock:
        assert set(add(mock, text).json()["worth"]) <= set("-0.1")


def test_rows_of_another_house_are_no_hindrance(mock: Museum) -> None:
    """A unique group holds the organisation: what is over there is not in the way here."""
    assert add(mock, b'{"title": "Vase 9"}').status_code == 201
    assert json.loads(mock.ask("/exhibits?search=title:'Vase 9'", headers={"X-House": HERE}).content)["rows"]
