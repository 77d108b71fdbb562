"""The mock's clock as a value: at rest at an instant, or moving with real time from there on.

It reads no clock of the machine: whoever asks says what real time it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

# Where a clock ends: what is worked out from it, as an expiry, is a date still.
END: Final = datetime(9000, 1, 1, tzinfo=UTC)

RealTime = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the mock's clock stands.

    Args:
        instant: what it shows, in UTC; of a moving clock what it showed when it began to move.
        since: the real time at which it began to move; None at rest.
    """

    instant: datetime
    since: datetime | None = None

    def now(self, real: datetime) -> datetime:
        """What it shows when real time is this; it never runs backwards, whatever the machine's clock does."""
        if self.since is None:
            return self.instant
        return self.instant + max(real - self.since, timedelta())

    def started(self, real: datetime) -> "Clock":
        """The clock, moving; one that moves already goes on as it does."""
        return replace(self, since=real) if self.since is None else self

    def frozen(self, real: datetime) -> "Clock":
        """The clock, at rest at what it shows."""
        return Clock(self.now(real))

    def moved(self, instant: datetime, real: datetime) -> "Clock":
        """The clock, showing another instant; it moves on from there if it moved before."""
        return Clock(instant, None if self.since is None else real)

    def advanced(self, by: timedelta, real: datetime) -> "Clock":
        """The clock, showing what is later by so much; it moves on from there if it moved before.

        Raises:
            OverflowError: where that is beyond the end of a clock.
        """
        instant = self.now(real) + by
        if instant >= END:
            raise OverflowError(f"A clock ends at {END:%Y-%m-%d}.")
        return self.moved(instant, real)


def real_time() -> datetime:
    """What the machine's clock shows."""
    return datetime.now(UTC)
