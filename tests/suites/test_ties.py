"""The orders and page sizes of a walk are chosen so that pages end where broken cursors break."""

import pytest

from contracts import Fields
from suites.orders import ranking_of
from suites.ties import MOST_PAGES, null_fields, orders, page_size, tied_fields
from tests.suites.seen_pages import AUTHORS, CONTRACT, author

assert AUTHORS.behaviour
assert AUTHORS.behaviour.resource
FIELDS: Fields = AUTHORS.behaviour.resource.fields


def test_a_page_ends_inside_a_tie() -> None:
    """Of the sizes that give three pages, one is taken whose edge splits a tie."""
    ranks = [1, 2, 3, 4, 4, 5, 6, 7, 8]
    rows = [author(f"{n:x}", rank=rank) for n, rank in enumerate(ranks)]
    assert page_size(rows, ranking_of(AUTHORS, CONTRACT, "rank"), 1, 50) == 4


def test_a_page_ends_where_nulls_begin_and_inside_them() -> None:
    """An edge between a value and a null, and one between two nulls, count for more than fewer pages."""
    ranks = [1, 2, 3, 4, None, None, None]
    rows = [author(f"{n:x}", rank=rank) for n, rank in enumerate(ranks)]
    assert page_size(rows, ranking_of(AUTHORS, CONTRACT, "rank"), 1, 50) == 2


def test_a_page_ends_between_instants_a_microsecond_apart() -> None:
    """An edge between nearly equal values is one to look for."""
    seconds = ["01.000000", "02.000000", "03.000000", "03.000001", "05.000000", "06.000000", "07.000000"]
    rows = [author(f"{n:x}", created_at=f"2024-01-01T00:00:{second}Z") for n, second in enumerate(seconds)]
    assert page_size(rows, ranking_of(AUTHORS, CONTRACT, "created_at"), 1, 50) == 3


@pytest.mark.parametrize(
    ("amount", "smallest", "largest", "size"),
    [
        (0, 1, 50, None),
        (1, 1, 50, None),
        (2, 1, 50, 1),
        (3, 1, 50, 1),
        (9, 1, 50, 4),
        (600, 1, 50, 50),
        (700, 1, 50, None),
    ],
)
def test_a_walk_has_three_pages_at_least_and_twelve_at_most(
    amount: int, smallest: int, largest: int, size: int | None
) -> None:
    """Rows that fill no second page give no walk, and a walk stays affordable."""
    rows = [author(f"{n:x}", rank=n) for n in range(amount)]
    found = page_size(rows, ranking_of(AUTHORS, CONTRACT, "rank"), smallest, largest)
    assert found == size
    assert found is None or amount <= found * MOST_PAGES


def test_orders_cover_ties_and_nulls_in_both_directions_and_two_keys() -> None:
    """The orders chosen offer each kind of edge in each direction, and the last has two keys."""
    rows = [
        author(f"{n:x}", name="ab"[n % 2], rank=None if n < 3 else n // 2, is_active=bool(n % 2), born_at=None)
        for n in range(9)
    ]
    chosen = orders(rows, FIELDS)
    assert {"rank:asc", "rank:desc"} <= set(chosen)
    assert any("," in text for text in chosen)
    assert [text.split(":")[0] for text in chosen if text.startswith("born_at")] == []


def test_fields_without_ties_or_nulls_are_told_apart() -> None:
    """A field ties where two rows share a value, and has nulls where it is set in another row."""
    rows = [author("1", rank=1, name="x"), author("2", rank=1, name="y", royalty="1.0"), author("3", rank=2, name="z")]
    fields = [FIELDS[name] for name in ("rank", "name", "royalty", "born_at")]
    assert tied_fields(rows, fields) == ("rank",)
    assert null_fields(rows, fields) == ("royalty",)
