"""When a deployment is in trouble: what the last answers say, held against the run's own beginning.

It counts and suspects; it sends nothing and knows no clock. Refusals (4xx) are answers like any other.
"""

from collections import deque
from math import ceil

IN_A_ROW = 20  # requests in a row without an answer that says anything
WINDOW = 50  # the last requests that are looked at
RATIO = 0.5  # share of them that failed
BEGINNING = 50  # the first answers, that later ones are held against
SLOWER = 3.0  # times as slow as in the beginning
FLOOR = 1.0  # seconds that the slowest answers take before anybody calls them slow
NOT_FAILED = (501, 505)  # what a server cannot do at all says nothing of its health (RFC 9110, section 15.6)


class Breaker:
    """What the answers of one run tell of its target's health."""

    def __init__(self) -> None:
        self._failed: deque[bool] = deque(maxlen=WINDOW)
        self._seconds: deque[float] = deque(maxlen=WINDOW)
        self._first: list[float] = []
        self._in_a_row = 0

    def note(self, status: int | None, seconds: float) -> None:
        """Counts one request: its status, None where no answer came, and how long it took."""
        failed = is_failure(status)
        self._failed.append(failed)
        self._in_a_row = self._in_a_row + 1 if failed or status == 429 else 0
        if status is not None and len(self._first) < BEGINNING:
            self._first.append(seconds)
        elif status is not None:
            self._seconds.append(seconds)

    def calm(self) -> None:
        """Forgets the last answers: a request that went well before goes well still."""
        self._failed.clear()
        self._seconds.clear()
        self._in_a_row = 0

    def is_slow(self, seconds: float) -> bool:
        """Whether an answer took far longer than answers took in the beginning."""
        return bool(self._first) and seconds > max(SLOWER * _p95(self._first), FLOOR)

    @property
    def suspicion(self) -> str | None:
        """What looks like a deployment in trouble; None where nothing does."""
        if self._in_a_row >= IN_A_ROW:
            return f"{self._in_a_row} requests in a row failed or were turned away"
        failed = sum(self._failed)
        if len(self._failed) == WINDOW and failed >= RATIO * WINDOW:
            return f"{failed} of the last {WINDOW} requests failed"
        if len(self._seconds) == WINDOW and self.is_slow(_p95(self._seconds)):
            slow, usual = _p95(self._seconds), _p95(self._first)
            return f"the slowest answers take {slow:.1f} s, and took {usual:.1f} s in the beginning"
        return None


def is_failure(status: int | None) -> bool:
    """Whether a request got no answer, or a server told that it failed."""
    return status is None or (status >= 500 and status not in NOT_FAILED)


def _p95(seconds: list[float] | deque[float]) -> float:
    ranked = sorted(seconds)
    return ranked[ceil(0.95 * len(ranked)) - 1]
