"""Filters made of what rows show: whatever that is, the family asks, and what the rows can tell is told."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from suites.verdicts import Outcome
from tests.suites.broken_filters import like, passing, reading
from tests.suites.deployment import SOUND
from tests.suites.judging import examine, verdicts
from tests.suites.library import OPENING, library_rows, written
from tests.suites.serving import Deployment

AUTHORS = "GET /v1/authors"
NEVER, SOON = "9999-12-31T23:59:59.000000Z", "2024-03-02T00:00:01.000000Z"
ALIKE = written(OPENING)
Author = Mapping[str, Any]
Changed = Callable[[int, Author], Author]


def never_ending(place: int, author: Author) -> Author:
    """Rows that never end say so by the last moment of all; others end with a day."""
    return {**author, "born_at": NEVER if place % 2 else SOON}


def numbers_in_two(place: int, author: Author) -> Author:
    """Two rows alone have numbers, each of them the same."""
    return author if place < 2 else {**author, "rank": None, "royalty": None}


def two_numbers(place: int, author: Author) -> Author:
    """Numbers are the least or the greatest, and all moments are one."""
    number = -(2**63) if place % 2 else 2**63 - 1
    return {**author, "rank": number, "royalty": None, "born_at": None, "created_at": ALIKE}


def one_of_each(place: int, author: Author) -> Author:
    """Numbers and moments are the same in all rows."""
    return {**author, "rank": 7, "royalty": None, "born_at": None, "created_at": ALIKE}


def outcomes(changed: Changed, parts: Deployment = SOUND) -> Mapping[str, Outcome]:
    """What the promises of filters come to where the authors are these."""
    rows = library_rows()
    authors = tuple(changed(place, each) for place, each in enumerate(rows["authors"]))
    found = verdicts(examine(parts, rows={**rows, "authors": authors}), "filter", operation=AUTHORS)
    return {each.invariant: each.outcome for each in found}


@pytest.mark.parametrize(
    "changed", [never_ending, numbers_in_two, two_numbers, one_of_each], ids=lambda each: str(each.__name__)
)
def test_rows_that_part_show_their_ranges(changed: Changed) -> None:
    """Where values lie on both sides of one, or one list can be longer than another, ranges are exercised."""
    found = outcomes(changed)
    assert {found["FI-07"], found["FI-08"]} == {Outcome.PASS}
    assert Outcome.FAIL not in found.values()


def masked(place: int, author: Author) -> Author:
    """Few texts, most of them special: what passes one as a pattern passes another as it stands."""
    return {**author, "name": ("日本", "a_b", "a%b", "plain")[place % 4], "pen_name": "#fff", "biography": None}


def test_a_wildcard_has_a_row_of_its_own() -> None:
    """Equal that is LIKE shows, though other texts of the same filter pass the rows that most patterns do."""
    assert outcomes(masked, passing(reading(like)))["FI-13"] is Outcome.FAIL
    assert outcomes(masked)["FI-13"] is Outcome.PASS
