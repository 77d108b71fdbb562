"""The family `writes`, the answer of a create: what was sent is what is kept, and the rest is the server's own.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from contracts import Contract, FieldType, Operation
from suites.evidence.creations import (
    Attempt,
    attempts,
    declared,
    default_of,
    resource_of,
    rows_made,
)
from suites.evidence.likeness import NUMBERS, alike, brief, holds_all, meaning
from suites.invariants.writes_grounds import grade_at, judged, keeps_body, writes
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement, Rules

DIGITS = 15  # that every double holds (IEEE 754, binary64)

Sent = tuple[Attempt, str, FieldType | None, Any, Any]


def _kept(trace: Trace) -> Iterator[Sent]:
    """Each property that a body holds and its answer shows: the attempt, its name and type, as sent and as kept."""
    resource = resource_of(trace.operation)
    for attempt in rows_made(attempts(trace)):
        row, body = attempt.row, attempt.body
        if resource is None or row is None or not isinstance(body, dict):
            continue
        for name in own(trace.operation, trace.contract):
            if name in body and name in row:
                type_ = resource.fields[name].type if name in resource.fields else None
                yield attempt, name, type_, body[name], row[name]


def own(operation: Operation, contract: Contract) -> tuple[str, ...]:
    """The properties of a row that are a client's to set."""
    behaviour, resource = operation.behaviour, resource_of(operation)
    if behaviour is None or resource is None:
        return ()
    others = {*behaviour.creation.sets, *(each.property for each in behaviour.within), *resource.relations}
    named = declared(contract, operation)
    return tuple(name for name in named if name in resource.properties and name not in others)


def _judge_kept(
    trace: Trace,
    takes: Callable[[FieldType | None, Any], bool],
    holds: Callable[[FieldType | None, Any, Any], bool],
    lacking: str,
    rules: Callable[[Any, Any], Rules] = lambda _sent, _kept: ("attested",),
) -> Judgement:
    found = [each for each in _kept(trace) if takes(each[2], each[3])]
    breaches = [
        Breach(
            f"{name} was sent as {brief(sent)} and is kept as {brief(kept)}.", (attempt.exchange,), rules(sent, kept)
        )
        for attempt, name, type_, sent, kept in found
        if not holds(type_, sent, kept)
    ]
    names = sorted({name for _, name, _, _, _ in found})
    return judged(trace, len(found), breaches, lacking, properties=names)


def keeps(*types: FieldType) -> Callable[[Operation, Contract], str | None]:
    """Applies where a body has a property of one of these types, and the row that comes of it is answered."""

    def applies(operation: Operation, contract: Contract) -> str | None:
        resource = resource_of(operation)
        fields = resource.fields if resource else {}
        found = any(name in fields and fields[name].type in types for name in own(operation, contract))
        return keeps_body(operation, contract) or (None if found else f"no property of the body is a {types[-1].value}")

    return applies


def _echoes(trace: Trace) -> Judgement:
    def takes(type_: FieldType | None, sent: Any) -> bool:
        return sent is None or type_ not in (*NUMBERS, FieldType.DATE_TIME)

    def holds(type_: FieldType | None, sent: Any, kept: Any) -> bool:
        return holds_all(kept, sent) if type_ is None else alike(type_, sent, kept)

    return _judge_kept(trace, takes, holds, "no answer shows a property that was sent")


def _numbers(trace: Trace) -> Judgement:
    def takes(type_: FieldType | None, sent: Any) -> bool:
        return sent is not None and type_ in NUMBERS

    def holds(type_: FieldType | None, sent: Any, kept: Any) -> bool:
        # A JSON number may be read as a double (RFC 8259, section 6); a decimal and an integer may not.
        loose = type_ is FieldType.NUMBER and isinstance(kept, int | Decimal) and float(kept) == float(sent)
        return loose or alike(type_, sent, kept)

    def rules(sent: Any, _kept: Any) -> Rules:
        value = meaning(FieldType.DECIMAL, sent)
        long = isinstance(value, Decimal) and len(value.as_tuple().digits) > DIGITS
        return ("inferred",) if long else ("attested",)

    return _judge_kept(trace, takes, holds, "no body holds a number that its answer shows", rules)


def _instants(trace: Trace) -> Judgement:
    def takes(type_: FieldType | None, sent: Any) -> bool:
        return sent is not None and type_ is FieldType.DATE_TIME

    def rules(sent: Any, kept: Any) -> Rules:
        one, other = (meaning(FieldType.DATE_TIME, each) for each in (sent, kept))
        try:
            return ("inferred",) if abs((one - other).total_seconds()) < 1 else ("attested",)
        except (TypeError, AttributeError):
            return ("attested",)

    return _judge_kept(trace, takes, alike, "no body holds a date-time that its answer shows", rules)


def _defaults(trace: Trace) -> Judgement:
    resource, named = resource_of(trace.operation), declared(trace.contract, trace.operation)
    breaches: list[Breach] = []
    exercised, names = 0, set()
    for attempt in rows_made(attempts(trace)):
        row, body = attempt.row or {}, attempt.body
        absent = [
            name
            for name in own(trace.operation, trace.contract)
            if isinstance(body, dict) and name not in body and name in row
        ]
        for name in absent if resource else ():
            default = default_of(trace.contract, named[name])
            field = resource.fields.get(name) if resource else None
            if default is None and not (field and field.nullable):
                continue
            exercised += 1
            names.add(name)
            due, rules = (default[0], grade_at(trace, default[1])) if default else (None, ("inferred",))
            if not alike(field.type if field else None, row[name], due):
                message = f"{name} was not sent, and is {brief(row[name])}; due is {_told(due)}."
                breaches.append(Breach(message, (attempt.exchange,), rules))
    return judged(trace, exercised, breaches, "every property was sent", properties=sorted(names))


def _told(due: Any) -> str:
    return "null" if due is None else f"its default {brief(due)}"


INVARIANTS = (
    writes(
        id="WR-02",
        title="what was sent is what is kept",
        rules=("attested",),
        judge=_echoes,
        applies=keeps_body,
        source="the answer is the created row",
    ),
    writes(
        id="WR-03",
        title="a number is kept with all its digits",
        rules=("attested",),
        judge=_numbers,
        applies=keeps(*NUMBERS),
        source="RFC 8259, section 6; x-order: decimal",
    ),
    writes(
        id="WR-04",
        title="a date-time is kept as the moment it is",
        rules=("attested",),
        judge=_instants,
        applies=keeps(FieldType.DATE_TIME),
        source="RFC 3339, section 4",
    ),
    writes(
        id="WR-05",
        title="what was not sent is its default, or null",
        rules=("inferred",),
        judge=_defaults,
        applies=keeps_body,
        source="JSON Schema 2020-12, section 9.2 (validation)",
    ),
)
