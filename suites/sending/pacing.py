"""Keeps requests apart, so that a deployment is asked no faster than it was agreed."""

from collections.abc import Callable


class Pace:
    """Sends a caller on its way when it is time.

    Args:
        rate: requests a second; None for no pacing.
        clock, sleep: in seconds.
    """

    def __init__(self, rate: float | None, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._rate, self._clock, self._sleep = rate, clock, sleep
        self._free_at = clock()

    def keep(self) -> None:
        """Waits for the rest of the interval since the request before; a long pause is not made up for."""
        if self._rate is None:
            return
        now = self._clock()
        if self._free_at > now:
            self._sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + 1 / self._rate
