"""One run of the judge: probes ask, invariants judge, verdicts are confirmed.

Each family's probe asks an operation once; every invariant of the family judges that trace. A breach is
reported only when asking again shows it again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from contracts import Operation
from suites.evidence.motion import astray, moved
from suites.expectations import beyond_size
from suites.findings.corpus import Corpus, joined
from suites.findings.fingerprint import fault_of
from suites.inquiry import Inquiry
from suites.invariants import INVARIANTS, Invariant
from suites.plan import Plan
from suites.probes import PLAIN, PROBES
from suites.profiles import Profile
from suites.result import findings_of
from suites.sending.courier import BudgetSpent, Courier, NotAllowed
from suites.shrinking import Shows, Shrinker, ask
from suites.subjects import Subjects, Unasked
from suites.traffic import Exchange, Trace
from suites.verdicts import CHANCES, CONFIRMATIONS, Breach, Finding, Outcome, Verdict, conclude, grade_of

MOVING = "rows change while they are read, and it is not the same ones that show it each time"
# What is said where nothing was exercised: not to be told of a probe that was cut short, whatever reason it has.
UNEXERCISED = (Outcome.VACUOUS, Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking an operation: the exchanges, why asking ended early, what the probe tells of it."""

    exchanges: tuple[Exchange, ...]
    trouble: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Examination:
    """Judges one target.

    Args:
        courier: sends to the target, and keeps what came back.
        corpus: minimal cases that are asked before all else; None for none.
    """

    def __init__(self, courier: Courier, corpus: Corpus | None = None) -> None:
        self.courier = courier
        self.contract = courier.contract
        self.subjects = Subjects(courier)
        # What other processes of the same run asked.
        self.elsewhere: tuple[Exchange, ...] = ()
        self.verdicts: dict[tuple[str, str], Verdict] = {}
        self.corpus = corpus
        self._recalled: Mapping[tuple[str, str], Sequence[Verdict]] | None = None
        self._asked: dict[tuple[str, str, int], Asked] = {}

    def verdict(self, invariant: Invariant, operation: Operation) -> Verdict:
        """The verdict on an invariant for an operation, asked for and confirmed where it must be."""
        key = (invariant.id, operation.label)
        if self._recalled is None:
            self._recalled = self.corpus.recall(self) if self.corpus else {}
        if key not in self.verdicts:
            self.verdicts[key] = joined(self._decide(invariant, operation), self._recalled.get(key, ()))
        return self.verdicts[key]

    @property
    def _profile(self) -> Profile:
        return self.courier.target.profile

    def _decide(self, invariant: Invariant, operation: Operation) -> Verdict:
        base = Verdict(invariant.id, invariant.family, operation.label, Outcome.NOT_APPLICABLE, "law")
        reason = invariant.applies(operation, self.contract)
        if reason:
            return replace(base, reason=reason)
        left_out = self._profile.leaves_out(invariant.tier, invariant.scope, invariant.id)
        if left_out:
            return replace(base, outcome=Outcome.NOT_ASKED, reason=left_out)
        try:
            subject = self.subjects.of(operation)
        except BudgetSpent as stopped:
            return replace(base, outcome=Outcome.INCONCLUSIVE, reason=str(stopped))
        if isinstance(subject, Unasked) and (invariant.needs_subject or not self.courier.target.may_ask(operation)):
            return replace(base, outcome=Outcome.NOT_ASKED, reason=subject.reason)
        asked = self._exchanges(invariant.family, operation)
        verdict = self._judge(invariant, operation, self._in_scope(invariant, operation, asked.exchanges), asked.facts)
        trouble = self._unheard(verdict, operation, asked)
        if trouble:
            return replace(verdict, outcome=Outcome.INCONCLUSIVE, reason=trouble)
        if verdict.outcome is Outcome.VACUOUS and self._profile.plain:
            reason = f"not in profile {self._profile.name}: {verdict.reason}"
            return replace(verdict, outcome=Outcome.NOT_ASKED, reason=reason)
        broken = verdict.outcome in (Outcome.FAIL, Outcome.DEVIATION)
        return self._confirm(invariant, operation, verdict) if broken else verdict

    def _unheard(self, verdict: Verdict, operation: Operation, asked: Asked) -> str | None:
        """What kept an invariant from being exercised; None where it was, or has a reason of its own.

        What is vacuous may have hung on any answer that is missing, or on rows that moved; beyond size a server may
        well drop a request.
        """
        if verdict.exercised or verdict.outcome not in UNEXERCISED:
            return None
        vacuous = verdict.outcome is Outcome.VACUOUS
        lost = any(each.unheard and not beyond_size(self.contract, each) for each in asked.exchanges)
        trouble = asked.trouble or _noise(asked.exchanges, least=0.0 if vacuous and lost else 0.5)
        trace = self._trace(operation, asked)
        return trouble or (moved(trace, (*self.courier.exchanges, *self.elsewhere)) if vacuous else None)

    def _trace(self, operation: Operation, asked: Asked) -> Trace:
        return Trace(self.contract, operation, asked.exchanges, asked.facts)

    def _judge(
        self,
        invariant: Invariant,
        operation: Operation,
        exchanges: tuple[Exchange, ...],
        told: Mapping[str, Any],
    ) -> Verdict:
        base = Verdict(invariant.id, invariant.family, operation.label, Outcome.PASS, "law")
        facts = {"url": self.courier.target.url, "local": self.courier.target.local, **told}
        judgement = invariant.judge(Trace(self.contract, operation, exchanges, facts))
        return conclude(base, judgement, invariant.rules, self.contract.semantics.policy)

    def _in_scope(self, invariant: Invariant, operation: Operation, own: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        if invariant.scope != "run":
            return own
        mine = {exchange.number: exchange for exchange in own}
        for exchange in (*self.courier.exchanges, *self.elsewhere):
            if exchange.operation is not None and exchange.operation.label == operation.label:
                mine[exchange.number] = exchange
        return tuple(mine[number] for number in sorted(mine))

    def _exchanges(self, family: str, operation: Operation, time: int = 0) -> Asked:
        """What a family's probe asked an operation; the first time, or again for all invariants to be confirmed."""
        family = PLAIN if self._profile.plain else family
        key = (family, operation.label, time)
        if key not in self._asked:
            stopped = self.courier.stopped
            self.courier.purpose = "" if time else purpose_of(family, operation)
            self._asked[key] = Asked((), stopped) if stopped else self._probe(family, operation)
            self.courier.purpose = ""
        return self._asked[key]

    def _probe(self, family: str, operation: Operation) -> Asked:
        subject = self.subjects.of(operation)
        before = len(self.courier.exchanges)
        chance = Random(f"{self.courier.target.seed} {family} {operation.label}")
        known = None if isinstance(subject, Unasked) else subject
        inquiry = Inquiry(self.courier, operation, known, self.subjects, chance)
        self.courier.refusals.told()
        trouble: str | None = None
        facts: Mapping[str, Any] | None = None
        try:
            facts = PROBES[family](inquiry)
        except (BudgetSpent, NotAllowed) as stopped:
            trouble = str(stopped)
        heard = {each.number: each for each in (*self.courier.refusals.told(), *self.courier.exchanges[before:])}
        return Asked(tuple(heard[number] for number in sorted(heard)), trouble, facts or {})

    def _confirm(self, invariant: Invariant, operation: Operation, verdict: Verdict) -> Verdict:
        if invariant.scope == "told":
            return verdict
        if invariant.met:
            return verdict if len(verdict.breaches) > CONFIRMATIONS else _seldom(verdict)
        # What writes makes rows each time it is asked, and these are numbered.
        times = (CHANCES if invariant.unsteady else CONFIRMATIONS) if operation.reads else 1
        for time in range(1, times + 1):
            asked = self._again(invariant, operation, verdict, time)
            again = self._judge(invariant, operation, asked.exchanges, asked.facts)
            shown = again.outcome is verdict.outcome
            both = (self._trace(operation, each) for each in (self._exchanges(invariant.family, operation), asked))
            if shown and not invariant.motion and astray(verdict.breaches[0], again.breaches[0], both):
                return replace(
                    verdict, outcome=Outcome.INCONCLUSIVE, reason=f"{verdict.reason} Not confirmed: {MOVING}."
                )
            if shown and invariant.unsteady:
                return verdict
            if shown or (invariant.unsteady and time < times):
                continue
            held = again.outcome is Outcome.PASS
            if not held or asked.trouble or any(each.unheard for each in asked.exchanges):
                return _unconfirmed(verdict, asked.trouble or again.reason or "the target was throttled or gone")
            return replace(verdict, outcome=Outcome.FLAKY, reason=f"{verdict.reason} Asked again, it held.")
        return verdict

    def shrink(self, passes_over: Callable[[str], bool] = lambda _fingerprint: False) -> None:
        """Has each breach of reads told by the simplest requests found: a finding, or a deviation.

        A deviation whose simplest form leans on nothing that is only inferred is a finding from then on.

        Args:
            passes_over: whether the finding of a fingerprint stays as it is.
        """
        shrinker = Shrinker(self.courier)
        operations = {each.label: each for each in self.contract.operations}
        findings, deviations = findings_of(tuple(self.verdicts.values()))
        for finding in (*findings, *deviations):
            key = (finding.verdict.invariant, finding.verdict.operation)
            invariant, operation, breach = INVARIANTS[key[0]], operations[key[1]], finding.verdict.breaches[0]
            if invariant.scope == "told" or invariant.met or breach.plan or passes_over(finding.fingerprint):
                continue
            asked = self._exchanges(invariant.family, operation)
            trace = self._in_scope(invariant, operation, asked.exchanges)
            shows = self._showing(invariant, operation, finding, asked.facts)
            simpler = shrinker.shrink(operation, breach, trace, shows)
            grade = grade_of(simpler.rules or invariant.rules, self.contract.semantics.policy)
            self.verdicts[key] = self.verdicts[key].told_by(breach, simpler).firmed(simpler, grade)

    def replayed(self, invariant: Invariant, operation: Operation, fingerprint: str, plan: Plan) -> Verdict | None:
        """The finding of a fingerprint, where a plan that is asked anew shows it as often as it must; else None.

        Raises:
            BudgetSpent, NotAllowed: as `Courier.send`.
        """
        told: Verdict | None = None
        for _ in range(1 + (CHANCES if invariant.unsteady else CONFIRMATIONS)):
            told = self._shown(invariant, operation, fingerprint, plan)
            if invariant.unsteady == bool(told):
                break
        return told

    def _shown(self, invariant: Invariant, operation: Operation, fingerprint: str, plan: Plan) -> Verdict | None:
        asked = ask(self.courier, plan)
        verdict = self._judge(invariant, operation, asked or (), {})
        breach = _alike(verdict, fingerprint) if asked else None
        return replace(verdict, breaches=(replace(breach, plan=plan),), reason=breach.readable) if breach else None

    def _showing(self, invariant: Invariant, operation: Operation, finding: Finding, facts: Mapping[str, Any]) -> Shows:
        outcomes = {Outcome.FAIL, finding.verdict.outcome}

        def shows(exchanges: Sequence[Exchange]) -> Breach | None:
            """The breach of the finding's kind that exchanges show by themselves, as surely as it was seen first."""
            verdict = self._judge(invariant, operation, tuple(exchanges), facts)
            return _alike(verdict, finding.fingerprint) if verdict.outcome in outcomes else None

        return shows

    def _again(self, invariant: Invariant, operation: Operation, verdict: Verdict, time: int) -> Asked:
        # What made a row is no request to repeat: the same again would be a clash.
        if invariant.scope == "probe" or any(map(_wrote, verdict.breaches[0].exchanges)):
            return self._exchanges(invariant.family, operation, time)
        before = len(self.courier.exchanges)
        trouble = None
        try:
            for exchange in verdict.breaches[0].exchanges:
                self.courier.repeat(exchange)
        except (BudgetSpent, NotAllowed) as stopped:
            trouble = str(stopped)
        return Asked(tuple(self.courier.exchanges[before:]), trouble)


def purpose_of(family: str, operation: Operation) -> str:
    """What stands in the exchanges that a family's probe asks for an operation, the first time."""
    return f"{family} {operation.label}"


def _alike(verdict: Verdict, fingerprint: str) -> Breach | None:
    """A verdict's breach of one kind; None where it has none."""
    return next((each for each in verdict.breaches if fault_of(verdict, each).fingerprint == fingerprint), None)


def _wrote(exchange: Exchange) -> bool:
    operation = exchange.operation
    return operation is not None and not operation.reads and 200 <= (exchange.status or 0) < 300


def _seldom(verdict: Verdict) -> Verdict:
    """What was met too seldom to be told, and cannot be asked for."""
    met, due = len(verdict.breaches), 1 + CONFIRMATIONS
    return _unconfirmed(verdict, f"it was met {met} of the {due} times that it takes")


def _unconfirmed(verdict: Verdict, why: str) -> Verdict:
    return replace(verdict, outcome=Outcome.INCONCLUSIVE, reason=f"{verdict.reason} Not confirmed: {why}.")


def _noise(exchanges: tuple[Exchange, ...], least: float) -> str | None:
    """What a probe did not get to see; None where too small a share of its requests went without an answer."""
    noisy = sum(each.unheard for each in exchanges)
    lost = noisy and noisy >= least * len(exchanges)
    return f"{noisy} of {len(exchanges)} requests met an overloaded server or network" if lost else None
