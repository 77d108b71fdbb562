"""The family `scoping`, lists: they hold the rows of the caller's organisation, whatever is asked with.

Pure: each function judges a trace and asks nothing. Of rows that come and go nothing follows: one counts as left
out only where every reading of one side shows it and none of the other, the readings taking turns. One reading of
each side is enough where they agree.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from contracts import Contract, Operation, Within
from suites.evidence.pages import Page, pages
from suites.invariants.invariant import Invariant, lists
from suites.invariants.scoping_reaches import reaches
from suites.invariants.scoping_sights import (
    LONE,
    Row,
    Sight,
    behaviour_of,
    is_elsewhere,
    is_own,
    is_whole,
    organization_of,
    organizations,
    owner_of,
    rows_named,
    seen_elsewhere,
    shown_rows,
    sight_of,
    sights,
    silence,
    tenancy,
)
from suites.invariants.scoping_turns import always_without, by_caller, readings
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NO_OTHERS = "no row of another organisation is known beside those listed (`known` in --identities)"


def own_pages(trace: Trace) -> list[Page]:
    """The pages that identities asked for their own organisations, under parents of their own."""
    reached = {each.exchange.number for each in reaches(trace)}
    return [
        page for page in pages(trace) if is_own(trace.contract, page.exchange) and page.exchange.number not in reached
    ]


def strange_rows(trace: Trace, page: Page, seen: Sequence[Sight]) -> Iterator[tuple[Row, Sight | None]]:
    """The rows of a page that are another organisation's, with the sight that tells so where they do not themselves."""
    organization, sight = organization_of(page.exchange), sight_of(page.exchange)
    if organization is None or sight is None or not sight.resource.scope:
        return
    for key, row in zip(sight.keys, sight.rows, strict=True):
        if is_elsewhere(sight.resource, row, organization):
            yield row, None
            continue
        other = seen_elsewhere(sight.resource, key, row, organization, seen)
        if other is not None:
            yield row, other


def _scoped(trace: Trace) -> Judgement:
    """AU-07: a list holds no row of another organisation, and what it holds can be read by its id."""
    found = behaviour_of(trace.operation)
    scoped = bool(found and found[1].scope)
    seen, breaches, judged = sights(trace), [], 0
    for page in own_pages(trace):
        if not (scoped and is_whole(page.exchange)):
            continue
        judged += _tells_apart(trace, page, seen)
        for row, other in strange_rows(trace, page, seen):
            key, who = row.get(page.key or ""), page.exchange.asked.identity
            message = f"The list that {who} is shown holds row {key} of another organisation."
            shown = (page.exchange, *((other.exchange,) if other else ()))
            breaches.append(Breach(message, shown, tenancy(trace.operation, trace.contract), (key,)))
            break
    read, unread = _agrees(trace)
    alone = scoped and len(organizations(trace)) < 2
    told = 0 if alone or (scoped and not judged) else judged + read
    doubt = None if told or alone else silence(trace, "whose rows are listed is not known")
    evidence = {"pages": judged, "read": read, "organizations": len(organizations(trace))}
    lacking = NO_OTHERS if scoped else "no row is listed that can be read by its id"
    return Judgement(told, (*breaches, *unread), evidence, doubt, lacking, LONE if alone else None)


def _tells_apart(trace: Trace, page: Page, seen: Sequence[Sight]) -> bool:
    """Whether rows of a page show whose they are, or another organisation was shown rows of the same resource."""
    found, organization = behaviour_of(trace.operation), organization_of(page.exchange)
    if found is None or organization is None or not page.items:
        return False
    if any(owner_of(found[1], row) for row in page.items):
        return True
    return any(
        each.resource is found[1] and each.organization not in (None, organization) and each.rows for each in seen
    )


def _agrees(trace: Trace) -> tuple[int, list[Breach]]:
    """How many rows were held against their reads by id, and where the two do not agree."""
    judged, breaches = 0, []
    for (who, _), walks in by_caller(readings(trace, trace.operation)).items():
        for key, gets in _reads(trace, who).items():
            inside = [each for each in walks if key in each.keys]
            before = walks[0].number < gets[0].number
            if before and key in walks[0].keys and gets[0].status == 200:
                judged += 1  # they agree: what comes later is no matter
                continue
            if not before or len(gets) < 2 or not any(each.number > gets[1].number for each in walks):
                continue
            refused = all(each.status in (403, 404) for each in gets)
            judged += refused or all(each.status == 200 for each in gets)
            if refused and len(inside) == len(walks):
                message = f"{who} is shown row {key} in the list, and gets {gets[0].status} for it by its id."
                breaches.append(Breach(message, (inside[0].exchange, gets[0]), rows=(key,)))
            elif not inside and all(each.status == 200 and _fits(trace, walks[0].exchange, each) for each in gets):
                message = f"{who} is shown row {key} by its id, and the whole list does not hold it."
                breaches.append(Breach(message, (gets[0], walks[0].exchange), ("inferred",), (key,)))
    return judged, breaches


def _reads(trace: Trace, who: str) -> dict[str, list[Exchange]]:
    """An identity's reads by id of the list's rows, by key."""
    found: dict[str, list[Exchange]] = {}
    asked = readers(trace.operation, trace.contract)
    own = (each for each in trace.exchanges if each.asked.identity == who and is_own(trace.contract, each))
    for each in own:
        by = each.operation.behaviour.by if each.operation in asked and each.operation.behaviour else None
        if by and each.status in (200, 403, 404):
            found.setdefault(each.path_values[by], []).append(each)
    return found


def readers(operation: Operation, contract: Contract) -> tuple[Operation, ...]:
    """The operations that read a list's rows by their ids, and show as many of them."""
    own = behaviour_of(operation)
    if own is None:
        return ()
    return tuple(
        each
        for each in contract.operations
        if (other := behaviour_of(each))
        and other[0].kind == "read"
        and other[0].by
        and other[1] is own[1]
        and other[0].sees == own[0].sees
        and each.role == operation.role
    )


def _fits(trace: Trace, listed: Exchange, read: Exchange) -> bool:
    """Whether a row that was read is among those that a list's path asks for."""
    behaviour = trace.operation.behaviour
    rows = shown_rows(read)
    return bool(rows) and all(is_within(each, listed, rows[0]) for each in (behaviour.within if behaviour else ()))


def is_within(within: Within, exchange: Exchange, row: Row) -> bool:
    """Whether a row is among those of the parent that a request's path names."""
    value = exchange.path_values.get(within.parameter)
    return value == within.any or str(row.get(within.property)) == value


def _shared(trace: Trace) -> Judgement:
    """SC-02: members of one organisation are shown the same rows."""
    judged, breaches = 0, []
    groups = by_caller(readings(trace, trace.operation))
    for (one, where), mine in groups.items():
        for (other, there), theirs in groups.items():
            sure = min(len(mine), len(theirs)) > 1 or mine[0].keys == theirs[0].keys
            if one == other or where != there or not where[0] or not sure:
                continue
            judged += 1
            for key in always_without(mine, theirs)[:1]:
                message = f"{one} is shown row {key}, and {other} of the same organisation never is."
                breaches.append(Breach(message, (mine[0].exchange, theirs[0].exchange), rows=(key,)))
    for reader, owner in _turned_away(trace):
        judged += 1
        if reader.status in (403, 404):
            message = (
                f"{reader.asked.identity} gets {reader.status} for a row "
                f"that {owner.asked.identity} of the same organisation is shown."
            )
            breaches.append(Breach(message, (owner, reader)))
    doubt = None if judged else silence(trace, "what members share is not known")
    unasked = "no second member of an organisation is known (`organization` in --identities)"
    known: dict[Any, set[str | None]] = {}
    for each in trace.own:
        known.setdefault(organization_of(each), set()).add(each.asked.identity)
    alone = all(len(names) < 2 for organization, names in known.items() if organization)
    lacking = "no list was read in turns, and no row by both"
    return Judgement(judged, tuple(breaches), {"compared": judged}, doubt, lacking, unasked if alone else None)


def _turned_away(trace: Trace) -> Iterator[tuple[Exchange, Exchange]]:
    """Requests for what another member of the organisation was shown before, and after where they are refused."""
    own = [each for each in trace.own if is_own(trace.contract, each) and is_whole(each) and not each.noisy]
    good = [each for each in own if each.status == 200]
    for each in own:
        beside = [
            other
            for other in good
            if other.asked.identity != each.asked.identity
            and organization_of(other) == organization_of(each) is not None
            and other.path_values == each.path_values
        ]
        before = [other for other in beside if other.number < each.number]
        if before and (each.status == 200 or any(other.number > each.number for other in beside)):
            yield each, before[-1]


def _scopes_list(operation: Operation, contract: Contract) -> str | None:
    found, reason = behaviour_of(operation), lists(operation, contract)
    if reason or found is None:
        return reason or "the operation answers no pages"
    checked = found[1].scope or readers(operation, contract)
    return None if checked else "its rows are of no organisation, and cannot be read by their ids"


def _shows_scoped(operation: Operation, contract: Contract) -> str | None:
    found = behaviour_of(operation)
    if found is None:
        return "the operation shows no rows"
    scoped = found[1].scope or any(each.scope for each in rows_named(operation, contract).values())
    return None if scoped else "its rows are of no organisation"


INVARIANTS = (
    Invariant(
        id="AU-07",
        family="scoping",
        title="a list holds the rows of the caller's organisation, and each can be read by its id",
        rules=("attested",),
        judge=_scoped,
        applies=_scopes_list,
        source="x-resources, scope",
        implies=("SC-05", "XE-07"),
        tier="T4",
    ),
    Invariant(
        id="SC-02",
        family="scoping",
        title="the members of an organisation are shown the same rows",
        rules=("inferred",),
        judge=_shared,
        applies=_shows_scoped,
        source="x-resources, scope",
        tier="T4",
    ),
)
