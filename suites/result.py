"""What a whole run comes to: its findings, its deviations, its counts and its exit code. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from suites.command import Command
from suites.evidence.coverage import Coverage
from suites.findings.baseline import Baseline, Standing, State, hold, seen
from suites.findings.fingerprint import apart
from suites.invariants import INVARIANTS
from suites.sending.ledger import Ledger
from suites.traffic import Exchange
from suites.verdicts import Finding, Outcome, Verdict, collapse

CLEAN, BROKEN, UNUSABLE, UNJUDGED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Result:
    """All a report tells.

    Args:
        target: the address that was judged.
        title: the contract's title and version.
        verdicts: one for each (invariant, operation), in the order judged.
        findings, deviations: collapsed to one a cause, one a kind of fault.
        requests: how many were sent.
        seed: what every random choice started from.
        exit: 0 clean, 1 findings, 2 the run did not come to its end, 3 nothing could be judged, or no more, or (where
            the run is strict) not all within its bounds.
        errors: why the run did not come to its end: it was interrupted, or the kit itself failed.
        spent: what is said of each bound, of requests or time, that kept something from being judged.
        ledger: the rows it made.
        stopped: why the target was asked no more; None where it was in no trouble.
        standing: what a baseline says of it; None where it was given none.
        coverage: what was asked of each operation.
        source: the file of the contract.
        report: the path of its `findings.json`; empty where none is written.
        told: the options that it takes to judge the same again; who calls and what may write is never among them.
        corpus: what has become of the minimal cases that were kept, a line each.
        unsaid: how many of those cases nothing can be said of.
        command: the words that judge the same again, who calls among them; no report keeps them.
    """

    target: str
    title: str
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    deviations: tuple[Finding, ...]
    requests: int
    seed: int
    seconds: float
    exit: int
    errors: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    stopped: str | None = None
    standing: Standing | None = None
    coverage: tuple[Coverage, ...] = ()
    source: str = ""
    report: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    corpus: tuple[str, ...] = ()
    unsaid: int = 0
    command: Command = field(default_factory=Command)

    def state(self, finding: Finding) -> State | None:
        """What the baseline says of a finding; None where there is none."""
        return self.standing.state(finding.fingerprint) if self.standing else None

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail the run: those that are not known, or no longer."""
        return tuple(each for each in self.findings if self.state(each) is not State.KNOWN)

    @property
    def known(self) -> tuple[Finding, ...]:
        """The findings that the baseline knows."""
        return tuple(each for each in self.findings if self.state(each) is State.KNOWN)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many verdicts of each outcome, every outcome named."""
        counted = Counter(verdict.outcome for verdict in self.verdicts)
        return {outcome.value: counted.get(outcome, 0) for outcome in Outcome}

    @property
    def unjudged(self) -> tuple[Verdict, ...]:
        """The verdicts that could not be told since a bound of the run was met."""
        unsaid = (each for each in self.verdicts if each.outcome is Outcome.INCONCLUSIVE)
        return tuple(each for each in unsaid if any(text in each.reason for text in self.spent))

    def reasons(self, outcome: Outcome) -> tuple["Reason", ...]:
        """Each reason given with an outcome, and for whom."""
        told: dict[str, list[Verdict]] = {}
        for verdict in self.verdicts:
            if verdict.outcome is outcome:
                told.setdefault(verdict.reason, []).append(verdict)
        return tuple(
            Reason(
                text=text,
                invariants=tuple(dict.fromkeys(each.invariant for each in verdicts)),
                operations=tuple(dict.fromkeys(each.operation for each in verdicts)),
            )
            for text, verdicts in told.items()
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing could be said, and of which invariants and operations; each is named once."""

    text: str
    invariants: tuple[str, ...]
    operations: tuple[str, ...]


def judged(exchanges: Sequence[Exchange]) -> bool:
    """Whether any secured operation answered 2xx to somebody it knows: without one, nothing was judged."""
    return any(
        exchange.operation is not None
        and exchange.operation.security == "required"
        and exchange.asked.credentials == "valid"
        and exchange.status is not None
        and 200 <= exchange.status < 300
        for exchange in exchanges
    )


def conclude_run(
    target: str,
    title: str,
    verdicts: Sequence[Verdict],
    exchanges: Sequence[Exchange],
    seed: int,
    strict: bool,
    secured: bool,
    seconds: float = 0.0,
    errors: Sequence[str] = (),
    spent: Sequence[str] = (),
    ledger: Ledger | None = None,
    baseline: Baseline | None = None,
    today: date = date.min,
) -> Result:
    """What the verdicts of a run come to.

    Args, those aside that `Result` tells:
        strict: whether a VACUOUS verdict, a stale entry or a bound that was met fails the run.
        secured: whether a secured operation was to be judged; without one nobody can be refused.
        baseline, today: the findings that are known, None for none, and the day on which they are.
    """
    findings, deviations = findings_of(verdicts)
    standing = hold(baseline, seen(verdicts), today) if baseline else None
    fails = _fails(findings, standing) or (strict and _loose(verdicts, standing))
    return Result(
        target=target,
        title=title,
        verdicts=tuple(verdicts),
        findings=findings,
        deviations=deviations,
        requests=len(exchanges),
        seed=seed,
        seconds=seconds,
        exit=_exit(bool(errors), not exchanges or (secured and not judged(exchanges)), fails, strict and bool(spent)),
        errors=tuple(errors),
        spent=tuple(spent),
        ledger=ledger or Ledger(),
        standing=standing,
    )


def stopped(result: Result, reason: str | None) -> Result:
    """A result of a run whose target was asked no more, for a reason; None where it was in no trouble."""
    if reason is None:
        return result
    return replace(result, stopped=reason, exit=UNUSABLE if result.errors else UNJUDGED)


def _fails(findings: Sequence[Finding], standing: Standing | None) -> bool:
    return any(not standing or standing.state(each.fingerprint) is not State.KNOWN for each in findings)


def _loose(verdicts: Sequence[Verdict], standing: Standing | None) -> bool:
    """Whether there is what only a strict run fails on."""
    return any(each.outcome is Outcome.VACUOUS for each in verdicts) or bool(standing and standing.stale)


def findings_of(verdicts: Sequence[Verdict]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings and the deviations, one a cause and a kind of fault."""
    implied = {invariant.id: invariant.implies for invariant in INVARIANTS.values()}
    broken = collapse([each for each in verdicts if each.outcome in (Outcome.FAIL, Outcome.DEVIATION)], implied)
    findings = apart(each for each in broken if each.verdict.outcome is Outcome.FAIL)
    return tuple(findings), tuple(apart(each for each in broken if each.verdict.outcome is Outcome.DEVIATION))


def _exit(ended_early: bool, refused: bool, broken: bool, bounded: bool) -> int:
    """The exit code, in the order in which the reasons count (docs/suites.md)."""
    if ended_early:
        return UNUSABLE
    if refused:
        return UNJUDGED
    if broken:
        return BROKEN
    return UNJUDGED if bounded else CLEAN
