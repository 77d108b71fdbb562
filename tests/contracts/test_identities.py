"""Who may call: what an identities file says, and what of it is refused."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts import EVERY_ROLE, Identities, IdentitiesError, Identity, load_identities
from tests.contracts.toolshed import GONE, changed

FILE: Any = {
    "default": "ann",
    "instant": "2026-04-01T12:00:00.5Z",
    "note": "a key of somebody else",
    "identities": {
        "ben": {"token": "b", "roles": ["staff"]},
        "ann": {"token": "a", "organization": "o1", "roles": ["member"], "known": {"tool_id": ["9"]}},
        "eve": {"token": "e-${SECRET}-${OTHER}", "roles": ["staff"], "shows": "NO_EMAIL", "likes": "tea"},
    },
    "known": {"session_id": ["s1", 2]},
    "organizations": {"o1": {"card": True}, "o2": {}},
}
ENVIRON = {"SECRET": "x", "OTHER": "y"}


def written(folder: Path, value: Any) -> Path:
    """A file that holds the value."""
    path = folder / "identities.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_a_file_says_who_may_call(tmp_path: Path) -> None:
    """Every identity has its token, organisation, roles and code; ids are texts; unknown keys are left alone."""
    identities = load_identities(written(tmp_path, FILE), ENVIRON)
    assert list(identities.identities) == ["ben", "ann", "eve"]
    assert identities.get() == Identity("ann", "a", "o1", ("member",), None, {"tool_id": ("9",)})
    assert identities.get("eve") == Identity("eve", "e-x-y", None, ("staff",), "NO_EMAIL")
    assert identities.get("zoe") is None
    assert identities.known == {"session_id": ("s1", "2")}
    assert identities.organizations == {"o1": {"card": True}, "o2": {}}
    assert identities.instant == datetime(2026, 4, 1, 12, 0, 0, 500_000, UTC)


def test_yaml_says_the_same(tmp_path: Path) -> None:
    """An identities file may be YAML; tokens that look like numbers are texts in quotes."""
    path = tmp_path / "identities.yaml"
    path.write_text('identities:\n  ann: {token: "12"}\n', encoding="utf-8")
    assert load_identities(path, {}).get() == Identity("ann", "12")


def test_without_a_default_the_first_is_meant(tmp_path: Path) -> None:
    """Where no default is named, the first identity is."""
    found = load_identities(written(tmp_path, changed(FILE, "/default", GONE)), ENVIRON).get()
    assert found
    assert found.name == "ben"


@pytest.mark.parametrize(
    ("role", "name"), [(None, "ann"), ("member", "ann"), ("staff", "ben"), ("admin", None), (EVERY_ROLE, None)]
)
def test_a_role_finds_an_identity(role: str | None, name: str | None, tmp_path: Path) -> None:
    """The default identity comes first, then the others in order; one that shows a refusal is no use."""
    found = load_identities(written(tmp_path, FILE), ENVIRON).with_role(role)
    assert (found.name if found else None) == name


def test_an_identity_of_every_role_has_any() -> None:
    """An identity whose roles nobody told has every role."""
    identities = Identities("it", {"it": Identity("it", "t", roles=(EVERY_ROLE,))})
    assert identities.with_role("whatever") is identities.get()


def test_no_identities_are_none() -> None:
    """Nobody is found among nobody."""
    assert (Identities().get(), Identities().get("a"), Identities().with_role(None)) == (None, None, None)


def test_a_token_is_not_told() -> None:
    """The text of an identity does not show its token."""
    assert "secret" not in repr(Identity("ann", "secret"))


@pytest.mark.parametrize(
    ("where", "value", "line"),
    [
        ("/identities", GONE, "#/identities: there is no identity. Add one with a token."),
        ("/identities", [], "#/identities: identities is no object. Write keys and values."),
        ("/identities/ann", "a", "#/identities/ann: ann is no object. Write keys and values."),
        ("/identities/ann/token", GONE, "#/identities/ann: ann has no token. Write the token, or ${VARIABLE}."),
        ("/identities/ann/token", "", "#/identities/ann: ann has no token. Write the token, or ${VARIABLE}."),
        ("/identities/ann/token", 12, "#/identities/ann/token: token is no text. Put it in quotes."),
        (
            "/identities/ann/token",
            "${NOPE}",
            "#/identities/ann/token: the variable NOPE is not set. Set it: export NOPE=...",
        ),
        ("/identities/ann/roles", "staff", "#/identities/ann/roles: roles is no list of texts."),
        (
            "/identities/ann/organization",
            5,
            "#/identities/ann/organization: organization is no text. Put it in quotes.",
        ),
        ("/identities/ann/known", {"a": "b"}, "#/identities/ann/known/a: a is no list of ids."),
        ("/identities/a~1b", 5, "#/identities/a~1b: a/b is no object. Write keys and values."),
        ("/default", "anne", "#/default: there is no identity anne. Did you mean ann?"),
        ("/default", "zzz", "#/default: there is no identity zzz. Known are ben, ann, eve."),
        ("/known", {"a": [None]}, "#/known/a: a is no list of ids."),
        ("/organizations", {"o": 1}, "#/organizations/o: o is no object. Write keys and values."),
        ("/instant", "yesterday", "#/instant: yesterday is no date-time with an offset (RFC 3339). Write one as in"),
    ],
)
def test_a_file_of_another_shape_is_refused(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """What an identities file cannot say is told by place and way out."""
    path = written(tmp_path, changed(FILE, where, value))
    with pytest.raises(IdentitiesError) as caught:
        load_identities(path, ENVIRON)
    assert str(caught.value).startswith(f"{path}{line}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A file that cannot be read is an error of identities."""
    with pytest.raises(IdentitiesError, match="cannot be read"):
        load_identities(tmp_path / "none.json", {})
