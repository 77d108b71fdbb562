"""The kit's own `x-` words: where each may stand, what it may hold, and what is too near to one to be another's.

The shapes are those of `semantics.schema.json`; a word, its place and its shape are changed together. What the
words mean is read elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from contracts.errors import ContractError
from contracts.expressions import nearest
from contracts.model import Schema
from contracts.overlay import Source
from contracts.pointers import at, pointer, tokens
from contracts.validation import Validator, Violation

# The kind of node that a word stands on; None where it may stand on any.
PLACES: Final[Mapping[str, str | None]] = {
    "x-access": "document",
    "x-errors": "document",
    "x-listing": "document",
    "x-resources": "document",
    "x-policy": "document",
    "x-role": "operation",
    "x-behaviour": "operation",
    "x-envelopes": "operation",
    "x-order": "schema",
    "x-provenance": None,
}

# Below these stand names of the API's own choice, not words of OpenAPI.
_NAMED: Final = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})

# How alike two words are, by the share of letters, when one is taken for a slip of the other: one letter
# of five may differ.
_ALIKE = 0.8

_FILE = Path(__file__).with_name("semantics.schema.json")


@cache
def schemas() -> Mapping[str, Any]:
    """The document `semantics.schema.json`."""
    document: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return document


@cache
def _validator() -> Validator:
    return Validator(schemas())


def refuse_overlay(overlay: Mapping[str, Any], file: str) -> None:
    """Refuse what is no Overlay 1.0, or puts an `x-` word into the document that is none of ours.

    Raises:
        ContractError: for the first thing that is wrong.
    """
    for violation in _violations("#/$defs/overlay", overlay):
        raise ContractError(file, _place(violation), violation.message, _way_out(violation))
    for index, action in enumerate(overlay["actions"]):
        for word, path in _words(action.get("update"), ("actions", index, "update")):
            if word not in PLACES:
                raise ContractError(file, pointer(path), f"{word} is no word of the kit", _meant(word))


def refuse_value(source: Source, where: str, word: str, value: Any) -> None:
    """Refuse a value of one of our words that has not the shape of `semantics.schema.json`.

    Args:
        where: pointer of the value in the document.

    Raises:
        ContractError: for the first thing that is wrong.
    """
    for violation in _violations(f"#/$defs/words/{word}", value):
        raise source.error(where + _place(violation), violation.message, _way_out(violation))


def near_miss(word: str) -> str | None:
    """The word of ours that a foreign `x-` word was probably meant to be."""
    folded = word.lower().replace("_", "-").removeprefix("x-")
    near = get_close_matches(folded, [ours.removeprefix("x-") for ours in PLACES], n=1, cutoff=_ALIKE)
    return f"x-{near[0]}" if near else None


def _violations(where: str, value: Any) -> tuple[Violation, ...]:
    return _validator().violations(Schema(where, {}), value)


def _words(update: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The `x-` words of an update with their places; what stands below one is its own."""
    if isinstance(update, list):
        for index, inner in enumerate(update):
            yield from _words(inner, (*path, index))
    elif isinstance(update, Mapping):
        for name, inner in update.items():
            if name.startswith("x-") and path[-1] not in _NAMED:
                yield name, (*path, name)
            else:
                yield from _words(inner, (*path, name))


def _place(violation: Violation) -> str:
    """Where a violation is told: what is missing is told where it is missed."""
    path = tokens(violation.pointer)
    return pointer(path[:-1] if violation.rule == "required" else path)


def _way_out(violation: Violation) -> str:
    if violation.rule != "additionalProperties":
        return ""
    parent = at(schemas(), tokens(violation.schema_pointer)[:-1])
    known = list(parent.get("properties", ()))
    near = nearest(tokens(violation.pointer)[-1], known)
    return f"Did you mean {near}?" if near else f"Known are {', '.join(known)}"


def _meant(word: str) -> str:
    near = near_miss(word)
    return f"Did you mean {near}?" if near else f"Words are {', '.join(PLACES)}"
