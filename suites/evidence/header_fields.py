"""Header fields of a response, read as HTTP has them: their members, their instants, what they say of caches. Pure."""

import re
from datetime import UTC, datetime

from suites.traffic import Exchange

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIXDATE = re.compile(rf"({'|'.join(DAYS)}), (\d\d) ({'|'.join(MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT")

# Of the transfer, of the moment or of one request, and not of what was asked for: a proxy, HTTP/1.0 or a server that
# streams now and then sets them otherwise from answer to answer (RFC 9110, sections 6.6.1 and 7.6).
PASSING = frozenset(
    (
        *("age", "alt-svc", "connection", "content-length", "date", "keep-alive", "proxy-connection", "server-timing"),
        *("set-cookie", "trailer", "transfer-encoding", "upgrade", "via", "x-cache", "x-cache-hits", "x-served-by"),
        *("traceparent", "tracestate", "x-response-time", "x-runtime", "x-timer"),
    )
)
# What names the one request, by whatever name.
NAMING = re.compile(r"(?:x-)?(?:amzn-)?(?:request|correlation|trace)-?id")


def lines(exchange: Exchange, name: str) -> tuple[str, ...]:
    """Every line of a response header, in order; its name in any case (RFC 9110, section 5.1)."""
    return tuple(value.strip() for key, value in exchange.headers if key.lower() == name.lower())


def telling(exchange: Exchange) -> frozenset[str]:
    """The names, in lower case, of the response headers that tell of what was asked for, and not of the transfer."""
    names = frozenset(name.lower() for name, _ in exchange.headers)
    return frozenset(name for name in names - PASSING if not NAMING.fullmatch(name))


def combined(exchange: Exchange, name: str) -> str | None:
    """All lines of a response header that is a list, as one; None where it has none (RFC 9110, section 5.3)."""
    return ", ".join(lines(exchange, name)) if lines(exchange, name) else None


def members(exchange: Exchange, name: str) -> frozenset[str]:
    """The members of a header that is a list, from all its lines, in lower case (RFC 9110, section 5.6.1)."""
    texts = ",".join(lines(exchange, name)).split(",")
    return frozenset(text.strip().lower() for text in texts if text.strip())


def varies(exchange: Exchange, name: str) -> bool:
    """Whether a response says that it hangs on a request header (RFC 9110, section 12.5.5)."""
    return not members(exchange, "vary").isdisjoint((name.lower(), "*"))


def is_kept(exchange: Exchange) -> bool:
    """Whether a cache may keep a response at all (RFC 9111, section 5.2.2.5)."""
    return "no-store" not in members(exchange, "cache-control")


def http_date(text: str) -> datetime | None:
    """The instant of an IMF-fixdate; None for any other text (RFC 9110, section 5.6.7)."""
    found = FIXDATE.fullmatch(text.strip())
    if found is None:
        return None
    day, date, month, *rest = found.groups()
    year, hour, minute, second = map(int, rest)
    try:
        # A leap second counts as the one before it.
        instant = datetime(year, MONTHS.index(month) + 1, int(date), hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    return instant if DAYS[instant.weekday()] == day else None
