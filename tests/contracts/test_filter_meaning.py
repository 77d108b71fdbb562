"""What a filter says of a row: true, false, or neither."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from contracts.filters import And, Comparison, Filter, Membership, Not, Operator, Or, Truth, holds, parse_filter
from contracts.values import UnreadableValue
from tests.contracts.filter_samples import FIELDS, NAMES, rows, trees

JUDGED = tuple(name for name in NAMES if name != "meta")
# A comparison that is true, one that is false and one that is neither, of the same row.
ROW = {"title": "a", "size": None}
OF_TRUTH: dict[Truth, Filter] = {
    True: Comparison("title", Operator.EQ, "a"),
    False: Comparison("title", Operator.NE, "a"),
    None: Comparison("size", Operator.EQ, 1),
}
AND = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, False): False,
    (False, None): False,
    (None, None): None,
}
OR = {
    (True, True): True,
    (True, False): True,
    (True, None): True,
    (False, False): False,
    (False, None): None,
    (None, None): None,
}

# filter, the row's value of the field it names, truth
SAID: list[tuple[str, str, Any, Truth]] = [
    # texts, by code point and by case
    ("title:a", "title", "a", True),
    ("title:a", "title", "A", False),
    ("title>Z", "title", "a", True),
    ("title<b", "title", "é", False),
    ("title<'\ufb01'", "title", "🙂", False),
    ("title:''", "title", "", True),
    ("title:'e\u0301'", "title", "é", False),
    ("title.in:(a,b)", "title", "b", True),
    ("title.in:(a,b)", "title", "c", False),
    # integers beyond the reach of a double
    ("size>9007199254740992", "size", 9007199254740993, True),
    ("size=9007199254740992", "size", 9007199254740993, False),
    ("size=5", "size", 5.0, True),
    ("size=5", "size", Decimal("5.00"), True),
    ("size>5", "size", 2**80, True),
    # numbers and decimals, exactly
    ("ratio=0.1", "ratio", 0.1, True),
    ("ratio=0.1", "ratio", Decimal("0.1"), True),
    ("ratio=0.1", "ratio", Decimal("0.1000000000000000055"), False),
    ("ratio>=2", "ratio", 2, True),
    ("ratio.in:(1,2)", "ratio", 2, True),
    ("price>9", "price", "10", True),
    ("price=0.50", "price", "+0.5", True),
    ("price=0.5", "price", ".5", True),
    ("price=5", "price", "5.", True),
    ("price=7", "price", "007", True),
    ("price=0", "price", "-0.00", True),
    ("price>0.1", "price", "0.1000000000000000000000000000001", True),
    ("price.in:(1.0, 2)", "price", "1", True),
    # booleans, uuids
    ("is_open:true", "is_open", True, True),
    ("is_open<true", "is_open", False, True),
    ("id:019ed2a1-0000-7000-8000-00000000007a", "id", "019ED2A1-0000-7000-8000-00000000007A", True),
    ("id>019ed2a1-0000-7000-8000-000000000079", "id", "019ed2a1-0000-7000-8000-00000000007A", True),
    # instants
    ("made_at=2026-04-01", "made_at", "2026-04-01T02:00:00+02:00", True),
    ("made_at>2026-04-01T10:00:00.000001Z", "made_at", "2026-04-01T10:00:00.000002Z", True),
    ("made_at>2026-04-01T10:00:00.5Z", "made_at", "2026-04-01T10:00:00.50Z", False),
    ("made_at<2026-04-01T10:00:00Z", "made_at", "2026-04-01t09:59:59.999999z", True),
    # nulls
    ("size=1", "size", None, None),
    ("size.ne:1", "size", None, None),
    ("NOT size=1", "size", None, None),
    ("size>1", "size", None, None),
    ("size.in:(1)", "size", None, None),
    ("NOT size.in:(1)", "size", None, None),
    ("size=null", "size", None, True),
    ("size=null", "size", 1, False),
    ("NOT size=null", "size", None, False),
    ("size.ne:null", "size", None, False),
    ("size.ne:null", "size", 1, True),
    ("size=null OR size=1", "size", None, True),
]

UNREADABLE: list[tuple[str, dict[str, Any], str]] = [
    ("size=1", {}, "size: the row does not have it"),
    ("size=null", {}, "size: the row does not have it"),
    ("size=1", {"size": "1"}, "size: '1' is no number"),
    ("size=1", {"size": True}, "size: a boolean is no number"),
    ("size=1", {"size": 1.5}, "size: a number is no integer"),
    ("size=1", {"size": Decimal("1E+999999999")}, "size: a number is no number of 64 bits"),
    ("size=1", {"size": float("inf")}, "size: a number is no finite number"),
    ("size=1", {"size": [1]}, "size: an array is no number"),
    ("ratio=1", {"ratio": {"a": 1}}, "ratio: an object is no number"),
    ("ratio=1", {"ratio": "one"}, "ratio: 'one' is no decimal"),
    ("ratio=1", {"ratio": float("nan")}, "ratio: a number is no finite number"),
    ("price=1", {"price": "1e3"}, "price: '1e3' is no decimal"),
    ("is_open:true", {"is_open": 1}, "is_open: a number is no boolean"),
    ("title:a", {"title": 10**5000}, "title: a number is no string"),
    ("id:019ed2a1-0000-7000-8000-00000000007a", {"id": "x" * 99}, f"id: '{'x' * 39}…' is no uuid"),
    ("made_at:2026-04-01", {"made_at": "2026-04-01"}, "is no date-time with an offset"),
    ("made_at:2026-04-01", {"made_at": "2026-04-01T10:00:00"}, "is no date-time with an offset"),
    ("made_at:2026-04-01", {"made_at": "2026-04-01T10:00:00.1234567Z"}, "more than six digits"),
    ("made_at:2026-04-01", {"made_at": "0001-01-01T00:00:00+01:00"}, "years 1 to 9999"),
    ("made_at:2026-04-01", {"made_at": "2026-12-31T23:59:60Z"}, "is no date-time with an offset"),
    ("title:a OR size=1", {"title": "a", "size": "1"}, "size: '1' is no number"),
]


@pytest.mark.parametrize(("text", "field", "value", "truth"), SAID)
def test_a_filter_says_of_a_value(text: str, field: str, value: Any, truth: Truth) -> None:
    """A comparison follows its field's type; with null it is neither true nor false, unless it asks for null."""
    row = dict.fromkeys(NAMES) | {field: value}

    assert holds(parse_filter(text, FIELDS), row) is truth


@pytest.mark.parametrize(("left", "right"), list(product(OF_TRUTH, repeat=2)))
def test_and_and_or_are_those_of_sql(left: Truth, right: Truth) -> None:
    """AND and OR of true, false and neither are the tables of SQL, whichever side is which."""
    operands = (OF_TRUTH[left], OF_TRUTH[right])
    pair = (left, right) if (left, right) in AND else (right, left)

    assert holds(And(operands), ROW) is AND[pair]
    assert holds(Or(operands), ROW) is OR[pair]


@pytest.mark.parametrize(("truth", "opposite"), [(True, False), (False, True), (None, None)])
def test_not_leaves_neither_as_it_is(truth: Truth, opposite: Truth) -> None:
    """NOT turns true and false round and leaves what is neither."""
    assert holds(Not(OF_TRUTH[truth]), ROW) is opposite


@pytest.mark.parametrize(("text", "row", "message"), UNREADABLE)
def test_a_row_that_does_not_fit_is_not_judged(text: str, row: Mapping[str, Any], message: str) -> None:
    """A row without the field, or with a value of another type, is unreadable and named, neither true nor false."""
    with pytest.raises(UnreadableValue) as caught:
        holds(parse_filter(text, FIELDS), row)

    assert message in str(caught.value)


@given(trees(JUDGED), rows())
@settings(max_examples=200)
def test_a_filter_its_opposite_and_neither_divide_all_rows(tree: Filter, row: Mapping[str, Any]) -> None:
    """Exactly one of a filter, its NOT, and neither holds for a row."""
    truth, opposite = holds(tree, row), holds(Not(tree), row)

    assert (truth, opposite) in {(True, False), (False, True), (None, None)}


@given(trees(JUDGED), trees(JUDGED), rows())
@settings(max_examples=200)
def test_de_morgan_holds_for_every_row(left: Filter, right: Filter, row: Mapping[str, Any]) -> None:
    """NOT of an AND is the OR of the NOTs, and the other way round."""
    assert holds(Not(And((left, right))), row) is holds(Or((Not(left), Not(right))), row)
    assert holds(Not(Or((left, right))), row) is holds(And((Not(left), Not(right))), row)


@given(rows())
def test_a_membership_is_the_or_of_its_values(row: Mapping[str, Any]) -> None:
    """`in` says what the OR of its values says, null included."""
    values = (0, 1, row["size"] or 2)
    either = Or(tuple(Comparison("size", Operator.EQ, value) for value in values))

    assert holds(Membership("size", values), row) is holds(either, row)
