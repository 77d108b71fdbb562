"""The mock's clock, and the identifiers that are made by it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from mockserver.clock import Clock
from mockserver.identifiers import uuid7

INSTANT = datetime(2026, 4, 1, 12, tzinfo=UTC)
REAL = datetime(2030, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_clock_at_rest_shows_its_instant() -> None:
    """Whatever real time is."""
    assert Clock(INSTANT).now(REAL) == Clock(INSTANT).now(REAL + HOUR) == INSTANT


def test_a_clock_that_moves_keeps_step_with_real_time() -> None:
    """From where it stood; starting it again changes nothing, and it never runs backwards."""
    clock = Clock(INSTANT).started(REAL)
    assert clock.now(REAL + HOUR) == INSTANT + HOUR
    assert clock.started(REAL + HOUR) == clock
    assert clock.now(REAL - HOUR) == INSTANT


def test_a_clock_is_frozen_and_moved() -> None:
    """Frozen it rests at what it showed; moved it goes on as it did, from elsewhere."""
    clock = Clock(INSTANT).started(REAL)
    assert clock.frozen(REAL + HOUR) == Clock(INSTANT + HOUR)
    assert clock.moved(INSTANT - HOUR, REAL + HOUR).now(REAL + 2 * HOUR) == INSTANT
    assert Clock(INSTANT).moved(INSTANT + HOUR, REAL).now(REAL + HOUR) == INSTANT + HOUR


def test_identifiers_are_of_version_7_and_in_order() -> None:
    """Time comes first, then the number; seed and purpose decide the rest."""
    made = [uuid7(INSTANT, number, b"seed", "id") for number in range(2_000_000, 2_001_000)]
    assert made == sorted(set(made))
    assert {(each.version, each.variant) for each in made} == {(7, UUID(int=1 << 63).variant)}
    assert made[0].int >> 80 == int(INSTANT.timestamp() * 1000)
    assert uuid7(INSTANT + HOUR, 0, b"seed", "id") > made[-1]
    assert len({made[0], uuid7(INSTANT, 2_000_000, b"other", "id"), uuid7(INSTANT, 2_000_000, b"seed", "b")}) == 3
    assert uuid7(datetime(1, 1, 1, tzinfo=UTC), 0, b"", "").int >> 80 == 0
