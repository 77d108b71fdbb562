"""How long a deployment asks to be left alone (`Retry-After`, RFC 9110, section 10.2.3), and who waits.

A request is asked once more only where it surely was not done: 429 and 503 say that it was not.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from suites.traffic import Exchange

TURNED_AWAY = (429, 503)  # RFC 6585, section 4; RFC 9110, section 15.6.4


class Patience:
    """The seconds that a run still waits in all.

    Args:
        seconds: how long the whole run waits for deployments that ask for it.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def spend(self, exchange: Exchange, now: datetime) -> float | None:
        """The seconds to wait before the request is sent once more; None where it is not.

        Args:
            now: the time here, for an answer that names a moment and does not say when it was sent.
        """
        due = pause_of(exchange, now)
        if due is None or due > self.left:
            return None
        self.left -= due
        return due


def pause_of(exchange: Exchange, now: datetime) -> float | None:
    """The seconds that an answer asks to wait; None where it asks for none, or in a way nobody can read."""
    text = (exchange.header("retry-after") or "").strip()
    if exchange.status not in TURNED_AWAY or not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else None
    due = _moment(text)
    # By the deployment's own clock where it shows it: ours may stand elsewhere.
    since = _moment(exchange.header("date") or "") or now
    return None if due is None else max((due - since).total_seconds(), 0.0)


def _moment(text: str) -> datetime | None:
    """A date of HTTP (RFC 9110, section 5.6.7)."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
