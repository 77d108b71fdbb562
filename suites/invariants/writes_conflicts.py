"""The family `writes`, what clashes: refused where two rows would share what they may not, and nowhere else.

Pure: each function judges a trace and asks nothing.
"""

from contracts import Contract, Operation
from suites.evidence.creations import (
    Attempt,
    attempts,
    clashing,
    declared,
    is_fresh,
    members,
    resource_of,
    rows_made,
    shares,
    sound,
    unique_groups,
)
from suites.inputs.specimens import fits
from suites.invariants.writes_grounds import (
    answered,
    conflict_due,
    conflict_rules,
    has_groups,
    is_conflict,
    judged,
    writes,
)
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


def _clashes(trace: Trace) -> Judgement:
    found, exercised, breaches = attempts(trace), 0, []
    for attempt in found:
        other = clashing(trace.contract, found, attempt)
        if other is None or not _plain(trace, attempt):
            continue
        exercised += 1
        if not is_conflict(trace, attempt.exchange):
            told, due = answered(attempt.exchange), conflict_due(trace)
            message = f"A row that has the same as another in what no two share is answered {told}; {due} is due."
            breaches.append(Breach(message, (other.exchange, attempt.exchange), conflict_rules(trace)))
    return judged(trace, exercised, breaches, "no two writes clash by what their requests tell")


def _plain(trace: Trace, attempt: Attempt) -> bool:
    """Whether the answer of an attempt tells of what is there: nothing else is wrong with it, and nobody is."""
    heard = not attempt.exchange.noisy and attempt.status not in (401, 403)
    return heard and sound(trace.contract, attempt) and is_fresh(trace, attempt)


def _admissions(trace: Trace) -> Judgement:
    found, exercised, breaches = attempts(trace), 0, []
    for attempt in found:
        beside = _beside(trace, found, attempt)
        if beside is None or (not _plain(trace, attempt) and not attempt.done):
            continue
        exercised += attempt.done
        if is_conflict(trace, attempt.exchange):
            message = f"A row that shares with another {beside[1]} alone is answered {answered(attempt.exchange)}."
            breaches.append(Breach(message, (beside[0].exchange, attempt.exchange), ("inferred",)))
    lacking = "no two rows share a part of what no two rows share as a whole, or null"
    return judged(trace, exercised, breaches, lacking)


def _has_parts(operation: Operation, contract: Contract) -> str | None:
    """Applies where a client can share a part of a group, or leave a member of it null."""
    named, behaviour = declared(contract, operation), operation.behaviour
    paths = [each.property for each in behaviour.within] if behaviour else []
    parted = any(
        sum(name in named or name in paths for name in group) > 1
        or any(fits(contract, operation, name, None) for name in group)
        for group in unique_groups(operation)
    )
    return has_groups(operation, contract) or (None if parted else "nothing but the whole can be shared")


def _beside(trace: Trace, found: tuple[Attempt, ...], attempt: Attempt) -> tuple[Attempt, str] | None:
    """An earlier row that shares a part of a group, or null in it, while no group clashes; and the part."""
    if clashing(trace.contract, found, attempt) or not all(_is_ours(trace, attempt, each) for each in _groups(trace)):
        return None
    for other in rows_made(found):
        for group in _groups(trace) if other.number < attempt.number else ():
            part = _part(trace, group, attempt, other)
            if part:
                return other, part
    void = all(None in (members(trace.contract, attempt, group) or ()) for group in _groups(trace))
    return (attempt, "null") if void else None


def _groups(trace: Trace) -> tuple[tuple[str, ...], ...]:
    return unique_groups(trace.operation)


def _part(trace: Trace, group: tuple[str, ...], attempt: Attempt, other: Attempt) -> str | None:
    resource = resource_of(trace.operation)
    own, theirs = members(trace.contract, attempt, group), members(trace.contract, other, group)
    if resource is None or own is None or theirs is None:
        return None
    flags = shares(resource, group, own, theirs)
    nulls = [one is None and another is None for one, another in zip(own, theirs, strict=True)]
    if any(nulls) and all(flag or null for flag, null in zip(flags, nulls, strict=True)):
        return f"{', '.join(name for name, null in zip(group, nulls, strict=True) if null)} null"
    # What the caller has in all its rows shares nothing worth telling.
    given = [name for name, flag in zip(group, flags, strict=True) if flag and name in (attempt.body or {})]
    return ", ".join(given) if given and not all(flags) else None


def _is_ours(trace: Trace, attempt: Attempt, group: tuple[str, ...]) -> bool:
    """Whether no row from before the run can have the same: a part of it is null, or a text that was made for it."""
    own = members(trace.contract, attempt, group)
    return own is not None and (None in own or any(isinstance((attempt.body or {}).get(name), str) for name in group))


INVARIANTS = (
    writes(
        id="WR-08",
        title="what no two rows share is refused the second time",
        rules=("attested",),
        judge=_clashes,
        applies=has_groups,
        source="RFC 9110, section 15.5.10; x-resources: unique",
    ),
    writes(
        id="WR-09",
        title="what only partly agrees, or is null, clashes with nothing",
        rules=("inferred",),
        judge=_admissions,
        applies=_has_parts,
        source="x-resources: unique",
    ),
)
