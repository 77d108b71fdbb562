"""What a trace shows of an operation that creates: each request, what it asked for, and the rows that came of it.

Pure. Nothing is taken from what a probe meant: a repeated request is told by its key and its JSON.
"""

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contracts import Contract, Operation, Resource, Schema, properties, resolve
from suites.evidence.likeness import alike, same
from suites.expectations import expect
from suites.inputs.drafts import schema_of
from suites.traffic import Exchange, Trace

# A value that the request does not tell.
UNTOLD = object()
# What stands for the organisation of the one caller there is, where nobody names it.
OWN = "the caller's own"
Once = tuple[str | None, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """One request of a create.

    Args:
        body: its JSON; None where it has none, or it is none.
        row: the answer's object, where the write was done.
        key: the row's key, where the answer shows it.
        once: who asks, where, and under which key; None where it may happen more than once.
        alone: whether all attempts are of one caller whose organisation nobody names: it is the same one in each.
    """

    exchange: Exchange
    body: Any = None
    row: Mapping[str, Any] | None = None
    key: Hashable = None
    once: Once | None = None
    alone: bool = False

    @property
    def number(self) -> int:
        """Its place in the run."""
        return self.exchange.number

    @property
    def status(self) -> int:
        """The status it was answered with; 0 where no answer came."""
        return self.exchange.status or 0

    @property
    def done(self) -> bool:
        """Whether it was answered as a write that was done."""
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """Whether it was refused for what it is."""
        return 400 <= self.status < 500 and not self.exchange.noisy


def attempts(trace: Trace) -> tuple[Attempt, ...]:
    """Every request of the trace's operation by its own method, in order."""
    own = [each for each in trace.own if each.asked.method == trace.operation.method and not each.deferred]
    callers = {(each.asked.identity, organization_of(trace.contract, each)) for each in own}
    alone = len(callers) == 1 and all(named is None for _, named in callers)
    return tuple(_attempt(trace.operation, each, alone) for each in own)


def _attempt(operation: Operation, exchange: Exchange, alone: bool) -> Attempt:
    done = 200 <= (exchange.status or 0) < 300
    document = exchange.document if done else None
    row = document if isinstance(document, Mapping) else None
    resource = resource_of(operation)
    key = row.get(resource.key) if row and resource else None
    once = _once(exchange)
    return Attempt(exchange, sent_json(exchange), row, key if isinstance(key, Hashable) else None, once, alone)


def sent_json(exchange: Exchange) -> Any:
    """The JSON that a request carried; None where it carried none."""
    try:
        return json.loads((exchange.asked.body or b"null").decode("utf-8"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def once_header(operation: Operation) -> str | None:
    """The header whose value makes a write happen once; None where there is none."""
    return operation.behaviour.creation.idempotency if operation.behaviour else None


def _once(exchange: Exchange) -> Once | None:
    header = once_header(exchange.operation) if exchange.operation else None
    sent = exchange.asked.header(header) if header else None
    return (exchange.asked.identity, exchange.asked.path, sent) if sent else None


def resource_of(operation: Operation) -> Resource | None:
    """Whose rows an operation makes or shows; None where nothing says."""
    return operation.behaviour.resource if operation.behaviour else None


def unique_groups(operation: Operation) -> tuple[tuple[str, ...], ...]:
    """The groups of properties that no two rows of an operation share."""
    resource = resource_of(operation)
    return resource.unique if resource else ()


def rows_made(found: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The attempts that made a row each: those done, but for those that got the answer of one before, or had to."""
    return tuple(each for each in found if each.done and not _is_again(found, each))


def _is_again(found: tuple[Attempt, ...], attempt: Attempt) -> bool:
    before = (each for each in under_key(found, attempt) if each.done)
    return any(same(each.body, attempt.body) or same(each.row, attempt.row) for each in before)


def under_key(found: tuple[Attempt, ...], attempt: Attempt) -> Iterator[Attempt]:
    """The attempts before one that were sent under its key."""
    for each in found:
        if attempt.once is not None and each.once == attempt.once and each.number < attempt.number:
            yield each


def done_otherwise(found: tuple[Attempt, ...], attempt: Attempt) -> Attempt | None:
    """A later attempt that was done with the same JSON at the same place, and not under the same key."""
    later = (each for each in found if each.number > attempt.number and each.done and each.once != attempt.once)
    place = attempt.exchange.asked.path
    return next((each for each in later if each.exchange.asked.path == place and same(each.body, attempt.body)), None)


def is_fresh(trace: Trace, attempt: Attempt) -> bool:
    """Whether a write has no key, or one that nobody sent before."""
    sent = attempt.once[2] if attempt.once else None
    header = once_header(trace.operation) or ""
    before = (each for each in trace.exchanges if each.number < attempt.number)
    return sent is None or all(each.asked.header(header) != sent for each in before)


def sound(contract: Contract, attempt: Attempt) -> bool:
    """Whether nothing in a request is wrong by the contract alone."""
    return not expect(contract, attempt.exchange).faults


def organization_of(contract: Contract, exchange: Exchange) -> str | None:
    """The organisation in effect; None where nobody says."""
    header = contract.semantics.access.organization
    return (exchange.asked.header(header) if header else None) or exchange.asked.organization


def declared(contract: Contract, operation: Operation) -> Mapping[str, Schema]:
    """The properties that the body of an operation declares."""
    schema = schema_of(operation)
    return properties(contract, schema) if schema else {}


def default_of(contract: Contract, schema: Schema) -> tuple[Any, str] | None:
    """What an absent property is, and where that stands; None where the schema names no default."""
    for node in (schema, resolve(contract, schema)):
        if isinstance(node.value, Mapping) and "default" in node.value:
            return node.value["default"], f"{node.pointer}/default"
    return None


def asked_for(contract: Contract, attempt: Attempt, name: str) -> Any:
    """What a property of the row is by the request alone; UNTOLD where the request does not tell."""
    operation = attempt.exchange.operation
    behaviour = operation.behaviour if operation else None
    if operation is None or behaviour is None:
        return UNTOLD
    for within in behaviour.within:
        if within.property == name:
            return attempt.exchange.path_values.get(within.parameter, UNTOLD)
    setting = behaviour.creation.sets.get(name)
    if setting is not None:
        own = organization_of(contract, attempt.exchange) or UNTOLD
        return {"organization": own, "value": setting.argument}.get(setting.origin, UNTOLD)
    schema = declared(contract, operation).get(name)
    if schema is None or not isinstance(attempt.body, Mapping):
        return UNTOLD
    default = default_of(contract, schema)
    return attempt.body.get(name, default[0] if default else None)


def members(contract: Contract, attempt: Attempt, group: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values of a group of properties that no two rows share; None where the request does not tell them all."""
    values = tuple(_member(contract, attempt, name) for name in group)
    return None if UNTOLD in values else values


def _member(contract: Contract, attempt: Attempt, name: str) -> Any:
    told = asked_for(contract, attempt, name)
    behaviour = attempt.exchange.operation.behaviour if attempt.exchange.operation else None
    setting = behaviour.creation.sets.get(name) if behaviour else None
    own = attempt.alone and setting is not None and setting.origin == "organization"
    return OWN if told is UNTOLD and own else told


def shares(
    resource: Resource, group: tuple[str, ...], one: tuple[Any, ...], other: tuple[Any, ...]
) -> tuple[bool, ...]:
    """Which members of a group two rows have alike and set."""
    fields = resource.fields
    types = (fields[name].type if name in fields else None for name in group)
    return tuple(
        None not in (first, second) and alike(type_, first, second)
        for type_, first, second in zip(types, one, other, strict=True)
    )


def clashing(contract: Contract, found: tuple[Attempt, ...], attempt: Attempt) -> Attempt | None:
    """The earlier row that has the same in a group that no two rows share; None where no row of the trace has."""
    resource = resource_of(attempt.exchange.operation) if attempt.exchange.operation else None
    for other in rows_made(found) if resource else ():
        for group in resource.unique if resource and other.number < attempt.number else ():
            own, theirs = members(contract, attempt, group), members(contract, other, group)
            if own and theirs and resource and all(shares(resource, group, own, theirs)):
                return other
    return None


def hindrance(trace: Trace, found: tuple[Attempt, ...]) -> str | None:
    """Why no row was made at all; None where one was."""
    valid = [each for each in found if sound(trace.contract, each) and not each.exchange.noisy]
    if rows_made(found):
        return None
    if not valid:
        return str(trace.facts.get("unasked") or "no write could be sent")
    return f"no write is taken: the first one is answered {valid[0].status}{_code(valid[0])}"


def _code(attempt: Attempt) -> str:
    document = attempt.exchange.document
    code = document.get("code") if isinstance(document, Mapping) else None
    return f" {code}" if isinstance(code, str) else ""
