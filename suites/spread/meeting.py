"""Where the processes of a spread run wait for each other: until each has asked what its part has to ask.

From then on each judges by whatever was asked of its operations, by the others too.
"""

import time
from collections.abc import Callable
from pathlib import Path

from contracts import Contract
from suites.spread.parcels import Parcels
from suites.traffic import Exchange

PAUSE = 0.02  # seconds between two looks


class Meeting:
    """One meeting of all processes of a run.

    Args:
        folder: the run's own.
        count: how many processes there are.
        sleep: lets seconds pass; for tests.
    """

    def __init__(self, folder: Path, count: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._folder, self._count, self._sleep = folder, count, sleep

    def arrive(self, number: int, length: int = 0) -> None:
        """Says that a process has asked, or that nobody need wait for it; the first word counts.

        Args:
            length: bytes of its parcels that hold all it has asked.
        """
        place = self._place(number)
        if not place.exists():
            draft = place.with_suffix(".draft")
            draft.write_text(str(length))
            draft.replace(place)

    def others(self, number: int, contract: Contract) -> tuple[Exchange, ...]:
        """What the other processes asked, once all of them have said so."""
        others = [each for each in range(self._count) if each != number]
        while not all(self._place(each).exists() for each in others):
            self._sleep(PAUSE)
        return tuple(
            exchange
            for each in others
            for exchange in Parcels(self._folder, each).read(contract, int(self._place(each).read_text())).exchanges
        )

    def _place(self, number: int) -> Path:
        return self._folder / f"{number}.asked"
