"""What the value of a keyword looks like, where it holds no node: a table from shape to a test and its name.

It decides the form alone; which keyword has which shape stands in `keywords.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.keywords import TYPES


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value) and len(set(value)) == len(value)


def _is_types(value: Any) -> bool:
    return value in TYPES if isinstance(value, str) else bool(value) and _is_names(value) and set(value) <= {*TYPES}


def _is_pattern(value: Any) -> bool:
    """Whether the validator takes a text for a regular expression (ECMA-262)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": value})
    except ValueError:
        return False
    return True


def _is_requirements(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, Mapping) and all(_is_names(scopes) for scopes in each.values()) for each in value
    )


# Shape to whether a value has it, and what a value of it is called.
SCALARS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "any": (lambda _: True, "a value"),
    "text": (lambda value: isinstance(value, str), "a text"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "number": (_is_number, "a number"),
    "positive": (lambda value: _is_number(value) and value > 0, "a number above 0"),
    "count": (lambda value: _is_number(value) and isinstance(value, int) and value >= 0, "an integer of 0 or more"),
    "names": (_is_names, "a list of texts, each once"),
    "dependencies": (
        lambda value: isinstance(value, Mapping) and all(map(_is_names, value.values())),
        "an object of lists of names",
    ),
    "types": (_is_types, f"one or a list of {', '.join(TYPES)}"),
    "pattern": (_is_pattern, "a regular expression"),
    "some": (lambda value: isinstance(value, list), "a list"),
    "requirements": (_is_requirements, "a list of objects, each of a scheme's name and a list of scopes"),
}
