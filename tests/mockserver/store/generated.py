"""Rows, filters and orders for property tests: few distinct values, so that ties and nulls are common."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from contracts import And, Comparison, Filter, Key, Membership, Not, Operator, Or, Order, read_value
from tests.mockserver.store.world import FIELDS, SORTABLE, Json, thing

# A code point beyond the BMP stands after \uffff, though not in UTF-16.
TEXTS = (
    "",
    "a",
    "A",
    "a'b",
    "a''b",
    'a"b',
    "%",
    "a_b",
    "a%b",
    "é",
    "e\u0301",
    "\uffff",
    "😀",
    "\\",
    " a",
    "null",
    "\x01",
)
INTEGERS = (-(2**63), -(2**53) - 1, -1, 0, 1, 2**53, 2**53 + 1, 2**63 - 1)
NUMBERS = (0, -0.0, 1, 1.0, -1.5, 0.1, Decimal("0.1000000000000000000001"), 1e300, -1e300, 5e-324, 2**64 - 1)
LONG = "123456789012345678901234567890"
DECIMALS = ("0", "-0", "0.0", "1", "1.0", "+1", "9", "10", "-9", "-10", "-1.5", "-1.51", ".5", "5.", f"{LONG}.{LONG}")
EDGES = (f"-{LONG}.{LONG}", "0." + "0" * 29 + "1", "-0." + "0" * 29 + "1", "9" * 30, "0099")
INSTANTS = (
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999999Z",
    "2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00.000001Z",
    "2026-03-01T10:00:00.1Z",
    "2026-03-01T11:00:00+01:00",
    "2026-03-01t07:30:00.000001-02:30",
    "9999-12-31T23:59:59.999999Z",
)
UUIDS = (*(str(UUID(int=number)) for number in (1, 0xABC, 2**127, 2**128 - 1)), str(UUID(int=0xABC)).upper())

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=4)
moments = st.datetimes(timezones=st.sampled_from((UTC, timezone(timedelta(hours=-5))))).filter(
    lambda moment: 1 < moment.year < 9999
)
VALUES = {
    "id": st.sampled_from(UUIDS),
    "name": st.sampled_from(TEXTS) | texts,
    "size": st.sampled_from(INTEGERS) | st.integers(-3, 3),
    "weight": st.sampled_from(NUMBERS) | st.floats(allow_nan=False, allow_infinity=False),
    "price": st.sampled_from(DECIMALS + EDGES),
    "seen_at": st.sampled_from(INSTANTS) | moments.map(datetime.isoformat),
    "is_open": st.booleans(),
    "owner_id": st.sampled_from(UUIDS),
    "shelf": st.sampled_from(TEXTS[:3]),
    "story": st.sampled_from(TEXTS),
}


@st.composite
def rows(draw: st.DrawFn, max_size: int = 9) -> list[Json]:
    """Rows of different ids, in no order."""
    numbers = draw(st.lists(st.integers(0, 40), unique=True, max_size=max_size))
    others = {name: st.none() | values for name, values in VALUES.items() if name != "id"}
    return [thing(number, **draw(st.fixed_dictionaries(others))) for number in numbers]


@st.composite
def _leaves(draw: st.DrawFn) -> Filter:
    name = draw(st.sampled_from(tuple(VALUES)))
    type_ = FIELDS[name].type
    assert type_ is not None
    values = [read_value(type_, value) for value in draw(st.lists(VALUES[name], min_size=1, max_size=3))]
    if draw(st.booleans()):
        return Membership(name, tuple(value for value in values if value is not None))
    if draw(st.integers(0, 3)) == 0:
        return Comparison(name, draw(st.sampled_from((Operator.EQ, Operator.NE))), None)
    return Comparison(name, draw(st.sampled_from(Operator)), values[0])


def _deeper(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), several.map(And), several.map(Or))


filters: st.SearchStrategy[Filter] = st.recursive(_leaves(), _deeper, max_leaves=8)
orders = st.lists(
    st.tuples(st.sampled_from(SORTABLE), st.booleans()), min_size=1, max_size=3, unique_by=lambda key: key[0]
).map(lambda keys: Order(tuple(Key(*key) for key in keys)))
