"""Bodies that break an operation's schema in one place, or stand at its bounds: what probes send. Pure.

A body is bad only where the contract's own reading finds one fault in it, and good only where it finds none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from contracts import Contract, Operation, Schema, properties, resolve, validator
from suites.expectations import DEEPEST, DIGITS, INTEGERS, Wrong, find_wrong
from suites.inputs.drafts import Draft, encode, schema_of

Body = Mapping[str, Any]

LONGEST = 2_000  # characters of a text that is sent to meet a bound
PROPERTY = 2  # steps of the place of a property
INNER = 4  # values that are tried for what stands further in
# Texts of a format that are none, or that no row keeps: no offset, a seventh digit, a year too late, no day at all.
MISSPELT: Mapping[str, tuple[str, ...]] = {
    "date-time": (
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.1234567Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "2026-02-30T00:00:00Z",
    ),
    "date": ("2026-02-30", "01.01.2026"),
    "uuid": ("not-a-uuid", "5f0c9a3e7d144b6a9c52e81d3f60a7b"),
}
# Values of other types; of each schema some are of none of its own.
FOREIGN: tuple[Any, ...] = (7, "seven", True, Decimal("1.5"), "1", "true", [], {"x": 1}, None)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that a property does not take, in the body that shows it.

    Args:
        place: where the fault is.
        body: the draft's, with that value in it.
        kind: the keyword or rule that the value breaks.
    """

    place: tuple[str, ...]
    body: Body
    kind: str = ""


def absences(contract: Contract, operation: Operation, body: Body) -> Iterator[Misfit]:
    """A body without each property that it must have, and with null for it."""
    for name in required(contract, operation):
        without = {key: value for key, value in body.items() if key != name}
        yield from _single(contract, operation, without)
        yield from _single(contract, operation, {**body, name: None})


def required(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """The properties that a body must have."""
    schema = schema_of(operation)
    return tuple(_words(contract, schema).get("required", ())) if schema else ()


def can_be_wrong(contract: Contract, operation: Operation) -> bool:
    """Whether some value of some property of a body is refused."""
    return bool(places(contract, operation))


def places(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """The properties of a body that can be wrong whatever the others are."""
    schema = schema_of(operation)
    named = properties(contract, schema) if schema else {}
    return tuple(name for name, each in named.items() if any(_refused(contract, each)))


def of_each_class(found: Iterable[Misfit], turn: int) -> tuple[Misfit, ...]:
    """One misfit of each class: by what it breaks, whether it is null, and whether it stands further in.

    Args:
        turn: whose turn it is: each time other properties of a class.
    """
    classes: dict[tuple[str, bool, bool], list[Misfit]] = {}
    for each in found:
        null = each.body.get(each.place[1], each) is None
        classes.setdefault((each.kind, null, len(each.place) > PROPERTY), []).append(each)
    return tuple(own[(turn + step) % len(own)] for step, own in enumerate(classes.values()))


def _refused(contract: Contract, schema: Schema) -> Iterator[bool]:
    return (not validator(contract).fits(schema, value) for value in FOREIGN)


def misfits(contract: Contract, operation: Operation, body: Body) -> tuple[Misfit, ...]:
    """Bodies with one value that its property does not take: the first of each property, then the second."""
    schema = schema_of(operation)
    named = properties(contract, schema) if schema else {}
    columns = [tuple(_misfits(contract, operation, body, name, each)) for name, each in named.items()]
    return tuple(found for row in zip_longest(*columns) for found in row if found is not None)


def _misfits(contract: Contract, operation: Operation, body: Body, name: str, schema: Schema) -> Iterator[Misfit]:
    seen: set[bytes] = set()
    for value in _values(contract, schema, body.get(name)):
        key = encode(_exact(value))
        if key not in seen:
            seen.add(key)
            yield from _single(contract, operation, {**body, name: _exact(value)})


def _single(contract: Contract, operation: Operation, body: Body) -> Iterator[Misfit]:
    """The body where it has one fault, and nothing doubtful."""
    schema = schema_of(operation)
    found = tuple(find_wrong(contract, operation, schema, body)) if schema else ()
    if len(found) == 1 and isinstance(found[0], Wrong):
        yield Misfit(found[0].place, body, found[0].kind)


def _values(contract: Contract, schema: Schema, good: Any) -> Iterator[Any]:
    words = _words(contract, schema)
    types = words.get("type", ())
    named = (types,) if isinstance(types, str) else tuple(types)
    swapped = list(_swapped(named))
    yield from swapped[:1]
    yield from _beyond(words, named)
    yield from MISSPELT.get(str(words.get("format")), ())
    yield from _inside(contract, schema, words, good)
    if "string" in named and "format" not in words:
        yield "a\0b"
    if "number" in named:
        yield Decimal("1" * (DIGITS + 1))
        yield Decimal(f"0.{'1' * (DIGITS + 1)}")
    yield from swapped[1:]


def _swapped(named: tuple[str, ...]) -> Iterator[Any]:
    """Values of another type, those first that a careless reader takes."""
    near: Mapping[str, tuple[Any, ...]] = {
        "string": (7, True),
        "integer": ("1", Decimal("1.5"), True),
        "number": ("1.5", True),
        "boolean": (1, "true"),
        "array": ("x", {}),
        "object": ("x", []),
    }
    yield from (value for name in named for value in near.get(name, ()))
    if not named:
        yield from FOREIGN


def _beyond(words: Mapping[str, Any], named: tuple[str, ...]) -> Iterator[Any]:
    """Values one beyond each bound."""
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if isinstance(bound := words.get(keyword), int | float | Decimal) and not isinstance(bound, bool):
            yield Decimal(str(bound)) + step
    if isinstance(longest := words.get("maxLength"), int) and longest < LONGEST:
        yield "x" * (longest + 1)
    if isinstance(shortest := words.get("minLength"), int) and shortest > 0:
        yield "x" * (shortest - 1)
    if "enum" in words and "string" in named:
        yield "none-of-these"


def _inside(contract: Contract, schema: Schema, words: Mapping[str, Any], good: Any) -> Iterator[Any]:
    """A list with a wrong element behind the good ones, an object with a wrong property: faults further in."""
    if isinstance(words.get("items"), Mapping):
        rows = good if isinstance(good, list) else []
        yield from ([*rows, value] for value in FOREIGN[:INNER])
    for name in properties(contract, schema):
        inner = good if isinstance(good, Mapping) else {}
        yield from ({**inner, name: value} for value in FOREIGN[:INNER])


def largest(contract: Contract, operation: Operation, draft: Draft) -> Body:
    """The draft with what is bounded at its upper bound: numbers, and texts that are free."""
    return _bounded(contract, operation, draft, "maximum")


def smallest(contract: Contract, operation: Operation, draft: Draft) -> Body:
    """The draft with each number at its lower bound; the first integer that has none in its way as `1.0`."""
    body = _bounded(contract, operation, draft, "minimum")
    schema = schema_of(operation)
    for name, each in (properties(contract, schema) if schema else {}).items():
        whole = _fitted(contract, operation, body, name, Decimal("1.0"))
        if whole and "integer" in str(_words(contract, each).get("type")):
            return whole
    return body


def _bounded(contract: Contract, operation: Operation, draft: Draft, keyword: str) -> Body:
    schema, body = schema_of(operation), dict(draft.body or {})
    for name, each in (properties(contract, schema) if schema else {}).items():
        words = _words(contract, each)
        bound, longest = words.get(keyword), words.get("maxLength")
        value: Any = bound if isinstance(bound, int | Decimal) and not isinstance(bound, bool) else None
        if keyword == "maximum" and name in draft.tagged and isinstance(longest, int) and longest < LONGEST:
            value = str(body[name]).ljust(longest, "x")
        if value is not None:
            body = _fitted(contract, operation, body, name, value) or body
    return body


def _fitted(
    contract: Contract, operation: Operation, body: Mapping[str, Any], name: str, value: Any
) -> dict[str, Any] | None:
    """The body with another value for a property; None where that is not surely good."""
    schema, changed = schema_of(operation), {**body, name: value}
    return None if schema is None or any(find_wrong(contract, operation, schema, changed)) else changed


def malformed(body: Body) -> tuple[bytes, ...]:
    """Bodies that are no JSON: cut short, nested too deep, with commas, words and bytes that JSON has not."""
    inner = encode(body)[1:-1]
    members = inner + b"," if inner else b""
    return (
        b"{" + inner,
        b"[" * 20_000 + b"]" * 20_000,
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b"{" + members + b"}" if inner else b"{,}",
        b"{" + members + b'"x": NaN}',
        b"{" + members + b'"x": "\xff\xfe"}',
        b"{" + members + b"'x': 1}",
        b"{" + inner + b"} {}",
        b"{",
    )


def doubled(body: Body) -> bytes:
    """A body that names a property twice: readers differ on it."""
    return b'{"x": 1, "x": 2' + (b", " + encode(body)[1:-1] if body else b"") + b"}"


def _exact(value: Any) -> Any:
    """A value that can be written whole: integers beyond 64 bits as Decimals."""
    return Decimal(value) if type(value) is int and value not in INTEGERS else value


def _words(contract: Contract, schema: Schema) -> Mapping[str, Any]:
    node = resolve(contract, schema).value
    return node if isinstance(node, Mapping) else {}
