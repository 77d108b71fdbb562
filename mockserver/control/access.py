"""Who may control a mock: whoever has its admin token; without one, this machine and its own pages.

`Host` is checked for names that were led to loopback by others (DNS rebinding), `Origin` for pages of other sites.
It decides and answers nothing.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from mockserver.settings import Settings, names_loopback

_BEARER = re.compile(r"bearer +(?P<token>[!-~]+)", re.IGNORECASE)  # RFC 6750, section 2.1
_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^:\[\]]+))(?::[0-9]*)?")


class Objection(Enum):
    """Why a caller is not let in; the value is the code that the document has for it."""

    token = "TOKEN_NEEDED"
    closed = "CLOSED"
    host = "HOST_FOREIGN"
    origin = "ORIGIN_FOREIGN"


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request says of who sends it: all values of these headers."""

    host: Sequence[str]
    origin: Sequence[str]
    authorization: Sequence[str]


def objection(settings: Settings, caller: Caller) -> Objection | None:
    """What stands against a caller; None where nothing does.

    Args:
        settings: of the mock: where it listens, and its admin token.
        caller: who asks.
    """
    if settings.admin_token is not None:
        return None if _has_token(caller, settings.admin_token) else Objection.token
    if not settings.on_loopback:
        return Objection.closed
    if len(caller.host) != 1 or not _is_here(caller.host[0]):
        return Objection.host
    return None if all(map(_is_own_page, caller.origin)) else Objection.origin


def _has_token(caller: Caller, token: str) -> bool:
    bearer = _BEARER.fullmatch(caller.authorization[0]) if len(caller.authorization) == 1 else None
    return bearer is not None and hmac.compare_digest(bearer["token"].encode(), token.encode())


def _is_here(host: str) -> bool:
    """Whether the value of `Host` names this machine (RFC 9110, section 7.2)."""
    found = _HOST.fullmatch(host)
    return found is not None and names_loopback(found["six"] or found["name"])


def _is_own_page(origin: str) -> bool:
    """Whether an origin is a page that this machine serves; `null` is any page's (RFC 6454, section 7.3)."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and _is_here(parts.netloc)
