"""Instants and clocks as the control API writes them."""

from datetime import UTC, datetime
from typing import Any

from contracts import FieldType, UnreadableValue, read_value
from mockserver.clock import Clock


def told_clock(clock: Clock, real: datetime) -> dict[str, Any]:
    """A clock as JSON: what it shows when real time is this, and whether it moves."""
    return {"instant": told_instant(clock.now(real)), "moving": clock.since is not None}


def told_instant(instant: datetime) -> str:
    """An instant in UTC as RFC 3339 writes it."""
    return f"{instant.astimezone(UTC).isoformat()[: -len('+00:00')]}Z"


def read_instant(text: str) -> datetime:
    """The instant that a text of RFC 3339 means, in UTC.

    Raises:
        UnreadableValue: for a text that means none; the message reads on after the text.
    """
    found = read_value(FieldType.DATE_TIME, text)
    if not isinstance(found, datetime):
        raise UnreadableValue("is no instant")
    return found.astimezone(UTC)
