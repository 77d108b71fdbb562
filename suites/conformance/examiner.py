"""One operation in Schemathesis' hands: every request sent once, every check heard, every failure asked for again.

What is told is what showed again on the exact request that is told; a body of an operation that writes is made
fresh each time, for a second row of the same would be a conflict. Noise tells nothing, and where the budget ends,
asking ends.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import requests
from schemathesis.core import NOT_SET
from schemathesis.errors import SchemathesisError

from contracts import resolve
from suites.conformance.allowance import Allowance
from suites.conformance.bodies import plain
from suites.conformance.carrier import Case, CourierTransport, Noise, answered
from suites.conformance.chains import Chains
from suites.conformance.checks import ONCE, SUBJECTS, Look, Told, run
from suites.conformance.exclusions import EXCLUSIONS, Exclusion, Sight, excused
from suites.conformance.foresight import foresee
from suites.conformance.freshness import renewed, renewed_request
from suites.conformance.generation import Generator, NoRequests
from suites.conformance.parameters import known_parameters
from suites.conformance.selection import Selection, turn_of
from suites.conformance.shrinking import Usual, shrink
from suites.evidence.grounds import ground_of
from suites.evidence.observations import Failure, Observation, Observations
from suites.expectations import expect
from suites.inputs.drafts import schema_of
from suites.inquiry import Inquiry
from suites.sending.courier import BudgetSpent, NotAllowed
from suites.sending.secrets import Secrets
from suites.traffic import Exchange
from suites.verdicts import CONFIRMATIONS, grade_of

# What a generated request may fail with before it is sent: it cannot be written as HTTP.
UNSENDABLE = (requests.RequestException, SchemathesisError, UnicodeError, ValueError)
UNAUTHORIZED = 401
KINDS = 4  # failures of one check that are told: further kinds rarely have another cause
SHOWN = 400  # characters of a check's own words


@dataclass(slots=True)
class Tally:
    """What one check has seen so far: how often it looked, and the first failure of each kind, firm or not."""

    exercised: int = 0
    failures: dict[tuple[str, bool], tuple[Look, Told]] = field(default_factory=dict)


def examine(inquiry: Inquiry, exclusions: Sequence[Exclusion] = EXCLUSIONS) -> Observations:
    """Has Schemathesis ask an operation, and tells what its checks saw.

    Args:
        inquiry: the operation, as whom and through whom it is asked.
        exclusions: where checks do not look.
    """
    unasked = _left_alone(inquiry)
    if unasked:
        return Observations(unasked=unasked)
    examiner = Examiner(inquiry, exclusions)
    trouble = None
    try:
        examiner.ask()
    except (BudgetSpent, NoRequests) as stopped:
        trouble = str(stopped)
    seen = {name: examiner.observation(name) for name in SUBJECTS}
    return Observations({**seen, **examiner.chains.observations}, trouble)


def _left_alone(inquiry: Inquiry) -> str | None:
    """Why an operation is not asked by examples; None where it is."""
    if inquiry.operation.reads or inquiry.operation.method == "POST":
        return None
    return (
        f"{inquiry.operation.method} changes or deletes rows that are there, and these requests touch none but new ones"
    )


class Examiner:
    """Sends, hears the checks, and keeps the tally.

    Args:
        inquiry: the operation, as whom and through whom it is asked.
        exclusions: where checks do not look.
    """

    def __init__(self, inquiry: Inquiry, exclusions: Sequence[Exclusion]) -> None:
        self._inquiry, self._exclusions = inquiry, exclusions
        self._operation, self._contract, self._courier = inquiry.operation, inquiry.contract, inquiry.courier
        self._carrier = CourierTransport(inquiry.courier, anew=False)
        self._draft = None if self._operation.reads else inquiry.draft()
        self._rows = Allowance(self._courier, self._operation, self._courier.ledger.made(self._operation))
        self.chains = Chains(inquiry, CourierTransport(inquiry.courier), self._words)
        self._tallies = {name: Tally() for name in SUBJECTS}
        self._asked: set[str] = set()
        self._once: dict[str, list[Look]] = {name: [] for name in ONCE}
        # Where nobody is let in.
        self._guarded: set[str] = set()
        self._headers = self._credentials()
        self._secrets = Secrets(inquiry.courier.target.identities.identities.values())

    def _credentials(self) -> dict[str, str]:
        identity = self._inquiry.identity
        if identity is None or self._operation.security == "none":
            return {}
        return dict(self._courier.credentials(self._operation, identity)[:1])

    def ask(self) -> None:
        """Sends every request that Schemathesis makes, each once.

        Raises:
            BudgetSpent: the budget holds no further request.
            NoRequests: Schemathesis does not understand the operation.
        """
        known = known_parameters(self._inquiry)
        seed = self._courier.target.seed
        profile = self._inquiry.profile
        selection = Selection(turn_of(self._contract, self._operation, seed), self._is_telling)
        generator = Generator(
            self._contract, self._operation, known, seed, self._carrier, self._draft, profile, selection
        )
        for case in generator.cases():
            with contextlib.suppress(Noise, NotAllowed):
                if self._sent(case):
                    self._look(Look(self._operation, case, self._carrier.heard))
        for name, looks in self._once.items():
            with contextlib.suppress(Noise, NotAllowed):
                for look in sorted(looks, key=self._simplicity)[:1]:
                    self._note(name, replace(look, case=self._renewed(look.case)))
        self.chains.follow()

    def _sent(self, case: Case) -> bool:
        """Whether a case was sent: once, if it can be written as HTTP at all, and if it may still make a row."""
        with contextlib.suppress(*UNSENDABLE):
            headers = dict(self._headers)
            if case.method == "TRACE":
                # It comes back as it was sent: no credentials go with it (RFC 9110, section 9.3.8).
                headers.clear()
                case.headers.pop("Authorization", None)
            if case.method != self._operation.method:
                case.body = NOT_SET
            asked = foresee(case, headers, self._inquiry.identity)
            mark = repr((case.meta and case.meta.generation.mode, asked))
            if mark not in self._asked and self._rows.admits(asked):
                self._asked.add(mark)
                self._renew(case)
                with self._rows.counting(asked):
                    case.call(headers=headers)
                return True
        return False

    def _is_telling(self, case: Case) -> bool:
        """Whether a check looks at the answer: would find fault, if a bad request were taken, or a good one refused."""
        with contextlib.suppress(*UNSENDABLE):
            asked = foresee(case, dict(self._headers), self._inquiry.identity)
            look = Look(self._operation, case, Exchange(0, asked, self._operation, {}, 200))
            if look.valid:
                return not excused("positive_data_acceptance", self._sight(look), self._exclusions)
            refusable = self._is_subject("negative_data_rejection", look, self._sight(look))
            return refusable and any(self._hear("negative_data_rejection", look))
        return False

    def _renew(self, case: Case) -> None:
        """Makes the body of a case fresh."""
        if not self._operation.reads and isinstance(case.body, dict):
            run, tag = self._courier.target.tag, self._courier.fresh()
            case.body = renewed(self._contract, self._operation, case.body, run, tag)

    def _renewed(self, case: Case) -> Case:
        again = case.derive(keep_auth=True)
        self._renew(again)
        return again

    def _repeated(self, exchange: Exchange) -> Exchange:
        """The same request once more, its body made fresh."""
        if self._operation.reads or exchange.asked.method != self._operation.method:
            return self._courier.repeat(exchange)
        run, tag = self._courier.target.tag, self._courier.fresh()
        asked = renewed_request(self._contract, self._operation, exchange.asked, run, tag)
        return self._courier.repeat(replace(exchange, asked=asked))

    def _look(self, look: Look) -> None:
        sight = self._sight(look)
        if look.exchange.asked.credentials == "none" and look.exchange.status == UNAUTHORIZED:
            self._guarded.add(look.exchange.asked.target)
        self.chains.note(look)
        for name in SUBJECTS:
            if not self._is_subject(name, look, sight):
                continue
            if name in ONCE:
                self._once[name].append(look)
            else:
                self._note(name, look)

    def _simplicity(self, look: Look) -> tuple[bool, int]:
        """Whose refusal to nobody is known already, and then what is short."""
        target = look.exchange.asked.target
        return target not in self._guarded, len(target)

    def _note(self, name: str, look: Look) -> None:
        tally = self._tallies[name]
        for told in self._hear(name, look):
            if len(tally.failures) < KINDS:
                tally.failures.setdefault((told.kind, self._is_firm(name, look.exchange)), (look, told))
        tally.exercised += 1

    def _is_firm(self, name: str, exchange: Exchange) -> bool:
        """Whether a failure leans on more than our reading, so that it is a finding and no deviation."""
        rules = ground_of(name, self._contract, self._operation, (exchange,)).rules
        return rules is None or grade_of(rules, self._contract.semantics.policy) != "inferred"

    def _sight(self, look: Look) -> Sight:
        return Sight(self._contract, self._operation, look.exchange, expect(self._contract, look.exchange))

    def _is_subject(self, name: str, look: Look, sight: Sight) -> bool:
        return SUBJECTS[name](look) and not excused(name, sight, self._exclusions)

    def _hear(self, name: str, look: Look) -> Iterator[Told]:
        return run(name, look.case, answered(look.exchange), self._headers)

    def observation(self, name: str) -> Observation:
        """What a check saw; its failures made smaller and asked for again."""
        tally = self._tallies[name]
        failures, unsteady, unconfirmed = [], None, None
        for look, told in tally.failures.values():
            try:
                found = self._confirmed(self._shrunk(look, told), told)
            except (BudgetSpent, Noise) as stopped:
                unconfirmed = f"{self._words(told)} Not confirmed: {stopped}."
                continue
            if found:
                failures.append(found)
            else:
                unsteady = f"{self._words(told)} Asked again, it held."
        return Observation(tally.exercised, tuple(failures), unsteady, unconfirmed)

    def _shrunk(self, look: Look, told: Told) -> Look:
        if told.check in ONCE:
            return look
        firm = self._is_firm(told.check, look.exchange)

        def attempt(smaller: Exchange) -> Exchange | None:
            with contextlib.suppress(Noise, NotAllowed):
                if not self._rows.spare:
                    return None
                again = replace(look, exchange=self._repeated(smaller))
                shows = self._again(again, told) and (self._is_firm(told.check, again.exchange) or not firm)
                return again.exchange if shows else None
            return None

        return replace(look, exchange=shrink(look.exchange, self._usual(), attempt))

    def _usual(self) -> Usual:
        header = self._contract.semantics.access.organization
        kept = frozenset(name.lower() for name in (*self._headers, header, "content-type") if name)
        path = self._inquiry.subject.path if self._inquiry.subject else {}
        body = plain(self._draft.body) if self._draft and self._draft.body else None
        schema = schema_of(self._operation)
        node = resolve(self._contract, schema).value if schema else None
        needed = frozenset(node.get("required", ())) if isinstance(node, Mapping) else frozenset()
        return Usual(self._operation, path, kept, body, needed, self._courier.target.tag)

    def _again(self, look: Look, told: Told) -> Told | None:
        """The same failure on another exchange; None where it does not show."""
        if not self._is_subject(told.check, look, self._sight(look)):
            return None
        return next((each for each in self._hear(told.check, look) if each.kind == told.kind), None)

    def _confirmed(self, look: Look, told: Told) -> Failure | None:
        """The failure, once the exact request has shown it as often as it must; None where it did not."""
        for _ in range(CONFIRMATIONS):
            look = replace(look, case=self._renewed(look.case), exchange=self._repeated(look.exchange))
            again = self._again(look, told)
            if again is None:
                answered(look.exchange)
                return None
            told = again
        shown = {look.exchange.number, self._courier.exchanges[-1].number}
        return Failure(self._words(told), tuple(sorted(shown)))

    def _words(self, told: Told) -> str:
        return self._secrets.mask(told.message)[:SHOWN]
