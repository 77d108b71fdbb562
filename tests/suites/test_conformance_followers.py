"""What follows a row that was made is found by what operations mean, by `Location`, or by their paths."""

import json
from typing import Any

import pytest

from contracts import Contract, Operation
from suites.evidence.followers import followers, is_below, is_seen, may_follow, shows_owned
from suites.traffic import Asked, Exchange
from tests.suites.faults_conformance import ADD_AUTHOR, ADD_BOOK, AUTHOR, AUTHORS, amended
from tests.suites.library import library_contract

BOOKS, A_BOOK = "GET /v1/shelves/{shelf_id}/books", "GET /v1/shelves/{shelf_id}/books/{id}"
CONTRACT = library_contract()


def operation(label: str, contract: Contract = CONTRACT) -> Operation:
    """An operation by its label."""
    found = contract.operation(label)
    assert found
    return found


def made(label: str, document: Any, location: str | None = None, path: dict[str, str] | None = None) -> Exchange:
    """The answer of a create."""
    create = operation(label)
    headers = (("Location", location),) if location else ()
    body = json.dumps(document).encode()
    return Exchange(1, Asked("POST", create.path), create, path or {}, 201, headers, body)


def test_a_book_is_read_and_listed_on_its_shelf() -> None:
    """The values of the path come from the row's key and from where it was made."""
    found = followers(CONTRACT, made(ADD_BOOK, {"id": "b"}, path={"shelf_id": "s"}))
    assert {each.operation.label: each.path for each in found} == {
        BOOKS: {"shelf_id": "s"},
        A_BOOK: {"shelf_id": "s", "id": "b"},
    }


@pytest.mark.parametrize("location", ["/v1/authors/a%20b", "https://library.example/v1/authors/a%20b?x=1"])
def test_a_location_leads_first(location: str) -> None:
    """A path or a whole URL, percent-decoded; each operation stands once."""
    found = followers(CONTRACT, made(ADD_AUTHOR, {"id": "other"}, location))
    assert (found[0].operation.label, found[0].path) == (AUTHOR, {"id": "a b"})
    assert len({each.operation.label for each in found}) == len(found)


def test_an_answer_without_a_key_leads_nowhere_below() -> None:
    """What needs the key is not asked where the answer does not tell it."""
    assert A_BOOK not in [
        each.operation.label for each in followers(CONTRACT, made(ADD_BOOK, {}, path={"shelf_id": "s"}))
    ]


def test_without_meaning_paths_tell() -> None:
    """What goes on from the path of a create by one parameter names what it made."""
    plain = amended(lambda _document: None, semantics=False)
    create, read, listing, other = (operation(label, plain) for label in (ADD_BOOK, A_BOOK, BOOKS, AUTHORS))
    assert may_follow(create, read)
    assert may_follow(create, listing)
    assert not may_follow(create, other)
    found = followers(plain, Exchange(1, Asked("POST", "/"), create, {"shelf_id": "s"}, 201, (), b'{"id": 7}'))
    assert {each.operation.label: each.path for each in found}[A_BOOK] == {"shelf_id": "s", "id": "7"}


def test_a_row_that_is_not_for_everybody_is_not_looked_for() -> None:
    """A hidden row is not missed where only the others are shown, and is where all are."""
    read, everything = operation(AUTHOR), operation("GET /v1/admin/authors")
    hidden = made(ADD_AUTHOR, {"id": "a", "is_active": False})
    assert not is_seen(hidden, read)
    assert is_seen(hidden, everything)
    assert is_seen(made(ADD_AUTHOR, {"id": "a", "is_active": True}), read)


def test_paths_stand_below_one_another_whatever_their_parameters_are_called() -> None:
    """Segments are compared one by one."""
    create, read, author = (operation(label) for label in (ADD_BOOK, A_BOOK, AUTHOR))
    assert is_below(create, read)
    assert not is_below(read, create)
    assert not is_below(create, author)


def test_only_a_read_that_names_its_row_tells_whose_it_is() -> None:
    """A list does not, nor does what belongs to nobody for want of an organisation."""
    read, listing = operation(A_BOOK), operation(BOOKS)
    assert shows_owned(CONTRACT, read)
    assert not shows_owned(CONTRACT, listing)
