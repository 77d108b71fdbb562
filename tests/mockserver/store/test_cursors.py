"""Cursors: what is sealed is opened again, and nothing else is."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Key, Order
from mockserver.store import Cursors, InvalidCursor, PageRequest, Position
from tests.mockserver.store import generated
from tests.mockserver.store.world import LOOSE, SORTABLE, Json, stored

CURSORS = Cursors(b"secret")
ALPHABET = string.ascii_letters + string.digits + "-_"

scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | generated.texts | st.decimals(allow_nan=False)
positions = st.builds(Position, st.sampled_from(("start", "before", "after")), st.lists(scalars, max_size=4).map(tuple))


@given(positions, st.text(st.characters(exclude_categories=["Cs"])))
def test_a_token_opens_to_its_position(position: Position, binding: str) -> None:
    """Every value comes back as it was, of its own type, and the token is safe in a URL."""
    token = CURSORS.seal(position, binding)
    opened = CURSORS.open(token, binding)
    assert opened == position
    assert list(map(type, opened.values)) == list(map(type, position.values))
    assert re.fullmatch("[A-Za-z0-9_-]+", token)


@given(positions, st.data())
def test_a_token_with_one_character_changed_is_refused(position: Position, data: st.DataObject) -> None:
    """Not even another spelling of the same bytes is a cursor."""
    token = CURSORS.seal(position, "list")
    index = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda letter: letter != token[index]))
    with pytest.raises(InvalidCursor):
        CURSORS.open(token[:index] + other + token[index + 1 :], "list")


@given(st.text() | st.text(ALPHABET))
def test_any_other_text_is_refused(text: str) -> None:
    """A text that no page gave raises the one error, whatever it is."""
    with pytest.raises(InvalidCursor):
        CURSORS.open(text, "list")


TOKEN = CURSORS.seal(Position("after", ("a", 1)), "list")


@pytest.mark.parametrize(
    "text", ["", TOKEN[:-1], TOKEN[:20], f"{TOKEN}=", f"{TOKEN}A", f" {TOKEN}", f"{TOKEN}\n", f"{TOKEN}é"]
)
def test_a_token_cut_or_extended_is_refused(text: str) -> None:
    """A cursor is refused unless it is whole and nothing else."""
    with pytest.raises(InvalidCursor) as caught:
        CURSORS.open(text, "list")
    assert caught.value.kind == "cursor"


def test_a_token_is_good_for_its_list_and_its_secret_only() -> None:
    """Another binding, or another server's secret, opens nothing."""
    for cursors, binding in ((CURSORS, "another"), (Cursors(b"other"), "list")):
        with pytest.raises(InvalidCursor, match="not one of this list"):
            cursors.open(TOKEN, binding)


@pytest.mark.parametrize("letter", ["😀", "\x01", '"', "\\", "\x7f", "a"])
def test_the_longest_token_is_within_six_thousand_characters(letter: str) -> None:
    """Three keys and a resource's key, each of 255 of any character, fit."""
    assert len(CURSORS.seal(Position("before", (letter * 255,) * 4), "list")) <= 6000


@settings(max_examples=30)
@given(generated.rows(), st.sampled_from(SORTABLE), st.booleans())
def test_a_walk_by_cursors_is_the_walk_by_positions(rows: list[Json], name: str, descending: bool) -> None:
    """A position that went through a token leads to the same page, whatever the values beside it."""
    order = Order((Key(name, descending),))
    with stored({"loose": rows}) as store:
        for row in store.rows(LOOSE, (), order):
            position = store.position(LOOSE, order, row, "after")
            opened = CURSORS.open(CURSORS.seal(position, "list"), "list")
            asked = [PageRequest(LOOSE, (), None, order, each, backward=False, limit=3) for each in (position, opened)]
            assert store.page(asked[0]) == store.page(asked[1])


def test_a_secret_is_never_shown() -> None:
    """The text of the value that signs does not hold what it signs with."""
    assert "hush" not in repr(Cursors(b"hush"))
