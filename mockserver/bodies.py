"""What the body of a request says: its media type, its JSON, and where it breaks its schema.

It tells faults and refuses nothing; whether an operation takes a body at all is `admission.py`'s to ask.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from contracts import Body, Contract, FieldType, Resource, Schema, UnreadableValue, properties, read_value, validator
from mockserver.answers import Detail
from mockserver.incoming import Incoming

MAXIMUM_DEPTH: Final = 100  # levels of arrays and objects
MAXIMUM_DIGITS: Final = 30  # of a decimal, before the point and after it
# Many databases cannot keep the one, UTF-8 cannot spell the other.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TOO_DEEP: Final = f"The body nests more than {MAXIMUM_DEPTH} levels deep."
_LONG: Final = 18  # digits of an integer that 64 bits hold for certain; a longer one is read as a Decimal


class Malformed(ValueError):
    """A body that is no JSON, or none that two readers would read alike; str() says why."""


def media_type(incoming: Incoming) -> str | None:
    """The media type of a body, in lower case and without parameters; None where none, or more than one, is told."""
    told = incoming.header("content-type")
    return told[0].partition(";")[0].strip().lower() if len(told) == 1 else None


def schema_for(body: Body, media_type: str | None) -> Schema | None:
    """The schema that a body of this media type follows; the most specific range wins (OpenAPI 3.1, section 4.8.14)."""
    if media_type is None:
        return None
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((body.content[each] for each in ranges if each in body.content), None)


def parse(body: bytes) -> Any:
    """Read JSON (RFC 8259); integers stay integers, other numbers become Decimals.

    Raises:
        Malformed: for what is no JSON in UTF-8, names a property twice, or nests more than 100 levels deep.
    """
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=Decimal,
        )
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is no UTF-8 text (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from None
    except InvalidOperation:
        raise Malformed("A number of the body is beyond all bounds.") from None
    except RecursionError:
        raise Malformed(_TOO_DEEP) from None
    if _is_deeper(value, MAXIMUM_DEPTH):
        raise Malformed(_TOO_DEEP)
    return value


def body_faults(contract: Contract, schema: Schema, resource: Resource | None, value: Any) -> Iterator[Detail]:
    """Where a JSON body breaks its schema, or holds what a row of the resource cannot.

    Args:
        contract: whose schema it is.
        schema: the schema of the body.
        resource: whose row the body makes; None where it makes none.
        value: the body, read.
    """
    broken: set[str] = set()
    for violation in validator(contract).violations(schema, value):
        loc = _loc(violation.pointer, value)
        broken.add(str(loc[0]) if loc else "")
        yield Detail(("body", *loc), violation.message, violation.rule)
    if not isinstance(value, Mapping):
        return
    declared = properties(contract, schema)
    for name, inner in value.items():
        if name in broken or (declared and name not in declared):
            continue
        yield from _unstorable(inner, ("body", name))
        if resource and name in resource.fields:
            yield from _unkept(resource.fields[name].type, inner, ("body", name))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("An object of the body names a property twice.")
    return found


def _constant(text: str) -> NoReturn:
    raise Malformed(f"{text} is no JSON.")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= _LONG else Decimal(text)


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether a value nests deeper than so many levels of containers, found without recursion."""
    containers = [value]
    for _ in range(levels + 1):
        containers = [each for each in containers if isinstance(each, dict | list)]
        if not containers:
            return False
        containers = [inner for each in containers for inner in (each.values() if isinstance(each, dict) else each)]
    return True


def _loc(pointer: str, value: Any) -> tuple[str | int, ...]:
    """The names and positions of a JSON pointer into a value."""
    loc: list[str | int] = []
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        step: str | int = int(name) if isinstance(value, list) and name.isdecimal() else name
        loc.append(step)
        value = _below(value, step)
    return tuple(loc)


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return value.get(step) if isinstance(value, dict) else None


def _unstorable(value: Any, loc: tuple[str | int, ...]) -> Iterator[Detail]:
    """Texts that no database keeps; names of properties are texts too."""
    if isinstance(value, str) and _UNSTORABLE.search(value):
        yield Detail(loc, "holds U+0000 or half of a surrogate pair, which cannot be stored", "unstorable")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unstorable(inner, (*loc, index))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unstorable(name, (*loc, name))
            yield from _unstorable(inner, (*loc, name))


def _unkept(type_: FieldType | None, value: Any, loc: tuple[str | int, ...]) -> Iterator[Detail]:
    """What its schema allows and the row's field cannot keep exactly."""
    if type_ in (FieldType.DATE_TIME, FieldType.INTEGER):
        try:
            read_value(type_, value)
        except UnreadableValue as error:
            yield Detail(loc, f"{value!r} {error}", type_.name.lower())
    elif type_ is FieldType.DECIMAL and isinstance(value, int | Decimal) and _digits(Decimal(value)) > MAXIMUM_DIGITS:
        yield Detail(loc, f"has more than {MAXIMUM_DIGITS} digits before or after the point", "digits")


def _digits(number: Decimal) -> int:
    """The digits before the point or those after it, whichever are more, in plain notation; zeros at the end of it
    are none. No arithmetic: that would round.
    """
    if not number:
        return 1
    before = number.adjusted() + 1
    significant = len("".join(map(str, number.as_tuple().digits)).rstrip("0"))
    return max(before, significant - before)
