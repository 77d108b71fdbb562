"""The family `writes`, refusals: a write that is refused changes nothing.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator

from contracts import Comparison, Contract, Operation, Operator
from suites.evidence.appearances import Sight, sights
from suites.evidence.creations import (
    Attempt,
    attempts,
    clashing,
    is_fresh,
    members,
    resource_of,
    shares,
    sound,
    unique_groups,
)
from suites.evidence.pages import key_of
from suites.invariants.writes_grounds import is_conflict, is_shown, judged, keeps_body, writes
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


def _unchanged(trace: Trace) -> Judgement:
    """XE-05: no list shows a row of a refused write, and none has taken what no two rows share."""
    found = attempts(trace)
    shown = [(told, sight) for sight in sights(trace) if (told := _told_of(trace, found, sight))]
    taken = list(_taken(trace, found))
    breaches = [breach for told, sight in shown for breach in _rows(trace, found, told, sight)]
    breaches += [
        Breach("A write that was refused has taken what no two rows share.", (refused.exchange, later.exchange))
        for refused, later in taken
        if not later.done
    ]
    lacking = "nothing was asked that shows what was refused"
    return judged(trace, len(shown) + len(taken), breaches, lacking, lists_asked=len(shown), taken_again=len(taken))


def _told_of(trace: Trace, found: tuple[Attempt, ...], sight: Sight) -> Attempt | None:
    """The first refused write whose text a list was asked for; None where the list showed its rows before it."""
    tree, number = sight.filter, sight.exchange.number
    if not isinstance(tree, Comparison) or tree.operator is not Operator.EQ or not isinstance(tree.value, str):
        return None
    text = tree.value.encode()
    refused = (each for each in found if each.refused and each.number < number)
    told = next((each for each in refused if text in (each.exchange.asked.body or b"")), None)
    before = [each for each in sights(trace) if told and each.question == sight.question]
    known = any(_unknown(trace, found, each) for each in before if told and each.exchange.number < told.number)
    return None if known else told


def _unknown(trace: Trace, found: tuple[Attempt, ...], sight: Sight) -> list[object]:
    """The keys of rows that no answer of the run told of."""
    resource, keys = resource_of(trace.operation), {each.key for each in found if each.done}
    return [row.get(resource.key) for row in sight.rows if resource and key_of(row, resource.key) not in keys]


def _rows(trace: Trace, found: tuple[Attempt, ...], refused: Attempt, sight: Sight) -> Iterator[Breach]:
    for key in _unknown(trace, found, sight)[:1]:
        message = f"A write that was refused with {refused.status} made row {key}, which {sight.operation.label} shows."
        yield Breach(message, (refused.exchange, sight.exchange))


def _taken(trace: Trace, found: tuple[Attempt, ...]) -> Iterator[tuple[Attempt, Attempt]]:
    """Each refused write with a later good one that no row clashes with, and that has the same as the refused one."""
    for refused in found:
        if not refused.refused or is_conflict(trace, refused.exchange):
            continue
        for later in found:
            free = later.number > refused.number and not clashing(trace.contract, found, later)
            heard = later.done or (is_conflict(trace, later.exchange) and is_fresh(trace, later))
            if free and heard and sound(trace.contract, later) and _share(trace, refused, later):
                yield refused, later


def _share(trace: Trace, one: Attempt, other: Attempt) -> bool:
    resource = resource_of(trace.operation)
    pairs = (
        (group, members(trace.contract, one, group), members(trace.contract, other, group))
        for group in unique_groups(trace.operation)
    )
    return any(all(shares(resource, group, own, theirs)) for group, own, theirs in pairs if resource and own and theirs)


def _seen(operation: Operation, contract: Contract) -> str | None:
    """Applies where a list, or what no two rows share, shows what is there."""
    reason = keeps_body(operation, contract)
    return reason or (None if unique_groups(operation) else is_shown("list", "collect")(operation, contract))


INVARIANTS = (
    writes(
        id="XE-05",
        title="a write that is refused changes nothing",
        rules=("law",),
        judge=_unchanged,
        applies=_seen,
        source="RFC 9110, section 15.5",
    ),
)
