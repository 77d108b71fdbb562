"""The orders and page sizes of a walk are chosen so that pages end where broken cursors break."""

from collections.abc import Sequence

import pytest

from contracts import Fields
from suites.evidence.orders import Row, ranking_of
from suites.inputs.ties import FEW_PAGES, MOST_PAGES, fit, null_fields, one_way, orders, textual, tied_fields
from tests.suites.seen_pages import AUTHORS, CONTRACT, author

assert AUTHORS.behaviour
assert AUTHORS.behaviour.resource
FIELDS: Fields = AUTHORS.behaviour.resource.fields


def size(rows: Sequence[Row], order: str, smallest: int = 1, largest: int = 50, most: int = MOST_PAGES) -> int | None:
    """The page size chosen for rows that stand in an order."""
    found = fit(rows, ranking_of(AUTHORS, CONTRACT, order), smallest, largest, most)
    return found.size if found else None


def test_a_page_ends_inside_a_tie() -> None:
    """Of the sizes that give three pages, one is taken whose edge splits a tie."""
    ranks = [1, 2, 3, 4, 4, 5, 6, 7, 8]
    rows = [author(f"{n:x}", rank=rank) for n, rank in enumerate(ranks)]
    assert size(rows, "rank") == 4


def test_a_page_ends_where_nulls_begin_and_inside_them() -> None:
    """An edge between a value and a null, and one between two nulls, count for more than fewer pages."""
    ranks = [1, 2, 3, 4, None, None, None]
    rows = [author(f"{n:x}", rank=rank) for n, rank in enumerate(ranks)]
    assert size(rows, "rank") == 2


def test_a_page_ends_between_instants_a_microsecond_apart() -> None:
    """An edge between nearly equal values is one to look for."""
    seconds = ["01.000000", "02.000000", "03.000000", "03.000001", "05.000000", "06.000000", "07.000000"]
    rows = [author(f"{n:x}", created_at=f"2024-01-01T00:00:{second}Z") for n, second in enumerate(seconds)]
    assert size(rows, "created_at") == 3


@pytest.mark.parametrize(
    ("amount", "smallest", "largest", "chosen"),
    [
        (0, 1, 50, None),
        (1, 1, 50, None),
        (2, 1, 50, 1),
        (3, 1, 50, 1),
        (9, 1, 50, 4),
        (600, 1, 50, 50),
        (700, 1, 50, 50),
        (700, 60, 60, 60),
    ],
)
def test_a_walk_has_three_pages_at_least_and_twelve_at_most(
    amount: int, smallest: int, largest: int, chosen: int | None
) -> None:
    """Rows that fill no second page give no walk, and of a list too long for a walk the first pages are walked."""
    rows = [author(f"{n:x}", rank=n) for n in range(amount)]
    assert size(rows, "rank", smallest, largest) == chosen


def test_a_walk_of_few_pages_stops_where_its_edges_meet_more() -> None:
    """Nulls that come first are met by the first pages of a walk that does not go to the end; a long walk takes all."""
    rows = [author(f"{n:02x}", rank=None if n < 3 else 40 - n // 2) for n in range(30)]
    few, many = (size(rows, "rank:desc", most=most) for most in (FEW_PAGES, MOST_PAGES))
    assert few is not None
    assert few <= 3
    assert few * FEW_PAGES < len(rows)
    assert many is not None
    assert many * MOST_PAGES >= len(rows)


def test_orders_of_one_direction_are_those_with_edges_to_meet_and_some_of_two_keys() -> None:
    """Fields without ties, nulls and near values are left out, unless no field has any."""
    rows = [author(f"{n:x}", name=f"n{n}", rank=n // 2, is_active=True, born_at=None) for n in range(6)]
    down = one_way(rows, FIELDS, True)
    assert "rank:desc" in down
    assert any(text.startswith("rank:desc,") and text.endswith(":asc") for text in down)
    assert not [text for text in down if text.startswith("name")]
    plain = [author(f"{n:x}", name=f"n{n}", rank=n, is_active=bool(n), created_at=None) for n in range(2)]
    assert "name:asc" in one_way(plain, FIELDS, False)


def test_the_order_of_texts_is_that_of_the_field_with_the_most_to_meet() -> None:
    """Texts that tie come before texts that do not; without texts to tell apart there is none."""
    rows = [author(f"{n:x}", name=f"n{n // 2}", pen_name=f"p{n}") for n in range(4)]
    assert textual(rows, FIELDS) == "name:asc"
    assert textual(rows[:1], FIELDS) is None


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
