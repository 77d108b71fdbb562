"""Contracts load through one door: the bundled pair, a stranger's pair, a document alone."""

import time
from pathlib import Path

import pytest

import contracts
from contracts import (
    BUNDLED,
    Contract,
    ContractError,
    describe,
    load_contract,
    load_identities,
    properties,
    read_document,
    resolve,
    tokens,
    validator,
)
from contracts.pointers import at

SECOND = Path(__file__).parents[1] / "second"


@pytest.fixture(scope="module")
def bundled() -> Contract:
    """The bundled contract."""
    return load_contract()


@pytest.fixture(scope="module")
def second() -> Contract:
    """The library's contract."""
    return load_contract(SECOND / "openapi.yaml", SECOND / "semantics.yaml")


def test_the_bundled_pair_loads(bundled: Contract) -> None:
    """Every bundled operation has a behaviour, and nothing but formats is ignored."""
    assert len(bundled.operations) == 21
    assert [each.label for each in bundled.operations if each.behaviour is None] == []
    assert [note for note in bundled.notes if "the format `int64`" not in note] == []


def test_the_bundled_pair_loads_quickly() -> None:
    """Every command pays for loading: it takes less than 0.6 s of the processor, the best of five."""
    times = []
    for _ in range(5):
        # Not the clock on the wall: a machine that is busy with other work says nothing about this one.
        start = time.process_time()
        load_contract()
        times.append(time.process_time() - start)
    assert min(times) < 0.6


def test_a_document_alone_means_nothing() -> None:
    """Without an overlay there are operations, and no resource, behaviour, role or registry."""
    contract = load_contract(BUNDLED.document)
    assert len(contract.operations) == 21
    assert {each.behaviour for each in contract.operations} | {each.role for each in contract.operations} == {None}
    assert (contract.semantics.errors, contract.semantics.resources) == (None, {})


def test_the_bundled_pair_can_be_named(bundled: Contract) -> None:
    """Naming the bundled files is the same as naming none."""
    assert load_contract(BUNDLED.document, BUNDLED.semantics).semantics == bundled.semantics


def test_a_contract_equals_itself_alone(bundled: Contract) -> None:
    """A contract can be a key: what is worked out from it is kept for it."""
    assert {bundled: 1}[bundled] == 1
    assert bundled != load_contract()
    assert validator(bundled) is validator(bundled)


def test_another_contract_loads_through_the_same_door(second: Contract) -> None:
    """A contract quite unlike the bundled one is understood as a whole."""
    listing = second.operations[0].behaviour
    assert listing
    assert listing.listing
    assert [each.label for each in second.operations if each.behaviour is None] == []
    assert (listing.listing.items, listing.listing.next, listing.listing.maximum) == ("results", "next_page", 50)
    assert (listing.listing.backward, listing.listing.first, listing.listing.previous) == (None, None, None)
    assert second.semantics.policy["cursor_form"] == "url"
    assert second.semantics.access.organization is None
    assert {each.security for each in second.operations} == {"required", "none"}


def test_the_rows_of_the_other_contract_follow_it(second: Contract) -> None:
    """Every row of the library has the properties of its schema, relations apart, and fits each of them."""
    judge = validator(second)
    for name, resource in second.semantics.resources.items():
        assert resource.schema
        schema = resolve(second, contracts.Schema(resource.schema, at(second.document, tokens(resource.schema))))
        columns = properties(second, schema)
        rows = read_document(SECOND / "fixtures" / f"{name}.json", exact=True)[name]
        for row in rows:
            assert row.keys() | resource.relations.keys() == columns.keys() | resource.private.keys()
            assert [each for each in columns if each in row and not judge.fits(columns[each], row[each])] == []


def test_the_rows_of_the_other_contract_are_many_and_awkward() -> None:
    """The library has sixty books and more, with ties, nulls and integers that no double holds apart."""
    books = read_document(SECOND / "fixtures" / "books.json")["books"]
    assert len(books) >= 60
    assert len({book["title"] for book in books}) < len(books)
    assert {True, False} == {book["rating"] is None for book in books}
    assert len({book["number"] for book in books}) > len({float(book["number"]) for book in books})


def test_the_identities_of_the_other_contract_are_read(second: Contract) -> None:
    """The library knows readers and a librarian."""
    identities = load_identities(SECOND / "fixtures" / "identities.json", {})
    assert {each.role for each in second.operations} == {None, "librarian"}
    found = identities.with_role("librarian")
    assert found
    assert found.name == "librarian"


def test_a_description_tells_what_was_understood(bundled: Contract, second: Contract) -> None:
    """Every operation of either contract is described in lines, and so is the whole."""
    for contract in (bundled, second):
        whole = describe(contract)
        assert whole[0].startswith(f"{contract.title} {contract.version} · {len(contract.operations)} operations")
        for operation in contract.operations:
            lines = describe(contract, operation.label)
            assert lines == describe(contract, operation.id)
            assert lines[0].startswith(operation.label)
            assert not any("\n" in line for line in lines)


def test_a_description_names_listing_role_grade_and_policy(second: Contract) -> None:
    """A list is told with its rows, role, names, fields, replies and policy."""
    lines = "\n".join(describe(second, "GET /stock"))
    for told in (
        "GET /stock · listStock · attested",
        "a bearer token, and the role librarian",
        "list of books, all rows",
        "key number, seen where displayed is true",
        "acquired_at:desc,title:asc, where none is sent",
        "items = results, next = next_page, limit = page_size",
        "50 rows at most",
        "price decimal",
        "403 application/json Failure · attested",
        "limit_over_max = clamp · attested",
    ):
        assert told in lines


def test_an_operation_that_is_not_there_is_told(bundled: Contract) -> None:
    """Asking for an unknown operation names the file and the nearest one."""
    wrong = f"{bundled.operations[0].label}s"
    with pytest.raises(ContractError) as caught:
        describe(bundled, wrong)
    assert str(caught.value) == (
        f"{bundled.source}: there is no operation {wrong}. Did you mean {bundled.operations[0].label}?"
    )


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A contract that cannot be read is told in one line."""
    with pytest.raises(ContractError) as caught:
        load_contract(tmp_path / "none.yaml")
    assert str(caught.value) == (
        f"{tmp_path}/none.yaml: cannot be read: No such file or directory. Name a file that is there."
    )


def test_the_door_shows_what_it_has() -> None:
    """Every name of the door is there."""
    assert [name for name in contracts.__all__ if not hasattr(contracts, name)] == []
