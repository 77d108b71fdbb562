"""Asks with what is no filter, each wrong in one way, and with filters as long and as deep as they may be."""

from collections.abc import Iterator, Mapping

from contracts import Comparison, Field, FieldType, Operator, Resource, print_filter
from suites.atoms import values
from suites.orders import Row
from suites.probes.filtering import Filterer
from suites.spellings import nested

LONGEST, LEVELS, COMPARISONS = 8_192, 16, 200  # docs/semantics.md
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
    """Asks for each kind of mistake once, and at each bound on either side of it."""
    known = next((each for each in asker.fields if values(asker.rows, each)), None)
    for text in _unknown(asker):
        asker.say(text, most=1)
    if known is None:
        return
    value = values(asker.rows, known)[0]
    good = print_filter(Comparison(known.name, Operator.EQ, value))
    for text in (*_misspelt(known, good), *_mistyped(asker), *_bounds(asker, known, good)):
        asker.say(text, most=1)


def _unknown(asker: Filterer) -> Iterator[str]:
    yield f"{UNKNOWN}:1"
    resource = asker.walker.resource
    yield from (f"{name}:1" for name in structured(resource, asker.rows)[:1])
    for name in hidden(resource, asker.inquiry.contract.semantics.resources)[:HIDDEN]:
        yield f"{name}:1"
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


def _bounds(asker: Filterer, known: Field, good: str) -> Iterator[str]:
    """As deep, as many and as long as may be, and one more."""
    yield nested(good, LEVELS)
    yield nested(good, LEVELS + 1)
    few = [f"{known.name}.ne:null"] * COMPARISONS
    yield " AND ".join(few)
    yield " AND ".join((*few, few[0]))
    for field in asker.of_types(FieldType.STRING):
        start = f"{field.name}='"
        yield f"{start}{'x' * (LONGEST - len(start) - 1)}'"
        yield f"{start}{'x' * (LONGEST - len(start))}'"
