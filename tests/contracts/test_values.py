"""Typed values and the fields that hold them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Field, Fields, FieldType, UnreadableValue, Value, read_text, read_value

SIZE = Field("size", FieldType.INTEGER, nullable=False, sortable=True)
META = Field("meta", None, nullable=True, sortable=False)


def test_fields_are_a_mapping_by_name() -> None:
    """Fields are found by name, keep their order, and are equal by what they hold."""
    fields = Fields((SIZE, META))

    assert fields["meta"] is META
    assert list(fields) == ["size", "meta"]
    assert len(fields) == 2
    assert fields == Fields((SIZE, META))
    assert hash(fields) == hash(Fields((SIZE, META)))
    assert fields != Fields((META, SIZE))


def test_two_fields_of_one_name_are_no_fields() -> None:
    """A name that stands for two fields is refused."""
    with pytest.raises(ValueError, match="two fields have one name"):
        Fields((SIZE, SIZE))


@pytest.mark.parametrize(
    ("type_", "value", "read"),
    [
        (FieldType.INTEGER, 5, 5),
        (FieldType.INTEGER, 5.0, 5),
        (FieldType.NUMBER, 0.1, Decimal("0.1")),
        (FieldType.NUMBER, 3, Decimal(3)),
        (FieldType.BOOLEAN, False, False),
        (FieldType.UUID, "00000000-0000-0000-0000-00000000000A", UUID(int=10)),
        (FieldType.DATE_TIME, "2026-04-01T10:00:00.25+02:00", datetime(2026, 4, 1, 8, 0, 0, 250000, UTC)),
        (FieldType.STRING, "", ""),
        (FieldType.DECIMAL, "+00.50", Decimal("0.5")),
        *[(type_, None, None) for type_ in FieldType],
    ],
)
def test_a_json_value_is_read_by_its_type(type_: FieldType, value: Any, read: Value | None) -> None:
    """A JSON value becomes the exact value of its type, and null is None in every type."""
    found = read_value(type_, value)

    assert found == read
    assert type(found) is type(read)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.decimals(allow_nan=True)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(), inner, max_size=2)),
    max_leaves=3,
)


@given(st.sampled_from(FieldType), JSON)
def test_any_json_value_is_read_or_unreadable(type_: FieldType, value: Any) -> None:
    """A JSON value of any shape is a value of the type, or unreadable."""
    try:
        found = read_value(type_, value)
    except UnreadableValue as error:
        assert str(error).startswith(("is ", "has "))
    else:
        assert not (isinstance(found, Decimal) and found.is_nan())


@given(st.from_regex(r"^(?!^[-+.]*$)[+-]?0*[0-9]*\.?[0-9]*$", fullmatch=True))
def test_whatever_the_pattern_of_a_decimal_allows_is_read(text: str) -> None:
    """Signs, leading zeros, `.5` and `5.` are decimals, by their exact value."""
    assert read_text(FieldType.DECIMAL, text) == Decimal(text)


@given(st.sampled_from(FieldType), st.text(st.one_of(st.sampled_from("0123456789-+.:eETZ"), st.characters())))
def test_any_text_is_read_or_unreadable(type_: FieldType, text: str) -> None:
    """A text is a value of the type, or unreadable; and a value of one type is of Python's one type for it."""
    try:
        value = read_text(type_, text)
    except UnreadableValue:
        assert type_ is not FieldType.STRING
    else:
        assert value is not None
