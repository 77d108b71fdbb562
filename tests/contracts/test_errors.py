"""The error family: one root, one line each, and nothing lost on the way between processes."""

import pickle

import pytest

from contracts import (
    ContractError,
    ContractKitError,
    ExpressionError,
    FileError,
    IdentitiesError,
    Misspelt,
    PolicyError,
)

MEMBERS = [
    ContractError("a.yaml", "/paths", "is empty", "Fill it"),
    IdentitiesError("a.json", None, "is\nbroken", "Did you mean b?", 3, 7),
    PolicyError("a.json", "", "is no policy"),
    Misspelt(("query", "limit"), "'x' is no integer", "type"),
    ExpressionError("sort", "size is no field here", 0, "size", "site"),
]
LINES = [
    "a.yaml#/paths: is empty. Fill it.",
    "a.json:3:7: is broken. Did you mean b?",
    "a.json#: is no policy.",
    "query limit: 'x' is no integer",
    "size is no field here (offset 0); did you mean site?",
]


@pytest.mark.parametrize(
    ("error", "line"), [*zip(MEMBERS, LINES, strict=True)], ids=[type(each).__name__ for each in MEMBERS]
)
def test_a_member_is_one_line(error: ContractKitError, line: str) -> None:
    """The text of every member is one line, which names the place and the way out."""
    assert str(error) == line


@pytest.mark.parametrize("error", MEMBERS, ids=[type(each).__name__ for each in MEMBERS])
def test_a_member_survives_a_process(error: ContractKitError) -> None:
    """An error that went through another process says what it said."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - it is our own
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)


def test_the_family_has_one_root() -> None:
    """Whoever catches the root catches every member; files have a branch of their own."""
    assert all(isinstance(error, ContractKitError) for error in MEMBERS)
    assert [type(error) for error in MEMBERS if isinstance(error, FileError)] == [
        ContractError,
        IdentitiesError,
        PolicyError,
    ]
