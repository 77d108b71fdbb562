"""What a judgement comes to: verdicts, and the findings a report tells.

Pure: from what an invariant says of a trace and from the policy in effect, never from the network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from contracts import EVERYTHING, Policy
from suites.plan import Plan
from suites.traffic import Exchange


class Outcome(StrEnum):
    """The verdicts, told in docs/suites.md."""

    PASS = "PASS"
    FAIL = "FAIL"
    DEVIATION = "DEVIATION"
    FLAKY = "FLAKY"
    INCONCLUSIVE = "INCONCLUSIVE"
    VACUOUS = "VACUOUS"
    NOT_ASKED = "NOT_ASKED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


SKIPS = (Outcome.VACUOUS, Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE, Outcome.INCONCLUSIVE, Outcome.FLAKY)

Rules = tuple[str, ...]

CONFIRMATIONS = 2  # further times that a breach must show before it is told
CHANCES = 4  # further times that what breaks now and then is asked for, to be seen once more


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a trace breaks an invariant.

    Args:
        message: what was seen and what was due, in one or two sentences, without secrets.
        exchanges: the fewest exchanges that show it, in order.
        rules: the rules this breach leans on, where they differ from the invariant's.
        rows: the offending rows or keys, side by side.
        about: names of what is broken, as the contract spells them, where one invariant is about several: a
            parameter, a field, a header, a status. Never a value that was sent or seen.
        plan: the simplest requests found that show it when they are asked anew; empty where none were sought, or
            none show it by themselves.
        origin: where those are simpler than what showed it first, the numbers of the first exchanges; else empty.
    """

    message: str
    exchanges: tuple[Exchange, ...] = ()
    rules: Rules | None = None
    rows: tuple[Any, ...] = ()
    about: tuple[str, ...] = ()
    plan: Plan = ()
    origin: tuple[int, ...] = ()

    @property
    def readable(self) -> str:
        """The message on one line, without what a terminal would obey."""
        return readable(self.message)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an invariant says of one trace.

    Args:
        exercised: how often its precondition was met.
        breaches: in the order found.
        evidence: counts that show what made it bite: `{"pages": 4, "ties_split": 1}`.
        doubt: why nothing can be said for sure, e.g. throttling; None where it can.
        lacking: why its precondition was never met; told with VACUOUS.
        unasked: what the run was not given to ask it with, e.g. a second identity; told with NOT_ASKED.
        inapplicable: what the deployment shows that it has no subject for; told with NOT_APPLICABLE.
        unsteady: a breach that did not show when it was asked for again; told with FLAKY.
    """

    exercised: int = 0
    breaches: tuple[Breach, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    doubt: str | None = None
    lacking: str = "nothing that was asked exercises it"
    unasked: str | None = None
    inapplicable: str | None = None
    unsteady: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one invariant for one operation."""

    invariant: str
    family: str
    operation: str
    outcome: Outcome
    grade: str
    exercised: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    breaches: tuple[Breach, ...] = ()

    @property
    def shrunk(self) -> bool:
        """Whether a breach is told by simpler requests than showed it first."""
        return any(breach.origin for breach in self.breaches)

    def told_by(self, breach: Breach, other: Breach) -> "Verdict":
        """The same verdict, a breach told by another of its kind."""
        breaches = tuple(other if each is breach else each for each in self.breaches)
        reason = other.readable if breach is self.breaches[0] else self.reason
        return replace(self, breaches=breaches, reason=reason)

    def firmed(self, breach: Breach, grade: str) -> "Verdict":
        """The same verdict; a failure by one breach, where a deviation turned out to lean on more than our reading."""
        if self.outcome is not Outcome.DEVIATION or grade == "inferred":
            return self
        return replace(self, outcome=Outcome.FAIL, grade=grade, breaches=(breach,), reason=breach.readable)


@dataclass(frozen=True, slots=True)
class Finding:
    """Verdicts that tell of one cause: the most specific one, and those that follow from it.

    Args:
        verdict: with the breaches of one kind of fault.
        also: ids of invariants that follow from it.
        fingerprint: what it is known by (fingerprint.py); empty until it is made.
    """

    verdict: Verdict
    also: tuple[str, ...] = ()
    fingerprint: str = ""


def grade_of(rules: Rules, policy: Policy) -> str:
    """The grade of what leans on these rules: `law`, `attested`, `pinned` or `inferred`, the weakest wins.

    Args:
        rules: `law`, `attested`, `inferred`, or keys of the policy.
    """
    standings = [rule if rule in ("law", "attested", "inferred") else policy.standing(rule) for rule in rules]
    pinned_all = bool(policy.standings.get(EVERYTHING))
    weakest = next((each for each in ("inferred", "pinned", "attested", "law") if each in standings), "law")
    return "pinned" if weakest == "inferred" and pinned_all else weakest


def conclude(base: Verdict, judgement: Judgement, rules: Rules, policy: Policy) -> Verdict:
    """The verdict that a judgement comes to under a policy.

    Args:
        base: names the invariant, its family and the operation.
        rules: what the invariant leans on, for breaches that name none of their own.
    """
    seen = replace(base, exercised=judgement.exercised, evidence=judgement.evidence, grade=grade_of(rules, policy))
    if judgement.breaches:
        return _breached(seen, judgement, rules, policy)
    if judgement.unsteady:
        return replace(seen, outcome=Outcome.FLAKY, reason=readable(judgement.unsteady))
    if judgement.doubt:
        return replace(seen, outcome=Outcome.INCONCLUSIVE, reason=readable(judgement.doubt))
    if not judgement.exercised and judgement.inapplicable:
        return replace(seen, outcome=Outcome.NOT_APPLICABLE, reason=readable(judgement.inapplicable))
    if not judgement.exercised and judgement.unasked:
        return replace(seen, outcome=Outcome.NOT_ASKED, reason=readable(judgement.unasked))
    if not judgement.exercised:
        return replace(seen, outcome=Outcome.VACUOUS, reason=readable(judgement.lacking))
    return replace(seen, outcome=Outcome.PASS)


def _breached(seen: Verdict, judgement: Judgement, rules: Rules, policy: Policy) -> Verdict:
    graded = [(grade_of(breach.rules or rules, policy), breach) for breach in judgement.breaches]
    firm = [pair for pair in graded if pair[0] != "inferred"]
    told = firm or graded
    outcome = Outcome.FAIL if firm else Outcome.DEVIATION
    reason = told[0][1].readable
    return replace(seen, outcome=outcome, grade=told[0][0], reason=reason, breaches=tuple(breach for _, breach in told))


def readable(text: str) -> str:
    """A text on one line, without what a terminal would obey or no file could hold."""
    words = " ".join(text.split())
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in words)


def collapse(verdicts: Sequence[Verdict], implied: Mapping[str, Sequence[str]]) -> tuple[Finding, ...]:
    """Findings, one a cause: a verdict that follows from a more specific one of the same operation joins it.

    A deviation may follow from a finding, and never the other way round.

    Args:
        verdicts: those that break something.
        implied: an invariant's id to the ids of those that must break where it breaks.
    """
    below = {verdict.invariant: following(verdict.invariant, implied) for verdict in verdicts}
    findings = []
    for verdict in verdicts:
        if not any(_covers(each, verdict, below) for each in verdicts):
            also = {each.invariant for each in verdicts if _explains(verdict, each, below)}
            findings.append(Finding(verdict, tuple(sorted(also))))
    return tuple(findings)


def _explains(each: Verdict, other: Verdict, below: Mapping[str, set[str]]) -> bool:
    """Whether one verdict follows from another: of the same operation, and no weaker."""
    firm = each.outcome is Outcome.FAIL or each.outcome is other.outcome
    follows = other.invariant in below[each.invariant] and other.invariant != each.invariant
    return firm and follows and each.operation == other.operation


def _covers(each: Verdict, other: Verdict, below: Mapping[str, set[str]]) -> bool:
    """Whether a verdict is told by another; of two that follow from each other the first by id tells both."""
    mutual = each.invariant in below[other.invariant] and each.outcome is other.outcome
    return _explains(each, other, below) and (not mutual or each.invariant < other.invariant)


def following(invariant: str, implied: Mapping[str, Sequence[str]]) -> set[str]:
    """The ids of all that must break where an invariant breaks."""
    found: set[str] = set()
    waiting = list(implied.get(invariant, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(implied.get(one, ()))
    return found
