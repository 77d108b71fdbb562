"""Pages: a walk meets every row once and in order, both ways, whatever changes meanwhile."""

from collections.abc import Iterator, Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Comparison, NullOrder, Operator, Order, order_key
from mockserver.store import Equal, Page, PageRequest, Position, Side, Store
from tests.mockserver.store import generated
from tests.mockserver.store.world import FIELDS, LOOSE, ORDER, Json, forget, stored, thing

SIDES: tuple[Side, ...] = ("before", "after")


def ask(store: Store, order: Order, limit: int, position: Position | None = None, *, backward: bool = False) -> Page:
    """A page of the loose rows."""
    return store.page(PageRequest(LOOSE, (), None, order, position, backward, limit))


def walk(store: Store, order: Order, limit: int, *, backward: bool = False) -> Iterator[Page]:
    """Every page from the start on, or from the end back; each one non-empty but a first one."""
    page = ask(store, order, limit, backward=backward)
    yield page
    while page.precedes if backward else page.follows:
        page = ask(store, order, limit, beside(store, order, page, backward=backward), backward=backward)
        assert page.rows
        yield page


def beside(store: Store, order: Order, page: Page, *, backward: bool) -> Position:
    """Where the next page of a walk begins."""
    if backward:
        return store.position(LOOSE, order, page.rows[0], "before")
    return store.position(LOOSE, order, page.rows[-1], "after")


def ids(rows: Sequence[Json]) -> list[str]:
    """The ids of rows."""
    return [row["id"] for row in rows]


def in_order(rows: Sequence[Json], order: Order, nulls: NullOrder = NullOrder.LAST_ASCENDING) -> list[str]:
    """The ids of rows as the contract orders them."""
    return ids(sorted(rows, key=order_key(order, "id", FIELDS, nulls)))


@given(generated.rows(), generated.orders, st.integers(1, 5), st.sampled_from(NullOrder))
def test_walks_meet_every_row_in_order(rows: list[Json], order: Order, limit: int, nulls: NullOrder) -> None:
    """A forward walk is the sorted rows, a backward walk is the same pages' rows from the other end."""
    expected = in_order(rows, order, nulls)
    with stored({"loose": rows}, nulls) as store:
        forward = [ids(page.rows) for page in walk(store, order, limit)]
        backward = [ids(page.rows) for page in walk(store, order, limit, backward=True)]
    assert list(chain(*forward)) == expected
    assert list(chain(*reversed(backward))) == expected
    assert all(len(page) == limit for page in (*forward[:-1], *backward[:-1]))


@settings(max_examples=60)
@given(generated.rows(), generated.orders, st.integers(1, 3), st.booleans())
def test_a_page_knows_its_neighbours(rows: list[Json], order: Order, limit: int, backward: bool) -> None:
    """`precedes` and `follows` say whether a row stands before and after a page, whichever way it was reached."""
    expected = in_order(rows, order)
    with stored({"loose": rows}) as store:
        for page in walk(store, order, limit, backward=backward):
            own = ids(page.rows)
            assert page.empty == (not rows)
            assert page.precedes == (own[:1] != expected[:1])
            assert page.follows == (own[-1:] != expected[-1:])


@settings(max_examples=60)
@given(generated.rows(), generated.orders, st.integers(0, 12), st.sampled_from(SIDES))
def test_a_position_parts_the_rows_in_two(rows: list[Json], order: Order, index: int, side: Side) -> None:
    """What stands after a position and what stands before it are all rows, and each page knows of the other part."""
    expected = in_order(rows, order)
    with stored({"loose": rows}) as store:
        position, before = Position("start"), 0
        if index < len(rows):
            row = next(row for row in rows if row["id"] == expected[index])
            position, before = store.position(LOOSE, order, row, side), index + (side == "after")
        after_page, before_page = (ask(store, order, 50, position, backward=way) for way in (False, True))
    assert (ids(before_page.rows), ids(after_page.rows)) == (expected[:before], expected[before:])
    assert (after_page.precedes, after_page.follows) == (before > 0, False)
    assert (before_page.precedes, before_page.follows) == (False, before < len(rows))
    assert after_page.empty is before_page.empty is (not rows)


@given(
    generated.rows(), generated.rows(), generated.orders, st.integers(1, 4), st.booleans(), st.sets(st.integers(0, 5))
)
def test_rows_that_come_and_go_move_no_other(
    rows: list[Json], others: list[Json], order: Order, limit: int, backward: bool, leaving: set[int]
) -> None:
    """A row that stays is met once, in order, though others are inserted and deleted between any two pages."""
    known = {row["id"] for row in rows}
    arriving = [row for row in others if row["id"] not in known]
    staying = {row["id"]: row for row in rows}
    met: list[str] = []
    with stored({"loose": rows}) as store:
        for number, page in enumerate(walk_on(store, order, limit, backward=backward)):
            met = ids(page.rows) + met if backward else met + ids(page.rows)
            if arriving:
                store.load({"loose": [arriving.pop()]})
            if staying and number in leaving:
                gone, _ = staying.popitem()
                forget(store, "loose", gone)
    assert len(met) == len(set(met))
    assert [each for each in met if each in staying] == in_order(list(staying.values()), order)


def walk_on(store: Store, order: Order, limit: int, *, backward: bool) -> Iterator[Page]:
    """A walk that takes empty pages as its end, since rows may vanish before it comes to them."""
    position = None
    while (page := ask(store, order, limit, position, backward=backward)).rows:
        yield page
        position = beside(store, order, page, backward=backward)


def test_an_empty_page_is_told_from_an_empty_result() -> None:
    """Beyond the last row there is an empty page that rows precede; of no rows, nothing does."""
    with stored({"loose": [thing(1), thing(2)]}) as store:
        beyond = ask(store, ORDER, 2, store.position(LOOSE, ORDER, thing(1), "after"))
        none = store.page(
            PageRequest(LOOSE, (), Comparison("size", Operator.GT, 5), ORDER, None, backward=False, limit=2)
        )
    assert beyond == Page((), precedes=True, follows=False, empty=False)
    assert none == Page((), precedes=False, follows=False, empty=True)


def test_a_position_outlives_its_row() -> None:
    """A walk goes on from where a deleted row stood, either way."""
    rows = [thing(number) for number in range(5)]
    with stored({"loose": rows}) as store:
        position = store.position(LOOSE, ORDER, rows[2], "after")
        forget(store, "loose", rows[2]["id"])
        following, preceding = (ask(store, ORDER, 9, position, backward=way) for way in (False, True))
    assert ids(preceding.rows) + ids(following.rows) == ids([rows[4], rows[3], rows[1], rows[0]])
    assert len(following.rows) == 2


@pytest.mark.parametrize("value", ["not-a-uuid", "", 5, True])
def test_a_value_that_no_row_can_hold_equals_none(value: object) -> None:
    """A property that is asked to equal a value of another type gives an empty result, and no error."""
    with stored({"loose": [thing(1)]}) as store:
        request = PageRequest(LOOSE, (Equal("owner_id", value),), None, ORDER, None, backward=False, limit=9)
        assert store.page(request).empty
