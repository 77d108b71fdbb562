"""What may be chosen when a mock is made: frozen options, and what follows from them alone.

It reads nothing and decides nothing about a request.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from mockserver.errors import UnusableToken
from mockserver.store import IN_MEMORY

ADMIN_TOKEN: Final = "CONTRACTKIT_ADMIN_TOKEN"
# Visible ASCII: what an Authorization header takes (RFC 9110, section 5.5, without blanks).
_SENDABLE = re.compile("[!-~]+")

# What a person types to reach a server that listens on every address.
_REACHED: Final[Mapping[str, str]] = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104  # no bind


class LogLevel(StrEnum):
    """What goes to the log: each request at `info`, what went wrong at `error`."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of one mock.

    Args:
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.
        acting_as: the identity that any token, or none, stands for; None where each caller has its own.
        seed: what signatures, cursors and states are made from: the same seed and requests give the same answers.
        log_level: what goes to the log.
        store: the database that holds the state: in memory, or an address as SQLAlchemy writes it.
        live: whether the clock moves with real time; else it is at rest, unless it was set moving before.
        workers: how many processes answer.
        admin_token: what the control API asks for; None where it is open on loopback and closed elsewhere.
        faults: the ids of the ways in which it breaks its contract, or is sound in another way.

    Raises:
        UnusableToken: where no header takes the admin token.
    """

    host: str = "127.0.0.1"
    port: int = 4010
    acting_as: str | None = None
    seed: int = 0
    log_level: LogLevel = LogLevel.info
    store: str = IN_MEMORY
    live: bool = False
    workers: int = 1
    admin_token: str | None = field(default=None, repr=False)
    faults: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.admin_token is not None and not _SENDABLE.fullmatch(self.admin_token):
            raise UnusableToken

    def within(self, environ: Mapping[str, str]) -> "Settings":
        """The same where these environment variables are set: an admin token that was not given is taken from there.

        Raises:
            UnusableToken: where no header takes it.
        """
        token = environ.get(ADMIN_TOKEN) or None
        return self if self.admin_token is not None else replace(self, admin_token=token)

    @property
    def on_loopback(self) -> bool:
        """Whether the mock listens where nobody but this machine reaches it."""
        return names_loopback(self.host)

    @property
    def origin(self) -> str:
        """Where clients reach the mock, `http://host:port`."""
        host = _REACHED.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def secret(self, purpose: str) -> bytes:
        """Bytes that only this seed gives for this purpose."""
        return hmac.digest(str(self.seed).encode(), purpose.encode(), "sha256")


def names_loopback(host: str) -> bool:
    """Whether a host is this machine by its name alone: `localhost`, a name below it, 127.0.0.0/8 or ::1 (RFC 6761)."""
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
