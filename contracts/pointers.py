"""JSON pointers (RFC 6901): from a path of names and indices to a text, and back, and what stands there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What `at` answers where nothing stands: null is something.
NOTHING: Any = object()


def pointer(path: Iterable[str | int]) -> str:
    """The pointer of a path: `("paths", "/rows", 0)` is `/paths/~1rows/0`."""
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in path)


def tokens(text: str) -> tuple[str, ...]:
    """The path of a pointer; a leading `#` is dropped, indices stay texts."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text.removeprefix("#").split("/")[1:])


def at(value: Any, path: Iterable[str | int]) -> Any:
    """What stands at a path of a JSON value, or NOTHING."""
    for token in path:
        value = _step(value, str(token))
        if value is NOTHING:
            return NOTHING
    return value


def _step(value: Any, token: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(token, NOTHING)
    if isinstance(value, Sequence) and not isinstance(value, str) and token.isdecimal() and int(token) < len(value):
        return value[int(token)]
    return NOTHING


def depth(value: Any) -> int:
    """How many levels of objects and lists a JSON value nests, itself being the first; found without recursion."""
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [inner for outer in level for inner in _inside(outer)]
    return deepest


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()
