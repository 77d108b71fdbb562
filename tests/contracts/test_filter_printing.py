"""A tree is printed as a text that says the same tree."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings

from contracts.filters import And, Comparison, Filter, Membership, Not, Operator, Or, parse_filter, print_filter
from tests.contracts.filter_samples import FIELDS, trees

A, B, C = (Comparison("title", Operator.EQ, letter) for letter in "abc")

PRINTED: list[tuple[Filter, str]] = [
    (A, "title='a'"),
    (Comparison("title", Operator.NE, "it's"), "title.ne:'it''s'"),
    (Comparison("title", Operator.EQ, "null"), "title='null'"),
    (Comparison("title", Operator.EQ, None), "title=null"),
    (Comparison("title", Operator.NE, None), "title.ne:null"),
    (Comparison("size", Operator.GTE, -5), "size>=-5"),
    (Comparison("is_open", Operator.EQ, True), "is_open=true"),
    (Comparison("ratio", Operator.LT, Decimal("1E+3")), "ratio<1000"),
    (Comparison("ratio", Operator.LTE, Decimal("1E-7")), "ratio<=0.0000001"),
    (Comparison("id", Operator.EQ, UUID(int=10)), "id=00000000-0000-0000-0000-00000000000a"),
    (Comparison("made_at", Operator.GT, datetime(2026, 4, 1, tzinfo=UTC)), "made_at>2026-04-01T00:00:00Z"),
    (
        Comparison("made_at", Operator.EQ, datetime(1, 4, 1, 2, 0, 0, 1, timezone(timedelta(hours=2)))),
        "made_at=0001-04-01T00:00:00.000001Z",
    ),
    (Membership("size", (1, -2)), "size.in:(1, -2)"),
    (And((A, B, C)), "title='a' AND title='b' AND title='c'"),
    (And((A, And((B, C)))), "title='a' AND (title='b' AND title='c')"),
    (Or((And((A, B)), C)), "title='a' AND title='b' OR title='c'"),
    (And((Or((A, B)), C)), "(title='a' OR title='b') AND title='c'"),
    (Or((Or((A, B)), C)), "(title='a' OR title='b') OR title='c'"),
    (Not(Not(A)), "NOT NOT title='a'"),
    (And((Not(A), B)), "NOT title='a' AND title='b'"),
    (Not(And((A, B))), "NOT (title='a' AND title='b')"),
    (Not(Comparison("not", Operator.EQ, "a")), "NOT not='a'"),
]


@pytest.mark.parametrize(("tree", "text"), PRINTED, ids=[text for _, text in PRINTED])
def test_a_tree_has_one_text(tree: Filter, text: str) -> None:
    """A tree is printed with parentheses where binding needs them, and with texts in quotes."""
    assert print_filter(tree) == text
    assert parse_filter(text, FIELDS) == tree


@given(trees())
@settings(max_examples=400)
def test_a_printed_tree_is_read_as_itself(tree: Filter) -> None:
    """Printing and reading a tree gives the same tree, whatever it holds."""
    assert parse_filter(print_filter(tree), FIELDS) == tree
