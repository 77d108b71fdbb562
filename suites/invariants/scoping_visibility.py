"""The family `scoping`, visibility: rows that only some may see are not shown to others, and no others are held back.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts import Contract, Operation, Relation
from suites.invariants.invariant import Invariant
from suites.invariants.scoping_sights import (
    Row,
    all_lists,
    behaviour_of,
    is_elsewhere,
    is_hidden,
    is_own,
    may_see_all,
    organization_in_effect,
    organization_of,
    sees_visible,
    shown_rows,
    silence,
)
from suites.invariants.scoping_turns import Reading, always_without, readings
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules


def _visible(trace: Trace) -> Judgement:
    """SC-03: no row is shown that visibility hides."""
    found = behaviour_of(trace.operation)
    judged, breaches = 0, []
    for each in trace.own if found else ():
        resource = found[1] if found else None
        seen = resource.visibility if resource else None
        rows = [row for row in shown_rows(each) if seen and seen.property in row]
        judged += len(rows)
        hidden = [row for row in rows if resource and is_hidden(resource, row)]
        if hidden and seen and resource:
            key = hidden[0].get(resource.key)
            message = (
                f"Row {key} is shown with {seen.property} {hidden[0][seen.property]!r}; "
                f"only rows with {seen.equals!r} are to be seen here."
            )
            breaches.append(Breach(message, (each,), _visibility(trace, each), (key,)))
    return Judgement(judged, tuple(breaches), {"rows": judged}, lacking="no row was shown")


def _visibility(trace: Trace, exchange: Exchange) -> Rules:
    """That one who may see every row elsewhere sees no more than others here is our reading."""
    found = behaviour_of(trace.operation)
    every = found is not None and may_see_all(exchange, found[1], trace.contract)
    return ("inferred",) if every else ("attested",)


def _whole(trace: Trace) -> Judgement:
    """SC-04: the list shows all rows that visibility does not hide."""
    found, judged, breaches, hidden = behaviour_of(trace.operation), 0, [], 0
    behind = list(all_lists(found[1], trace.contract)) if found else []
    own = readings(trace, trace.operation)
    for full in behind:
        for mine, theirs in _beside(trace, own, readings(trace, full)):
            judged += 1
            shown = [_without_hidden(trace, each) for each in theirs]
            hidden = max(hidden, len(theirs[0].rows) - len(shown[0].rows))
            who = mine[0].caller
            for key in always_without(shown, mine)[:1]:
                message = f"{full.label} shows row {key}, which visibility does not hide, and {who} is never shown it."
                breaches.append(Breach(message, (shown[0].exchange, mine[0].exchange), rows=(key,)))
            for key in always_without(mine, theirs)[:1]:
                message = f"{who} is shown row {key}, and {full.label}, which shows all rows, does not hold it."
                breaches.append(Breach(message, (mine[0].exchange, theirs[0].exchange), rows=(key,)))
    asked = any(each.operation in behind and each.status not in (401, 403) for each in trace.exchanges)
    unasked = None if asked or not behind else f"nobody may call {behind[0].label} (--identities)"
    doubt = None if judged else silence(trace, "the whole list could not be read")
    lacking = "the two lists were not both read to their ends"
    return Judgement(judged, tuple(breaches), {"compared": judged, "hidden": hidden}, doubt, lacking, unasked)


def _beside(trace: Trace, own: list[Reading], full: list[Reading]) -> Iterator[tuple[list[Reading], list[Reading]]]:
    """Readings of one caller and of the list of all rows, for the same parents: two of each, or one if alike."""
    for who, place in dict.fromkeys((each.caller, each.place) for each in own):
        mine = [each for each in own if (each.caller, each.place) == (who, place)]
        theirs = [each for each in full if each.place == place]
        alike = mine and theirs and mine[0].keys == _without_hidden(trace, theirs[0]).keys
        if alike or (len(mine) > 1 and len(theirs) > 1):
            yield mine, theirs


def _without_hidden(trace: Trace, reading: Reading) -> Reading:
    found = behaviour_of(trace.operation)
    rows = {key: row for key, row in reading.rows.items() if found and not is_hidden(found[1], row)}
    return Reading(reading.caller, reading.place, reading.exchange, rows)


def _embedded(trace: Trace) -> Judgement:
    """EM-09: no embedded row is one that its caller may not see."""
    judged, breaches, slots = 0, [], 0
    for each in trace.own:
        if each.status != 200 or (organization_of(each) is not None and not is_own(trace.contract, each)):
            continue
        for relation in guarded_relations(trace.operation, trace.contract):
            carried = [row for shown in shown_rows(each) for row in _carried(shown.get(relation.name))]
            carried = carried if _tells(trace, each, relation) else []
            slots += len(carried)
            judged += bool(carried)
            told = next((why for row in carried if (why := _forbidden(trace, each, relation, row))), None)
            if told:
                message = f"Embedded as {relation.name}, {each.asked.identity} is shown {told}."
                breaches.append(Breach(message, (each,)))
    doubt = None if judged else silence(trace, "what is embedded is not known")
    may = any(
        _tells(trace, each, one) for each in trace.own for one in guarded_relations(trace.operation, trace.contract)
    )
    untold = None if may else "no identity that may ask it tells its organisation (`organization` in --identities)"
    return Judgement(judged, tuple(breaches), {"embedded": slots}, doubt, "no row carries another one", untold)


def _tells(trace: Trace, exchange: Exchange, relation: Relation) -> bool:
    """Whether it is known of embedded rows that a caller may not see them."""
    resource = trace.contract.semantics.resources[relation.resource]
    return sees_visible(trace.operation, resource) or organization_of(exchange) is not None


def _carried(value: Any) -> list[Row]:
    many = value if isinstance(value, list) else [value]
    return [row for row in many if isinstance(row, Mapping)]


def _forbidden(trace: Trace, exchange: Exchange, relation: Relation, row: Row) -> str | None:
    resource = trace.contract.semantics.resources[relation.resource]
    organization = organization_in_effect(trace.contract, exchange)
    if organization is not None and is_elsewhere(resource, row, organization):
        return f"row {row.get(resource.key)} of another organisation"
    if sees_visible(trace.operation, resource) and is_hidden(resource, row):
        return f"row {row.get(resource.key)}, which visibility hides"
    return None


def guarded_relations(operation: Operation, contract: Contract) -> tuple[Relation, ...]:
    """The relations that an operation embeds and whose rows show that some callers may not see them."""
    found = behaviour_of(operation)
    if found is None:
        return ()
    behaviour, resource = found
    relations = (each for name, each in resource.relations.items() if name in behaviour.embed or each.inline)
    return tuple(each for each in relations if _shows_whose(operation, contract, each))


def _shows_whose(operation: Operation, contract: Contract, relation: Relation) -> bool:
    resource = contract.semantics.resources[relation.resource]
    seen = resource.visibility
    hides = sees_visible(operation, resource) and seen is not None and seen.property in resource.properties
    return relation.schema is None and (hides or resource.scope in resource.properties)


def _hides(operation: Operation, _contract: Contract) -> str | None:
    found = behaviour_of(operation)
    if found is None or not sees_visible(operation, found[1]):
        return "the operation hides no rows"
    seen = found[1].visibility
    return None if seen and seen.property in found[1].properties else "no response shows what hides a row"


def _hides_in_list(operation: Operation, contract: Contract) -> str | None:
    found, reason = behaviour_of(operation), _hides(operation, contract)
    if reason or found is None:
        return reason
    if found[0].kind != "list" or found[1].scope:
        return "the operation is no list that all share"
    behind = [each for each in all_lists(found[1], contract) if placed(each) == placed(operation)]
    return None if behind else "no operation lists the rows that are hidden"


def placed(operation: Operation) -> frozenset[str]:
    """The properties of its rows that an operation's path gives values for."""
    within = operation.behaviour.within if operation.behaviour else ()
    return frozenset(each.property for each in within)


def _embeds(operation: Operation, contract: Contract) -> str | None:
    return None if guarded_relations(operation, contract) else "it embeds no row that tells who may see it"


INVARIANTS = (
    Invariant(
        id="SC-03",
        family="scoping",
        title="no row is shown that visibility hides",
        rules=("attested",),
        judge=_visible,
        applies=_hides,
        source="x-resources, visibility",
        implies=("AU-07",),
        scope="run",
    ),
    Invariant(
        id="SC-04",
        family="scoping",
        title="a list holds every row that visibility does not hide",
        rules=("inferred",),
        judge=_whole,
        applies=_hides_in_list,
        source="x-resources, visibility",
        implies=("AU-07",),
        tier="T4",
    ),
    Invariant(
        id="EM-09",
        family="scoping",
        title="no embedded row is one that the caller may not see",
        rules=("inferred",),
        judge=_embedded,
        applies=_embeds,
        source="x-resources, relations, scope and visibility",
        implies=("EM-13",),
        tier="T4",
    ),
)
