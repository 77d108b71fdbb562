"""Who may call: the identities file, read by the fixtures and by the suites alike.

It decides what the file says, and nothing of what an identity may do. Keys it does not know are left alone; a
token may name a variable of the environment, so that a file can be shared without secrets.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from contracts.document import read_document, shown
from contracts.errors import IdentitiesError
from contracts.expressions import nearest
from contracts.pointers import pointer
from contracts.values import FieldType, UnreadableValue, read_value

# An identity of this role has every role: so is a token whose roles nobody told.
EVERY_ROLE: Final = "*"

_SHAPE: Final = "What the file holds is told in docs/identities.md"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller.

    Args:
        name: what people call it.
        token: its bearer token.
        organization: its own organisation; None where it has none, or where there are none.
        roles: the roles it has.
        shows: the code of the refusal it is there to show; None where it shows none.
        known: parameter name to ids that this identity alone may see and that no list yields.
    """

    name: str
    token: str = field(repr=False)
    organization: str | None = None
    roles: tuple[str, ...] = ()
    shows: str | None = None
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, role: str | None) -> bool:
        """Whether it has a role; every identity has the role None."""
        return role is None or role in self.roles or EVERY_ROLE in self.roles


@dataclass(frozen=True, slots=True)
class Identities:
    """All callers of a deployment.

    Args:
        default: the name of the identity that is meant where none is named.
        identities: by name, in the file's order.
        known: parameter name to ids that no list yields.
        organizations: organisation to its flags.
        instant: when the fixtures are; None where the file does not say.
    """

    default: str | None = None
    identities: Mapping[str, Identity] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organizations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    instant: datetime | None = None

    def get(self, name: str | None = None) -> Identity | None:
        """The identity of a name; the default one for None."""
        chosen = self.default if name is None else name
        return None if chosen is None else self.identities.get(chosen)

    def with_role(self, role: str | None) -> Identity | None:
        """The first identity that has a role and shows no refusal, the default one before all."""
        default = self.get()
        candidates = [*([default] if default else []), *self.identities.values()]
        return next((each for each in candidates if each.has(role) and each.shows is None), None)


def load_identities(path: Path, environ: Mapping[str, str]) -> Identities:
    """Read an identities file, JSON or YAML.

    Its shape: `{"default": NAME, "identities": {NAME: {"token": "... or ${ENV}", "organization": ID?, "roles": [...],
    "shows": CODE?, "known": {...}?}}, "known": {PARAMETER: [ID, ...]}, "organizations": {ID: {FLAG: VALUE}}?,
    "instant": DATE-TIME?}`.

    Args:
        environ: the variables that tokens may name.

    Raises:
        IdentitiesError: for a file that cannot be read, a value of another shape, a default that is no identity,
            and a variable that is not set.
    """
    try:
        words = read_document(path, IdentitiesError)
    except IdentitiesError as error:
        way_out = " ".join(filter(None, (error.way_out and f"{error.way_out}.", _SHAPE)))
        raise IdentitiesError(error.file, error.pointer, error.problem, way_out, error.line, error.column) from None
    return _Reader(shown(path), environ).read(words)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reading of one file."""

    file: str
    environ: Mapping[str, str]

    def read(self, words: Mapping[str, Any]) -> Identities:
        nodes = self._object(words, "identities", "")
        identities = {name: self._identity(name, nodes, pointer(("identities", name))) for name in nodes}
        if not identities:
            self._refuse("/identities", "there is no identity", f"Add one with a token. {_SHAPE}")
        return Identities(
            default=self._default(words, identities),
            identities=identities,
            known=self._known(words, ""),
            organizations={
                name: self._object(self._object(words, "organizations", ""), name, "/organizations")
                for name in self._object(words, "organizations", "")
            },
            instant=self._instant(words),
        )

    def _identity(self, name: str, nodes: Mapping[str, Any], where: str) -> Identity:
        words = self._object(nodes, name, "/identities")
        token = self._text(words, "token", where)
        if not token:
            self._refuse(where, f"{name} has no token", "Write the token, or ${VARIABLE}")
        roles = words.get("roles", [])
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            self._refuse(f"{where}/roles", "roles is no list of texts")
        return Identity(
            name=name,
            token=_VARIABLE.sub(lambda found: self._variable(found[1], f"{where}/token"), token),
            organization=self._text(words, "organization", where),
            roles=tuple(roles),
            shows=self._text(words, "shows", where),
            known=self._known(words, where),
        )

    def _variable(self, name: str, where: str) -> str:
        if not self.environ.get(name):
            self._refuse(where, f"the variable {name} is not set", f"Set it: export {name}=...")
        return self.environ[name]

    def _default(self, words: Mapping[str, Any], identities: Mapping[str, Identity]) -> str | None:
        default = self._text(words, "default", "")
        if default is not None and default not in identities:
            near = nearest(default, identities)
            way_out = f"Did you mean {near}?" if near else f"Known are {', '.join(identities)}"
            self._refuse("/default", f"there is no identity {default}", way_out)
        return default or next(iter(identities))

    def _known(self, words: Mapping[str, Any], where: str) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, ids in self._object(words, "known", where).items():
            if not isinstance(ids, list) or not all(isinstance(each, str | int) for each in ids):
                self._refuse(f"{where}/known{pointer((name,))}", f"{name} is no list of ids")
            found[name] = tuple(str(each) for each in ids)
        return found

    def _instant(self, words: Mapping[str, Any]) -> datetime | None:
        text = self._text(words, "instant", "")
        try:
            value = read_value(FieldType.DATE_TIME, text)
        except UnreadableValue as error:
            self._refuse("/instant", f"{text} {error}", "Write one as in 2026-04-01T12:00:00Z")
        return value if isinstance(value, datetime) else None

    def _object(self, words: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
        value = words.get(name, {})
        if not isinstance(value, Mapping):
            self._refuse(where + pointer((name,)), f"{name} is no object", "Write keys and values")
        return value

    def _text(self, words: Mapping[str, Any], name: str, where: str) -> str | None:
        value = words.get(name)
        if value is not None and not isinstance(value, str):
            self._refuse(where + pointer((name,)), f"{name} is no text", "Put it in quotes")
        return value

    def _refuse(self, where: str, problem: str, way_out: str = "") -> NoReturn:
        raise IdentitiesError(self.file, where, problem, way_out)
