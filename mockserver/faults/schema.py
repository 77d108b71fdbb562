"""Faults of shape: rows that do not follow their schema, now and then or always."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from zlib import crc32

from contracts import Behaviour, FieldType
from mockserver.admission import Admitted
from mockserver.answers import Answer, Reply
from mockserver.case import Case
from mockserver.faults.fault import Where, own, retold
from mockserver.faults.subjects import LISTS, behaviour_of, listing_of, resource_of, those
from mockserver.faults.twists import Item, finishing, showing

_RARE: Final = 7  # one row in so many


def _is_rare(item: Item, behaviour: Behaviour) -> bool:
    key = behaviour.resource.key if behaviour.resource else ""
    return crc32(str(item.get(key)).encode()) % _RARE == 0


def _holding(*types: FieldType, kinds: tuple[str, ...] = ("list",)) -> Where:
    """Operations whose rows have a property of one of these types, beside their key."""

    def holds(each: Any) -> bool:
        resource = resource_of(each)
        named = behaviour_of(each, *kinds) is not None and resource is not None
        return bool(named and resource and _named(resource, *types))

    return those(holds)


def _named(resource: Any, *types: FieldType) -> list[str]:
    return [each.name for each in resource.fields.values() if each.type in types and each.name != resource.key]


def _each(types: tuple[FieldType, ...], change: Callable[[Any], Any], rare: bool = False) -> Any:
    """Changes the values of the first property of some types, null apart."""

    def items(found: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
        names = _named(behaviour.resource, *types)[:1]
        return [
            {
                **item,
                **{
                    name: change(item[name])
                    for name in names
                    if item.get(name) is not None and (not rare or _is_rare(item, behaviour))
                },
            }
            for item in found
        ]

    return items


def _lacking(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    """Rare rows lack their last property."""
    if admitted.expressions.fields is not None:
        return items
    return [dict(list(item.items())[:-1]) if _is_rare(item, behaviour) else item for item in items]


def _keyless(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    key = behaviour.resource.key if behaviour.resource else ""
    return [{**item, key: None} if key in item and _is_rare(item, behaviour) else item for item in items]


def _null_items(case: Case, answer: Answer) -> Answer:
    listing = listing_of(case.operation)
    if listing is None or not isinstance(answer, Reply) or answer.body[listing.items]:
        return answer
    return replace(answer, body={**answer.body, listing.items: None})


def _bare_links(case: Case, answer: Answer) -> Answer:
    """Links that lead nowhere are left out."""
    listing = listing_of(case.operation)
    if listing is None or not isinstance(answer, Reply):
        return answer
    links = (listing.first, listing.next, listing.previous)
    body = {name: value for name, value in answer.body.items() if value is not None or name not in links}
    return replace(answer, body=body)


def _mangled(value: str) -> str:
    """A text that went through a character set of 256."""
    return value.encode("latin-1", "replace").decode("latin-1")


NUMBERS: Final = (FieldType.INTEGER, FieldType.NUMBER)

FAULTS: Final = (
    *retold(
        "schema",
        (
            *("C01", "some rows lack a property", "A", "ST-03 schemathesis.response_schema_conformance PJ-01 PJ-10"),
            *(LISTS, showing(_lacking, "list")),
        ),
        (
            *("C03", "a number is sent as a text", "A", "ST-03 schemathesis.response_schema_conformance"),
            *(_holding(*NUMBERS), showing(_each(NUMBERS, str), "list")),
        ),
        (
            *("C05", "an instant is sent without its zone", "A", "ST-03 schemathesis.response_schema_conformance"),
            *(_holding(FieldType.DATE_TIME), showing(_each((FieldType.DATE_TIME,), lambda text: text[:-1]), "list")),
        ),
        ("C11", "an empty page has null for its rows", "A", "PG-15 ST-03 PG-06", LISTS, finishing(_null_items)),
    ),
    *own(
        "schema",
        (
            *("C51", "some rows have no key", "A", "PG-15 PG-10", LISTS),
            showing(_keyless, "list"),
        ),
        ("C52", "a link that leads nowhere is left out", "A", "PG-15 ST-03", LISTS, finishing(_bare_links)),
        (
            *("C53", "true and false are sent as 1 and 0", "A", "ST-03 schemathesis.response_schema_conformance"),
            *(_holding(FieldType.BOOLEAN), showing(_each((FieldType.BOOLEAN,), int), "list")),
        ),
        (
            *("C54", "a decimal is sent as a number", "A", "ST-03 schemathesis.response_schema_conformance"),
            *(_holding(FieldType.DECIMAL), showing(_each((FieldType.DECIMAL,), float), "list")),
        ),
    ),
    *retold(
        "robustness",
        (
            *("R02", "a list shows texts beyond Latin-1 as question marks", "C", "FI-13 FI-02 XE-01"),
            *(_holding(FieldType.STRING), showing(_each((FieldType.STRING,), _mangled), "list")),
        ),
    ),
)
