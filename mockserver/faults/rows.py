"""Faults of a row that its list shows in one way, and its own operation in another, or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final
from zlib import crc32

from contracts import Behaviour, FieldType, Operation, Resource
from mockserver.admission import Admitted
from mockserver.faults.fault import Apply, Where, own
from mockserver.faults.subjects import READABLE, VISIBLE, both, resource_of, those
from mockserver.faults.twists import Item, finding, showing
from mockserver.store import Equal, Row, Store

_RARE: Final = 5  # one row in so many
_TENTH: Final = Decimal("0.1")
_MILLISECONDS: Final = len("2026-01-01T00:00:00.000")


def _is_rare(key: Any) -> bool:
    return crc32(str(key).encode()) % _RARE == 0


def _lost(store: Store, resource: Resource, where: Sequence[Equal]) -> Row | None:
    named = where[0].property == resource.key and resource.visibility is not None
    return None if named and _is_rare(where[0].value) else store.find(resource, where)


def _in_any_case(store: Store, resource: Resource, where: Sequence[Equal]) -> Row | None:
    """A row is found by its key in capitals, too."""
    key, *others = where
    text = key.value.lower() if key.property == resource.key and isinstance(key.value, str) else key.value
    return store.find(resource, where) or store.find(resource, (replace(key, value=text), *others))


def _abridged(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    """A list shows null for a property of rare rows that a read by id shows."""
    fields = behaviour.resource.fields.values() if behaviour.resource else ()
    name = next((each.name for each in fields if each.nullable and each.type is FieldType.INTEGER), None)
    key = behaviour.resource.key if behaviour.resource else ""
    return [{**item, name: None} if name in item and _is_rare(item.get(key)) else item for item in items]


def _listing(type_: FieldType, change: Callable[[str], str]) -> Apply:
    """A list writes the values of a type otherwise than a read by id does."""

    def changed(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
        fields = behaviour.resource.fields if behaviour.resource else {}
        names = {name for name, field in fields.items() if field.type is type_}
        return [_rewritten(item, names, change) for item in items]

    return showing(changed, "list")


def _rewritten(item: Mapping[str, Any], names: set[str], change: Callable[[str], str]) -> Item:
    return {name: change(value) if name in names and value is not None else value for name, value in item.items()}


def _to_tenths(text: str) -> str:
    return str(Decimal(text).quantize(_TENTH))


def _to_milliseconds(text: str) -> str:
    """An instant in UTC without the digits beyond the third."""
    return f"{text[:_MILLISECONDS]}Z" if len(text) > _MILLISECONDS + 1 and text.endswith("Z") else text


def _named_by_text(operation: Operation) -> bool:
    """Whether texts name the rows of an operation."""
    found = resource_of(operation)
    key = found.fields.get(found.key) if found else None
    return key is not None and key.type is FieldType.STRING


def _holding(type_: FieldType) -> Where:
    """Lists of rows that can be read by their ids and have a property of a type."""
    held = those(
        lambda each: bool((found := resource_of(each)) and any(field.type is type_ for field in found.fields.values()))
    )
    return both(READABLE, held)


FAULTS: Final = own(
    "state",
    ("T62", "some rows of a list are not found by id", "C", "XE-07", both(READABLE, VISIBLE), finding(_lost)),
    ("T63", "a list shows null where one row by id shows a value", "C", "XE-01", READABLE, showing(_abridged, "list")),
    (
        *("T64", "a list rounds decimals that one row by id shows whole", "C", "XE-01"),
        *(_holding(FieldType.DECIMAL), _listing(FieldType.DECIMAL, _to_tenths)),
    ),
    (
        *("T65", "a list shows instants to the millisecond, one row by id to the microsecond", "C", "XE-01"),
        *(_holding(FieldType.DATE_TIME), _listing(FieldType.DATE_TIME, _to_milliseconds)),
    ),
    (
        *("T66", "a row is found by its id in any case", "C", "XE-07"),
        *(both(READABLE, those(_named_by_text)), finding(_in_any_case)),
    ),
)
