"""Values that mean the same, and bodies that are made to show how a deployment keeps them."""

import json
from decimal import Decimal
from typing import Any

import pytest

from contracts import FieldType, validator
from suites.evidence.likeness import alike, holds_all, same
from suites.inputs.drafts import draft, schema_of
from suites.inputs.specimens import bare, broken, placing, regrouped, respelt, whole, with_foreign
from tests.suites.library import library_contract, library_rows

CONTRACT = library_contract()
ALIKE: tuple[tuple[FieldType | None, Any, Any], ...] = (
    (FieldType.DECIMAL, Decimal("10.5"), "10.50"),
    (FieldType.DECIMAL, 1, "1.0"),
    (FieldType.INTEGER, 1, Decimal("1.0")),
    (FieldType.DATE_TIME, "2031-05-06T07:08:09.123456+02:00", "2031-05-06T05:08:09.123456Z"),
    (FieldType.DATE_TIME, "2031-05-06T05:08:09Z", "2031-05-06T05:08:09.000000000Z"),
    (FieldType.UUID, "5F0C9A3E-7D14-4B6A-9C52-E81D3F60A7B9", "5f0c9a3e-7d14-4b6a-9c52-e81d3f60a7b9"),
    (None, {"a": 1, "b": [True]}, {"b": [True], "a": Decimal("1.0")}),
)
UNLIKE: tuple[tuple[FieldType | None, Any, Any], ...] = (
    (FieldType.DECIMAL, Decimal("9876543210.12345678901234567891"), "9876543210.123457"),
    (FieldType.DATE_TIME, "2031-05-06T05:08:09.123456Z", "2031-05-06T05:08:09.123Z"),
    (FieldType.STRING, "", None),
    (FieldType.STRING, "1", "1.0"),
    (None, [1], [True]),
)


@pytest.mark.parametrize(("type_", "one", "other"), ALIKE)
def test_values_may_be_spelt_in_several_ways(type_: FieldType | None, one: Any, other: Any) -> None:
    """Two spellings of one number, moment or object are alike."""
    assert alike(type_, one, other)


@pytest.mark.parametrize(("type_", "one", "other"), UNLIKE)
def test_values_that_differ_are_told_apart(type_: FieldType | None, one: Any, other: Any) -> None:
    """What a deployment rounds, cuts or drops is another value."""
    assert not alike(type_, one, other)


def test_an_object_may_have_more() -> None:
    """Members beyond those that were sent do not matter; those that were sent do."""
    assert holds_all({"a": [{"b": 1, "c": 2}], "d": 3}, {"a": [{"b": 1}]})
    assert not holds_all({"a": [{"c": 2}]}, {"a": [{"b": 1}]})


def test_json_is_respelt_without_another_meaning() -> None:
    """The other spelling of a value is other bytes and the same JSON."""
    value = {"text": 'Zoë "%_\\ 🙂', "n": 1, "d": Decimal("0.30"), "wide": 2**60, "no": None, "yes": [True, {}]}
    text = respelt(value)
    assert text != json.dumps(value, default=str)
    assert same(json.loads(text, parse_float=Decimal), value)


@pytest.mark.parametrize("label", ["POST /v1/admin/authors", "POST /v1/shelves/{shelf_id}/books"])
def test_bodies_stay_valid(label: str) -> None:
    """Odd, bare and overfull bodies follow the schema; a broken one breaks it in one property."""
    operation = CONTRACT.operation(label)
    assert operation is not None
    rows = library_rows()["authors" if "authors" in label else "books"]
    made, schema = draft(CONTRACT, operation, {}, "tag-1", rows), schema_of(operation)
    assert schema is not None
    assert made.body is not None
    odd = whole(CONTRACT, operation, made.body, made.tagged, rows)
    few = bare(CONTRACT, operation, made.body)
    foreign = with_foreign(CONTRACT, operation, few, "tag-2")
    for body in (odd, few, foreign):
        assert not validator(CONTRACT).violations(schema, body)
    assert {*few} < {*odd}
    assert {"id", "created_at"} <= {*foreign}
    assert [odd[name] for name in made.tagged] == [made.body[name] for name in made.tagged]
    wrong = broken(CONTRACT, operation, made.body, made.tagged)
    assert wrong is not None
    assert len(validator(CONTRACT).violations(schema, wrong)) == 1
    assert placing(CONTRACT, operation, 10**9, rows) in ("rank", "pages", "royalty", "price")
    assert regrouped(operation, CONTRACT, made.body, "tag-3") is None
