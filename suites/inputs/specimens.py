"""Bodies that show what a deployment does to what it is sent: odd values, few values, values that are not ours to set.

Pure. Each is made from a valid draft, and stays valid by the contract unless it says otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from contracts import Contract, FieldType, Operation, Resource, Schema, Setting, resolve, validator
from suites.evidence.creations import declared, resource_of, unique_groups
from suites.evidence.likeness import NUMBERS, meaning
from suites.inputs.drafts import numeral, schema_of

Body = Mapping[str, Any]

ODD_TEXT = '“It\'s 100%_odd” \\ "Zoë" <b>&AMP;</b> 🙂'
# 30 digits: more than a double holds.
LONG_DECIMAL = Decimal("9876543210.12345678901234567891")
# Makes a whole number one that no double holds.
LONG_FRACTION = Decimal("0.12345678901234567891")
# Neither in UTC nor to the second.
ODD_INSTANT = "2031-05-06T07:08:09.123456+02:00"
BEYOND_DOUBLES = 2**53 + 1
UNKNOWN = "contractkit_unknown"
# What careless servers drop, round or turn into a text inside an object; a double holds the number.
INNER: Body = {"contractkit_none": None, "contractkit_decimal": Decimal("1234567890.12345")}
OTHER_VALUES: tuple[Any, ...] = ([], {}, 7, "contractkit", True)


def whole(
    contract: Contract,
    operation: Operation,
    body: Body,
    tagged: Sequence[str],
    rows: Sequence[Body],
    place: str | None = None,
) -> Body:
    """Every property set, with values that careless servers keep as others.

    Args:
        tagged: properties that stay as they are.
        rows: rows of the resource as the deployment shows them.
        place: the property whose number places the row; a decimal gets a long fraction.
    """
    types = {name: _type(operation, name) for name in body}
    kept = (*tagged, *unique_members(operation))
    prose = [name for name in body if name not in kept and _is_prose(name, types[name], rows)]
    exact = [name for name, type_ in types.items() if type_ is FieldType.DECIMAL]
    wide = [name for name in body if name != place and _is_wide(contract, operation, name)]
    number = body.get(place) if place in exact else None
    wished: dict[str, Any] = {name: ODD_INSTANT for name, type_ in types.items() if type_ is FieldType.DATE_TIME}
    wished |= dict.fromkeys(exact, LONG_DECIMAL) | dict.fromkeys(wide[:1], BEYOND_DOUBLES)
    wished |= {place: number + LONG_FRACTION} if place and isinstance(number, int) else {}
    wished |= dict.fromkeys(prose[:1], ODD_TEXT) | dict.fromkeys(prose[1:2], "")
    return dict(body) | {name: value for name, value in wished.items() if fits(contract, operation, name, value)}


def nested(contract: Contract, operation: Operation, body: Body) -> Body:
    """A body whose free objects hold a null and a decimal; itself where there are none."""
    held = {name: {**value, **INNER} for name, value in body.items() if isinstance(value, Mapping)}
    return {**body, **{name: value for name, value in held.items() if fits(contract, operation, name, value)}}


def negative(contract: Contract, operation: Operation, place: str | None) -> Body:
    """Negative values of the decimals that take them.

    Args:
        place: the property whose number places the rows; it stays.
    """
    held = (place, *unique_members(operation))
    exact = (name for name in declared(contract, operation) if _type(operation, name) is FieldType.DECIMAL)
    return {
        name: -LONG_DECIMAL for name in exact if name not in held and fits(contract, operation, name, -LONG_DECIMAL)
    }


def without(contract: Contract, operation: Operation, body: Body, name: str | None) -> Body:
    """A body that lacks a property; itself where that is required."""
    lacking = {other: value for other, value in body.items() if other != name}
    schema = schema_of(operation)
    return lacking if schema and not validator(contract).violations(schema, lacking) else body


def bare(contract: Contract, operation: Operation, body: Body) -> Body:
    """Only what is required."""
    schema = schema_of(operation)
    words = resolve(contract, schema).value if schema else {}
    required = words.get("required", ()) if isinstance(words, Mapping) else ()
    return {name: value for name, value in body.items() if name in required}


def emptied(contract: Contract, operation: Operation, body: Body) -> Body:
    """A body with one property that is null on purpose; itself where none may be."""
    held = (*body, *unique_members(operation))
    names = (name for name in declared(contract, operation) if name not in held)
    found = next((name for name in names if fits(contract, operation, name, None)), None)
    return body if found is None else {**body, found: None}


def hidden(operation: Operation, contract: Contract, body: Body) -> Body:
    """A body whose row not everybody sees; itself where a client cannot say so."""
    resource = resource_of(operation)
    seen = resource.visibility if resource else None
    if seen is None or seen.property not in body or not isinstance(seen.equals, bool):
        return body
    return {**body, seen.property: not seen.equals} if fits(contract, operation, seen.property, False) else body


def regrouped(operation: Operation, contract: Contract, body: Body, text: str) -> Body | None:
    """A body that shares with another one part of a group that no two rows share; None where no group has two parts."""
    for group in unique_groups(operation):
        own = [name for name in group if name in body]
        for name in own:
            if len(own) > 1 and fits(contract, operation, name, text):
                return {**body, name: text}
    return None


def with_foreign(contract: Contract, operation: Operation, body: Body, text: str) -> Body:
    """A body with what a client may not set, and with what nobody declares; itself where its schema forbids that.

    Args:
        text: what an unknown text is; what identifiers are made from.
    """
    behaviour, resource = operation.behaviour, resource_of(operation)
    if behaviour is None or resource is None:
        return body
    names = (*behaviour.creation.sets, *(each.property for each in behaviour.within))
    shown = [name for name in names if name in resource.properties and name not in declared(contract, operation)]
    foreign = {name: _foreign(_type(operation, name), behaviour.creation.sets.get(name), text) for name in shown}
    made = {**body, **foreign, UNKNOWN: text}
    schema = schema_of(operation)
    return made if schema and not validator(contract).violations(schema, made) else body


def _foreign(type_: FieldType | None, setting: Setting | None, text: str) -> Any:
    """A value of a type that the server would not choose; of an identifier another one each time."""
    if type_ is FieldType.BOOLEAN:
        return not (setting and setting.argument)
    if type_ is FieldType.UUID:
        return str(UUID(bytes=sha256(text.encode()).digest()[:16], version=4))
    if type_ is FieldType.DATE_TIME:
        return "2001-02-03T04:05:06Z"
    return 7 if type_ in NUMBERS else text


def broken(contract: Contract, operation: Operation, body: Body, kept: Sequence[str]) -> Body | None:
    """A body that its schema refuses in one property; None where it takes anything.

    Args:
        kept: properties that stay as they are.
    """
    for name, schema in reversed([*declared(contract, operation).items()]):
        for value in OTHER_VALUES:
            if name in body and name not in kept and not validator(contract).fits(schema, value):
                return {**body, name: value}
    return None


def respelt(value: Any) -> str:
    """The same JSON in another spelling: members turned round, blanks, escapes; numbers stay (RFC 8259, section 6)."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return numeral(Decimal(repr(value)) if isinstance(value, float) else value)
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, Mapping):
        inner = [f"{_escaped(name)} : {respelt(each)}" for name, each in reversed([*value.items()])]
        return "{ " + " ,\n ".join(inner) + " }"
    return "[ " + " , ".join(map(respelt, value)) + " ]"


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[place : place + 2], "big") for place in range(0, len(units), 2))
    return '"' + "".join(f"\\u{code:04x}" for code in codes) + '"'


def fits(contract: Contract, operation: Operation, name: str, value: Any) -> bool:
    """Whether a property of the body takes a value."""
    schema = declared(contract, operation).get(name)
    return schema is not None and validator(contract).fits(schema, value)


def unique_members(operation: Operation) -> tuple[str, ...]:
    """The properties that stand in a group that no two rows share."""
    return tuple(name for group in unique_groups(operation) for name in group)


def placing(contract: Contract, operation: Operation, largest: int, rows: Sequence[Body]) -> str | None:
    """A numeric property that a client sets and lists sort by; None without.

    One that gets no odd value comes before the others, then the one that shows the largest numbers.

    Args:
        largest: a number that it has to take.
        rows: rows of the resource as the deployment shows them.
    """
    found = [name for name, _ in _numeric(contract, operation, largest)]
    odd = [name for name in found if _type(operation, name) is FieldType.DECIMAL or _is_wide(contract, operation, name)]
    return max(found, key=lambda name: (name not in odd, _largest(name, rows)), default=None)


def _largest(name: str, rows: Sequence[Body]) -> Decimal:
    values = (meaning(FieldType.DECIMAL, row.get(name)) for row in rows)
    return max((value for value in values if isinstance(value, Decimal)), default=Decimal(0))


def _numeric(contract: Contract, operation: Operation, largest: int) -> Iterator[tuple[str, Schema]]:
    resource: Resource | None = resource_of(operation)
    sets = operation.behaviour.creation.sets if operation.behaviour else {}
    for name, schema in declared(contract, operation).items():
        field = resource.fields.get(name) if resource else None
        free = field and field.sortable and field.type in NUMBERS and name not in (*sets, *unique_members(operation))
        if free and validator(contract).fits(schema, largest):
            yield name, schema


def _type(operation: Operation, name: str) -> FieldType | None:
    resource = resource_of(operation)
    return resource.fields[name].type if resource and name in resource.fields else None


def _is_prose(name: str, type_: FieldType | None, rows: Sequence[Body]) -> bool:
    """Whether a property holds what people write, not what something else is named by."""
    texts = [row[name] for row in rows if isinstance(row.get(name), str)]
    return type_ is FieldType.STRING and any(" " in text for text in texts)


def _is_wide(contract: Contract, operation: Operation, name: str) -> bool:
    """Whether a property is an integer that takes more than doubles hold."""
    schema = declared(contract, operation).get(name)
    words = resolve(contract, schema).value if schema and _type(operation, name) is FieldType.INTEGER else None
    return isinstance(words, Mapping) and words.get("format") == "int64"
