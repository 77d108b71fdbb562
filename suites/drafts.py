"""Bodies that a create takes: every property set, fresh each time, and marked as the run's own. Pure.

Values are those of rows that the deployment shows, where they fit: a text may name something that must exist.
The rest are samples of the schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import from_regex

from contracts import Contract, Operation, Schema, properties, resolve, validator
from suites.samples import BY_FORMAT

DEEPEST = 5  # levels of objects within one another that a sample goes down
NUMBERS: tuple[Any, ...] = (Decimal("10.50"), 1, 0)


class Undrafted(Exception):
    """No valid body is known; str() says why, in one line."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A valid request of an operation that writes.

    Args:
        path: the values of the path's parameters.
        body: the JSON body; None where the operation takes none.
        tagged: the properties that hold the run's tag.
    """

    path: Mapping[str, str]
    body: Mapping[str, Any] | None = None
    tagged: tuple[str, ...] = ()


def draft(
    contract: Contract,
    operation: Operation,
    path: Mapping[str, str],
    tag: str,
    rows: Sequence[Mapping[str, Any]] = (),
) -> Draft:
    """A fresh valid request of an operation that writes.

    Args:
        path: the values of the path's parameters.
        tag: a text that no other draft has, in lower-case letters, digits and hyphens.
        rows: rows of the resource as the deployment shows them.

    Raises:
        Undrafted: a property that is required has no value that is known to be valid.
    """
    schema = schema_of(operation)
    if schema is None:
        return Draft(path)
    named = properties(contract, schema)
    tagged = tuple(_tagged(contract, operation, named, tag))
    body: dict[str, Any] = {}
    for name, each in named.items():
        chosen = (tag,) if name in tagged else _known(operation, name, rows)
        found = next(_fitting(contract, each, (*chosen, *samples(contract, each, tag))), None)
        if found is not None:
            body[name] = found[0]
    broken = validator(contract).violations(schema, body)
    if broken:
        raise Undrafted(f"no valid body is known: {broken[0].pointer or '/'} {broken[0].message}")
    return Draft(path, body, tagged)


def schema_of(operation: Operation) -> Schema | None:
    """The schema of the JSON that an operation takes; None where it takes none."""
    content = operation.body.content if operation.body else {}
    return next((schema for name, schema in content.items() if "json" in name), None)


def encode(body: Any) -> bytes:
    """A JSON value as it is sent, a Decimal as the number it is (RFC 8259, section 6)."""
    return orjson.dumps(body, default=_spelt)


def _spelt(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _tagged(contract: Contract, operation: Operation, named: Mapping[str, Schema], tag: str) -> Iterator[str]:
    """The texts that hold the run's tag: one of each group that no two rows share, and the first free one."""
    free = [name for name, schema in named.items() if _takes_any(contract, schema, tag)]
    resource = operation.behaviour.resource if operation.behaviour else None
    groups = [[name for name in group if name in free] for group in (resource.unique if resource else ())]
    yield from dict.fromkeys((*free[:1], *(group[-1] for group in groups if group)))


def _takes_any(contract: Contract, schema: Schema, tag: str) -> bool:
    node = resolve(contract, schema).value
    words = node if isinstance(node, Mapping) else {}
    types = words.get("type", ())
    text = "string" in ((types,) if isinstance(types, str) else types)
    return text and "format" not in words and validator(contract).fits(schema, tag)


def _known(operation: Operation, name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """Values that a property is known to take: the one that lets the row be seen, then those of other rows."""
    resource = operation.behaviour.resource if operation.behaviour else None
    visibility = resource.visibility if resource else None
    if visibility and visibility.property == name:
        yield visibility.equals
    yield from (row[name] for row in rows if row.get(name) is not None)


def _fitting(contract: Contract, schema: Schema, values: tuple[Any, ...]) -> Iterator[tuple[Any]]:
    """Those that follow the schema, each in a tuple of one."""
    return ((value,) for value in values if validator(contract).fits(schema, value))


def samples(contract: Contract, schema: Schema, text: str, depth: int = 0) -> Iterator[Any]:
    """Values that a schema may take, the likeliest first; whether one does is the validator's to say.

    Args:
        text: what a free text is.
        depth: how many objects stand around it.
    """
    node = resolve(contract, schema).value
    words: Mapping[str, Any] = node if isinstance(node, Mapping) else {}
    yield from _given(words)
    yield from _texts(words, text)
    yield from (*NUMBERS, *(words[bound] for bound in ("minimum", "maximum", "multipleOf") if bound in words), True)
    if depth < DEEPEST:
        inner = properties(contract, schema).items()
        made = {
            name: next(_fitting(contract, each, tuple(samples(contract, each, text, depth + 1))), None)
            for name, each in inner
        }
        yield {name: value[0] for name, value in made.items() if value is not None}
    yield from ([], None)


def _given(words: Mapping[str, Any]) -> Iterator[Any]:
    """What the schema itself names."""
    given = (words.get("const"), words.get("example"), *words.get("examples", ()), *words.get("enum", ()))
    yield from (value for value in given if value is not None)


def _texts(words: Mapping[str, Any], text: str) -> Iterator[str]:
    if "format" in words:
        yield from [BY_FORMAT[words["format"]]] if words["format"] in BY_FORMAT else []
    if "pattern" in words:
        yield from _matching(str(words["pattern"]))
    yield text[: words.get("maxLength", len(text))].ljust(words.get("minLength", 0), "x")


@lru_cache(maxsize=256)
def _matching(pattern: str) -> tuple[str, ...]:
    """The simplest text that a pattern matches; none where it cannot be read."""
    quiet = settings(database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    try:
        return (find(from_regex(pattern), bool, settings=settings(quiet, phases=[Phase.generate, Phase.shrink])),)
    except (HypothesisException, ValueError):
        return ()
