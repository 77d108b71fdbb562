"""Judges a small deployment in this process, as a run of the suites judges a real one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts import Contract, Identities
from suites.examination import Examination
from suites.invariants import FAMILIES, INVARIANTS
from suites.profiles import GATE, PROFILES, Profile
from suites.result import Result, conclude_run
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from suites.verdicts import Finding, Outcome, Verdict, collapse
from tests.suites.deployment import SOUND, serve
from tests.suites.library import Rows, library_contract, library_identities
from tests.suites.serving import Deployment

URL = "http://app.test"
# Asks one operation what a gate spreads over several.
DEEP = PROFILES["deep"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A deployment that breaks one invariant, and where.

    Args:
        deployment: the faulty one.
        operation: the label of an operation the invariant must fail on.
        beside: further invariants of its family that the fault breaks, and that do not follow from it.
        contract, rows, identities: those served and judged by, where they are not the library's own.
        outcome: what the verdict comes to.
        writes: what the run may write.
        profile: how much is asked; deep where a gate spreads what shows the fault.
    """

    deployment: Deployment
    operation: str
    beside: tuple[str, ...] = ()
    contract: Contract | None = None
    rows: Rows | None = None
    identities: Identities | None = None
    outcome: Outcome = Outcome.FAIL
    writes: Writes = Writes()  # noqa: RUF009  # frozen
    profile: Profile = GATE

    def examine(self) -> Examination:
        """A run against the faulty deployment."""
        parts, rows = self.deployment, self.rows
        return examine(parts, self.contract, rows, self.identities, writes=self.writes, profile=self.profile)


def examine(
    parts: Deployment = SOUND,
    contract: Contract | None = None,
    rows: Rows | None = None,
    identities: Identities | None = None,
    seed: int = 0,
    writes: Writes = Writes(),  # noqa: B008  # frozen
    profile: Profile = GATE,
) -> Examination:
    """A run against a deployment, every rule pinned."""
    contract = contract or library_contract()
    identities = identities or library_identities()
    app = serve(parts, rows, contract, identities)
    target = Target(url=URL, identities=identities, app=app, writes=writes, seed=seed, profile=profile)
    return Examination(Courier(pinned(contract), target))


def with_policy(contract: Contract, **values: Any) -> Contract:
    """A contract with these keys of its policy set."""
    policy = contract.semantics.policy.pinning(values)
    return replace(contract, semantics=replace(contract.semantics, policy=policy))


def pinned(contract: Contract) -> Contract:
    """A contract whose every rule is judged like an attested one."""
    return replace(contract, semantics=replace(contract.semantics, policy=contract.semantics.policy.pinning()))


def verdicts(examination: Examination, *families: str, operation: str | None = None) -> tuple[Verdict, ...]:
    """The verdicts of families, for one operation or for all."""
    operations = [each for each in examination.contract.operations if operation in (None, each.label)]
    rows = [each for each in INVARIANTS.values() if each.family in families]
    found = tuple(examination.verdict(row, each) for each in operations for row in rows)
    examination.courier.__exit__()
    return found


def judge(examination: Examination, *labels: str, strict: bool = False) -> Result:
    """A whole run: every family on these operations, or on all, in the order in which the suites judge."""
    operations = [each for each in examination.contract.operations if not labels or each.label in labels]
    rows = [row for family in FAMILIES for row in INVARIANTS.values() if row.family == family]
    courier = examination.courier
    with courier:
        found = [examination.verdict(row, each) for each in operations for row in rows]
    secured = any(each.security == "required" for each in operations)
    title, target = examination.contract.title, courier.target
    return conclude_run(target.url, title, found, courier.exchanges, target.seed, strict, secured)


def broken(found: tuple[Verdict, ...]) -> tuple[str, ...]:
    """The ids of the invariants that fail."""
    return tuple(sorted({each.invariant for each in found if each.outcome is Outcome.FAIL}))


def findings(found: tuple[Verdict, ...]) -> tuple[Finding, ...]:
    """What a report would tell."""
    implied: Mapping[str, tuple[str, ...]] = {row.id: row.implies for row in INVARIANTS.values()}
    return collapse([each for each in found if each.outcome is Outcome.FAIL], implied)
