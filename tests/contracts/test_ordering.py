"""What a sort expression says, and who stands before whom."""

from collections.abc import Mapping
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.expressions import ExpressionError
from contracts.ordering import MAXIMUM_KEYS, Key, NullOrder, Order, compare, order_key, parse_order, print_order
from contracts.values import UnreadableValue
from tests.contracts.filter_samples import FIELDS, NAMES, UNSORTABLE, rows

DEFAULT = Order((Key("made_at", True),))
SORTABLE = [name for name in NAMES if name not in UNSORTABLE]

ACCEPTED: list[tuple[str | None, Order]] = [
    (None, DEFAULT),
    ("", DEFAULT),
    ("title", Order((Key("title"),))),
    ("title:asc", Order((Key("title"),))),
    ("title:desc", Order((Key("title", True),))),
    ("made_at:desc", DEFAULT),
    (" title:desc ,\tsize , id:asc\n", Order((Key("title", True), Key("size"), Key("id")))),
    ("title,title", Order((Key("title"),))),
    ("title:desc,size,title:asc", Order((Key("title", True), Key("size")))),
    ("size,size,size,size,title,id", Order((Key("size"), Key("title"), Key("id")))),
    ("size,title,id,size", Order((Key("size"), Key("title"), Key("id")))),
    ("in,not:desc,two-words", Order((Key("in"), Key("not", True), Key("two-words")))),
]

# text, offset, field, a part of the message, the suggestion
REFUSED: list[tuple[str, int, str | None, str, str | None]] = [
    (" ", 0, None, "empty", None),
    (",", 0, None, "empty", None),
    ("title,", 6, None, "empty", None),
    ("title,,size", 6, None, "empty", None),
    ("title, ,size", 6, None, "empty", None),
    ("xyzzy", 0, "xyzzy", "xyzzy is no field here", None),
    ("title, sise", 7, "sise", "sise is no field here", "size"),
    ("Title", 0, "Title", "Title is no field here", "title"),
    ("-size", 0, "-size", "-size is no field here", "size:desc"),
    ("size desc", 0, "size desc", "'size desc' is no field here", "size"),
    ("meta", 0, "meta", "meta is an object or an array, and cannot be sorted by", None),
    ("null", 0, "null", "null cannot be sorted by", None),
    ("title:", 6, "title", "'' is no direction; write title:asc or title:desc", None),
    ("title:DESC", 6, "title", "DESC is no direction", "desc"),
    ("title:descending", 6, "title", "descending is no direction", None),
    ("size,title:asc:desc", 11, "title", "'asc:desc' is no direction", None),
    ("title : asc", 0, "title ", "'title ' is no field here", "title"),
    ("title: asc", 6, "title", "' asc' is no direction", None),
    (":desc", 0, "", "'' is no field here", None),
    ("title;\x00\ud83d", 0, "title;\x00\ud83d", r"'title;\x00\ud83d' is no field here", "title"),
    ("size,title,id,price", 14, "price", "an order has at most 3 keys", None),
]


@pytest.mark.parametrize(("text", "order"), ACCEPTED)
def test_a_sort_expression_is_the_order_it_says(text: str | None, order: Order) -> None:
    """A sort expression is read as its keys, each once, at its first place; none is the default."""
    assert parse_order(text, FIELDS, DEFAULT) == order


@pytest.mark.parametrize(("text", "offset", "field", "message", "suggestion"), REFUSED)
def test_a_text_that_is_no_order_is_refused_at_its_place(
    text: str, offset: int, field: str | None, message: str, suggestion: str | None
) -> None:
    """A refusal names the offset, the field, the fault and what was probably meant."""
    with pytest.raises(ExpressionError) as caught:
        parse_order(text, FIELDS, DEFAULT)

    error = caught.value
    assert (error.kind, error.position, error.field) == ("sort", offset, field)
    assert message in error.message
    assert error.suggestion == suggestion


@given(st.text(st.one_of(st.sampled_from("title,size:asc "), st.characters(exclude_categories=()))))
@settings(max_examples=300)
def test_a_text_is_an_order_or_one_refusal(text: str) -> None:
    """Any text gives an order or the one error, in one line."""
    try:
        order = parse_order(text, FIELDS, DEFAULT)
    except ExpressionError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert parse_order(print_order(order), FIELDS, DEFAULT) == order


ORDERS = st.lists(
    st.builds(Key, st.sampled_from(SORTABLE), st.booleans()),
    min_size=1,
    max_size=MAXIMUM_KEYS,
    unique_by=lambda key: key.field,
).map(lambda keys: Order(tuple(keys)))


@given(ORDERS)
def test_a_printed_order_is_read_as_itself(order: Order) -> None:
    """Printing and reading an order gives the same order."""
    assert parse_order(print_order(order), FIELDS, DEFAULT) == order


def test_an_order_names_a_field_once() -> None:
    """Keys of one field twice are no order."""
    with pytest.raises(ValueError, match="once"):
        Order((Key("title"), Key("title", True)))


@pytest.mark.parametrize(
    ("order", "total"),
    [
        (Order(()), Order((Key("id"),))),
        (Order((Key("title"),)), Order((Key("title"), Key("id")))),
        (Order((Key("title"), Key("size", True))), Order((Key("title"), Key("size", True), Key("id", True)))),
        (Order((Key("id", True), Key("size"))), Order((Key("id", True),))),
        (Order((Key("size", True), Key("id"))), Order((Key("size", True), Key("id")))),
    ],
)
def test_an_order_is_total_at_its_tie_breaker(order: Order, total: Order) -> None:
    """The tie-breaker comes last in the direction of the last key; after it nothing decides."""
    assert order.total("id") == total


def sorted_by(text: str, table: list[dict[str, Any]], nulls: NullOrder = NullOrder.LAST_ASCENDING) -> list[int]:
    """The numbers of the rows, sorted from the reverse of what is expected: no tie falls right by chance."""
    backwards = table[::-1]
    order = parse_order(text, FIELDS, DEFAULT)
    return [row["size"] for row in sorted(backwards, key=order_key(order, "size", FIELDS, nulls))]


def column(name: str, *values: Any) -> list[dict[str, Any]]:
    """Rows whose `size` numbers them in the order that is expected."""
    return [{"size": number, name: value} for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("title", ["", "A", "Z", "a", "z", "é", "\ufb01", "🙂"]),
        ("price", ["-10", "-9.5", "0", ".5", "+1", "9", "10.", "010.1", "100"]),
        ("ratio", [-1, -0.5, 0, 0.1, 1, 2.5, 10]),
        ("is_open", [False, True]),
        ("id", ["019ed2a1-0000-7000-8000-00000000000A", "019ed2a1-0000-7000-8000-00000000000b"]),
        (
            "made_at",
            [
                "2026-04-01T12:00:00+02:00",
                "2026-04-01T10:00:00.000001Z",
                "2026-04-01T10:00:00.1Z",
                "2026-04-01T09:00:00-02:00",
            ],
        ),
    ],
)
def test_values_stand_in_the_order_of_their_type(name: str, values: list[Any]) -> None:
    """Texts stand by code point, decimals by number, date-times by instant, false before true, nulls last."""
    table = column(name, *values, None, None)
    numbers = list(range(len(table)))

    assert sorted_by(name, table) == numbers
    assert sorted_by(f"{name}:desc", table) == numbers[::-1]


@pytest.mark.parametrize(
    ("nulls", "ascending", "descending"),
    [
        (NullOrder.LAST_ASCENDING, [0, 1, 2, 3], [3, 2, 1, 0]),
        (NullOrder.FIRST_ASCENDING, [2, 3, 0, 1], [1, 0, 3, 2]),
        (NullOrder.ALWAYS_LAST, [0, 1, 2, 3], [1, 0, 3, 2]),
        (NullOrder.ALWAYS_FIRST, [2, 3, 0, 1], [3, 2, 1, 0]),
    ],
)
def test_nulls_stand_where_the_contract_says(nulls: NullOrder, ascending: list[int], descending: list[int]) -> None:
    """Nulls stand last or first, turning round with the direction or not, ties among them broken all the same."""
    table = column("title", "a", "b", None, None)

    assert sorted_by("title", table, nulls) == ascending
    assert sorted_by("title:desc", table, nulls) == descending


def test_ties_are_broken_in_the_direction_of_the_last_key() -> None:
    """Rows equal in all keys stand by the resource's key, up or down as the last sort key does."""
    table = [{"size": number, "title": "a", "price": "1"} for number in range(3)]

    assert sorted_by("title:desc,price:asc", table) == [0, 1, 2]
    assert sorted_by("title:asc,price:desc", table) == [2, 1, 0]


def test_the_weightiest_key_comes_first() -> None:
    """A later key decides only among rows that are equal in the earlier ones."""
    table = [
        {"size": 0, "title": "a", "price": "9"},
        {"size": 1, "title": "a", "price": "10"},
        {"size": 2, "title": "b", "price": "1"},
    ]

    assert sorted_by("title,price", table) == [0, 1, 2]
    assert sorted_by("title:desc,price", table) == [2, 0, 1]
    assert sorted_by("title,price:desc", table) == [1, 0, 2]


@given(ORDERS, rows(), rows(), rows(), st.sampled_from(NullOrder))
@settings(max_examples=200)
def test_an_order_is_total(
    order: Order, row_a: Mapping[str, Any], row_b: Mapping[str, Any], row_c: Mapping[str, Any], nulls: NullOrder
) -> None:
    """Of two rows with two keys one stands first, whichever is asked about; and to stand before is transitive."""
    against = partial(compare, order, "id", FIELDS, nulls=nulls)

    assert against(row_a, row_a) == 0
    assert (against(row_a, row_b) == 0) <= (row_a["id"] == row_b["id"])
    for first, second, third in permutations([row_a, row_b, row_c]):
        assert against(first, second) == -against(second, first)
        if against(first, second) <= 0 and against(second, third) <= 0:
            assert against(first, third) <= 0


@given(ORDERS, st.lists(rows(), max_size=6, unique_by=lambda row: row["id"]))
@settings(max_examples=100)
def test_descending_is_the_exact_reverse_of_ascending(order: Order, table: list[dict[str, Any]]) -> None:
    """Every direction turned round, nulls and ties included, gives the rows in reverse."""
    opposite = Order(tuple(Key(key.field, not key.descending) for key in order.keys))
    forwards = sorted(table, key=order_key(order, "id", FIELDS))
    backwards = sorted(table, key=order_key(opposite, "id", FIELDS))

    assert [row["id"] for row in backwards] == [row["id"] for row in reversed(forwards)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"title": "a"}, "size: the row does not have it"),
        ({"title": 5, "size": 1}, "title: a number is no string"),
        ({"title": None, "size": "1"}, "size: '1' is no number"),
    ],
)
def test_a_row_that_does_not_fit_has_no_place(row: dict[str, Any], message: str) -> None:
    """A row without a field of the order, or with a value of another type, is unreadable and named."""
    with pytest.raises(UnreadableValue, match=message):
        order_key(Order((Key("title"),)), "size", FIELDS)(row)
