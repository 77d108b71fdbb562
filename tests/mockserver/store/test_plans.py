"""How a page is read: by searches of an index, without a sort of the rows, and no row more than it needs."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from contracts import And, Comparison, Filter, Key, Operator, Order, Resource
from mockserver.store import Equal, PageRequest, Position, Store
from tests.mockserver.store.world import (
    LOOSE,
    SORTABLE,
    TENANT,
    THINGS,
    Json,
    overheard,
    plans,
    run,
    stored,
    thing,
    unsearched,
)

Where = tuple[Equal, ...]

MINE, OPEN, SHELF = Equal("tenant", TENANT), Equal("is_open", value=True), Equal("shelf", "a")
# What the rows of a list equal: nothing, or scope, visibility and parent as the operations of the world combine them.
LISTS: list[tuple[Resource, Where]] = [
    (LOOSE, ()),
    (THINGS, (MINE, OPEN)),
    (THINGS, (MINE, OPEN, SHELF)),
    (THINGS, (MINE, SHELF)),
]
MIDDLE = {
    "name": "n",
    "size": 5,
    "weight": 1.5,
    "price": "2.5",
    "seen_at": "2026-01-01T00:00:00Z",
    "is_open": True,
    "owner_id": thing(5)["id"],
    "shelf": "a",
}
FILTER = And((Comparison("name", Operator.EQ, "n"), Comparison("size", Operator.GT, 1)))


def positions(store: Store, resource: Resource, order: Order) -> Iterator[Position | None]:
    """The start, and places beside a row that has all values and beside one whose values are null."""
    yield None
    yield Position("start")
    for row in (thing(5, **MIDDLE), thing(5)):
        yield store.position(resource, order, row, "after")


@pytest.mark.parametrize("tree", [None, FILTER], ids=["all", "filtered"])
@pytest.mark.parametrize(
    ("resource", "where"), LISTS, ids=lambda value: getattr(value, "name", None) or str(len(value))
)
def test_a_page_by_one_key_is_searched_for(resource: Resource, where: Where, tree: Filter | None) -> None:
    """Whatever the field, direction, place and way, each step finds its rows in an index, in their order."""
    with stored({}) as store:
        for name, descending, backward in product(SORTABLE, (False, True), (False, True)):
            order = Order((Key(name, descending),))
            for position in positions(store, resource, order):
                request = PageRequest(resource, where, tree, order, position, backward, 50)
                assert unsearched(store, request) == [], (name, position)


def test_the_index_that_is_searched_ends_in_the_order() -> None:
    """What the rows equal, then the sort key, then the resource's key: all of them lead to the next row."""
    order = Order((Key("size"),))
    with stored({}) as store:
        position = store.position(THINGS, order, thing(5, size=5), "after")
        request = PageRequest(THINGS, (MINE, OPEN), None, order, position, backward=False, limit=50)
        first, second = [line for line in plans(store, request) if line.startswith("SEARCH")][:2]
    assert re.search(r"\(is_open=\? AND tenant=\? AND size=\? AND id>\?\)", first)
    assert re.search(r"\(is_open=\? AND tenant=\? AND size>\?\)", second)


def test_further_keys_are_sorted_within_ties_only() -> None:
    """With several keys, every step still searches by the first one."""
    order = Order((Key("size"), Key("name", descending=True)))
    with stored({}) as store:
        position = store.position(THINGS, order, thing(5, size=5, name="n"), "after")
        request = PageRequest(THINGS, (MINE, OPEN), FILTER, order, position, backward=False, limit=50)
        searches = [line for line in plans(store, request) if line.startswith("SEARCH")]
    assert len(searches) > 4
    assert all("ix_things_is_open_tenant_size_id (is_open=? AND tenant=? AND size" in line for line in searches)


def test_a_key_that_all_rows_share_orders_nothing() -> None:
    """Sorted by what the list's rows have in common, then by another field, a page is searched by the other one."""
    order = Order((Key("is_open"), Key("size")))
    with stored({}) as store:
        position = store.position(THINGS, order, thing(5, is_open=True, size=5), "after")
        request = PageRequest(THINGS, (MINE, OPEN), None, order, position, backward=False, limit=50)
        lines = list(plans(store, request))
    assert any("AND size=? AND id>?)" in line for line in lines)
    assert not any("TEMP B-TREE" in line for line in lines)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 7, 20])
def test_a_page_reads_one_row_more_than_it_has_at_most(limit: int, backward: bool) -> None:
    """Over ties and nulls, all statements of a page together give its rows, and one more where there is one."""
    rows: list[Json] = [thing(n, size=n % 3 or None, is_open=True, tenant=TENANT) for n in range(20)]
    order = Order((Key("size"), Key("name")))
    with stored({"things": rows}) as store:
        for row in rows:
            position = store.position(THINGS, order, row, "after")
            request = PageRequest(THINGS, (MINE, OPEN), None, order, position, backward, limit)
            with overheard(store) as statements:
                page = store.page(request)
            pages = [each for each in statements if "ORDER BY" in each[0]]
            assert len(page.rows) <= sum(len(run(store, *each)) for each in pages) <= limit + 1
            looks = [each for each in statements if each not in pages]
            assert [len(run(store, *each)) for each in looks] in ([0], [1])
