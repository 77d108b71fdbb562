"""Faults of state: writes that do more, less or something else than they say, and reads that write."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from contracts import Behaviour, Contract, FieldType, Operation, Resource, Setting, properties, read_value, resolve
from mockserver.admission import Admitted
from mockserver.answers import Answer, Refusal
from mockserver.behaviours import Behave, Tools
from mockserver.behaviours.once import asked
from mockserver.bodies import media_type, schema_for
from mockserver.case import Case
from mockserver.faults.fault import Apply, own, retold
from mockserver.faults.subjects import (
    BODIED,
    CREATES,
    LISTS,
    READABLE,
    VISIBLE,
    behaviour_of,
    both,
    either,
    resource_of,
    those,
)
from mockserver.faults.twists import (
    behaving,
    finishing,
    paging,
    resources,
    together,
)
from mockserver.parts import Parts
from mockserver.store import Equal, Page, PageRequest, Row, Store

_CUT: Final = 24  # characters


def _writes_once(operation: Operation) -> bool:
    behaviour = behaviour_of(operation, "create")
    return behaviour is not None and behaviour.creation.idempotency is not None


def _is_unique(operation: Operation) -> bool:
    behaviour = behaviour_of(operation, "create")
    return bool(behaviour and behaviour.resource and behaviour.resource.unique)


def _is_decimal(operation: Operation) -> bool:
    resource = resource_of(operation)
    return bool(resource and any(each.type is FieldType.DECIMAL for each in resource.fields.values()))


ONCE: Final = those(_writes_once)
UNIQUE: Final = both(BODIED, those(_is_unique))
FLAGGED: Final = those(lambda each: bool(each.behaviour and each.behaviour.creation.conflict))
TIMED: Final = those(
    lambda each: bool(
        (behaviour := behaviour_of(each))
        and behaviour.resource
        and any(field.type is FieldType.DATE_TIME for field in behaviour.resource.fields.values())
    )
)


def with_body(change: Callable[[Admitted, Tools], Any]) -> Apply:
    """Makes the row from another body than the one that was sent."""

    def behave(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
        if not isinstance(admitted.body, Mapping):
            return sound(admitted, behaviour, resource, tools)
        return sound(replace(admitted, body=change(admitted, tools)), behaviour, resource, tools)

    return behaving("create", behave)


def _keyless(admitted: Admitted, behaviour: Behaviour) -> Admitted:
    name = str(behaviour.creation.idempotency).lower()
    headers = {each: values for each, values in admitted.incoming.headers.items() if each != name}
    return replace(admitted, incoming=replace(admitted.incoming, headers=headers))


def _every_time(sound: Behave, admitted: Admitted, behaviour: Behaviour, *rest: Any) -> Answer:
    return sound(_keyless(admitted, behaviour), behaviour, *rest)


def _by_key_alone() -> Any:
    """A key's first answer is given again, whatever is sent with it."""
    given: dict[str, Answer] = {}

    def behave(sound: Behave, admitted: Admitted, behaviour: Behaviour, *rest: Any) -> Answer:
        once = asked(admitted, behaviour.creation)
        if once is None:
            return sound(admitted, behaviour, *rest)
        if once.key not in given:
            answer = sound(admitted, behaviour, *rest)
            if isinstance(answer, Refusal):
                return answer
            given[once.key] = answer
        return given[once.key]

    return behave


def _used_up(parts: Parts, contract: Contract) -> Parts:
    """A write that is refused uses its key up."""
    used: set[tuple[str, ...]] = set()

    def change(case: Case, answer: Answer) -> Answer:
        behaviour = behaviour_of(case.operation, "create")
        name = behaviour.creation.idempotency if behaviour else None
        key = case.incoming.header(name) if name else ()
        if key and key in used:
            return case.gate.refusals.named("conflict", case.operation)
        used.update([key] if key and isinstance(answer, Refusal) else [])
        return answer

    return finishing(change)(parts, contract)


def _stored_all_the_same(sound: Behave, admitted: Admitted, behaviour: Behaviour, *rest: Any) -> Answer:
    """A write whose key stands for another body is refused, and done."""
    answer = sound(admitted, behaviour, *rest)
    if isinstance(answer, Refusal) and asked(admitted, behaviour.creation):
        sound(_keyless(admitted, behaviour), behaviour, *rest)
    return answer


def _undefaulted(admitted: Admitted, tools: Tools) -> Any:
    body = admitted.operation.body
    schema = schema_for(body, media_type(admitted.incoming)) if body else None
    declared = properties(tools.contract, schema) if schema else {}
    words = {name: resolve(tools.contract, each).value for name, each in declared.items()}
    defaults = {name: None for name, each in words.items() if isinstance(each, Mapping) and "default" in each}
    return {**defaults, **admitted.body}


def _rounded(admitted: Admitted, tools: Tools) -> Any:
    return {
        name: Decimal(float(value)) if isinstance(value, Decimal) else value for name, value in admitted.body.items()
    }


def _cut(admitted: Admitted, tools: Tools) -> Any:
    return {name: value[:_CUT] if isinstance(value, str) else value for name, value in admitted.body.items()}


def _assigned(sound: Behave, admitted: Admitted, behaviour: Behaviour, *rest: Any) -> Answer:
    """A client sets what the server sets."""
    body = admitted.body if isinstance(admitted.body, Mapping) else {}
    sets = {
        name: Setting("value", body[name]) if isinstance(body.get(name), str) else each
        for name, each in behaviour.creation.sets.items()
    }
    creation = replace(behaviour.creation, sets=sets)
    return sound(admitted, replace(behaviour, creation=creation), *rest)


def _undated(sound: Behave, admitted: Admitted, behaviour: Behaviour, *rest: Any) -> Answer:
    sets = {name: Setting("value") if each.origin == "now" else each for name, each in behaviour.creation.sets.items()}
    return sound(admitted, replace(behaviour, creation=replace(behaviour.creation, sets=sets)), *rest)


def _unflagged(sound: Behave, admitted: Admitted, behaviour: Behaviour, *rest: Any) -> Answer:
    return sound(admitted, replace(behaviour, creation=replace(behaviour.creation, conflict=None)), *rest)


def _crowded(resource: Resource) -> Resource:
    return replace(resource, unique=())


def _by_one_member(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """A group clashes where its last member alone is there already."""
    body = admitted.body if isinstance(admitted.body, Mapping) else {}
    for group in resource.unique:
        value = body.get(group[-1])
        if value is not None and len(group) > 1 and tools.store.rows(resource, [Equal(group[-1], value)]):
            return tools.refusals.named("conflict", admitted.operation)
    return sound(admitted, behaviour, resource, tools)


def _forgotten(parts: Parts, contract: Contract) -> Parts:
    """Readers do not see rows that came after the first."""
    new: set[Any] = set()

    def behave(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
        answer = sound(admitted, behaviour, resource, tools)
        new.update(row[resource.key] for row in tools.store.rows(resource, ()) if _is_new(row, resource, tools))
        return answer

    def read(store: Store, request: PageRequest) -> Page:
        page, visibility = store.page(request), request.resource.visibility
        if not visibility or all(each.property != visibility.property for each in request.where):
            return page
        return replace(page, rows=tuple(row for row in page.rows if row[request.resource.key] not in new))

    return together(behaving("create", behave), paging(read))(parts, contract)


def _is_new(row: Row, resource: Resource, tools: Tools) -> bool:
    """Whether a row was made by what the clock shows now."""
    dates = [each.name for each in resource.fields.values() if each.type is FieldType.DATE_TIME]
    return any(row.get(name) and read_value(FieldType.DATE_TIME, row[name]) == tools.now() for name in dates)


def _touching(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """A row that is read is changed: its last instant goes on by a second."""
    answer = sound(admitted, behaviour, resource, tools)
    names = [each.name for each in resource.fields.values() if each.type is FieldType.DATE_TIME]
    if admitted.row is None or not names or admitted.row.get(names[-1]) is None:
        return answer
    moved: Any = read_value(FieldType.DATE_TIME, admitted.row[names[-1]])
    own_ = {name: value for name, value in admitted.row.items() if name not in resource.relations}
    with tools.store.writing() as writing:
        text = (moved + timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
        writing.change(resource, {**own_, names[-1]: text})
    return answer


FAULTS: Final = (
    *retold(
        "state",
        ("C09", "a client sets what the server sets", "D", "ST-20", BODIED, behaving("create", _assigned)),
        ("T07", "a read changes the row", "C", "XE-01", both(READABLE, TIMED), behaving("read", _touching)),
        ("T10", "a write under one key is done twice", "D", "WR-10", ONCE, behaving("create", _every_time)),
    ),
    *own(
        "state",
        ("T51", "a key is good for any body", "D", "WR-12", ONCE, behaving("create", _by_key_alone())),
        ("T52", "a refused write uses its key up", "D", "WR-13", ONCE, _used_up),
        ("T53", "a refused write is done all the same", "D", "XE-05", ONCE, behaving("create", _stored_all_the_same)),
        ("T54", "defaults are dropped", "D", "WR-05 ST-03", BODIED, with_body(_undefaulted)),
        ("T55", "a decimal goes through a float", "D", "WR-03", both(BODIED, those(_is_decimal)), with_body(_rounded)),
        ("T56", "long texts are cut in silence", "D", "WR-02", BODIED, with_body(_cut)),
        ("T57", "a new row has no instants", "D", "WR-06 ST-03", BODIED, behaving("create", _undated)),
        ("T58", "what one row alone may have, two may", "D", "WR-08", UNIQUE, resources(_crowded)),
        (
            "T59",
            "rows clash by one member of their group",
            "D",
            "WR-09",
            UNIQUE,
            behaving("create", _by_one_member),
        ),
        ("T60", "a write that the organisation forbids is done", "D", "ST-21", FLAGGED, behaving("create", _unflagged)),
        ("T61", "readers do not see new rows", "D", "XE-02", either(CREATES, both(LISTS, VISIBLE)), _forgotten),
    ),
)
