"""Faults of embedding: rows that come or go with what they carry, and what they carry wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts import Behaviour, Operation, Relation
from mockserver.admission import Admitted
from mockserver.expressions import Expressions
from mockserver.faults.fault import own, retold
from mockserver.faults.subjects import EMBEDDING, behaviour_of, those
from mockserver.faults.twists import Item, counted, expressing, failing, refusing, showing, storing
from mockserver.store import Row, Store


def _relations(operation: Operation, many: bool) -> list[str]:
    behaviour = behaviour_of(operation, "list")
    found = behaviour.resource.relations if behaviour and behaviour.resource else {}
    return [name for name in (behaviour.embed if behaviour else ()) if found[name].many is many]


TO_MANY: Final = those(lambda each: bool(_relations(each, many=True)))
SEVERAL: Final = those(lambda each: len(_relations(each, many=True)) > 1)


def _with_child(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    return [item for item in items if all(item[name] for name in admitted.expressions.embed)]


def _fanned_out(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    carried = [(item, [item[name] for name in admitted.expressions.embed]) for item in items]
    return [
        item
        for item, found in carried
        for _ in range(max([1, *(len(each) for each in found if isinstance(each, list))]))
    ]


def _first_page_only(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return replace(expressed, embed=()) if expressed.position else expressed


def _always(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return replace(expressed, embed=expressed.embed or behaviour.embed)


def _last_only(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return replace(expressed, embed=expressed.embed[-1:])


def _neighbours(store: Store, relation: Relation, rows: Sequence[Row]) -> Mapping[Any, tuple[Row, ...]]:
    """Each row is given what belongs to the next one."""
    found = store.related(relation, rows)
    values = list(found)
    return {value: found[values[number - 1]] for number, value in enumerate(values)}


def _by_turns() -> Any:
    turns = counted()

    def related(store: Store, relation: Relation, rows: Sequence[Row]) -> Mapping[Any, tuple[Row, ...]]:
        way = -1 if next(turns) % 2 else 1
        return {value: found[::way] for value, found in store.related(relation, rows).items()}

    return related


def _first_child(store: Store, relation: Relation, rows: Sequence[Row]) -> Mapping[Any, tuple[Row, ...]]:
    return {value: found[:1] for value, found in store.related(relation, rows).items()}


def _empty(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    """What is not carried is an empty list."""
    relations = behaviour.resource.relations if behaviour.resource else {}
    many = [name for name, each in relations.items() if each.many and not each.inline]
    return [{**item, **{name: [] for name in many if item.get(name, 0) is None}} for item in items]


FAULTS: Final = (
    *retold(
        "embed",
        ("M01", "rows that carry nothing are left out", "C", "EM-01", EMBEDDING, showing(_with_child, "list")),
        ("M02", "a row comes once for each row it carries", "B", "EM-06 PG-10", TO_MANY, showing(_fanned_out, "list")),
        ("M04", "from page two on, `embed` is ignored", "C", "EM-10 EM-03", EMBEDDING, expressing(_first_page_only)),
        ("M06", "an unknown `embed` is 500", "A", "EM-07 ST-01", EMBEDDING, refusing("embed_invalid", failing)),
    ),
    *own(
        "embed",
        ("M51", "relations are carried unasked", "B", "EM-02", EMBEDDING, expressing(_always)),
        ("M52", "a row carries what belongs to its neighbour", "C", "EM-03", EMBEDDING, storing(related=_neighbours)),
        ("M53", "of several relations the last is carried", "C", "EM-04", SEVERAL, expressing(_last_only)),
        (
            "M54",
            "a carried list stands another way round each time",
            "C",
            "EM-11",
            TO_MANY,
            storing(related=_by_turns()),
        ),
        ("M55", "of a list one row is carried", "C", "EM-03", TO_MANY, storing(related=_first_child)),
        ("M56", "a list that is not asked for is empty, not null", "B", "EM-02", TO_MANY, showing(_empty, "list")),
    ),
)
