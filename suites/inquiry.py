"""What a probe works with: the operation, whom to ask as, and the courier that asks."""

from dataclasses import dataclass
from random import Random

from contracts import Contract, Identity, Operation
from suites.courier import Courier
from suites.samples import required_query
from suites.subjects import Subject, Subjects
from suites.traffic import Exchange


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
    def identity(self) -> Identity | None:
        """Who asks."""
        return self.subject.identity if self.subject else None

    def get(self, *query: tuple[str, str]) -> Exchange:
        """Asks the operation as its subject, with these query pairs."""
        subject = self.subject or Subject(None, {})
        return self.courier.ask(self.operation, subject.path, query, subject.identity)

    def required_query(self) -> tuple[tuple[str, str], ...]:
        """A value for each query parameter that the operation requires."""
        return required_query(self.contract, self.operation)
