"""A clock for tests of what waits: it moves when somebody sleeps, and when a deployment takes its time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still unless it is moved."""

    now: float = 100.0
    naps: list[float] = field(default_factory=list)

    def tell(self) -> float:
        """The time, in seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.naps.append(round(seconds, 6))
        self.now += seconds

    def today(self) -> datetime:
        """The moment."""
        return NOON + timedelta(seconds=self.now - 100.0)
