"""The values of a policy: those an overlay declares, and those a policy file sets and pins.

It decides which values a rule of `policy.py` may have. What a rule means is its users' to know.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from contracts.document import read_document, shown
from contracts.errors import FileError, PolicyError
from contracts.expressions import nearest
from contracts.overlay import Source
from contracts.pointers import pointer
from contracts.policy import PRECEDENCE, RULES, Policy, Standing


class _Refuse(Protocol):
    """Makes the error that something at a pointer is refused with."""

    def __call__(self, where: str, problem: str, way_out: str = "") -> FileError: ...


def read_policy(source: Source) -> Policy:
    """The policy that a document's `x-policy` declares; a value without a grade is inferred.

    Raises:
        ContractError: for a key that is no rule, or a value that the rule does not allow.
    """
    values: dict[str, Any] = {}
    standings: dict[str, Standing] = {}
    for key, words in source.value.get("x-policy", {}).items():
        where = f"/x-policy{pointer((key,))}"
        graded = isinstance(words, Mapping)
        values[key] = _value(
            key, words["value"] if graded else words, f"{where}/value" if graded else where, source.error
        )
        standings[key] = words.get("grade", "inferred") if graded else "inferred"
    return Policy(values, standings)


def load_policy(path: Path, policy: Policy) -> Policy:
    """A policy with the keys that a policy file names set and pinned: `{"policy": {KEY: VALUE}}`, JSON or YAML.

    Raises:
        PolicyError: for a file that cannot be read or has another shape, a key that is no rule, or a value that
            the rule does not allow.
    """
    document, file = read_document(path, PolicyError), shown(path)

    def refuse(where: str, problem: str, way_out: str = "") -> FileError:
        return PolicyError(file, where, problem, way_out)

    words = document.get("policy")
    if not isinstance(words, Mapping) or len(document) != 1:
        raise refuse("", "is no policy", 'Write {"policy": {KEY: VALUE}}')
    return policy.pinning({key: _value(key, value, pointer(("policy", key)), refuse) for key, value in words.items()})


def _value(key: str, value: Any, where: str, refuse: _Refuse) -> Any:
    rule = RULES.get(key)
    if rule is None:
        near = nearest(key, RULES)
        raise refuse(where, f"{key} is no rule of a policy", f"Did you mean {near}?" if near else _known(RULES))
    if rule.allowed is not None:
        if not any(value == each and type(value) is type(each) for each in rule.allowed):
            raise refuse(where, f"{_told(value)} is no value of {key}", _known(map(_told, rule.allowed)))
        return value
    if isinstance(rule.default, tuple):
        return _stages(key, value, where, refuse) if key == "precedence" else _statuses(key, value, where, refuse)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise refuse(where, f"{_told(value)} is no value of {key}", "Write an integer of 0 or more")
    return value


def _stages(key: str, value: Any, where: str, refuse: _Refuse) -> tuple[str, ...]:
    if not isinstance(value, list) or sorted(map(str, value)) != sorted(PRECEDENCE):
        raise refuse(where, f"{key} does not name every stage once", _known(PRECEDENCE))
    return tuple(value)


def _statuses(key: str, value: Any, where: str, refuse: _Refuse) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(each) is int and 400 <= each <= 599 for each in value):
        raise refuse(where, f"{key} is no list of statuses", "Write statuses from 400 to 599")
    return tuple(value)


def _known(words: Any) -> str:
    return f"Known are {', '.join(words)}"


def _told(value: Any) -> str:
    """A value as a person writes it in a file."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
