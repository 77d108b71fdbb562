"""Filters at the ends of what rows show: all rows lie within, none beyond, and neither is asked for in vain."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from contracts import Comparison, Field, FieldType, Filter, Operator, holds, print_filter
from suites.evidence.sieves import atoms
from suites.inputs.ends import ROOM, Ends

FIELDS = (
    Field("id", FieldType.UUID, False, False),
    Field("size", FieldType.INTEGER, True, True),
    Field("name", FieldType.STRING, True, True),
    Field("flag", FieldType.BOOLEAN, True, True),
)
LARGE = 2**53
Rows = Sequence[Mapping[str, Any]]


def row(place: int, size: int | None, name: str | None, flag: bool | None) -> Mapping[str, Any]:
    """A row with a key of its own."""
    return {"id": f"00000000-0000-4000-8000-{place:012}", "size": size, "name": name, "flag": flag}


ROWS = (
    row(1, 3, "ash", True),
    row(2, LARGE, "birch", False),
    row(3, None, "cedar", None),
    row(4, 7, None, True),
    row(5, LARGE + 1, "elm", False),
)


def told(tree: Filter | None, rows: Rows) -> list[int]:
    """The places of the rows that pass a filter."""
    assert tree is not None
    return [place for place, each in enumerate(rows, start=1) if holds(tree, each) is True]


def test_every_row_lies_within_the_ends() -> None:
    """Whatever is null, all rows pass, and each ordered field is held at its least and its greatest value."""
    tree = Ends(ROWS, FIELDS, collates=True).within()
    assert told(tree, ROWS) == [1, 2, 3, 4, 5]
    assert tree is not None
    bounds = {(each.field, each.operator) for each in atoms(tree) if isinstance(each, Comparison) and each.value}
    assert bounds == {(name, sign) for name in ("size", "name") for sign in (Operator.GTE, Operator.LTE)}


def test_beyond_the_ends_is_the_twin_of_an_integer_alone() -> None:
    """No row is beyond a bound, and none with a null equals anything; of two rows of one double one is asked for."""
    assert told(Ends(ROWS, FIELDS, collates=True).beyond("id"), ROWS) == [2]


def test_an_integer_that_no_row_shows_is_asked_for_beside_one_of_the_same_double() -> None:
    """Without a twin among the rows nothing passes; without so large an integer none is asked for."""
    lonely = [row(1, 3, "ash", True), row(2, LARGE, "birch", False), row(3, 5, "elm", False)]
    tree = Ends(lonely, FIELDS, collates=True).beyond("id")
    assert tree is not None
    assert f"size={LARGE + 1}" in print_filter(tree)
    assert told(tree, lonely) == []
    small = Ends([lonely[0], lonely[2]], FIELDS, collates=True).beyond("id")
    assert small is not None
    assert "size=" not in print_filter(small)


@pytest.mark.parametrize("text", ["flag=false", "flag.ne:true", "size.ne:"])
def test_a_row_with_nulls_is_named_beside_what_it_does_not_equal(text: str) -> None:
    """The row of the null flag is asked for by its key, together with comparisons that no null passes."""
    tree = Ends(ROWS, FIELDS, collates=True).beyond("id")
    assert tree is not None
    assert f"id={ROWS[2]['id']} AND (" in print_filter(tree)
    assert text in print_filter(tree)


def test_texts_are_left_out_where_the_policy_leaves_their_order_open() -> None:
    """A range of texts says nothing where nobody knows how they compare."""
    tree = Ends(ROWS, FIELDS, collates=False).within()
    assert tree is not None
    assert {each.field for each in atoms(tree)} == {"size"}


def test_long_values_are_left_out() -> None:
    """A filter stays as short as any server between takes it."""
    tree = Ends([row(1, 1, "x" * ROOM, True), row(2, 2, "y", True)], FIELDS, collates=True).within()
    assert tree is not None
    assert {each.field for each in atoms(tree)} == {"size"}


def test_rows_without_values_have_no_ends() -> None:
    """Where no field shows a value, nothing is asked."""
    assert Ends([row(1, None, None, None)], FIELDS[1:], collates=True).within() is None
    assert Ends([row(1, None, None, None)], FIELDS[1:], collates=True).beyond("id") is None
