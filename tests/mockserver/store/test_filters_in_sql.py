"""Filters as SQL mean what `contracts.holds` says they mean."""

from hypothesis import example, given

from contracts import And, Comparison, Filter, Not, Operator, Order, holds, parse_filter
from mockserver.store import PageRequest, Store
from tests.mockserver.store import generated
from tests.mockserver.store.world import FIELDS, LOOSE, Json, stored, thing


def ids(store: Store, tree: Filter) -> list[str]:
    """The ids of all rows that the store finds by a filter."""
    request = PageRequest(LOOSE, (), tree, Order(()), None, backward=False, limit=100)
    return [row["id"] for row in store.page(request).rows]


@given(generated.rows(), generated.filters)
@example([thing(1, name="x"), thing(2)], Not(Comparison("name", Operator.EQ, "x")))
def test_sql_finds_the_rows_for_which_a_filter_holds(rows: list[Json], tree: Filter) -> None:
    """The database and the evaluator in Python find the same rows, whatever the filter."""
    with stored({"loose": rows}) as store:
        assert ids(store, tree) == sorted(row["id"] for row in rows if holds(tree, row))


def test_a_comparison_with_null_is_unknown_and_so_is_its_opposite() -> None:
    """A row without a name is found neither by a name nor by not having it; only null itself finds it."""
    with stored({"loose": [thing(1, name="x"), thing(2, name="y"), thing(3)]}) as store:
        texts = ("name = x", "NOT name = x", "name.ne:x", "NOT name.in:(x)", "name = null", "NOT name = null")
        found = [len(ids(store, parse_filter(text, FIELDS))) for text in texts]
        assert found == [1, 1, 1, 1, 1, 2]


def test_a_uuid_is_found_in_any_case() -> None:
    """A uuid written in capitals, in a row or in a filter, is the uuid in small letters."""
    upper = "ABCDEF00-0000-0000-0000-000000000000"
    with stored({"loose": [thing(1, owner_id=upper), thing(2, owner_id=upper.lower())]}) as store:
        assert len(ids(store, parse_filter(f"owner_id = {upper}", FIELDS))) == 2


def test_the_widest_filter_runs() -> None:
    """Two hundred comparisons under sixteen levels are one statement that the database takes."""
    comparison = Comparison("size", Operator.GTE, 0)
    tree: Filter = And((comparison,) * 200)
    for _ in range(16):
        tree = Not(tree)
    with stored({"loose": [thing(1, size=0), thing(2, size=-1)]}) as store:
        assert ids(store, tree) == [thing(1)["id"]]
