"""A run that is spread over processes: which part asks which operations, and its share of what may be asked. Pure.

All cases of an operation are of one part. The parts are the same each time the same operations are spread over as
many processes, so the same seed asks the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contracts import Contract, Operation
from suites.invariants import INVARIANTS
from suites.sending.writes import Writes
from suites.target import Target

LENT = 2  # rows that a part may make with an operation of another part: as many as a promise about two operations takes


@dataclass(frozen=True, slots=True)
class Part:
    """One process' part of a run.

    Args:
        number: from 0; a process beyond the last part judges nothing, and may ask nothing.
        count: how many parts the run has.
    """

    number: int
    count: int

    def bound(self, target: Target, operations: Sequence[Operation], contract: Contract) -> Target:
        """A target with this part's share of what the whole run may ask; the shares add up to the whole.

        Args:
            operations: those that the whole run judges.
        """
        each, more = divmod(target.budget, self.count)
        return replace(
            target,
            budget=each + (self.number < more) if self.number < self.count else 0,
            first=self.number * each + min(self.number, more),
            rate=target.rate and target.rate / self.count,
            writes=self._writes(target.writes, contract, portions(operations, contract, self.count)),
        )

    def _writes(self, writes: Writes, contract: Contract, portioned: Mapping[str, int]) -> Writes:
        """Most rows are made where an operation is judged; the other parts may make a few with it."""
        lent = min(LENT, writes.most // (2 * self.count))
        kept = writes.most - lent * (self.count - 1)
        judged = {label: kept if part == self.number else lent for label, part in portioned.items()}
        others = {each.label: writes.most // self.count for each in contract.operations}
        return replace(writes, shares={**others, **judged})


def portions(operations: Sequence[Operation], contract: Contract, count: int) -> Mapping[str, int]:
    """The number of the part that judges each operation, by its label: heavy ones first, each where least is to do."""
    weights = {each.label: _weight(each, contract) for each in operations}
    loads = [0] * count
    found: dict[str, int] = {}
    for label in sorted(weights, key=lambda each: -weights[each]):
        found[label] = min(range(count), key=loads.__getitem__)
        loads[found[label]] += weights[label]
    return found


def _weight(operation: Operation, contract: Contract) -> int:
    """How many promises are asked for: about as many requests as that are sent."""
    return 1 + sum(row.applies(operation, contract) is None for row in INVARIANTS.values())
