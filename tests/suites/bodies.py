"""What the body of a request says to the small deployment: its JSON, and every fault of it with its place."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from contracts import FieldType, Resource, Schema, UnreadableValue, properties, read_value, tokens, validator
from tests.suites.serving import Call, Detail, World

MAXIMUM_DEPTH, MAXIMUM_DIGITS = 100, 30
Place = tuple[str | int, ...]


class NotJson(ValueError):
    """A body that is no JSON, or none that two readers would read alike."""


def parse(body: bytes) -> Any:
    """The JSON of a body: short integers as they are, other numbers as Decimals.

    Raises:
        NotJson: for what is none in UTF-8, names a property twice, or nests more than 100 levels deep.
    """
    try:
        value = json.loads(
            body.decode(), object_pairs_hook=_object, parse_constant=_no, parse_int=_integer, parse_float=Decimal
        )
        deep = _depth(value) > MAXIMUM_DEPTH
    except (ValueError, InvalidOperation, RecursionError):
        raise NotJson from None
    if deep:
        raise NotJson
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson
    return found


def _no(_text: str) -> NoReturn:
    raise NotJson


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= 18 else Decimal(text)


def _depth(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)


def schema_of(call: Call) -> Schema | None:
    """The schema that the body of a request follows; None where the operation takes none."""
    if call.asked.body is None:
        return None
    sent = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return call.asked.body.content.get(sent) or next(iter(call.asked.body.content.values()), None)


def check_body(world: World, call: Call) -> list[Detail]:
    """Where the body breaks its schema, or holds what no row can keep; a body that nobody asked for has no faults."""
    schema = schema_of(call)
    if call.asked.body is None or schema is None:
        return []
    if not call.request.body:
        return [(("body",), "A body is required.", "missing")] if call.asked.body.required else []
    broken = [
        (("body", *_steps(violation.pointer, call.body)), violation.message, violation.rule)
        for violation in validator(world.contract).violations(schema, call.body)
    ]
    told = {place[:2] for place, _, _ in broken}
    resource = call.asked.behaviour.resource if call.asked.behaviour else None
    return broken + [each for each in _unkept(world, schema, resource, call.body) if each[0][:2] not in told]


def _steps(pointer: str, value: Any) -> Iterator[str | int]:
    """The names and positions of a JSON pointer into a value."""
    for token in tokens(pointer):
        step = int(token) if isinstance(value, list) else token
        yield step
        value = value[step] if isinstance(step, int) else (value or {}).get(step)


def _unkept(world: World, schema: Schema, resource: Resource | None, body: Any) -> Iterator[Detail]:
    declared = properties(world.contract, schema)
    for name, value in body.items() if isinstance(body, Mapping) else ():
        if name not in declared:
            continue
        for place in _with_nul(value, ("body", name)):
            yield place, "It holds U+0000.", "unstorable"
        if resource and name in resource.fields and not _is_exact(resource.fields[name].type, value):
            yield ("body", name), "It cannot be kept exactly.", "range"


def _with_nul(value: Any, place: Place) -> Iterator[Place]:
    if isinstance(value, str) and "\0" in value:
        yield place
    elif isinstance(value, list | dict):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _with_nul(step, (*place, step))
            yield from _with_nul(inner, (*place, step))


def _is_exact(type_: FieldType | None, value: Any) -> bool:
    """Whether a field keeps a value as it is: 64 bits, microseconds, 30 digits on each side of the point."""
    if type_ is FieldType.DECIMAL and isinstance(value, int | Decimal):
        return _digits(Decimal(value)) <= MAXIMUM_DIGITS
    if type_ in (FieldType.INTEGER, FieldType.DATE_TIME):
        try:
            read_value(type_, value)
        except UnreadableValue:
            return False
    return True


def _digits(number: Decimal) -> int:
    """The digits before the point or those after it, whichever are more; no arithmetic, for that rounds."""
    if not number:
        return 1
    before = number.adjusted() + 1
    significant = len("".join(map(str, number.as_tuple().digits)).rstrip("0"))
    return max(before, significant - before)
