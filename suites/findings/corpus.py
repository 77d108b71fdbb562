"""Minimal cases of findings, kept from run to run: asked before all else, told still broken or no longer.

A deep run keeps the cases of what it finds, and drops those that no longer show though their promise was judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from contracts import Operation
from suites.findings.baseline import JUDGED, seen
from suites.findings.fingerprint import fault_of
from suites.findings.minimal import Minimal, MinimalError, read_all, write
from suites.findings.tokens import strangers
from suites.invariants import INVARIANTS, Invariant
from suites.plan import Plan
from suites.result import findings_of
from suites.sending.courier import BudgetSpent, Courier, NotAllowed
from suites.verdicts import Outcome, Verdict

Key = tuple[str, str]


class Replayer(Protocol):
    """Asks a case anew."""

    courier: Courier

    def replayed(self, invariant: Invariant, operation: Operation, fingerprint: str, plan: Plan) -> Verdict | None:
        """The finding of a fingerprint, where a plan still shows it."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A case, and what asking it came to: a verdict where it is still broken, a reason where nothing can be said."""

    case: Minimal
    verdict: Verdict | None = None
    reason: str | None = None


class Corpus:
    """The minimal cases in one directory.

    Args:
        directory: where they are; none where it is missing.
        families, operations: what the run judges; a case of another family or operation is left alone.
        keeps: whether the run writes and drops cases.
    """

    def __init__(self, directory: Path, families: Sequence[str], operations: Sequence[Operation], keeps: bool) -> None:
        self._directory, self._families, self._keeps = directory, families, keeps
        self._operations = {each.label: each for each in operations}
        self._recalled: list[Recalled] = []
        self._skipped: list[str] = []

    def recall(self, replayer: Replayer) -> Mapping[Key, Sequence[Verdict]]:
        """Asks every case anew; those that are still broken, by their invariant and operation."""
        broken: dict[Key, list[Verdict]] = {}
        for case in self._fitting(replayer.courier):
            recalled = self._asked(case, replayer)
            self._recalled.append(recalled)
            if recalled.verdict:
                broken.setdefault((case.invariant, case.operation), []).append(recalled.verdict)
        return broken

    def _fitting(self, courier: Courier) -> Iterator[Minimal]:
        """The cases of this run's families and operations; what cannot be asked is kept, to be told."""
        for case in read_all(self._directory):
            if isinstance(case, MinimalError):
                self._skipped.append(f"{case}")
            elif unfit := self._unfit(case, courier):
                self._skipped.append(f"{case.title}: {unfit}, and is not asked.")
            elif INVARIANTS[case.invariant].family in self._families and case.operation in self._operations:
                yield case

    def _unfit(self, case: Minimal, courier: Courier) -> str | None:
        """Why a case cannot be asked of this contract by this run; None where it can."""
        invariant = INVARIANTS.get(case.invariant)
        operation = next((each for each in courier.contract.operations if each.label == case.operation), None)
        if invariant is None:
            return "its invariant is none of this kit's"
        if operation is None:
            return "its operation is not in the contract any more"
        if reason := invariant.applies(operation, courier.contract):
            return f"it does not fit the contract any more: {reason}"
        unknown = strangers((pair for step in case.plan for pair in step.headers), courier.target)
        return f"nobody given has the token of {', '.join(unknown)}" if unknown else None

    def _asked(self, case: Minimal, replayer: Replayer) -> Recalled:
        before = len(replayer.courier.exchanges)
        try:
            verdict = replayer.replayed(
                INVARIANTS[case.invariant], self._operations[case.operation], case.fingerprint, case.plan
            )
        except (BudgetSpent, NotAllowed) as stopped:
            return Recalled(case, reason=str(stopped))
        lost = any(each.unheard for each in replayer.courier.exchanges[before:])
        noise = "an overloaded server or network answered" if lost and verdict is None else None
        return Recalled(case, verdict, noise)

    @property
    def unsaid(self) -> int:
        """How many cases nothing can be said of, by themselves."""
        return len(self._skipped) + sum(each.reason is not None for each in self._recalled)

    def settle(self, verdicts: Sequence[Verdict], today: date) -> tuple[str, ...]:
        """What has become of every case, a line each; a run that keeps cases brings them up to date.

        Args:
            verdicts: those of the whole run.

        Raises:
            OSError: a file cannot be written.
        """
        judged = {(each.invariant, each.operation) for each in verdicts if each.outcome in JUDGED}
        shown = {each for one in seen(verdicts) for each in one.fingerprints}
        lines = [line for each in self._recalled for line in self._settled(each, judged, shown)]
        return (*lines, *self._skipped, *(self._written(verdicts, today) if self._keeps else ()))

    def _settled(self, recalled: Recalled, judged: set[Key], shown: set[str]) -> Iterator[str]:
        case = recalled.case
        if case.fingerprint in shown:
            yield f"{case.title}: still broken, first seen {case.first_seen}."
        elif recalled.reason:
            yield f"{case.title}: cannot be said: {recalled.reason}."
        elif (case.invariant, case.operation) not in judged:
            yield f"{case.title}: did not show, and its promise was not judged otherwise."
        elif self._keeps:
            (self._directory / case.name).unlink(missing_ok=True)
            yield f"{case.title}: no longer broken, and dropped."
        else:
            yield f"{case.title}: no longer broken."

    def _written(self, verdicts: Sequence[Verdict], today: date) -> Iterator[str]:
        """Writes the case of each finding; one that is known keeps the day it was first seen."""
        known = {each.case.fingerprint: each.case.first_seen for each in self._recalled}
        count = 0
        for finding in findings_of(verdicts)[0]:
            verdict, breach = finding.verdict, next(iter(finding.verdict.breaches), None)
            if breach is None or not breach.plan:
                continue
            day = known.get(finding.fingerprint, today.isoformat())
            told = (finding.fingerprint, verdict.invariant, verdict.operation, verdict.reason, day)
            write(Minimal(*told, plan=breach.plan), self._directory)
            count += 1
        if count:
            yield f"{count} minimal case{'' if count == 1 else 's'} kept in {self._directory}."


def joined(decided: Verdict, recalled: Sequence[Verdict]) -> Verdict:
    """What a run found, and what a corpus knew of the same: each kind of fault once, as the corpus knew it."""
    if not recalled:
        return decided
    broken = decided.outcome is Outcome.FAIL
    first = decided if broken else recalled[0]
    known = {fault_of(each, breach): breach for each in recalled for breach in each.breaches}
    found = decided.breaches if broken else ()
    others = tuple(breach for breach in found if fault_of(decided, breach) not in known)
    breaches = (*known.values(), *others)
    return replace(first, breaches=breaches, reason=breaches[0].readable)
