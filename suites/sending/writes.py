"""What a run may write: nothing, unless it was told so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts import Operation

TAG = "contractkit"  # what begins every run's tag
MOST_CREATES = 20  # rows that a run may make with one operation, unless it was told otherwise


@dataclass(frozen=True, slots=True)
class Writes:
    """Which operations that write a run may ask, and how many rows each of them may make.

    Args:
        everything: whether all may be asked; those with effects outside the deployment only on this machine.
        named: the labels of those that may be asked whatever effects they have.
        most: rows an operation may make.
        shares: an operation's label to the rows it may make here, where the run is spread over processes.
    """

    everything: bool = False
    named: tuple[str, ...] = ()
    most: int = MOST_CREATES
    shares: Mapping[str, int] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything at all may be written."""
        return self.everything or bool(self.named)

    def rows(self, operation: Operation) -> int:
        """How many rows an operation may make."""
        return self.shares.get(operation.label, self.most)

    def refusal(self, operation: Operation, local: bool) -> str | None:
        """Why an operation may not be asked; None where it may.

        Args:
            local: whether nothing that is sent leaves this machine.
        """
        if operation.reads or operation.label in self.named:
            return None
        if not self.everything:
            return "it writes, and this run may not (--allow-writes, or --write for this one)"
        if has_effects_outside(operation) and not local:
            return "it has effects outside the deployment (name it with --write)"
        return None


def has_effects_outside(operation: Operation) -> bool:
    """Whether the semantics say that a write of the operation reaches beyond the deployment."""
    return bool(operation.behaviour and operation.behaviour.creation.outside)
