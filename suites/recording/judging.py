"""Judges recorded traffic by the invariants of a live run, and asks nothing. Pure.

Promises about any response are held against every exchange. Those that hang on how they were asked for are judged
by what their own probe asked, which only our recordings tell; families that share refusals have those of others.
What is not exercised is NOT_ASKED; nothing can be confirmed, so a breach is told as it was seen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from contracts import Contract, Operation
from suites.examination import purpose_of
from suites.invariants import INVARIANTS, Invariant
from suites.probes.refused import NOBODYS
from suites.recording.reading import Recording
from suites.traffic import Exchange, Trace
from suites.verdicts import Outcome, Verdict, conclude

NOTHING = "a recording asks nothing"
# Families that are told what others were refused (`suites.sending.refusals`); the file holds it under who asked first.
SHARING = ("authentication", "envelope", "status")


def judge_recording(
    contract: Contract,
    recording: Recording,
    families: Sequence[str],
    operations: Sequence[Operation],
    told: Callable[[Verdict, int], None] = lambda _verdict, _requests: None,
) -> Iterator[Verdict]:
    """The verdict on each invariant of these families for each operation.

    Args:
        contract: with the policy in effect.
        told: is given each verdict as it falls, and how many requests it rests on.
    """
    asked = _Asked(recording)
    rows = [each for family in families for each in INVARIANTS.values() if each.family == family]
    for operation in operations:
        for invariant in rows:
            verdict = _verdict(contract, recording.base, asked, invariant, operation)
            told(verdict, len(recording.exchanges))
            yield verdict


class _Asked:
    """Exchanges by what they were asked for."""

    def __init__(self, recording: Recording) -> None:
        self._by_operation: dict[str, list[Exchange]] = {}
        self._by_purpose: dict[str, list[Exchange]] = {}
        for each in recording.exchanges:
            label = each.operation.label if each.operation else ""
            self._by_operation.setdefault(label, []).append(each)
            self._by_purpose.setdefault(each.purpose, []).append(each)

    def of(self, invariant: Invariant, operation: Operation) -> tuple[Exchange, ...]:
        """What an invariant is judged by, in order."""
        found = {each.number: each for each in self._by_purpose.get(purpose_of(invariant.family, operation), ())}
        if found and invariant.family in SHARING:
            found.update({each.number: each for each in self._shared(operation)})
        if invariant.scope == "run":
            found.update({each.number: each for each in self._by_operation.get(operation.label, ())})
        return tuple(found[number] for number in sorted(found))

    def _shared(self, operation: Operation) -> Iterator[Exchange]:
        """What was refused to any family for an operation, and what of the path that belongs to none."""
        for purpose, exchanges in self._by_purpose.items():
            own = purpose.partition(" ")[2] == operation.label
            for each in exchanges if purpose else ():
                anybodys = each.asked.target == NOBODYS and each.asked.credentials == "none"
                if (own or anybodys) and not each.noisy and 400 <= (each.status or 0) < 500:
                    yield each


def _verdict(contract: Contract, base: str, asked: _Asked, invariant: Invariant, operation: Operation) -> Verdict:
    verdict = Verdict(invariant.id, invariant.family, operation.label, Outcome.NOT_APPLICABLE, "law")
    reason = invariant.applies(operation, contract)
    if reason:
        return replace(verdict, reason=reason)
    seen = () if invariant.scope == "told" else asked.of(invariant, operation)
    if not seen:
        return replace(verdict, outcome=Outcome.NOT_ASKED, reason=f"{NOTHING}, and nothing in it was asked for this")
    judgement = invariant.judge(Trace(contract, operation, seen, {"url": base, "local": False}))
    verdict = conclude(verdict, judgement, invariant.rules, contract.semantics.policy)
    if verdict.outcome is Outcome.VACUOUS:
        return replace(verdict, outcome=Outcome.NOT_ASKED, reason=f"{NOTHING}: {verdict.reason}")
    return verdict
