"""The family `writes`, keys that make a write happen once: for whom, for which JSON, and for how many at once.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator
from typing import Any

from contracts import Comparison, Operator
from suites.evidence.appearances import Sight, sights
from suites.evidence.creations import (
    Attempt,
    attempts,
    done_otherwise,
    once_header,
    resource_of,
    sound,
    under_key,
)
from suites.evidence.likeness import alike, same
from suites.evidence.pages import key_of
from suites.invariants.writes_grounds import (
    answered,
    conflict_due,
    conflict_rules,
    is_conflict,
    judged,
    takes_keys,
    takes_keys_and_bodies,
    writes,
)
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

IN_FLIGHT = (409, 425)  # to one that comes while the first is still being answered


def _together(trace: Trace) -> tuple[int, ...]:
    told: Any = trace.facts.get("together", ())
    return tuple(told)


def _repetitions(trace: Trace, alone: bool) -> Iterator[tuple[Attempt, Attempt]]:
    """Each attempt with the first one that was done under its key with the same JSON.

    Args:
        alone: whether the bytes are the same too; else they are others.
    """
    found, at_once = attempts(trace), _together(trace)
    for attempt in found:
        done = (each for each in under_key(found, attempt) if each.done and same(each.body, attempt.body))
        first = next(done, None)
        if first is None or attempt.number in at_once or attempt.exchange.noisy:
            continue
        if (first.exchange.asked.body == attempt.exchange.asked.body) is alone:
            yield first, attempt


def _replays(trace: Trace) -> Judgement:
    pairs = list(_repetitions(trace, alone=True))
    breaches = [breach for first, again in pairs for breach in _unlike(first, again)]
    breaches += _rows_beyond(trace, [first for first, _ in pairs])
    return judged(trace, len(pairs), breaches, "no write was sent again under its key")


def _respellings(trace: Trace) -> Judgement:
    pairs = list(_repetitions(trace, alone=False))
    breaches = [breach for first, again in pairs for breach in _unlike(first, again, "spelt otherwise")]
    return judged(trace, len(pairs), breaches, "no write was sent again in another spelling")


def _unlike(first: Attempt, again: Attempt, how: str = "as it was") -> Iterator[Breach]:
    both, what = (first.exchange, again.exchange), f"A write that is sent again under its key, {how},"
    if again.status != first.status:
        yield Breach(f"{what} is answered {answered(again.exchange)}; the first time it was {first.status}.", both)
    elif not same(first.exchange.document, again.exchange.document):
        yield Breach(f"{what} is answered with another body{_keys(first, again)}.", both)
    elif first.exchange.header("location") != again.exchange.header("location"):
        yield Breach(f"{what} is answered with another Location.", both)


def _keys(first: Attempt, again: Attempt) -> str:
    return f": row {again.key} instead of {first.key}" if first.key != again.key else ""


def _rows_beyond(trace: Trace, first: list[Attempt]) -> Iterator[Breach]:
    """Lists that show more rows of a value than were answered, before anything was refused with that value."""
    found, resource = attempts(trace), resource_of(trace.operation)
    keys = {each.key for each in found if each.done}
    for sight in sights(trace):
        for attempt in first:
            name = equal_to(sight, attempt)
            refused = any(
                each.refused and each.number < sight.exchange.number and equal_to(sight, each) for each in found
            )
            unknown = [row for row in sight.rows if resource and key_of(row, resource.key) not in keys]
            if name and not refused and unknown and attempt.number < sight.exchange.number:
                message = f"A write that was sent again under its key made {len(unknown)} more rows with its {name}."
                yield Breach(message, (attempt.exchange, sight.exchange))
                return


def equal_to(sight: Sight, attempt: Attempt) -> str | None:
    """The property that a list was asked for by a value which a write sent; None where it was asked otherwise."""
    tree = sight.filter
    if not isinstance(tree, Comparison) or tree.operator is not Operator.EQ or not isinstance(attempt.body, dict):
        return None
    field = resource_of(sight.operation)
    type_ = field.fields[tree.field].type if field and tree.field in field.fields else None
    sent = attempt.body.get(tree.field)
    return tree.field if sent is not None and alike(type_, sent, tree.value) else None


def _others(trace: Trace) -> Judgement:
    found, exercised, breaches = attempts(trace), 0, []
    for attempt in found:
        first = next((each for each in under_key(found, attempt) if each.done), None)
        if first is None or same(first.body, attempt.body) or not sound(trace.contract, attempt):
            continue
        if attempt.exchange.noisy:
            continue
        exercised += 1
        if not is_conflict(trace, attempt.exchange):
            message = (
                f"Another body under a key that was used is answered {answered(attempt.exchange)}; "
                f"{conflict_due(trace)} is due."
            )
            breaches.append(Breach(message, (first.exchange, attempt.exchange), conflict_rules(trace)))
    return judged(trace, exercised, breaches, "no other body was sent under a key that was used")


def _spared(trace: Trace) -> Judgement:
    found, exercised, breaches = attempts(trace), 0, []
    for attempt in found:
        before = list(under_key(found, attempt))
        if not before or not all(each.refused for each in before) or not sound(trace.contract, attempt):
            continue
        exercised += attempt.done
        free = None if attempt.done or attempt.exchange.noisy else done_otherwise(found, attempt)
        if free:
            exercised += 1
            message = (
                f"A key under which a write was refused with {before[0].status} is used up: a good write under it is "
                f"answered {answered(attempt.exchange)}, and done without it."
            )
            breaches.append(Breach(message, (before[0].exchange, attempt.exchange, free.exchange)))
    return judged(trace, exercised, breaches, "no write followed a refused one under its key")


def _scopes(trace: Trace) -> Judgement:
    found, exercised, breaches = attempts(trace), 0, []
    header = once_header(trace.operation) or ""
    for first, again in _elsewhere(trace, found, header):
        exercised += _is_done(again)
        what = f"The key of a write at {first.exchange.asked.path} sent {_where(first.exchange, again)}"
        if _is_done(again) and same(again.document, first.exchange.document):
            breaches.append(Breach(f"{what} gets that write's answer.", (first.exchange, again)))
        elif again.status == 409 and (free := _freely(trace, again)):
            exercised += 1
            message = f"{what} is answered {answered(again)}, and done without it."
            breaches.append(Breach(message, (first.exchange, again, free)))
    lacking = "no key was sent to another place, or as somebody else"
    return judged(trace, exercised, breaches, lacking, "no other place, caller or operation to send a key to")


def _elsewhere(trace: Trace, found: tuple[Attempt, ...], header: str) -> Iterator[tuple[Attempt, Exchange]]:
    """Writes that were sent under the key of one that was done, to another path or as another caller."""
    for each in trace.exchanges:
        sent = each.asked.header(header)
        writing = each.operation is not None and once_header(each.operation) == header and not each.operation.reads
        if sent is None or not writing or each.noisy:
            continue
        first = next((one for one in found if one.done and one.once and one.once[2] == sent), None)
        if first and first.number < each.number and first.once and first.once[:2] != _who_and_where(each):
            yield first, each


def _who_and_where(exchange: Exchange) -> tuple[str | None, str]:
    return exchange.asked.identity, exchange.asked.path


def _where(first: Exchange, again: Exchange) -> str:
    return "as somebody else" if first.asked.path == again.asked.path else f"to {again.asked.path}"


def _is_done(exchange: Exchange) -> bool:
    return 200 <= (exchange.status or 0) < 300


def _freely(trace: Trace, exchange: Exchange) -> Exchange | None:
    """A later write of the same kind that was done there under no key of anybody's."""
    header = once_header(trace.operation) or ""
    return next(
        (
            each
            for each in trace.exchanges
            if each.number > exchange.number
            and each.asked.path == exchange.asked.path
            and each.asked.method == exchange.asked.method
            and each.asked.body == exchange.asked.body
            and each.asked.header(header) is None
            and _is_done(each)
        ),
        None,
    )


def _at_once(trace: Trace) -> Judgement:
    numbers = _together(trace)
    found = [each for each in attempts(trace) if each.number in numbers]
    done = [each for each in found if each.done]
    exercised = len(done) if len(found) > 1 and not any(each.exchange.noisy for each in found) else 0
    keys, breaches = {each.key for each in done}, []
    exchanges = tuple(each.exchange for each in found)
    if len(found) > 1 and len(keys) > 1:
        message = f"{len(found)} equal writes at once under one key make {len(keys)} rows: {', '.join(map(str, keys))}."
        breaches.append(Breach(message, exchanges))
    elif len(found) > 1 and any(not same(done[0].exchange.document, each.exchange.document) for each in done):
        breaches.append(Breach(f"{len(found)} equal writes at once under one key get different answers.", exchanges))
    else:
        breaches += _more_rows(trace, done[:1]) if len(found) > 1 else []
    statuses = sorted(each.status for each in found)
    return judged(trace, exercised, breaches, "no writes were sent at once", statuses=statuses)


def _more_rows(trace: Trace, done: list[Attempt]) -> list[Breach]:
    resource = resource_of(trace.operation)
    for attempt in done:
        for sight in sights(trace):
            rows = [row for row in sight.rows if resource and row.get(resource.key) != attempt.key]
            if equal_to(sight, attempt) and sight.exchange.number > attempt.number and rows:
                message = f"Equal writes at once under one key make {len(rows) + 1} rows, and tell of one."
                return [Breach(message, (attempt.exchange, sight.exchange))]
    return []


INVARIANTS = (
    writes(
        id="WR-10",
        title="a write that is sent again under its key gets the first answer, and makes no row",
        rules=("attested",),
        judge=_replays,
        applies=takes_keys,
        source="x-behaviour: idempotency; draft-ietf-httpapi-idempotency-key-header, section 2.6",
        implies=("WR-11", "WR-15"),
    ),
    writes(
        id="WR-11",
        title="the same JSON in another spelling is the same write",
        rules=("inferred",),
        judge=_respellings,
        applies=takes_keys_and_bodies,
        source="x-behaviour: idempotency; RFC 8259, section 4",
    ),
    writes(
        id="WR-12",
        title="another body under a key that was used is refused",
        rules=("attested",),
        judge=_others,
        applies=takes_keys_and_bodies,
        source="x-behaviour: idempotency; draft-ietf-httpapi-idempotency-key-header, section 2.7",
    ),
    writes(
        id="WR-13",
        title="a refused write does not use its key up",
        rules=("inferred",),
        judge=_spared,
        applies=takes_keys_and_bodies,
        source="x-behaviour: idempotency",
    ),
    writes(
        id="WR-14",
        title="a key is one caller's, at one place",
        rules=("inferred",),
        judge=_scopes,
        applies=takes_keys,
        source="x-behaviour: idempotency",
    ),
    writes(
        id="WR-15",
        title="equal writes at once under one key make one row",
        rules=("attested",),
        judge=_at_once,
        applies=takes_keys,
        source="x-behaviour: idempotency",
    ),
)
