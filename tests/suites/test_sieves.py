"""What a filter may say of a row: everything that the contract or the row leaves open is possible."""

import pytest

from contracts import And, Comparison, Field, Fields, FieldType, Filter, Membership, Not, Operator, Or, parse_filter
from suites.evidence.equivalents import contradicts, lists_more, normal, tautology
from suites.evidence.sieves import Sieve, rules_of
from suites.inputs.spellings import WAYS, listed, nested, wrapped

FIELDS = Fields(
    (
        Field("title", FieldType.STRING, True, True),
        Field("pages", FieldType.INTEGER, True, True),
    )
)
ROWS = (
    {"title": "Ana", "pages": 3},
    {"title": "ana", "pages": None},
    {"title": None, "pages": 9},
    {"title": "Zoë", "pages": 10},
)
FILTERS = (
    "title='Ana'",
    "title.ne:'Ana' AND pages > 3",
    "NOT (pages < 9 OR title = null)",
    "NOT NOT pages.in:(3, 9)",
    "pages>3 OR title='ana' AND NOT pages=null",
)


def read(text: str) -> Filter:
    """A filter over the fields above."""
    return parse_filter(text, FIELDS)


@pytest.mark.parametrize("text", ["title > 'B'", "title = 'ANA'", "NOT title.in:('ANA', 'x')"])
def test_what_hangs_on_a_collation_is_undecided_where_the_policy_leaves_it_open(text: str) -> None:
    """A range of texts, and an equal text of another case, are decided under code points only."""
    open_, closed = (Sieve(read(text), collates) for collates in (False, True))
    assert len(open_.truths(ROWS[0])) > 1
    assert len(closed.truths(ROWS[0])) == 1


def test_an_equal_text_is_equal_under_any_collation() -> None:
    """The very text that a filter names passes for sure, another one that folds otherwise surely not."""
    sieve = Sieve(read("title = 'Ana'"), collates=False)
    assert sieve.must(ROWS[0])
    assert not sieve.may(ROWS[3])


def test_a_row_that_does_not_show_a_field_may_pass_or_not() -> None:
    """Of what a row does not show nothing is said, unless the rest of the filter decides."""
    assert len(Sieve(read("pages = 3"), True).truths({"title": "Ana"})) == 3
    assert not Sieve(read("pages = 3 AND title = 'x'"), True).may({"title": "Ana"})


@pytest.mark.parametrize("text", FILTERS)
def test_a_normal_form_says_the_same(text: str) -> None:
    """Of each row a filter and its normal form say the same, null or not."""
    tree = read(text)
    for row in ROWS:
        assert Sieve(tree, True).truths(row) == Sieve(normal(tree), True).truths(row)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pages=3 AND title='x'", "title='x' AND pages=3"),
        ("NOT (pages=3 OR title='x')", "NOT pages=3 AND NOT title='x'"),
        ("NOT pages > 3", "pages <= 3"),
        ("(pages=3 OR pages=3)", "pages=3"),
    ],
)
def test_filters_of_one_sense_share_a_form(one: str, other: str) -> None:
    """Order, repetition and where NOT stands change no form."""
    assert normal(read(one)) == normal(read(other))


def test_precedence_tells_forms_apart() -> None:
    """AND binds before OR."""
    assert normal(read("pages=1 OR pages=2 AND title='x'")) != normal(read("(pages=1 OR pages=2) AND title='x'"))


def test_contradictions_and_tautologies_are_recognised() -> None:
    """Something and its opposite, joined by AND and by OR."""
    assert contradicts(read("pages=3 AND pages.ne:3"))
    assert not contradicts(read("pages=3 AND pages.ne:4"))
    assert tautology(read("pages=3 OR NOT pages=3")) == Comparison("pages", Operator.EQ, 3)
    assert tautology(read("pages=3 OR pages=4")) is None


def test_a_wider_range_is_one_whose_bound_lies_further_out() -> None:
    """Of texts nothing is known: how they compare is the policy's to say."""
    assert lists_more(read("pages > 5"), read("pages > 3"))
    assert not lists_more(read("pages > 3"), read("pages > 5"))
    assert not lists_more(read("title > 'b'"), read("title > 'a'"))
    assert lists_more(read("pages.in:(1, 2)"), read("pages.in:(1, 2, 3)"))


@pytest.mark.parametrize("operator", Operator)
def test_each_way_to_write_a_comparison_is_read_as_it(operator: Operator) -> None:
    """Both spellings, in capitals and in parentheses, mean the same."""
    for atom in (Comparison("pages", operator, 3), Comparison("title", operator, "it's 100%")):
        for way in WAYS:
            assert read(way(atom)) == atom
            assert read(nested(wrapped(way(atom)), 3)) == atom


def test_a_list_with_blanks_is_the_same_list() -> None:
    """Blanks around its members mean nothing."""
    several = Membership("title", ("a=b", "c'd"))
    assert read(listed(several)) == several


def test_comparisons_that_one_word_joins_are_attested_and_all_else_is_our_reading() -> None:
    """The grade of a filter is that of its weakest part, texts leaning on the collation."""
    for text in ("pages=3 AND pages<9", "pages=3 OR pages>9"):
        assert rules_of(read(text), FIELDS) == ("attested",)
    for text in ("pages=3 OR pages.ne:9", "pages=3 OR pages=null", "pages=3 AND (pages=4 OR pages=3)"):
        assert rules_of(read(text), FIELDS) == ("inferred",)
    assert rules_of(read("pages=3"), FIELDS) == ("attested",)
    assert rules_of(read("title='x'"), FIELDS) == ("attested", "collation")
    assert rules_of(read("NOT pages=3"), FIELDS) == ("inferred",)
    assert rules_of(read("pages=null"), FIELDS) == ("inferred",)


def test_joins_are_kept_apart() -> None:
    """A form of ANDs is none of ORs."""
    one, other = Comparison("pages", Operator.EQ, 1), Comparison("title", Operator.EQ, "x")
    assert normal(And((one, other))) != normal(Or((one, other)))
    assert normal(Not(And((one, other)))) == normal(Or((Not(one), Not(other))))
