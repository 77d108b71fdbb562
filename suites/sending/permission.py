"""What a run may send: nothing beyond its budget or its time, nothing that writes unless it was told so.

It looks at one request that is ready and at what was sent so far; it sends nothing.
"""

from dataclasses import dataclass

from contracts import Contract, Match, Operation
from suites.inputs.detours import OVERRIDES, resembles
from suites.sending.ledger import Ledger
from suites.target import Target
from suites.traffic import SAFE, Asked


class BudgetSpent(Exception):
    """The run has asked as often as it may, or as long as it may."""


class Stopped(BudgetSpent):
    """The target is in trouble, and is asked no more."""


class CreatesSpent(BudgetSpent):
    """An operation has made as many rows as it may in this run."""


class NotAllowed(Exception):
    """The run may not send this request: it could change data."""


def often(target: Target) -> str:
    """What is said where a run has asked as often as it may."""
    return f"the budget of {target.budget} requests is spent"


def long(target: Target) -> str:
    """What is said where a run has lasted as long as it may."""
    return f"the run has lasted {target.seconds or 0:g} seconds, as long as it may (--max-time)"


@dataclass(frozen=True, slots=True)
class Permission:
    """The rules of one run.

    Args:
        contract: names the operations that write.
        target: what may be written there, how often it may be asked, and for how long.
        ledger: the rows made so far.
    """

    contract: Contract
    target: Target
    ledger: Ledger

    def room(self, operation: Operation) -> int:
        """How many rows an operation may still make."""
        return self.target.writes.rows(operation) - self.ledger.made(operation)

    def check(self, asked: Asked, matched: Match, left: int, seconds: float, times: int = 1) -> None:
        """Lets a request pass, or says why it may not be sent.

        Args:
            left: requests that the budget still holds.
            seconds: how long the run has lasted.
            times: how often the request is to be sent at once.

        Raises:
            BudgetSpent, CreatesSpent, NotAllowed: it may not.
        """
        if left < times:
            raise BudgetSpent(often(self.target))
        if self.target.seconds is not None and seconds >= self.target.seconds:
            raise BudgetSpent(long(self.target))
        writing = self._writing(asked, matched)
        if writing is not None:
            self._check_write(writing, times)
        if matched.operation is None and asked.method not in SAFE and asked.credentials == "valid":
            raise NotAllowed(f"{asked.method} is sent with nobody's credentials, or not at all")
        for name in OVERRIDES:
            if (asked.header(name) or "GET").upper() not in SAFE:
                raise NotAllowed(f"{name}: {asked.header(name)} could write, and nothing is written by a detour")

    def _check_write(self, operation: Operation, times: int) -> None:
        refusal = self.target.refusal(operation)
        if refusal:
            raise NotAllowed(f"{operation.label}: {refusal}")
        if self.room(operation) < times:
            most = self.target.writes.rows(operation)
            raise CreatesSpent(f"{operation.label} has made {most} rows, as many as it may (--max-creates)")

    def _writing(self, asked: Asked, matched: Match) -> Operation | None:
        """The operation that writes which is asked for, or which a careless router may take the request for."""
        if matched.template:
            return matched.operation if matched.operation and not matched.operation.reads else None
        writing = (each for each in self.contract.operations if each.method == asked.method and not each.reads)
        return next((each for each in writing if resembles(asked.path, each.path)), None)
