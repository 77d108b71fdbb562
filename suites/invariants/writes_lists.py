"""The family `writes`, where rows show: in their lists, by their ids, and where `Location` leads.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from contracts import Operation, match
from suites.evidence.appearances import (
    Sight,
    differences,
    had_to_show,
    last_answers,
    ranking_in,
    shown_by,
    sights,
    signed,
    value_of,
)
from suites.evidence.creations import Attempt, attempts, resource_of, rows_made
from suites.evidence.likeness import brief
from suites.invariants.writes_grounds import answered, grade_at, is_shown, judged, writes
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules


def _listed(trace: Trace) -> Judgement:
    seen, resource = sights(trace), resource_of(trace.operation)
    breaches: list[Breach] = []
    exercised, lists, hidden = 0, set(), 0
    for attempt in rows_made(attempts(trace)):
        for sight in last_answers(seen, attempt.number) if resource and attempt.key is not None else ():
            belongs = shown_by(trace.contract, sight.operation, sight.exchange, attempt)
            found = sight.of(attempt.key, resource.key) if resource else ()
            due = had_to_show(trace.contract, sight, attempt)
            if belongs is None or (belongs and not found and not due):
                continue
            exercised += 1
            lists.add(sight.operation.label)
            hidden += not belongs
            breaches.extend(_misplaced(trace, attempt, sight, belongs))
    told = {"lists": len(lists), "hidden": hidden}
    return judged(trace, exercised, breaches, "no list was asked for what was made", "no list can be asked", **told)


def _misplaced(trace: Trace, attempt: Attempt, sight: Sight, belongs: bool) -> Iterator[Breach]:
    resource = resource_of(trace.operation)
    found = sight.of(attempt.key, resource.key) if resource else ()
    both, label = (attempt.exchange, sight.exchange), sight.operation.label
    if resource is None or len(found) != belongs:
        due = "once" if belongs else "not at all"
        times = {0: "not", 1: "once"}.get(len(found), f"{len(found)} times")
        yield Breach(f"Row {attempt.key} is made, and {label} shows it {times}; due is {due}.", both)
        return
    if not belongs:
        return
    unlike = differences(resource, attempt.row or {}, found[0], signed(trace.operation, sight.operation))
    if unlike and not (trace.operation.behaviour and trace.operation.behaviour.template):
        yield Breach(f"Row {attempt.key} is shown by {label} with another {_values(attempt, found[0], unlike)}.", both)
    yield from _out_of_place(trace, attempt, sight)


def _values(attempt: Attempt, shown: object, names: tuple[str, ...]) -> str:
    name = names[0]
    other = shown.get(name) if isinstance(shown, dict) else None
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return f"{name} than it was made with{more}: {brief(other)}, not {brief((attempt.row or {}).get(name))}"


def _out_of_place(trace: Trace, attempt: Attempt, sight: Sight) -> Iterator[Breach]:
    """The row beside a neighbour that it should stand on the other side of."""
    ranking, resource = ranking_in(trace.contract, sight), resource_of(trace.operation)
    if ranking is None or resource is None:
        return
    place = next(n for n, row in enumerate(sight.rows) if row.get(resource.key) == attempt.key)
    pairs = [(n, n + 1) for n in (place - 1, place) if 0 <= n < len(sight.rows) - 1]
    for before, after in pairs:
        one, other = sight.rows[before], sight.rows[after]
        if ranking.compare(one, other) > 0:
            message = (
                f"Row {attempt.key} stands at the wrong place of {sight.operation.label}, its order kept elsewhere."
            )
            yield Breach(message, (attempt.exchange, sight.exchange), ranking.rules(one, other))
            return


def _reads(trace: Trace, attempt: Attempt) -> Iterator[tuple[Operation, Exchange]]:
    """The last answer of each read that was asked for a row after it was made."""
    made, last = resource_of(trace.operation), {}
    for each in trace.exchanges:
        operation = each.operation
        behaviour, resource = (operation.behaviour, resource_of(operation)) if operation else (None, None)
        same = made and resource and resource.name == made.name and behaviour and behaviour.kind == "read"
        if operation is None or not same or each.number < attempt.number or each.asked.method != "GET":
            continue
        if behaviour and behaviour.by and each.path_values.get(behaviour.by) == str(attempt.key) and not each.noisy:
            last[each.asked.target, each.asked.identity] = operation, each
    yield from last.values()


def _by_id(trace: Trace) -> Judgement:
    exercised, breaches, resource = 0, [], resource_of(trace.operation)
    templated = bool(trace.operation.behaviour and trace.operation.behaviour.template)
    for attempt in rows_made(attempts(trace)):
        for operation, exchange in _reads(trace, attempt) if attempt.key is not None else ():
            if not shown_by(trace.contract, operation, exchange, attempt) or exchange.status in (401, 403):
                continue
            exercised += 1
            both, row = (attempt.exchange, exchange), exchange.document
            if exchange.status != 200 or not isinstance(row, dict):
                breaches.append(
                    Breach(f"Row {attempt.key} is made, and its read is answered {answered(exchange)}.", both)
                )
                continue
            unlike = (
                differences(resource, attempt.row or {}, row, signed(trace.operation, operation)) if resource else ()
            )
            if unlike and not templated:
                message = f"Row {attempt.key} is read with another {_values(attempt, row, unlike)}."
                breaches.append(Breach(message, both))
    return judged(trace, exercised, breaches, "no row was read by its id", "no read can be asked")


def _located(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    success, behaviour = trace.operation.success, trace.operation.behaviour
    grade: Rules = (success.grade if success else "inferred",)
    for attempt in attempts(trace):
        if not attempt.done:
            continue
        exercised += 1
        if success and trace.operation.reply(attempt.status) is None:
            message = f"A write that is done is answered {attempt.status}; {success.status} is documented."
            breaches.append(Breach(message, (attempt.exchange,), grade))
        if behaviour and behaviour.creation.location and attempt.key is not None:
            breaches.extend(_lost(trace, attempt, behaviour.creation.location))
    return judged(trace, exercised, breaches, "no write was done")


def _lost(trace: Trace, attempt: Attempt, name: str) -> Iterator[Breach]:
    """What is wrong with a `Location`: absent, leading elsewhere, or to what is not the row."""
    exchange, named, rules = attempt.exchange, trace.contract.operation(name), _header_rules(trace)
    location = exchange.header("location")
    if location is None or named is None:
        yield Breach(f"Row {attempt.key} is made without a Location.", (exchange,), rules)
        return
    path = path_of(trace, exchange, location)
    found = match(trace.contract, "GET", path)
    if found.operation is None or found.operation.label != named.label or not _names(trace, named, path, attempt):
        message = f"Location is {brief(location)}, which is not row {attempt.key} by {named.label}."
        yield Breach(message, (exchange,), rules)
        return
    followed = [each for each in trace.exchanges if each.asked.path == path and each.asked.method == "GET"]
    if followed and followed[-1].number > exchange.number and not followed[-1].noisy:
        yield from _other_row(trace, attempt, named, followed[-1])


def _other_row(trace: Trace, attempt: Attempt, named: Operation, exchange: Exchange) -> Iterator[Breach]:
    resource, row = resource_of(trace.operation), exchange.document
    shown = shown_by(trace.contract, named, exchange, attempt)
    if not shown or exchange.status in (401, 403) or resource is None:
        return
    unlike = differences(resource, attempt.row or {}, row, signed(named)) if isinstance(row, dict) else ()
    if exchange.status != 200 or unlike:
        what = f"another {_values(attempt, row, unlike)}" if unlike else f"a {answered(exchange)}"
        yield Breach(f"Location of row {attempt.key} leads to {what}.", (attempt.exchange, exchange))


def _header_rules(trace: Trace) -> Rules:
    success = trace.operation.success
    told = [each for each in success.headers if each.name.lower() == "location"] if success else []
    return grade_at(trace, told[0].pointer) if told else ("inferred",)


def path_of(trace: Trace, exchange: Exchange, location: str) -> str:
    """The path that a `Location` names, without the target's base (RFC 9110, section 10.2.2)."""
    base = str(trace.facts.get("url", "")).rstrip("/")
    resolved = urlsplit(urljoin(f"{base}{exchange.asked.target}", location)).path
    return resolved.removeprefix(urlsplit(base).path)


def _names(trace: Trace, named: Operation, path: str, attempt: Attempt) -> bool:
    """Whether a path of a read names a row: by its key, and by what it is within."""
    behaviour, values = named.behaviour, match(trace.contract, "GET", path).path_values
    if behaviour is None or unquote(values.get(behaviour.by or "", "")) != str(attempt.key):
        return False
    return all(
        each.any == values.get(each.parameter)
        or str(value_of(trace.contract, attempt, each.property)) == values.get(each.parameter)
        for each in behaviour.within
    )


INVARIANTS = (
    writes(
        id="ST-11",
        title="a write that is done has its documented status, and Location leads to the row",
        rules=("attested",),
        judge=_located,
        source="RFC 9110, sections 10.2.2 and 15.3.2; x-behaviour: location",
    ),
    writes(
        id="XE-02",
        title="what was made shows once in each of its lists, at its place",
        rules=("attested",),
        judge=_listed,
        applies=is_shown("list", "collect"),
        source="a list has all rows of its resource; policy replica_lag",
    ),
    writes(
        id="WR-01",
        title="a row is read by its id as it was made",
        rules=("attested",),
        judge=_by_id,
        applies=is_shown("read"),
        source="one row has one content",
        implies=("ST-11",),
    ),
)
