"""What a row is after it has been kept: the same JSON, its values in their one spelling."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from contracts import FieldType, Order, read_value
from mockserver.store import Equal, StoreError
from tests.mockserver.store import generated
from tests.mockserver.store.world import FIELDS, LOOSE, ORDER, PARTS, TENANT, THINGS, Json, stored, thing

KEY = Order(())


def kept(row: Json) -> Json:
    """A row as the store gives it back."""
    with stored({"loose": [row]}) as store:
        return store.rows(LOOSE, (), KEY)[0]


@given(generated.rows())
def test_a_row_comes_back_as_it_was_loaded(rows: list[Json]) -> None:
    """Every value is the one that was loaded, and so is the order of its properties."""
    with stored({"loose": rows}) as store:
        found = {row["id"]: row for row in store.rows(LOOSE, (), KEY)}
    for row in rows:
        for name, field in FIELDS.items():
            value = found[row["id"]][name]
            if field.type:
                assert read_value(field.type, value) == read_value(field.type, row[name])
    assert all(list(row) == list(FIELDS) for row in found.values())


@pytest.mark.parametrize(
    ("loaded", "answered"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
        ("2026-03-01T10:00:00.5Z", "2026-03-01T10:00:00.500000Z"),
        ("2026-03-01T11:00:00.000001+01:00", "2026-03-01T10:00:00.000001Z"),
        ("0001-01-01T00:00:00.000000Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_a_date_time_is_answered_in_utc(loaded: str, answered: str) -> None:
    """An instant is kept to the microsecond; its offset is not."""
    assert kept(thing(1, seen_at=loaded))["seen_at"] == answered


def test_a_uuid_is_answered_in_lower_case() -> None:
    """Both spellings of a uuid are one."""
    assert kept(thing(1, owner_id="ABCDEF00-0000-0000-0000-000000000000"))["owner_id"].startswith("abcdef00-")


@pytest.mark.parametrize("text", ["1.50", "+1", ".5", "0.0000001", "123456789012345678901234567890.10"])
def test_a_decimal_is_answered_as_it_was_written(text: str) -> None:
    """What orders a decimal never touches its text."""
    assert kept(thing(1, price=text))["price"] == text


DOCUMENTS: list[Any] = [
    {"b": 1, "a": [1.5, None, True, {"é'": "😀"}]},
    [],
    {},
    [Decimal("0.1234567890123456789012345")],
    [2**53 + 1, 1e300],
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_object_or_array_is_answered_whole(document: Any) -> None:
    """Members keep their order, and numbers that no float says exactly are Decimals."""
    found = kept(thing(1, tags=document))["tags"]
    assert found == document
    assert repr(found) == repr(document)


def test_what_a_row_lacks_is_not_null() -> None:
    """A property that a row does not have is left out again, and one that is null is null."""
    row = {"id": thing(1)["id"], "name": None}
    assert kept(row) == row


def test_properties_share_no_column() -> None:
    """A database that folds the case of names, and columns beside the properties, take no property's place."""
    row = thing(1, name="small", NAME="large", absent="here", price="2")
    assert kept(row) == row


@pytest.mark.parametrize(
    ("resource", "row", "problem"),
    [
        ("loose", thing(1, size=2**63), "/loose/1/size: 9223372036854775808 is no integer of 64 bits"),
        ("loose", thing(1, owner_id="x"), "/loose/1/owner_id: 'x' is no uuid"),
        ("loose", thing(1, colour="red"), "/loose/1/colour: no such property; declare it in the schema"),
        ("loose", thing(1, tenant=TENANT), "/loose/1/tenant: no such property"),
        ("things", thing(1, parts=[{}]), "/things/1/parts: related rows stand among the rows of parts"),
        ("loose", thing(0), "/loose: its rows cannot be kept: "),
        ("loose", thing(1, name="\ud800"), "/loose: its rows cannot be kept: "),
        ("loose", thing(1, tags=[2**64]), "/loose: its rows cannot be kept: Integer exceeds 64-bit range"),
    ],
)
def test_a_row_that_cannot_be_kept_is_named(resource: str, row: Json, problem: str) -> None:
    """The error is one line with the row's place; none of the rows is kept."""
    with stored({}) as store:
        with pytest.raises(StoreError) as caught:
            store.load({"parts": [{"number": 1}], resource: [thing(0), row]})
        assert str(caught.value).startswith(problem)
        assert "\n" not in str(caught.value)
        assert store.rows(PARTS, (), KEY) == store.rows(THINGS, (), KEY) == store.rows(LOOSE, (), KEY) == ()


def test_rows_of_an_unknown_resource_are_refused() -> None:
    """The error names the resources there are."""
    with stored({}) as store, pytest.raises(StoreError, match="/thing: no such resource, there are things, parts"):
        store.load({"thing": []})


def test_a_row_is_found_by_what_it_equals() -> None:
    """Private properties are asked for like others; of several rows the first by key is given."""
    mine, other = thing(1, tenant=TENANT, size=3), thing(2, tenant=thing(9)["id"], size=3)
    with stored({"things": [other, mine]}) as store:
        assert store.find(THINGS, (Equal("size", 3),)) == mine
        assert store.find(THINGS, (Equal("size", 3), Equal("tenant", other["tenant"]))) == other
        assert store.find(THINGS, (Equal("size", 3), Equal("tenant", None))) is None
        assert store.find(THINGS, (Equal("id", "none"),)) is None


def test_rows_come_in_the_order_asked_for() -> None:
    """All rows are given, nulls where the order puts them; by key where there is none."""
    moments = ("2026-01-01T00:00:00Z", None, "2026-01-02T00:00:00Z")
    rows = [thing(number, seen_at=moment, tenant=TENANT) for number, moment in enumerate(moments)]
    with stored({"things": rows}) as store:
        where = (Equal("tenant", TENANT.upper()),)
        assert [row["seen_at"] for row in store.rows(THINGS, where, ORDER)] == [None, *reversed(moments[::2])]
        assert list(store.rows(THINGS, where)) == rows


def test_related_rows_come_by_the_value_that_relates_them() -> None:
    """One statement brings the related rows of many, in the relation's order, none for a row that has none."""
    relation = THINGS.relations["parts"]
    owners = [thing(1), thing(2), {**thing(3), "id": None}]
    ranks = [(1, 1, 5), (2, 1, None), (3, 2, 1), (4, 1, 5), (5, None, 9)]
    parts = [{"number": n, "thing_id": thing(of)["id"] if of else None, "rank": rank} for n, of, rank in ranks]
    with stored({"parts": parts}) as store:
        found = store.related(relation, [*owners, thing(7)])
        assert store.related(relation, []) == {}
    numbers = {key: [row["number"] for row in rows] for key, rows in found.items()}
    assert numbers == {thing(1)["id"]: [2, 4, 1], thing(2)["id"]: [3], thing(7)["id"]: []}


def test_texts_compare_by_code_point_in_postgresql_too() -> None:
    """Every column that compares texts says so where the database would ask a language instead."""
    with stored({}) as store:
        table = store._tables["loose"]
    ddl = str(CreateTable(table.table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    texts = [
        column
        for name, column in table.compared.items()
        if table.types[name] not in (FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE_TIME)
    ]
    assert len(texts) == 9
    assert all(re.search(rf'{column.name}"? TEXT COLLATE "C"', ddl) for column in texts)
