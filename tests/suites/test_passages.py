"""A walk is held against the rows as they were while it was walked."""

from suites.evidence.passages import passages
from suites.evidence.study import study
from suites.traffic import Exchange, Trace
from tests.suites.seen_pages import AUTHORS, CONTRACT, author, exchange

A, B, C, D, E = (author(key, rank=number) for number, key in enumerate("12345"))
ORDER = "rank"


def asked(number: int, *rows: object, **query: str) -> Exchange:
    """One page of the list sorted by rank."""
    return exchange(number, [row for row in rows if isinstance(row, dict)], sort_by=ORDER, **query)


def test_a_row_that_moved_after_a_walk_was_not_skipped_by_it() -> None:
    """A row that stood behind a walk's last page, and later in front of it, was not due on that walk."""
    before = asked(1, A, B, C, D, E)
    walk = asked(2, A, B, limit="2", next_="x"), asked(3, C, limit="2", pq="x", next_="y")
    after, moved = asked(4, A, B, C, D, E), asked(5, {**E, "rank": -1}, A, B, C, D)
    found = passages(study(Trace(CONTRACT, AUTHORS, (before, *walk, after, moved))))
    assert [len(passage.walk) for passage in found] == [2]
    assert set(found[0].due) == {A["id"], B["id"], C["id"]}
    assert not found[0].events


def test_a_row_that_a_walk_skipped_was_due() -> None:
    """A row that stood in front of a walk's last page all along is one that the walk left out."""
    before, after = asked(1, A, B, C, D, E), asked(4, A, B, C, D, E)
    walk = asked(2, A, limit="1", next_="x"), asked(3, C, limit="1", pq="x", next_="y")
    found = passages(study(Trace(CONTRACT, AUTHORS, (before, *walk, after))))
    assert [(event.key, event.lost) for event in found[0].events] == [(B["id"], True)]
