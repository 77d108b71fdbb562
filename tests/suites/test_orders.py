"""Two rows are told to be out of order only where the policy says how they stand."""

import pytest

from suites.evidence.orders import Ranking, ranking_of, sorting_fields
from tests.suites.judging import with_policy
from tests.suites.seen_pages import AUTHORS, CONTRACT, author

LOW, HIGH, NULL = author("b", rank=1, name="a"), author("a", rank=2, name="B"), author("c", rank=None, name="b")


def ranking(text: str, **policy: object) -> Ranking:
    """The order of a sort expression under a policy."""
    found = ranking_of(AUTHORS, with_policy(CONTRACT, **policy), text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("null_order", "ascending", "descending"),
    [
        ("last_ascending", -1, 1),
        ("first_ascending", 1, -1),
        ("always_last", -1, -1),
        ("always_first", 1, 1),
    ],
)
def test_nulls_stand_where_the_policy_says(null_order: str, ascending: int, descending: int) -> None:
    """A value against a null is decided by the policy null_order, and a breach leans on it."""
    assert ranking("rank", null_order=null_order).compare(LOW, NULL) == ascending
    assert ranking("rank:desc", null_order=null_order).compare(LOW, NULL) == descending
    assert ranking("rank", null_order=null_order).rules(LOW, NULL) == ("null_order",)


def test_texts_are_ordered_by_code_point_or_not_at_all() -> None:
    """Where the collation is open, what a text tells apart is undecided, and so is all after it."""
    assert ranking("name,rank", collation="code_point").compare(LOW, HIGH) == 1
    assert ranking("name,rank", collation="any").compare(LOW, HIGH) == 0
    assert ranking("rank,name", collation="any").compare(LOW, HIGH) == -1
    assert ranking("name").rules(LOW, HIGH) == ("collation",)


@pytest.mark.parametrize(("ties", "expected"), [("reversed", -1), ("same", 1), ("any", 0)])
def test_ties_stand_as_the_policy_says(ties: str, expected: int) -> None:
    """Descending, rows that tie stand in the reverse order of their keys, in the same, or in any."""
    tied = {**HIGH, "rank": 1}
    assert ranking("rank:desc", desc_tie_order=ties).compare(LOW, tied) == expected
    assert ranking("rank:desc", desc_tie_order=ties).rules(LOW, tied)[0] == "desc_tie_order"


def test_a_default_order_that_nobody_promises_is_none() -> None:
    """Without a promise of the default order there is nothing to judge it by."""
    assert ranking("").rules(LOW, author("d", created_at="2024-01-01T00:00:00Z"))[0] == "default_order"
    assert ranking_of(AUTHORS, with_policy(CONTRACT, default_order=False), "") is None
    assert ranking_of(AUTHORS, CONTRACT, "no_such_field") is None


def test_a_row_without_its_sort_key_has_no_place() -> None:
    """A projected row that does not show the sort key is undecided against any other."""
    short = {"id": LOW["id"]}
    assert ranking("rank").place(short) is None
    assert ranking("rank").compare(short, HIGH) == 0


def test_ties_and_nulls_can_lie_in_every_sortable_field_but_the_key() -> None:
    """The key never ties, and a long text cannot be sorted by."""
    names = [field.name for field in sorting_fields(AUTHORS, CONTRACT)]
    assert names == ["name", "rank", "royalty", "is_active", "born_at", "created_at"]
