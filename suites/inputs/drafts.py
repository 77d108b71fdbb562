"""Bodies that a create takes: every property set, fresh each time, and marked as the run's own. Pure.

Values are those of rows that the deployment shows, where they fit: a text may name something that must exist.
The rest are samples of the schema.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

import orjson

from contracts import Contract, Operation, Schema, properties, resolve, validator
from suites.inputs.samples import BY_FORMAT
from suites.sending.writes import TAG

DEEPEST = 5  # levels of objects within one another that a sample goes down
LONGEST = 400  # digits before or behind the point that a number is written out with
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
    matching: Callable[[str], str | None] = lambda _pattern: None,
) -> Draft:
    """A fresh valid request of an operation that writes.

    Args:
        path: the values of the path's parameters.
        tag: a text that no other draft has, in lower-case letters, digits and hyphens.
        rows: rows of the resource as the deployment shows them; those that runs have made teach nothing.
        matching: a text that a regular expression matches, where one is known.

    Raises:
        Undrafted: a property that is required has no value that is known to be valid.
    """
    schema = schema_of(operation)
    if schema is None:
        return Draft(path)
    named = properties(contract, schema)
    tagged = tuple(_tagged(contract, operation, named, tag))
    sampler = _Sampler(contract, tag, matching)
    rows = [row for row in rows if not any(isinstance(each, str) and TAG in each for each in row.values())]
    found = {
        name: sampler.fitting(each, iter((tag,)) if name in tagged else _known(operation, name, rows))
        for name, each in named.items()
    }
    body = {name: value[0] for name, value in found.items() if value is not None}
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


def numeral(value: Decimal) -> str:
    """A number without an exponent; with one where it would be a text of more digits than anybody reads."""
    return format(value, "f") if abs(value.adjusted()) < LONGEST else str(value)


def _spelt(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(numeral(value))
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


@dataclass(frozen=True, slots=True)
class _Sampler:
    """Makes values that a schema takes.

    Args:
        text: what a free text is.
        matching: a text that a regular expression matches, where one is known.
    """

    contract: Contract
    text: str
    matching: Callable[[str], str | None]

    def fitting(self, schema: Schema, chosen: Iterator[Any], depth: int = 0) -> tuple[Any] | None:
        """The first value that follows the schema, in a tuple of one: a chosen one, or else a sample."""
        fits = validator(self.contract).fits
        return next(((each,) for each in chain(chosen, self._samples(schema, depth)) if fits(schema, each)), None)

    def _samples(self, schema: Schema, depth: int) -> Iterator[Any]:
        """Values that a schema may take, the likeliest first."""
        node = resolve(self.contract, schema).value
        words: Mapping[str, Any] = node if isinstance(node, Mapping) else {}
        given = (words.get("const"), words.get("example"), *words.get("examples", ()), *words.get("enum", ()))
        yield from (value for value in given if value is not None)
        yield from self._texts(words)
        yield from (*NUMBERS, *(words[bound] for bound in ("minimum", "maximum", "multipleOf") if bound in words), True)
        if depth < DEEPEST:
            inner = properties(self.contract, schema).items()
            made = {name: self.fitting(each, iter(()), depth + 1) for name, each in inner}
            yield {name: value[0] for name, value in made.items() if value is not None}
        yield from ([], None)

    def _texts(self, words: Mapping[str, Any]) -> Iterator[str]:
        if words.get("format") in BY_FORMAT:
            yield BY_FORMAT[words["format"]]
        found = self.matching(str(words["pattern"])) if "pattern" in words else None
        if found is not None:
            yield found
        yield self.text[: words.get("maxLength", len(self.text))].ljust(words.get("minLength", 0), "x")
