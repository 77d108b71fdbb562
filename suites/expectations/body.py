"""What the body of a request says, read exactly: its JSON, and every fault of it with its place. Pure.

Numbers keep all their digits. What two readers of JSON may read differently, and what only the deployment's own
keeping tells, is a doubt.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from contracts import (
    Body,
    Contract,
    Field,
    FieldType,
    Operation,
    Schema,
    UnreadableValue,
    Violation,
    properties,
    read_value,
    tokens,
    validator,
)

DEEPEST = 100  # levels of objects and lists
DIGITS = 30  # of a decimal, before the point and after it
INTEGERS = range(-(2**63), 2**63)
LONG = 18  # digits of an integer that Python reads at once, however it is set up

# Keywords that say for sure which place is wrong: of alternatives and conditions another reader may tell another one.
PLACED = (
    "additionalProperties",
    "const",
    "digits",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "instant",
    "invalid_cursor",
    "invalid_embed",
    "invalid_fields",
    "invalid_filter",
    "invalid_sort",
    "maxItems",
    "maxLength",
    "maximum",
    "media_type",
    "minItems",
    "minLength",
    "minimum",
    "missing",
    "multipleOf",
    "pattern",
    "repeated",
    "required",
    "type",
    "uniqueItems",
    "unknown",
    "unstorable",
)
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault of a body's value: its place, the keyword or rule that is broken, and how that is known."""

    place: Place
    kind: str
    grade: str = "inferred"


@dataclass(frozen=True, slots=True)
class Unsure:
    """Why a body's value may be taken or refused."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A body read as JSON.

    Args:
        value: in a tuple of one, since null is one too; None where there is none.
        kind: what makes it malformed: `json`, `utf-8`, `depth`; empty where nothing does.
        doubt: why readers may differ on it; None where they do not.
    """

    value: tuple[Any] | None = None
    kind: str = ""
    doubt: str | None = None


class _Unsteady(Exception):
    """JSON on which readers differ; str() says why."""


def read_json(body: bytes) -> Reading:
    """A body's JSON (RFC 8259), each number an int or a Decimal."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return Reading(kind="utf-8")
    if text.startswith("\ufeff") or not text.strip(" \t\r\n"):
        return Reading(doubt="a body of blanks, or one that begins with a byte order mark, is read in two ways")
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
        )
    except _Unsteady as unsteady:
        return Reading(doubt=str(unsteady))
    except RecursionError:
        return Reading(kind="depth")
    except ValueError:
        return Reading(kind="json")
    return Reading(kind="depth") if _is_deeper(value) else _settled(value)


def _settled(value: Any) -> Reading:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return Reading(doubt="half of a surrogate pair is read in two ways")
    return Reading((value,))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unsteady("of a name that is given twice any value may count")
    return found


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONG else Decimal(text)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _Unsteady("a number is beyond what readers hold") from None


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _is_deeper(value: Any) -> bool:
    """Whether a value nests deeper than may be, found without recursion."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            return False
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return True


def schema_for(body: Body, media_type: str) -> Schema | None:
    """The schema for a media type; the most specific range wins (OpenAPI 3.1, section 4.8.14)."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((body.content[each] for each in ranges if each in body.content), None)


def find_wrong(contract: Contract, operation: Operation, schema: Schema, value: Any) -> Iterator[Wrong | Unsure]:
    """Where a body's value breaks its schema, or holds what a row of the operation's resource cannot; a place once."""
    broken: dict[Place, Wrong] = {}
    for violation in validator(contract).violations(schema, value):
        wrong = _broken(violation)
        broken.setdefault(wrong.place, wrong)
    yield from broken.values()
    if isinstance(value, Mapping):
        yield from _properties(contract, operation, schema, value, {place[:2] for place in broken})


def _broken(violation: Violation) -> Wrong:
    return Wrong(("body", *tokens(violation.pointer)), violation.rule, violation.grade)


def _properties(
    contract: Contract, operation: Operation, schema: Schema, value: Mapping[str, Any], told: set[Place]
) -> Iterator[Wrong | Unsure]:
    declared = properties(contract, schema)
    resource = operation.behaviour.resource if operation.behaviour else None
    rejects = contract.semantics.policy["unknown_body_property"] == "reject"
    for name, inner in value.items():
        if ("body", name) in told:
            continue
        if declared and name not in declared:
            if rejects:
                yield Wrong(("body", name), "unknown")
            continue
        field = resource.fields.get(name) if resource else None
        yield from _unkept(field, inner, ("body", name), known=operation.behaviour is not None)


def _unkept(field: Field | None, value: Any, place: Place, known: bool) -> Iterator[Wrong | Unsure]:
    """What a schema takes and a row cannot keep exactly."""
    for spot in _with_nul(value, place):
        yield Wrong(spot, "unstorable") if known else Unsure("U+0000 is not kept everywhere")
    if field is None or value is None:
        return
    if field.type is FieldType.DATE_TIME and isinstance(value, str):
        yield from _instant(value, place)
    elif field.type is FieldType.DECIMAL and isinstance(value, int | Decimal) and _digits(Decimal(value)) > DIGITS:
        yield Wrong(place, "digits")
    elif field.type is FieldType.INTEGER and isinstance(value, int | Decimal) and not _is_held(value):
        yield Unsure("an integer is beyond 64 bits, and no bound says so")


def _instant(text: str, place: Place) -> Iterator[Wrong | Unsure]:
    try:
        read_value(FieldType.DATE_TIME, text)
    except UnreadableValue:
        yield Unsure("whether a leap second is kept is not known") if ":60" in text else Wrong(place, "instant")


def _is_held(value: int | Decimal) -> bool:
    return INTEGERS.start <= value < INTEGERS.stop


def _with_nul(value: Any, place: Place) -> Iterator[Place]:
    """The places of texts, names of properties among them, that hold U+0000."""
    if isinstance(value, str) and "\0" in value:
        yield place
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _with_nul(name, (*place, name))
            yield from _with_nul(inner, (*place, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _with_nul(inner, (*place, str(index)))


def _digits(number: Decimal) -> int:
    """The digits before the point or those after it, whichever are more; no arithmetic, for that rounds."""
    if not number:
        return 1
    before = number.adjusted() + 1
    significant = len("".join(map(str, number.as_tuple().digits)).rstrip("0"))
    return max(before, significant - before)
