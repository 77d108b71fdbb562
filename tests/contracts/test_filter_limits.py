"""The largest filters run, larger ones are refused, and no text at all does anything else."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.expressions import ExpressionError
from contracts.filters import (
    MAXIMUM_COMPARISONS,
    MAXIMUM_LENGTH,
    MAXIMUM_LEVELS,
    And,
    Comparison,
    Membership,
    Operator,
    holds,
    parse_filter,
    print_filter,
)
from tests.contracts.filter_samples import FIELDS

A = Comparison("title", Operator.EQ, "a")
PIECES = [
    *"()',.:=<>+-_/ \n\x00\ud800\u00a0İ",
    *("title", "size", "made_at", "meta", "not", "in", "null", "true", "'a'", "2026-04-01", "-5", "1e400"),
    *(" AND ", " or ", "NOT ", ".eq:", ".in:(", ".like:", "title:a", "size>5", "size.in:(1, 2)", "meta:a"),
]


def refusal(text: str) -> ExpressionError:
    """How a text is refused."""
    with pytest.raises(ExpressionError) as caught:
        parse_filter(text, FIELDS)
    return caught.value


def test_the_deepest_filter_runs() -> None:
    """Sixteen levels of NOT and parentheses are read, judged and printed."""
    half = MAXIMUM_LEVELS // 2
    text = "NOT (" * half + "title:a AND title:b" + ")" * half

    tree = parse_filter(text, FIELDS)

    assert holds(tree, {"title": "a"}) is False
    assert print_filter(tree).count("NOT") == half


@pytest.mark.parametrize("level", ["NOT ", "not", "(", "( "])
def test_a_level_too_many_is_refused_where_it_opens(level: str) -> None:
    """The seventeenth NOT or parenthesis is refused at its own offset."""
    closing = ")" if "(" in level else ""
    opening = level if level != "not" else "not\t"
    for levels in (MAXIMUM_LEVELS, MAXIMUM_LEVELS + 1):
        text = opening * levels + "title:a" + closing * levels
        if levels == MAXIMUM_LEVELS:
            parse_filter(text, FIELDS)
        else:
            assert refusal(text).position == len(opening) * MAXIMUM_LEVELS


def test_levels_are_counted_inside_each_other_only() -> None:
    """Parentheses that stand side by side are one level, and a list's are none."""
    groups = " AND ".join(["(title:a)"] * 40)
    nested = "(" * MAXIMUM_LEVELS + "title.in:(a)" + ")" * MAXIMUM_LEVELS

    assert parse_filter(groups, FIELDS) == And((A,) * 40)
    assert parse_filter(nested, FIELDS) == Membership("title", ("a",))


def test_the_widest_filter_runs() -> None:
    """Two hundred comparisons are read, and the next one is refused where it begins."""
    part = "title:a AND "
    text = part * (MAXIMUM_COMPARISONS - 1) + "title:a"

    assert parse_filter(text, FIELDS) == And((A,) * MAXIMUM_COMPARISONS)
    assert refusal(part + text).position == len(part) * MAXIMUM_COMPARISONS
    groups = "(title:a OR title:b) AND " * (MAXIMUM_COMPARISONS // 2)
    assert refusal(groups + "title:c AND (title:d OR title:e)").position == len(groups)


def test_the_longest_filter_runs() -> None:
    """A filter of 8,192 characters is read, one of 8,193 is refused, in characters and not in bytes."""
    text = f"title:'{'🙂' * (MAXIMUM_LENGTH - len('title:' + '..'))}'"

    assert len(text) == MAXIMUM_LENGTH
    assert isinstance(parse_filter(text, FIELDS), Comparison)
    assert refusal(text + " ").position == MAXIMUM_LENGTH


def test_the_longest_list_is_one_comparison() -> None:
    """A list of thousands of values is a single comparison."""
    tree = parse_filter(f"title.in:({','.join('a' * 4000)})", FIELDS)

    assert tree == Membership("title", ("a",) * 4000)


@pytest.mark.parametrize(
    "piece", ["(", "NOT ", "not\t", "'", "''", "a.", "-", "title:a ", "title.in:(", "=", "not     "]
)
def test_a_long_monotonous_text_is_refused(piece: str) -> None:
    """A piece of the language repeated to the limit is a refusal, not a crash of the parser."""
    text = piece * (MAXIMUM_LENGTH // len(piece))

    assert 0 <= (refusal(text).position or 0) <= len(text)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("NOT (", ")"), ("NOT ", "")])
def test_a_filter_thousands_of_levels_deep_is_refused(opening: str, closing: str) -> None:
    """Depth far beyond Python's recursion limit is refused like the seventeenth level."""
    levels = (MAXIMUM_LENGTH - len("title:a")) // len(opening + closing)

    assert "at most 16 levels" in refusal(opening * levels + "title:a" + closing * levels).message


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.lists(st.sampled_from(PIECES)).map("".join)))
@settings(max_examples=600)
@example("\u00a0")
@example("title\u00a0")
@example("title:a\u2028")
@example("title:a)")
def test_a_text_is_a_filter_or_one_refusal(text: str) -> None:
    """Any text gives a tree that can be printed and read again, or the one error, in one line with its place."""
    try:
        tree = parse_filter(text, FIELDS)
    except ExpressionError as error:
        assert error.kind == "filter"
        assert error.position is not None
        assert 0 <= error.position <= len(text)
        assert len(str(error).splitlines()) == 1
        assert str(error).encode()
    else:
        assert parse_filter(print_filter(tree), FIELDS) == tree


def test_a_tree_of_too_few_operands_is_no_tree() -> None:
    """AND and OR join two filters, a list holds one value, null goes with eq and ne: else there is no tree."""
    with pytest.raises(ValueError, match="at least two"):
        And((A,))
    with pytest.raises(ValueError, match="at least one value"):
        Membership("title", ())
    with pytest.raises(ValueError, match="eq and ne only"):
        Comparison("title", Operator.GT, None)
