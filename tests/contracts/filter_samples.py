"""A small world for the tests of filters and orders: fields of every type, and trees over them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from contracts.filters import And, Comparison, Filter, Membership, Not, Operator, Or
from contracts.values import Field, Fields, FieldType, Value

NAMES: dict[str, FieldType | None] = {
    "size": FieldType.INTEGER,
    "ratio": FieldType.NUMBER,
    "is_open": FieldType.BOOLEAN,
    "id": FieldType.UUID,
    "made_at": FieldType.DATE_TIME,
    "title": FieldType.STRING,
    "price": FieldType.DECIMAL,
    "meta": None,
    # Names that are words of the language too.
    "in": FieldType.INTEGER,
    "and": FieldType.STRING,
    "or": FieldType.STRING,
    "not": FieldType.STRING,
    "null": FieldType.STRING,
    "two-words": FieldType.STRING,
}
UNSORTABLE = ("meta", "null")
FIELDS = Fields(tuple(Field(name, type_, True, name not in UNSORTABLE) for name, type_ in NAMES.items()))

TEXTS = st.text(
    st.one_of(st.sampled_from("a'B(),:%_ \n"), st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    max_size=8,
)
VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.INTEGER: st.integers(-(2**63), 2**63 - 1),
    FieldType.NUMBER: st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda each: Decimal(repr(each))),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.UUID: st.uuids(),
    FieldType.DATE_TIME: st.datetimes(timezones=st.just(UTC)),
    FieldType.STRING: TEXTS,
    FieldType.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False, places=4),
}


def in_json(value: Value | None) -> Any:
    """A value as a response writes it."""
    match value:
        case bool() | int() | str() | None:
            return value
        case datetime():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value).upper()


@st.composite
def leaves(draw: st.DrawFn, names: tuple[str, ...] = tuple(NAMES)) -> Filter:
    """A comparison or a membership over a field of those names."""
    name = draw(st.sampled_from([each for each in names if NAMES[each]]))
    values = VALUES[NAMES[name] or FieldType.STRING]
    if draw(st.booleans()):
        return Comparison(name, draw(st.sampled_from(list(Operator))), draw(values))
    if draw(st.booleans()):
        return Comparison(name, draw(st.sampled_from([Operator.EQ, Operator.NE])), None)
    return Membership(name, tuple(draw(st.lists(values, min_size=1, max_size=4))))


def trees(names: tuple[str, ...] = tuple(NAMES)) -> st.SearchStrategy[Filter]:
    """Any tree that a filter within the limits can say."""
    return st.recursive(
        leaves(names),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda each: And(tuple(each))),
            st.lists(inner, min_size=2, max_size=3).map(lambda each: Or(tuple(each))),
        ),
        max_leaves=12,
    )


def rows() -> st.SearchStrategy[dict[str, Any]]:
    """A row of JSON with every field; about one value in four is null."""
    return st.fixed_dictionaries(
        {
            name: st.one_of(st.none(), *[VALUES[type_]] * 3).map(in_json)
            for name, type_ in NAMES.items()
            if type_ not in (None, FieldType.NUMBER)
        }
        | {"ratio": st.one_of(st.none(), st.integers(-5, 5), st.floats(-5, 5))}
    )
