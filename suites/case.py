"""One node of pytest's: an invariant held against one operation, and what its verdict means there."""

from dataclasses import dataclass
from datetime import date

import pytest

from contracts import Operation
from suites.examination import Examination
from suites.findings.baseline import Baseline, State
from suites.findings.fingerprint import apart, short
from suites.invariants import INVARIANTS, Invariant
from suites.report import LINES, curl, known_as
from suites.verdicts import SKIPS, Finding, Outcome, Verdict, collapse, following, readable


@dataclass(frozen=True, slots=True)
class Case:
    """One node: an invariant held against one operation.

    Args:
        baseline: the findings that are known; None for none.
        today: the day on which they are.
    """

    examination: Examination
    invariant: Invariant
    operation: Operation
    baseline: Baseline | None = None
    today: date = date.min

    @property
    def key(self) -> tuple[str, str]:
        """The invariant's id and the operation's label."""
        return self.invariant.id, self.operation.label

    @property
    def late(self) -> bool:
        """Whether it is judged by whatever was asked of the operation, and so comes after all asking."""
        return self.invariant.scope == "run"

    def judge(self) -> None:
        """Fails on a finding, skips with the reason where it is known or nothing could be said, passes otherwise."""
        verdict = self.examination.verdict(self.invariant, self.operation)
        if verdict.outcome is Outcome.FAIL:
            self._broken(verdict)
        if verdict.outcome in SKIPS:
            pytest.skip(f"{verdict.outcome.value}: {verdict.reason}")

    def _broken(self, verdict: Verdict) -> None:
        findings = tuple(apart([Finding(verdict)]))
        failing = next((each for each in findings if self._state(each) is not State.KNOWN), None)
        first = failing or findings[0]
        if failing is None:
            pytest.skip(f"KNOWN: {first.verdict.reason} {self._standing(first)}")
        if cause := self._known_cause(verdict):
            pytest.skip(f"KNOWN: it follows from {cause.verdict.invariant}, {self._standing(cause)}")
        shown = first.verdict.breaches[0].exchanges[:LINES] if first.verdict.breaches else ()
        lines = [curl(exchange, self.examination.courier.target.url) for exchange in shown]
        standing = f" · {self._standing(first)}" if self.baseline else ""
        told = f"{verdict.invariant} · {verdict.operation}: {first.verdict.reason}"
        pytest.fail("\n".join((told, *lines, f"fingerprint {short(first.fingerprint)}{standing}")), pytrace=False)

    def _state(self, finding: Finding) -> State:
        return self.baseline.state(finding.fingerprint, self.today) if self.baseline else State.NEW

    def _standing(self, finding: Finding) -> str:
        entry = self.baseline.entry(finding.fingerprint) if self.baseline else None
        return readable(known_as(entry, self._state(finding)))

    def _known_cause(self, verdict: Verdict) -> Finding | None:
        """A finding that tells this one too, and that the baseline knows as a whole."""
        implied = {each.id: each.implies for each in INVARIANTS.values()} if self.baseline else {}
        causes = [each for each in implied if verdict.invariant in following(each, implied) - {each}]
        for cause in causes:
            theirs = self.examination.verdict(INVARIANTS[cause], self.operation)
            told = collapse([theirs, verdict], implied) if theirs.outcome is Outcome.FAIL else ()
            found = tuple(apart(told)) if len(told) == 1 and told[0].verdict is theirs else ()
            if found and all(self._state(each) is State.KNOWN for each in found):
                return found[0]
        return None


def case_of(item: pytest.Item) -> Case | None:
    """The case of a node; None where it is no node of the suites, or has none."""
    spec = getattr(item, "callspec", None)
    case = spec.params.get("case") if spec else None
    return case if isinstance(case, Case) else None
