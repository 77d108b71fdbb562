"""What is a filter and what tree it is; what is none, where, and whom it blames."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from contracts.expressions import ExpressionError
from contracts.filters import And, Comparison, Filter, Membership, Not, Operator, Or, parse_filter
from contracts.values import Fields
from tests.contracts.filter_samples import FIELDS

EQ, NE, GT, GTE, LT, LTE = Operator

ID = UUID("019ed2a1-0000-7000-8000-00000000007a")
A, B, C, D = (Comparison("title", EQ, letter) for letter in "abcd")


def title(value: str | None) -> Comparison:
    """The title is that value."""
    return Comparison("title", EQ, value)


def made(operator: Operator, *moment: int) -> Comparison:
    """A comparison with a moment of UTC: year, month, day, and what follows of hour to microsecond."""
    year, month, day, hour, minute, second, microsecond = (*moment, 0, 0, 0, 0)[:7]
    return Comparison("made_at", operator, datetime(year, month, day, hour, minute, second, microsecond, UTC))


ACCEPTED: list[tuple[str, Filter]] = [
    # the two spellings
    ("size=5", Comparison("size", EQ, 5)),
    ("size:5", Comparison("size", EQ, 5)),
    ("size>5", Comparison("size", GT, 5)),
    ("size<5", Comparison("size", LT, 5)),
    ("size>=5", Comparison("size", GTE, 5)),
    ("size<=5", Comparison("size", LTE, 5)),
    ("size.eq:5", Comparison("size", EQ, 5)),
    ("size.ne:5", Comparison("size", NE, 5)),
    ("size.gt:5", Comparison("size", GT, 5)),
    ("size.gte:5", Comparison("size", GTE, 5)),
    ("size.lt:5", Comparison("size", LT, 5)),
    ("size.lte:5", Comparison("size", LTE, 5)),
    ("size.EQ:5", Comparison("size", EQ, 5)),
    ("size.gTe:5", Comparison("size", GTE, 5)),
    ("size.in:(1)", Membership("size", (1,))),
    ("size.IN:( 3,1 , 3 )", Membership("size", (3, 1, 3))),
    ("title.in:(a,'b,c',d:e)", Membership("title", ("a", "b,c", "d:e"))),
    # blanks
    ("  size = 5\n", Comparison("size", EQ, 5)),
    ("size\t>=\r\n5", Comparison("size", GTE, 5)),
    ("title.eq: 'a'", A),
    ("title.eq :a", A),
    ("size.in: (1)", Membership("size", (1,))),
    # bare words
    ("title:a:b:c", title("a:b:c")),
    ("title::", title(":")),
    ("title=:a", title(":a")),
    ("title:a.eq:b", title("a.eq:b")),
    ("title:https://a.example/b-c_d+e", title("https://a.example/b-c_d+e")),
    ("title:true", title("true")),
    ("title:5", title("5")),
    ("title:NULL", title("NULL")),
    ("title:nulls", title("nulls")),
    ("title:null/", title("null/")),
    ("title:Straße", title("Straße")),
    ("title:日本語", title("日本語")),
    ("title:and", title("and")),
    ("title:NOT AND title:or", And((title("NOT"), title("or")))),
    ("title:aANDb", title("aANDb")),
    # texts in quotes
    ("title:''", title("")),
    ("title:''''", title("'")),
    ("title:'it''s'", title("it's")),
    ("title:'null'", title("null")),
    ("title:'a AND title:b'", title("a AND title:b")),
    ("title:' %_\"\\\n🙂(),'", title(' %_"\\\n🙂(),')),
    ("title:'a'OR title:b", Or((A, B))),
    # null
    ("title=null", title(None)),
    ("title:null", title(None)),
    ("title.eq:null", title(None)),
    ("title.NE:null", Comparison("title", NE, None)),
    ("size=null", Comparison("size", EQ, None)),
    # names that are words of the language
    ("in=1", Comparison("in", EQ, 1)),
    ("in.in:(1)", Membership("in", (1,))),
    ("not=a", Comparison("not", EQ, "a")),
    ("NOT not = a", Not(Comparison("not", EQ, "a"))),
    ("not.ne:a", Comparison("not", NE, "a")),
    ("not not.in:(a)", Not(Membership("not", ("a",)))),
    (
        "and=a AND or=b OR not:c",
        Or((And((Comparison("and", EQ, "a"), Comparison("or", EQ, "b"))), Comparison("not", EQ, "c"))),
    ),
    ("null:null", Comparison("null", EQ, None)),
    ("two-words:a", Comparison("two-words", EQ, "a")),
    # binding
    ("title:a AND title:b AND title:c", And((A, B, C))),
    ("title:a OR title:b OR title:c", Or((A, B, C))),
    ("title:a OR title:b AND title:c", Or((A, And((B, C))))),
    ("title:a AND title:b OR title:c AND title:d", Or((And((A, B)), And((C, D))))),
    ("(title:a OR title:b) AND title:c", And((Or((A, B)), C))),
    ("title:a AND (title:b AND title:c)", And((A, And((B, C))))),
    ("(title:a OR title:b) OR title:c", Or((Or((A, B)), C))),
    ("NOT title:a AND title:b", And((Not(A), B))),
    ("NOT (title:a AND title:b)", Not(And((A, B)))),
    ("NOT NOT title:a", Not(Not(A))),
    ("title:a OR NOT title:b", Or((A, Not(B)))),
    ("((title:a))", A),
    ("not(title:a)And(title:b)oR(title:c)", Or((And((Not(A), B)), C))),
    # integers
    ("size:0", Comparison("size", EQ, 0)),
    ("size:-0", Comparison("size", EQ, 0)),
    ("size:'7'", Comparison("size", EQ, 7)),
    ("size:9223372036854775807", Comparison("size", EQ, 2**63 - 1)),
    ("size:-9223372036854775808", Comparison("size", EQ, -(2**63))),
    # numbers
    ("ratio:0.1", Comparison("ratio", EQ, Decimal("0.1"))),
    ("ratio:-1.5e3", Comparison("ratio", EQ, Decimal("-1500"))),
    ("ratio:0E99999999999999999999", Comparison("ratio", EQ, Decimal(0))),
    ("ratio:1.7e308", Comparison("ratio", EQ, Decimal("1.7e308"))),
    # decimals
    ("price>.5", Comparison("price", GT, Decimal("0.5"))),
    ("price>5.", Comparison("price", GT, Decimal(5))),
    ("price>+007.10", Comparison("price", GT, Decimal("7.1"))),
    ("price>-12345678901234567890.123456789", Comparison("price", GT, Decimal("-12345678901234567890.123456789"))),
    # booleans and uuids
    ("is_open:true", Comparison("is_open", EQ, True)),
    ("is_open.eq:'false'", Comparison("is_open", EQ, False)),
    (f"id:{ID}", Comparison("id", EQ, ID)),
    (f"id.ne:'{str(ID).upper()}'", Comparison("id", NE, ID)),
    # date-times
    ("made_at>2026-04-01", made(GT, 2026, 4, 1)),
    ("made_at>2026-04-01T10:00:00", made(GT, 2026, 4, 1, 10)),
    ("made_at>2026-04-01T10:00:00Z", made(GT, 2026, 4, 1, 10)),
    ("made_at>2026-04-01t10:00:00z", made(GT, 2026, 4, 1, 10)),
    ("made_at>2026-04-01T10:00:00+02:00", made(GT, 2026, 4, 1, 8)),
    ("made_at>2026-04-01T10:00:00-05:30", made(GT, 2026, 4, 1, 15, 30)),
    ("made_at>2026-04-01T10:00:00+23:59", made(GT, 2026, 3, 31, 10, 1)),
    ("made_at:'2026-04-01T10:00:00.5Z'", made(EQ, 2026, 4, 1, 10, 0, 0, 500000)),
    ("made_at:2026-04-01T10:00:00.000001Z", made(EQ, 2026, 4, 1, 10, 0, 0, 1)),
    ("made_at>=0001-01-01", made(GTE, 1, 1, 1)),
    ("made_at<=9999-12-31T23:59:59.999999Z", made(LTE, 9999, 12, 31, 23, 59, 59, 999999)),
    ("made_at:0001-01-01T02:00:00+02:00", made(EQ, 1, 1, 1)),
]

# text, offset, field, a part of the message, the suggestion
REFUSED: list[tuple[str, int, str | None, str, str | None]] = [
    # no sentence
    ("", 0, None, "expected a comparison such as field:value, found the end", None),
    (" \n", 2, None, "found the end", None),
    ("null ", 5, None, "expected an operator", None),
    ("title", 5, None, "expected an operator", None),
    ("title a", 6, None, "expected an operator", None),
    ("title=", 6, None, "expected a value", None),
    ("title:a AND", 11, None, "expected a comparison", None),
    ("AND title:a", 4, None, "expected an operator", None),
    ("title:a AND AND title:b", 16, None, "expected an operator", None),
    ("title:a title:b", 8, None, "expected AND, OR or the end", None),
    ("title:a ANDtitle:b", 8, None, "expected AND, OR or the end", None),
    ("NOT", 3, None, "expected a comparison", None),
    ("NOTtitle:a", 0, "NOTtitle", "is no field here", "title"),
    ("(title:a", 8, None, "expected AND, OR or a closing parenthesis, found the end", None),
    ("title:a)", 7, None, "expected AND, OR or the end", None),
    ("()", 1, None, "expected a comparison", None),
    ("(title:a)(title:b)", 9, None, "expected AND, OR or the end", None),
    ("title=(a", 8, None, "expected a comma or a closing parenthesis", None),
    ("title='a", 6, None, "ends with one, and holds each of its own twice", None),
    ("title='it's'", 10, None, "expected AND, OR or the end", None),
    ("title='a''", 6, None, "ends with one, and holds each of its own twice", None),
    ('title="a"', 6, None, "a text stands in single quotes", None),
    ("title:a,b", 7, None, "a value of other characters stands in single quotes", None),
    ("title:a?b", 7, None, "a value of other characters stands in single quotes", None),
    ("title:e\u0301", 7, None, "a value of other characters stands in single quotes", None),
    ("title:a & title:b", 8, None, "write AND", None),
    ("title:a || title:b", 8, None, "write OR", None),
    ("title\u00a0:a", 5, None, "expected an operator", None),
    ("made_at>2026-04-01T10:00:00 02:00", 28, None, "a + in a URL is written %2B", None),
    # operators
    ("size==5", 5, None, "expected a value", None),
    ("size!=5", 4, None, "not equal is written field.ne:value", None),
    ("size<>5", 5, None, "expected a value", None),
    ("size=>5", 5, None, "expected a value", None),
    ("size in (1)", 5, None, "expected an operator", None),
    ("size.in (1)", 8, None, "expected an operator", None),
    ("size.in(1)", 7, None, "expected an operator", None),
    ("size. eq:1", 4, None, "expected an operator", None),
    ("size .eq:1", 5, None, "expected an operator", None),
    ("size.eq=1", 7, "size", "size.eq is followed by a colon", None),
    ("size.EQ>1", 7, "size", "size.EQ is followed by a colon", None),
    ("size.like:1", 5, "size", "like is no operator (eq ne gt gte lt lte in)", None),
    ("size.gtt:1", 5, "size", "gtt is no operator", "gt"),
    ("size.İn:(1)", 5, "size", "is no operator", None),
    ("title.a.b:1", 6, "title", "a filter names top-level fields only", None),
    # lists
    ("size.in:()", 8, "size", "the list is empty", None),
    ("size.in:(1,)", 11, None, "expected a value", None),
    ("size.in:(,1)", 9, None, "expected a value", None),
    ("size.in:((1))", 9, None, "expected a value", None),
    ("size.in:1", 8, "size", "in takes a list: size.in:(v1, v2)", None),
    ("size.eq:(1)", 8, "size", "a list goes with in only", None),
    ("size=(1)", 5, "size", "a list goes with in only", None),
    ("size.in:(1,null)", 11, "size", "null stands in no list", None),
    # fields
    ("sise>5", 0, "sise", "sise is no field here", "size"),
    ("title:a OR SIZE=5", 11, "SIZE", "SIZE is no field here", "size"),
    ("xyzzy=5", 0, "xyzzy", "xyzzy is no field here", None),
    ("meta:a", 0, "meta", "meta is an object or an array, and cannot be compared", None),
    ("meta=null", 0, "meta", "cannot be compared", None),
    ("meta.name:a", 0, "meta", "cannot be compared", None),
    # null
    ("size>null", 5, "size", "null goes with = : eq ne only", None),
    ("size.lte:null", 9, "size", "null goes with = : eq ne only", None),
    ("size=Null", 5, "size", "is no integer", "null"),
    ("size='null'", 5, "size", "'null' is no integer", "null"),
    # values
    ("size:+5", 5, "size", "'+5' is no integer", None),
    ("size:05", 5, "size", "is no integer", None),
    ("size:5.0", 5, "size", "is no integer", None),
    ("size:1e3", 5, "size", "is no integer", None),
    ("size:''", 5, "size", "'' is no integer", None),
    ("size:٣", 5, "size", "is no integer", None),
    ("size:9223372036854775808", 5, "size", "is no integer of 64 bits", None),
    ("size:-9223372036854775809", 5, "size", "is no integer of 64 bits", None),
    ("size:" + "9" * 5000, 5, "size", "is no integer of 64 bits", None),
    ("size.in:(1,a,b)", 11, "size", "'a' is no integer", None),
    ("ratio:.5", 6, "ratio", "is no number", None),
    ("ratio:NaN", 6, "ratio", "is no number", None),
    ("ratio:1e309", 6, "ratio", "is no number of 64 bits", None),
    ("ratio:-1e99999999999999999999", 6, "ratio", "is no number of 64 bits", None),
    ("ratio:1e-99999999999999999999", 6, "ratio", "is no number of 64 bits", None),
    ("price:1e3", 6, "price", "is no decimal", None),
    ("price:.", 6, "price", "is no decimal", None),
    ("price:'-'", 6, "price", "is no decimal", None),
    ("price:'1\n'", 6, "price", "is no decimal", None),
    ("is_open:True", 8, "is_open", "is neither true nor false", "true"),
    ("is_open:1", 8, "is_open", "is neither true nor false", None),
    ("id:019ed2a1", 3, "id", "is no uuid", None),
    (f"id:{ID.hex}", 3, "id", "is no uuid", None),
    (f"id:'{{{ID}}}'", 3, "id", "is no uuid", None),
    ("made_at:yesterday", 8, "made_at", "is no date-time", None),
    ("made_at:2026-04", 8, "made_at", "is no date-time", None),
    ("made_at:2026-04-01T10:00Z", 8, "made_at", "is no date-time", None),
    ("made_at:'2026-04-01 10:00:00'", 8, "made_at", "is no date-time", None),
    ("made_at:2026-04-01Z", 8, "made_at", "is no date-time", None),
    ("made_at:2026-04-01T10:00:00+0200", 8, "made_at", "is no date-time", None),
    ("made_at:2026-04-01T10:00:00+24:00", 8, "made_at", "is no date-time", None),
    ("made_at:2026-04-01T24:00:00Z", 8, "made_at", "is no date-time", None),
    ("made_at:2026-02-30", 8, "made_at", "is no day of the years 1 to 9999 in UTC", None),
    ("made_at:2026-04-01T10:00:00.1234567Z", 8, "made_at", "has more than six digits of a second", None),
    ("made_at:0000-12-31", 8, "made_at", "is no day of the years 1 to 9999 in UTC", None),
    ("made_at:0001-01-01T00:00:00+00:01", 8, "made_at", "is no day of the years 1 to 9999 in UTC", None),
    ("made_at:9999-12-31T23:59:59-00:01", 8, "made_at", "is no day of the years 1 to 9999 in UTC", None),
    # characters that no database holds
    ("title:'a\x00'", 8, None, "'\\x00' has no place in a filter", None),
    ("title:'\ud83d'", 7, None, "'\\ud83d' has no place in a filter", None),
]


@pytest.mark.parametrize(("text", "tree"), ACCEPTED, ids=[text for text, _ in ACCEPTED])
def test_a_filter_is_the_tree_it_says(text: str, tree: Filter) -> None:
    """A filter is read as exactly one tree, with values of the types of its fields."""
    read = parse_filter(text, FIELDS)

    assert read == tree
    assert repr(read) == repr(tree) or "Decimal" in repr(tree)


@pytest.mark.parametrize(("text", "offset", "field", "message", "suggestion"), REFUSED)
def test_a_text_that_is_no_filter_is_refused_at_its_place(
    text: str, offset: int, field: str | None, message: str, suggestion: str | None
) -> None:
    """A refusal names the offset, the field where one is to blame, the fault and what was probably meant."""
    with pytest.raises(ExpressionError) as caught:
        parse_filter(text, FIELDS)

    error = caught.value
    assert (error.kind, error.position, error.field, error.suggestion) == ("filter", offset, field, suggestion)
    assert message in error.message
    assert type(error.field) in (str, type(None))


def test_a_refusal_is_one_line_that_teaches() -> None:
    """The text of a refusal tells the fault, the place and the way out, in one line."""
    with pytest.raises(ExpressionError) as caught:
        parse_filter("sise>5", FIELDS)

    assert str(caught.value) == "sise is no field here (offset 0); did you mean size?"


def test_a_filter_over_no_field_is_refused() -> None:
    """Where a row has no field, every name is unknown and none is suggested."""
    with pytest.raises(ExpressionError, match="title is no field here") as caught:
        parse_filter("title:a", Fields(()))

    assert caught.value.suggestion is None
