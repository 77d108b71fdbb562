"""The family `writes`, what is the server's own in a new row: its key, what it sets, and what no client may.

Pure: each function judges a trace and asks nothing.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from contracts import FieldType, Setting
from suites.evidence.creations import Attempt, attempts, declared, is_fresh, organization_of, resource_of, rows_made
from suites.evidence.likeness import alike, brief, meaning, same
from suites.expectations import expect
from suites.invariants.writes_answers import own
from suites.invariants.writes_grounds import answers_row, is_conflict, judged, keeps_body, writes
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


def _foreign(trace: Trace) -> Judgement:
    policy = trace.contract.semantics.policy["unknown_body_property"]
    breaches: list[Breach] = []
    found, exercised = attempts(trace), 0
    for attempt in found:
        foreign = _foreign_in(trace, attempt)
        if not foreign or attempt.exchange.noisy or not _is_wrong_in(trace, attempt, foreign):
            continue
        if attempt.done:
            exercised += 1
            breaches.extend(_written(trace, found, attempt, foreign))
        elif policy == "reject" and attempt.refused and not is_conflict(trace, attempt.exchange):
            exercised += any(name not in declared(trace.contract, trace.operation) for name in foreign)
        elif policy == "ignore" and attempt.refused and _without(found, attempt, foreign):
            exercised += 1
            message = f"A body with {', '.join(foreign)} is answered {attempt.status}, and done without them."
            breaches.append(Breach(message, (attempt.exchange,), ("unknown_body_property",)))
    return judged(trace, exercised, breaches, "no write holds what is not a client's to set")


def _is_wrong_in(trace: Trace, attempt: Attempt, foreign: tuple[str, ...]) -> bool:
    """Whether nothing else is wrong with a request than these properties of its body."""
    faults = expect(trace.contract, attempt.exchange).faults
    return all(fault.loc[:1] == ("body",) and fault.loc[1:2] and fault.loc[1] in foreign for fault in faults)


def _foreign_in(trace: Trace, attempt: Attempt) -> tuple[str, ...]:
    """The properties of a body that nobody declares, or that are not a client's to set."""
    theirs = own(trace.operation, trace.contract)
    return tuple(name for name in attempt.body if name not in theirs) if isinstance(attempt.body, dict) else ()


def _written(trace: Trace, found: tuple[Attempt, ...], attempt: Attempt, foreign: tuple[str, ...]) -> Iterator[Breach]:
    policy = trace.contract.semantics.policy["unknown_body_property"]
    resource, behaviour = resource_of(trace.operation), trace.operation.behaviour
    named = declared(trace.contract, trace.operation)
    unknown = [name for name in foreign if name not in named]
    if policy == "reject" and unknown:
        message = f"A body with {', '.join(unknown)}, which nobody declares, is done."
        yield Breach(message, (attempt.exchange,), ("unknown_body_property",))
        return
    for name in foreign:
        row, sent = attempt.row or {}, attempt.body[name]
        type_ = resource.fields[name].type if resource and name in resource.fields else None
        if name not in row or not alike(type_, row[name], sent):
            continue
        setting = behaviour.creation.sets.get(name) if behaviour else None
        usual = any(
            name not in (each.body or {}) and name in (each.row or {}) and alike(type_, (each.row or {})[name], sent)
            for each in found
        )
        if not usual and (setting is None or not same(setting.argument, sent)):
            message = f"{name} is not a client's to set, and the row has the {brief(sent)} that was sent."
            yield Breach(message, (attempt.exchange,))


def _without(found: tuple[Attempt, ...], attempt: Attempt, foreign: tuple[str, ...]) -> bool:
    rest = {name: value for name, value in attempt.body.items() if name not in foreign}
    return any(each.done and each.number > attempt.number and same(each.body, rest) for each in found)


def _settings(trace: Trace) -> Judgement:
    behaviour, exercised, breaches = trace.operation.behaviour, 0, []
    for attempt in rows_made(attempts(trace)):
        for name, setting in (behaviour.creation.sets if behaviour else {}).items():
            if name not in (attempt.row or {}):
                continue
            due = _due(trace, attempt, setting)
            if due is None:
                continue
            exercised += 1
            kept = (attempt.row or {})[name]
            if not due[1](kept):
                breaches.append(
                    Breach(f"{name} is {brief(kept)}; due is {due[0]}.", (attempt.exchange,), about=(name,))
                )
    return judged(trace, exercised, breaches, "no answer shows what the server sets")


def _due(trace: Trace, attempt: Attempt, setting: Setting) -> tuple[str, Callable[[Any], bool]] | None:
    """What the server sets a property to, in words and as a test; None where nobody knows."""
    organization = organization_of(trace.contract, attempt.exchange)
    if setting.origin == "organization":
        return (f"the organisation {organization}", lambda kept: kept == organization) if organization else None
    if setting.origin == "text":
        pattern = re.escape(setting.argument).replace(re.escape("{uuid}"), "[0-9a-fA-F-]{32,36}")
        return setting.argument, lambda kept: isinstance(kept, str) and bool(re.fullmatch(pattern, kept))
    if setting.origin == "value":
        return brief(setting.argument), lambda kept: same(kept, setting.argument)
    type_ = {"uuid": FieldType.UUID, "now": FieldType.DATE_TIME}[setting.origin]
    # A value that is none of its type stays the text it is.
    return f"a {type_.value}", lambda kept: isinstance(kept, str) and not isinstance(meaning(type_, kept), str)


def _two_keys(trace: Trace) -> Judgement:
    made = [each for each in rows_made(attempts(trace)) if each.key is not None and is_fresh(trace, each)]
    breaches = [
        Breach(f"Two writes are answered with one row, {each.key}.", (first.exchange, each.exchange))
        for place, each in enumerate(made)
        for first in made[:place]
        if first.key == each.key
    ]
    return judged(trace, max(len(made) - 1, 0), breaches[:1], "fewer than two rows show their key", rows=len(made))


INVARIANTS = (
    writes(
        id="WR-06",
        title="what the server sets is of its kind",
        rules=("inferred",),
        judge=_settings,
        applies=answers_row,
        source="x-behaviour: sets",
    ),
    writes(
        id="WR-07",
        title="two rows have two keys",
        rules=("law",),
        judge=_two_keys,
        source="a key names one row",
    ),
    writes(
        id="ST-20",
        title="a client sets nothing that is not its own",
        rules=("inferred",),
        judge=_foreign,
        applies=keeps_body,
        source="policy unknown_body_property; OWASP API3:2023",
        implies=("WR-06",),
    ),
)
