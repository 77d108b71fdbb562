"""What goes wrong where two pages meet is told by what tells the lost row from the cursor's."""

from collections.abc import Mapping
from typing import Any

import pytest

from suites.evidence.edges import edges, events
from suites.evidence.orders import Ranking, ranking_of
from suites.evidence.pages import Page
from tests.suites.seen_pages import AUTHORS, CONTRACT, author, page

Row = Mapping[str, Any]


def ranks(*values: int | None) -> list[Row]:
    """Authors of these ranks, with keys in this order."""
    return [author(f"{number:x}", rank=value) for number, value in enumerate(values)]


def walk(*pages: list[Row]) -> tuple[Page, ...]:
    """Pages of a walk by rank, each linked to the next."""
    last = len(pages) - 1
    return tuple(
        page(
            n + 1,
            rows,
            sort_by="rank",
            **({"next_": f"c{n}"} if n < last else {}),
            **({"pq": f"c{n - 1}"} if n else {}),
        )
        for n, rows in enumerate(pages)
    )


def by_rank() -> Ranking:
    """The order of the walks."""
    found = ranking_of(AUTHORS, CONTRACT, "rank")
    assert found is not None
    return found


def kinds(pages: tuple[Page, ...], due: list[Row]) -> list[tuple[str, bool]]:
    """What went wrong, and whether a row was lost."""
    return [(event.kind, event.lost) for event in events(pages, by_rank(), {row["id"]: row for row in due})]


def test_a_sound_walk_has_no_events() -> None:
    """Every row once, in order: nothing to tell."""
    rows = ranks(1, 2, 2, None, None)
    assert kinds(walk(rows[:2], rows[2:4], rows[4:]), rows) == []


@pytest.mark.parametrize(
    ("values", "lost", "kind"),
    [
        ((1, 2, 2, 3, 4), 2, "tie"),
        ((1, 2, None, None, None), 2, "null"),
        ((1, 2**53, 2**53 + 1, 2**54, 2**55), 2, "fine"),
        ((1, 2, 3, 4, 5), 2, "plain"),
        ((1, 2, 3, 4, 5), 1, "plain"),
        ((1, 2, 3, 4, 5), 4, "plain"),
    ],
)
def test_a_lost_row_is_of_the_kind_that_tells_it_from_the_cursors(
    values: tuple[int | None, ...], lost: int, kind: str
) -> None:
    """After a page of two, the row that is missing ties with its last one, is null, nearly equals it, or differs."""
    rows = ranks(*values)
    kept = [row for row in rows if row is not rows[lost]]
    pages = walk(kept[:2], kept[2:]) if lost > 1 else walk(kept[:1], kept[1:3], kept[3:])
    assert kinds(pages, rows) == [(kind, True)]


def test_a_row_that_comes_again_is_told_once() -> None:
    """The cursor's own row is a repeat; another row that ties with it is a tie."""
    rows = ranks(1, 2, 2, 3)
    assert kinds(walk(rows[:2], rows[1:]), rows) == [("repeat", False)]
    assert sorted(kinds(walk(rows[:3], rows[1:]), rows)) == [("repeat", False), ("tie", False)]


def test_an_edge_tells_what_it_splits() -> None:
    """An edge knows whether it splits a tie, touches a null, or divides nearly equal values."""
    rows = ranks(1, 1, 2**53, 2**53 + 1, None, None)
    found = edges(walk(rows[:1], rows[1:3], rows[3:4], rows[4:5], rows[5:]), by_rank())
    assert [(edge.tie, edge.null, edge.fine) for edge in found] == [
        (True, False, True),
        (False, False, True),
        (False, True, False),
        (True, True, False),
    ]
