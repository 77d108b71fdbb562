"""What may be chosen when a mock is made: frozen options, and what follows from them alone.

It reads nothing and decides nothing about a request.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mockserver.store import IN_MEMORY

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

    @property
    def origin(self) -> str:
        """Where clients reach the mock, `http://host:port`."""
        host = _REACHED.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def secret(self, purpose: str) -> bytes:
        """Bytes that only this seed gives for this purpose."""
        return hmac.digest(str(self.seed).encode(), purpose.encode(), "sha256")
