"""Comma-separated lists of names, and the error they share with filters and orders."""

import pickle

import pytest

from contracts.expressions import ExpressionError, ExpressionKind, nearest
from contracts.names import parse_names

ALLOWED = ("id", "title", "made_at")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("id", ("id",)),
        ("title,id", ("title", "id")),
        (" title ,\tid\n", ("title", "id")),
        ("id,title,id", ("id", "title")),
    ],
)
def test_a_list_is_the_names_it_says(text: str, names: tuple[str, ...]) -> None:
    """A list is read as its names, in its order, each once."""
    assert parse_names(text, ALLOWED, "fields") == names


@pytest.mark.parametrize(
    ("text", "offset", "field", "message"),
    [
        ("", 0, None, "an element of the list is empty (offset 0)"),
        ("  ", 0, None, "an element of the list is empty (offset 0)"),
        ("id,,title", 3, None, "an element of the list is empty (offset 3)"),
        ("id,", 3, None, "an element of the list is empty (offset 3)"),
        ("id, tilte", 4, "tilte", "tilte is no name known here (offset 4); did you mean title?"),
        ("ID", 0, "ID", "ID is no name known here (offset 0); did you mean id?"),
        ("xyzzy", 0, "xyzzy", "xyzzy is no name known here; known are id, title, made_at (offset 0)"),
        ("id title", 0, "id title", "'id title' is no name known here (offset 0); did you mean title?"),
    ],
)
@pytest.mark.parametrize("kind", ["fields", "embed"])
def test_a_text_that_is_no_list_is_refused_at_its_place(
    kind: ExpressionKind, text: str, offset: int, field: str | None, message: str
) -> None:
    """A refusal names the element that is empty or unknown, in one line that teaches."""
    with pytest.raises(ExpressionError) as caught:
        parse_names(text, ALLOWED, kind)

    error = caught.value
    assert (error.kind, error.position, error.field) == (kind, offset, field)
    assert str(error) == message


def test_a_list_of_which_nothing_may_be_asked_says_so() -> None:
    """Where no name is allowed, the refusal says that there is none."""
    with pytest.raises(ExpressionError, match="there is none to name"):
        parse_names("x", (), "embed")


def test_an_error_is_a_value() -> None:
    """Errors are equal by what they say, and survive the way to another process."""
    error = ExpressionError(kind="cursor", message="the cursor is cut short", field="pq")

    assert error == ExpressionError("cursor", "the cursor is cut short", None, "pq")
    assert error != ExpressionError("cursor", "the cursor is cut short")
    assert pickle.loads(pickle.dumps(error)) == error  # noqa: S301 -- its own bytes
    assert str(error) == "the cursor is cut short"


def test_the_nearest_name_is_the_same_in_another_case_first() -> None:
    """Another case of a name is nearer than any other name."""
    assert nearest("TITLE", ["titles", "title"]) == "title"
    assert nearest("q", ["titles"]) is None
