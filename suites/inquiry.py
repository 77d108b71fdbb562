"""What a probe works with: the operation, whom to ask as, and the courier that asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

from contracts import Contract, Identity, Operation
from suites.inputs.drafts import Draft, Undrafted, draft, encode
from suites.inputs.patterns import matching
from suites.inputs.samples import required_query, sample_path
from suites.profiles import Profile
from suites.sending.courier import Courier, Sending
from suites.subjects import Subject, Subjects
from suites.traffic import Exchange

Way = TypeVar("Way")
# Operations take turns with those of their kind, with those that read or write as they do, with all that may be asked.
KIND, VERB, ANY = 3, 1, 0


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a probe works with.

    Args:
        courier: sends what the probe asks.
        operation: the operation to ask.
        subject: as whom and for which rows; None where the run knows none.
        subjects: the subjects and rows of other operations.
        random: the probe's own source of chance, seeded by the run, the family and the operation.
    """

    courier: Courier
    operation: Operation
    subject: Subject | None
    subjects: Subjects
    random: Random

    @property
    def contract(self) -> Contract:
        """The contract in effect."""
        return self.courier.contract

    @property
    def profile(self) -> Profile:
        """How much is to be asked."""
        return self.courier.target.profile

    @property
    def identity(self) -> Identity | None:
        """Who asks."""
        return self.subject.identity if self.subject else None

    def some(self, alternatives: Sequence[Way], most: int, alike: int = KIND) -> tuple[Way, ...]:
        """A few of a probe's alternatives: each operation of a kind takes its turn, so that between them all are asked.

        A profile that spares nothing asks all of each operation. The seed says whose turn is first.

        Args:
            alternatives: in the order of their power.
            most: how many this operation is asked; more where its kind has too few operations to ask all.
            alike: how much of a kind counts: KIND, VERB or ANY.
        """
        own, target = _kind(self.operation)[:alike], self.courier.target
        known = [each for each in self.contract.operations if _kind(each)[:alike] == own]
        kind = [each.label for each in known if alike != ANY or target.may_ask(each) or each == self.operation]
        share = max(most, -(-len(alternatives) // len(kind)))
        if self.profile.every or len(alternatives) <= share:
            return tuple(alternatives)
        first = (kind.index(self.operation.label) + self.courier.target.seed) * share
        return tuple(alternatives[(first + step) % len(alternatives)] for step in range(share))

    @property
    def succeeded(self) -> bool:
        """Whether the run has seen a success of the operation that has a body."""
        own = (
            each for each in self.courier.exchanges if each.operation and each.operation.label == self.operation.label
        )
        return any(_is_success(each) for each in own)

    def recall(self) -> bool:
        """Takes a success that the caller had of the operation into what the probe asked; False where there is none.

        It tells that the operation lets the caller in, where nobody told its roles.
        """
        own = self.identity.name if self.identity else None
        for each in self.courier.exchanges:
            if each.operation == self.operation and each.asked.identity == own and _is_success(each):
                self.courier.refusals.tell(each)
                return True
        return False

    def get(self, *query: tuple[str, str]) -> Exchange:
        """Asks the operation as its subject, with these query pairs."""
        subject = self.subject or Subject(None, {})
        return self.courier.ask(self.operation, subject.path, query, subject.identity)

    def draft(self, **changes: Any) -> Draft | None:
        """A fresh valid request of an operation that writes; None where none is known.

        Args:
            changes: properties of the body that take another value than the drafted one.
        """
        made = self._drafted(self.courier.fresh())
        return made if made is None or made.body is None else replace(made, body={**made.body, **changes})

    def spare(self) -> Draft | None:
        """A valid request to be refused for something else, the same one each time: its refusals can be shared.

        Where a breach is confirmed it is a fresh one, since a row may have come of the first.
        """
        return self._drafted(f"{self.courier.target.tag}-0" if self.courier.purpose else self.courier.fresh())

    def _drafted(self, tag: str) -> Draft | None:
        path = self.subject.path if self.subject else sample_path(self.contract, self.operation)
        try:
            return draft(self.contract, self.operation, path, tag, self.subjects.alike(self.operation), matching)
        except Undrafted:
            return None

    def create(
        self, draft: Draft, headers: Iterable[tuple[str, str]] = (), identity: Identity | None = None
    ) -> Exchange:
        """Sends a draft, as the subject's identity unless another one is named."""
        ready = self.written(draft, headers, identity)
        return self.courier.send(ready.method, ready.target, ready.headers, ready.body)

    def written(
        self, draft: Draft, headers: Iterable[tuple[str, str]] = (), identity: Identity | None = None
    ) -> Sending:
        """The request that sends a draft, not yet sent."""
        content = () if draft.body is None else (("Content-Type", "application/json"),)
        body = None if draft.body is None else encode(draft.body)
        who = identity or self.identity
        return self.courier.written(self.operation, draft.path, self.required_query(), who, (*content, *headers), body)

    def required_query(self) -> tuple[tuple[str, str], ...]:
        """A value for each query parameter that the operation requires."""
        return required_query(self.contract, self.operation)


def _is_success(exchange: Exchange) -> bool:
    return 200 <= (exchange.status or 0) < 300 and bool(exchange.body)


def _kind(operation: Operation) -> tuple[bool, bool, bool]:
    """What operations have in common that are asked alike: whether they read, list, and name a row."""
    listing = operation.behaviour.listing if operation.behaviour else None
    return operation.reads, listing is not None, "{" in operation.path
