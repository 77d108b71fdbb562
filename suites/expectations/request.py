"""A request read once: whose operation it is, what it says, and what the contract answers to each refusal. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from contracts import Contract, Match, Operation, Policy, match
from suites.expectations.expectation import Fault
from suites.expectations.statuses import refused_with
from suites.traffic import Asked

_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and by which contract it is held.

    Args:
        found: where its path leads.
        welcome: whether the identity is known to be let in by the operation.
    """

    contract: Contract
    asked: Asked
    found: Match
    welcome: bool = False

    @property
    def operation(self) -> Operation | None:
        """The operation asked for; None where the path or the method names none."""
        return self.found.operation

    @property
    def policy(self) -> Policy:
        """The policy in effect."""
        return self.contract.semantics.policy

    @property
    def strange(self) -> bool:
        """Whether its target cannot be read in one way only: escapes that are none, no UTF-8, NUL, dot segments."""
        target = self.asked.target
        try:
            text = unquote_to_bytes(target).decode("utf-8")
        except UnicodeDecodeError:
            return True
        path = target.partition("?")[0].lower()
        crooked = any(mark in path for mark in ("//", "/./", "/../", "%2f", "%2e", "%5c"))
        return bool(_BAD_ESCAPE.search(target)) or "\0" in text or crooked or ";" in target

    def due(self, key: str) -> tuple[int, ...]:
        """The statuses that a key of the policy gives a broken request, of its operation."""
        return refused_with(self.contract, self.operation, key)

    def code(self, refusal: str) -> str | None:
        """The code that the registry gives a refusal."""
        registry = self.contract.semantics.errors
        return registry.refusals.get(refusal) if registry else None

    def fault(
        self, stage: str, refusal: str, statuses: int | tuple[int, ...], loc: tuple[str, ...] = (), kind: str = ""
    ) -> Fault:
        """A fault with the code that the registry gives its refusal."""
        due = (statuses,) if isinstance(statuses, int) else statuses
        return Fault(stage, refusal, due, self.code(refusal), loc, kind)

    def texts(self, location: str, name: str) -> tuple[str, ...]:
        """Every text sent for a parameter; a path's percent-decoded."""
        if location == "path":
            return (self.found.path_values[name],) if name in self.found.path_values else ()
        if location == "query":
            return self.asked.values(name)
        return tuple(value for key, value in self.asked.headers if key.lower() == name.lower())


def read_request(contract: Contract, asked: Asked, welcome: bool) -> Request:
    """A request, and where its path leads."""
    return Request(contract, asked, match(contract, asked.method, asked.target.partition("?")[0]), welcome)


def words_of(schema: Any) -> Mapping[str, Any]:
    """A schema's keywords; none for `true` and `false`."""
    return schema if isinstance(schema, Mapping) else {}
