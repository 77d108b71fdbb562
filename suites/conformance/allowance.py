"""What may still be sent to an operation that writes: rows are dear, and other families make theirs of the same few."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from contracts import Operation
from suites.conformance.foresight import foretold
from suites.sending.courier import Courier
from suites.traffic import Asked

MOST = 6  # rows that a sound deployment makes; without a body one is like another, and one is made
WAYS = 8  # requests that may make a row, where most of them make none
ASTRAY = 2  # rows from requests that surely had to be refused: what more of them tell is the same
SPARED = 8  # rows that a failure leaves to others: with fewer to spare it is made no smaller


@dataclass(slots=True)
class Allowance:
    """Counts the rows that one operation makes here.

    Args:
        before: how many rows it had made when asking began.
        tried: how many requests were sent that may make a row.
        astray: how many rows were made by requests that surely had to be refused.
    """

    courier: Courier
    operation: Operation
    before: int
    tried: int = 0
    astray: int = 0

    @property
    def made(self) -> int:
        """How many rows were made so far."""
        return self.courier.ledger.made(self.operation) - self.before

    def admits(self, asked: Asked) -> bool:
        """Whether a request may be sent, by what it is."""
        if not self._writes(asked):
            return True
        if self._surely_refused(asked):
            return self.astray < ASTRAY
        most = MOST if self.operation.body else 1
        return self.made < most and self.tried < WAYS

    @contextmanager
    def counting(self, asked: Asked) -> Iterator[None]:
        """Counts a request that is sent, and the row that it makes."""
        made = self.made
        yield
        if self._writes(asked) and not self._surely_refused(asked):
            self.tried += 1
        elif self._writes(asked) and self.made > made:
            self.astray += 1

    @property
    def spare(self) -> bool:
        """Whether a failure may be made smaller, which costs rows."""
        return self.operation.reads or self.courier.room(self.operation) > SPARED

    def _writes(self, asked: Asked) -> bool:
        return not self.operation.reads and asked.method == self.operation.method

    def _surely_refused(self, asked: Asked) -> bool:
        return bool(foretold(self.courier.contract, asked).faults)
