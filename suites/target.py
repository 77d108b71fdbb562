"""The deployment under test: where it stands, who may call it, and what a run may ask of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contracts import ContractKitError, Identities, Operation
from suites.profiles import GATE, Profile
from suites.sending.writes import TAG, Writes

DEFAULT_RATE = 20.0  # requests a second that a shared deployment bears without noticing

DEFAULT_PATIENCE = 60.0  # seconds: a minute's window of a rate limit passes once
DEFAULT_PAGES = 50  # of a walk: no list is read to an end that never comes


class TargetError(ContractKitError):
    """The target cannot be judged: a bad address, or nobody there."""


@dataclass(frozen=True, slots=True)
class Target:
    """A deployment and the limits of a run.

    Args:
        url: `http://host:port/base`, without a slash at the end.
        identities: who may call.
        variables: an identity's name to the environment variable that holds its token, where one is known.
        app: an ASGI application that answers in place of the network; `url` then only names it.
        rate: requests a second; None for no pacing.
        budget: requests in all.
        first: exchanges are numbered, and texts of the run's own, from here on: each process of a run has a range.
        seconds: how long the run may last; None for as long as it takes.
        patience: seconds that the run waits in all where an answer asks to wait (`Retry-After`).
        pages: pages of one walk at most.
        authority: a file of certificates that are trusted beside those of the system.
        profile: how much is asked.
        writes: which operations that write may be asked, and how often.
        tag: names the run in the rows it makes: lower-case letters, digits and hyphens.
        timeout: seconds for one response.
        seed: what every random choice of the run starts from.
    """

    url: str
    identities: Identities = field(default_factory=Identities)
    variables: Mapping[str, str] = field(default_factory=dict)
    app: Callable[..., Any] | None = None
    rate: float | None = None
    budget: int = GATE.requests
    first: int = 0
    seconds: float | None = None
    patience: float = DEFAULT_PATIENCE
    pages: int = DEFAULT_PAGES
    authority: Path | None = None
    profile: Profile = GATE
    writes: Writes = field(default_factory=Writes)
    tag: str = TAG
    timeout: float = 10.0
    seed: int = 0

    @property
    def local(self) -> bool:
        """Whether nothing that is sent leaves this machine."""
        return self.app is not None or is_loopback(self.url)

    def may_ask(self, operation: Operation) -> bool:
        """Whether the run may ask this operation at all."""
        return self.refusal(operation) is None

    def refusal(self, operation: Operation) -> str | None:
        """Why the run may not ask an operation; None where it may."""
        return self.writes.refusal(operation, self.local)


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3)."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_url(text: str) -> str:
    """A target's address without a slash at its end.

    Raises:
        TargetError: it is no http or https URL with a host, or it carries credentials, a query or a fragment.
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise TargetError(f"{text!r} is no address to judge. Write it as http://HOST:PORT or https://HOST/BASE.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise TargetError(
            "the target's address carries credentials, a query or a fragment. "
            "Leave them out: tokens go into --identities or --token-env."
        )
    return text.rstrip("/")
