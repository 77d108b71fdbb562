"""What a request is, as values: its faults, what cannot be known of it, and so the only answers that are due.

These values decide by the order of stages alone: the first stage that surely refuses answers, unless
one before it might.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for which a request must be refused.

    Args:
        stage: the stage of the policy's `precedence` at which it is found.
        refusal: a row of the registry's refusals, or the code of an identity that shows one.
        statuses: the statuses that are due, the first one being the contract's own.
        code: the code that is due; None where the contract names none.
        loc: where it stands: `("query", "limit")`; empty where it stands in no field.
        kind: the type of fault: `missing`, `repeated`, or the keyword that is broken.
        grade: how what a body breaks is known; None where that is for the judge to look up.
    """

    stage: str
    refusal: str
    statuses: tuple[int, ...]
    code: str | None = None
    loc: tuple[str, ...] = ()
    kind: str = ""
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stage at which the request may be refused or not: the contract and the request do not tell."""

    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """All that is known of a request before its answer is read.

    Args:
        faults: those that it surely has.
        doubts: the stages that cannot be foretold.
        order: the stages in the order in which they refuse.
    """

    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]
    order: tuple[str, ...]

    @property
    def first(self) -> tuple[Fault, ...]:
        """The faults of the stage that answers; empty where none does for sure."""
        if not self.faults:
            return ()
        place = min(self._place(fault.stage) for fault in self.faults)
        if any(self._place(doubt.stage) < place for doubt in self.doubts):
            return ()
        return tuple(fault for fault in self.faults if self._place(fault.stage) == place)

    @property
    def refused(self) -> bool:
        """Whether the request is surely invalid, and the statuses of its answer are known."""
        return bool(self.first)

    @property
    def admitted(self) -> bool:
        """Whether the request is surely valid."""
        return not self.faults and not self.doubts

    @property
    def single(self) -> Fault | None:
        """The one fault of a request that has no other, and at whose stage nothing else is doubtful."""
        first = self.first
        if len(self.faults) != 1 or not first or any(doubt.stage == first[0].stage for doubt in self.doubts):
            return None
        return first[0]

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that have a fault, in the order in which they refuse."""
        return tuple(sorted({fault.stage for fault in self.faults}, key=self._place))

    @property
    def statuses(self) -> tuple[int, ...]:
        """The statuses that are due; empty where the answer cannot be foretold."""
        return tuple(dict.fromkeys(status for fault in self.first for status in fault.statuses))

    def _place(self, stage: str) -> int:
        return self.order.index(stage) if stage in self.order else len(self.order)
