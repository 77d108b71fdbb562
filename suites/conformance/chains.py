"""Rows that were made, followed: read and listed, read by a stranger, and deleted where the contract has that.

Schemathesis' own walk of links draws each step by chance and makes rows on its way. Here its checks look at chains
from rows that are made anyway: none costs a row, and the same seed walks the same ones.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from contracts import EVERY_ROLE, Identity, Operation
from suites.conformance.carrier import Case, CourierTransport, Noise, answered
from suites.conformance.checks import Look, Told, run
from suites.conformance.links import linked, owned, recorded
from suites.evidence.followers import Follower, followers, is_below, is_owned, is_seen, shows_owned
from suites.evidence.observations import Failure, Observation
from suites.inputs.samples import required_query
from suites.inquiry import Inquiry
from suites.sending.courier import BudgetSpent, NotAllowed
from suites.traffic import Exchange
from suites.verdicts import CONFIRMATIONS

AVAILABLE, FREED, SHARED = "ensure_resource_availability", "use_after_free", "object_level_authorization"
FOLLOWED = 2  # rows that are followed


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of one walk: whether the check had something to look at, what it says, and what shows it."""

    looked: bool = False
    told: Told | None = None
    exchanges: tuple[int, ...] = ()


@dataclass(slots=True)
class Tally:
    """What one check has seen so far; its failures by kind."""

    exercised: int = 0
    failures: dict[str, Failure] = field(default_factory=dict)
    unsteady: str | None = None
    unconfirmed: str | None = None
    unasked: str | None = None


class Chains:
    """Follows rows that an operation made.

    Args:
        inquiry: the operation, and who sends.
        carrier: the way the checks' own requests go.
        words: what a check says, without secrets.
    """

    def __init__(self, inquiry: Inquiry, carrier: CourierTransport, words: Callable[[Told], str]) -> None:
        self._inquiry, self._carrier, self._words = inquiry, carrier, words
        self._contract, self._courier = inquiry.contract, inquiry.courier
        self._made: list[Exchange] = []
        # What came of looking at a row right after it was made, before anybody else may delete it.
        self._early: dict[tuple[int, str], Walked] = {}
        self._tallies = {name: Tally() for name in (AVAILABLE, FREED, SHARED)}

    @property
    def observations(self) -> Mapping[str, Observation]:
        """What the checks saw."""
        return {
            name: Observation(
                tally.exercised, tuple(tally.failures.values()), tally.unsteady, tally.unconfirmed, tally.unasked
            )
            for name, tally in self._tallies.items()
        }

    def note(self, look: Look) -> None:
        """Keeps an answer that tells of a new row, and looks at the row at once.

        Raises:
            BudgetSpent: the budget holds no further request.
        """
        status = look.exchange.status or 0
        writes = look.plain and not self._inquiry.operation.reads
        if writes and 200 <= status < 300 and len(self._made) < FOLLOWED:
            self._made.append(look.exchange)
            self._look_early(look.exchange)

    def _look_early(self, created: Exchange) -> None:
        found = (each for each in followers(self._contract, created) if each.operation.reads)
        for follower in found:
            if self._shows(created, follower):
                with contextlib.suppress(Noise, NotAllowed):
                    walked = self._availability(created, follower)
                    self._early[created.number, follower.operation.label] = walked

    def _shows(self, created: Exchange, follower: Follower) -> bool:
        """Whether what a create made is to be seen by another operation."""
        return is_below(self._inquiry.operation, follower.operation) and is_seen(created, follower.operation)

    def follow(self) -> None:
        """Walks every chain from the rows that were made: what deletes a row comes last.

        Raises:
            BudgetSpent: the budget holds no further request.
        """
        for created in self._made:
            found = followers(self._contract, created)
            for follower in found:
                if follower.operation.reads:
                    self._read(created, follower)
            for follower in found:
                if follower.operation.method == "DELETE":
                    self._delete(created, follower, found)

    def _read(self, created: Exchange, follower: Follower) -> None:
        own, other = self._inquiry.operation, follower.operation
        if self._shows(created, follower):
            early = self._early.get((created.number, other.label))
            self._walk(AVAILABLE, partial(self._availability, created, follower), early)
        if is_owned(own) and shows_owned(self._contract, other):
            stranger = self._stranger(other)
            if stranger:
                self._walk(SHARED, partial(self._sharing, created, follower, stranger))
            else:
                why = f"no identity of another organisation is known that may ask {other.label} (--identities)"
                self._tallies[SHARED].unasked = why

    def _delete(self, created: Exchange, follower: Follower, found: Sequence[Follower]) -> None:
        refusal = self._courier.target.refusal(follower.operation)
        if refusal:
            self._tallies[FREED].unasked = f"{follower.operation.label}: {refusal}"
            return
        with contextlib.suppress(NotAllowed):
            deleted = self._ask(follower)
            for reader in found:
                if reader.operation.reads and is_below(follower.operation, reader.operation):
                    self._walk(FREED, partial(self._freedom, created, deleted, reader))

    def _walk(self, name: str, walk: Callable[[], Walked], early: Walked | None = None) -> None:
        """Walks, unless that was done before; where a failure shows, as often again as it must show to be told."""
        tally = self._tallies[name]
        first = early or Walked()
        with contextlib.suppress(Noise, NotAllowed):
            first = early or walk()
        tally.exercised += first.looked
        if first.told and first.told.kind not in tally.failures:
            self._confirm(tally, first.told, walk)

    def _confirm(self, tally: Tally, told: Told, walk: Callable[[], Walked]) -> None:
        again = Walked()
        for _ in range(CONFIRMATIONS):
            try:
                again = walk()
            except (BudgetSpent, NotAllowed, Noise) as stopped:
                tally.unconfirmed = f"{self._words(told)} Not confirmed: {stopped}."
                return
            if again.told is None:
                tally.unsteady = f"{self._words(told)} Asked again, it held."
                return
        tally.failures[told.kind] = Failure(self._words(told), again.exchanges)

    def _availability(self, created: Exchange, follower: Follower) -> Walked:
        shown = self._ask(follower)
        lag = self._contract.semantics.policy["replica_lag"]
        if shown.status == 404 and lag:
            self._courier.wait(lag / 1000)
            shown = self._ask(follower)
        looked = shown.status is not None and (shown.status < 300 or shown.status == 404)
        return Walked(looked, self._told(AVAILABLE, (created, shown)), (created.number, shown.number))

    def _freedom(self, created: Exchange, deleted: Exchange, follower: Follower) -> Walked:
        shown = self._ask(follower)
        looked = deleted.status is not None and deleted.status < 300 and shown.status is not None
        told = self._told(FREED, (created, deleted, shown))
        return Walked(looked, told, (created.number, deleted.number, shown.number))

    def _sharing(self, created: Exchange, follower: Follower, stranger: Identity) -> Walked:
        shown = self._ask(follower)
        told = self._told(SHARED, (created, shown), stranger)
        later = (each for each in self._courier.exchanges if each.number > shown.number)
        strange = (each for each in later if each.asked.identity == stranger.name)
        asked = next(strange, None)
        looked = asked is not None and not asked.noisy
        return Walked(looked, told, (created.number, shown.number, *([asked.number] if asked else [])))

    def _told(self, name: str, exchanges: Sequence[Exchange], stranger: Identity | None = None) -> Told | None:
        """What a check says of the last of these exchanges, each of which followed from the one before."""
        chain: list[tuple[Case, Exchange]] = [(linked(self._contract, each, self._carrier), each) for each in exchanges]
        case, shown = chain[-1]
        owner = self._owner(shown.operation) if shown.operation else None
        if stranger and owner and shown.operation:
            callers = {each.name: dict(self._courier.credentials(shown.operation, each)) for each in (owner, stranger)}
            owned(case, chain[0][0], owner.name, callers)
        return next(run(name, case, answered(shown), {}, recorded(chain)), None)

    def _ask(self, follower: Follower) -> Exchange:
        operation = follower.operation
        query = required_query(self._contract, operation)
        return self._courier.ask(operation, follower.path, query, self._owner(operation))

    def _owner(self, operation: Operation) -> Identity | None:
        """Who made the row, where it may ask the operation; else one of the same organisation that may."""
        own = self._inquiry.identity
        if own is None or _may(own, operation):
            return own
        other = self._inquiry.subjects.caller(operation)
        return other if other and other.organization == own.organization else own

    def _stranger(self, operation: Operation) -> Identity | None:
        own = self._inquiry.identity
        known = self._courier.target.identities.identities.values()
        strangers = (each for each in known if each.organization and not each.shows and _may(each, operation))
        return next((each for each in strangers if own and each.organization != own.organization), None)


def _may(identity: Identity, operation: Operation) -> bool:
    return operation.role is None or operation.role in identity.roles or EVERY_ROLE in identity.roles
