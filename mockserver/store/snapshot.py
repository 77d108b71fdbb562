"""A state as a value: all that a mock's answers follow from, as it stood at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.clock import Clock
from mockserver.store.page import Row
from mockserver.store.state import Answered


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state.

    Args:
        rows: JSON objects by resource, private properties among theirs; by key where the store made it.
        clock: where the clock stands.
        origin: what the rows' URLs to the mock itself begin with.
        made: how many rows were made by clients.
        answers: the answers to be repeated, by key.
    """

    rows: Mapping[str, Sequence[Row]]
    clock: Clock
    origin: str
    made: int = 0
    answers: Mapping[str, Answered] = field(default_factory=dict)
