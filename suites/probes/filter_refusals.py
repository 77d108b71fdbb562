"""Asks with what is no filter, each wrong in one way, and with filters as long and as deep as they may be."""

from collections.abc import Iterator, Mapping

from contracts import (
    MAXIMUM_COMPARISONS,
    MAXIMUM_LENGTH,
    MAXIMUM_LEVELS,
    Comparison,
    Field,
    FieldType,
    Operator,
    Resource,
    print_filter,
)
from suites.evidence.orders import Row
from suites.inputs.atoms import values
from suites.inputs.spellings import nested
from suites.probes.filtering import Filterer

UNKNOWN = "no_such_field"
HIDDEN = 2  # fields that no response shows

# Of each type, texts that are none of its values.
MISTYPED = {
    FieldType.INTEGER: ("many", "1.5", "9223372036854775808"),
    FieldType.NUMBER: ("many",),
    FieldType.DECIMAL: ("many",),
    FieldType.BOOLEAN: ("maybe", "TRUE"),
    FieldType.UUID: ("not-a-uuid",),
    FieldType.DATE_TIME: ("yesterday", "2024-02-30T00:00:00Z"),
}


def ask(asker: Filterer) -> None:
    """Asks for each kind of mistake once, and at each bound on either side of it; where that is spared, for some."""
    resource = asker.walker.resource
    secret = hidden(resource, asker.inquiry.contract.semantics.resources)[: HIDDEN if asker.every else 1]
    for name in (UNKNOWN, *secret):
        # Null has no type: it can be compared with whatever a hidden field holds.
        asker.refused(f"{name}.ne:null")
    known = next((each for each in asker.fields if values(asker.rows, each)), None)
    if known is None:
        return
    good = print_filter(Comparison(known.name, Operator.EQ, values(asker.rows, known)[0]))
    if asker.every:
        for text in _good_at_bounds(asker, known, good):
            asker.say(text, most=1)
    kinds = (
        tuple(_bad_at_bounds(asker, known, good)),
        (*_misspelt(known, good),),
        (*_mistyped(asker), *_unnamed(asker)),
    )
    for texts in asker.inquiry.some(tuple(filter(None, kinds)), 1):
        for text in texts if asker.every else (asker.chance.choice(texts),):
            asker.refused(text)


def _unnamed(asker: Filterer) -> Iterator[str]:
    resource = asker.walker.resource
    yield from (f"{name}:1" for name in structured(resource, asker.rows)[:1])
    for relation in tuple(resource.relations)[:1]:
        yield f"{relation}.id:1"


def structured(resource: Resource, rows: tuple[Row, ...]) -> tuple[str, ...]:
    """The properties whose values are objects or arrays, as rows show them or as relations."""
    shown = [name for name in resource.fields if any(isinstance(row.get(name), dict | list) for row in rows)]
    return tuple(dict.fromkeys((*shown, *(name for name in resource.relations if name in resource.fields))))


def hidden(resource: Resource, others: Mapping[str, Resource]) -> tuple[str, ...]:
    """Names that rows may have and that no response shows: private ones, then those of other resources."""
    private = [name for name in resource.private if name not in resource.properties]
    foreign = (name for other in others.values() for name in (*other.private, *other.fields))
    return tuple(dict.fromkeys((*private, *(name for name in foreign if name not in resource.fields))))


def _misspelt(known: Field, good: str) -> Iterator[str]:
    name = known.name
    yield f"({good}"
    yield f"{good} AND"
    yield f"{name}.like:1"
    yield f"{name}.in:()"
    yield f"{name} > null"
    yield f"{name} ~ 1"
    yield f"{name}:"
    yield " "


def _mistyped(asker: Filterer) -> Iterator[str]:
    """A value of another type, for a field of each type that has such values."""
    for kind, texts in MISTYPED.items():
        for field in asker.of_types(kind):
            text = asker.chance.choice(texts)
            yield f"{field.name}:{text}"


def _good_at_bounds(asker: Filterer, known: Field, good: str) -> Iterator[str]:
    """As deep, as many and as long as may be."""
    yield nested(good, MAXIMUM_LEVELS)
    yield " AND ".join([f"{known.name}.ne:null"] * MAXIMUM_COMPARISONS)
    for field in asker.of_types(FieldType.STRING):
        yield _long(field, MAXIMUM_LENGTH)


def _bad_at_bounds(asker: Filterer, known: Field, good: str) -> Iterator[str]:
    """One more than may be."""
    for field in asker.of_types(FieldType.STRING):
        yield _long(field, MAXIMUM_LENGTH + 1)
    yield " AND ".join([f"{known.name}.ne:null"] * (MAXIMUM_COMPARISONS + 1))
    yield nested(good, MAXIMUM_LEVELS + 1)


def _long(field: Field, length: int) -> str:
    start = f"{field.name}='"
    return f"{start}{'x' * (length - len(start) - 1)}'"
