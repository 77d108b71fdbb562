"""What was asked and what came back, as frozen values.

An `Exchange` holds no secret: the courier replaces a token by the name of the variable that holds it
before the value is made, so nothing that reads a trace can leak one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, quote

from contracts import SAFE_METHODS, Contract, Operation

MAX_BODY = 16 * 1024 * 1024  # bytes of a response that are read; what is longer is cut and judged as cut
LONGEST = 300  # characters of an integer that is read as one: a double holds 308 digits
SAFE = (*SAFE_METHODS, "TRACE")  # RFC 9110, section 9.2.1

Credentials = Literal["valid", "none", "foreign"]


@dataclass(frozen=True, slots=True)
class Sending:
    """A request that is ready to be sent: a target as it goes on the wire, headers, a body."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it goes on the wire.

    Args:
        method: in upper case.
        target: path and query as sent, percent-encoded, without the target's base.
        headers: name and value, in order; a secret stands as `$NAME`.
        body: the bytes of the body; None where none is sent.
        identity: the name of the identity whose token is sent; None where it is none of ours.
        credentials: `valid` for an identity's token, `none`, or `foreign` for any other text.
        roles: those of the identity.
        organization: the identity's own; None where it has none, or the identities file does not say.
        shows: the code of the refusal that the identity is there to show; None for an ordinary one.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    identity: str | None = None
    credentials: Credentials = "none"
    roles: tuple[str, ...] = ()
    organization: str | None = None
    shows: str | None = None

    @property
    def path(self) -> str:
        """The path as sent, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The query's pairs, decoded, in order, blank values kept."""
        return tuple(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    def values(self, name: str) -> tuple[str, ...]:
        """Every value sent for a query parameter."""
        return tuple(value for key, value in self.query if key == name)

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case (RFC 9110, section 5.1)."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response.

    Args:
        number: its place in the run, from 1.
        asked: the request.
        operation: the operation that the path and method name; None where they name none.
        path_values: the decoded values of the path template; empty where there is none.
        status: the response's status; None where no response came.
        headers: the response's headers, in order.
        body: the response's body, at most the courier's bound.
        trouble: what went wrong on the way: `timeout`, `connection: …`; None where a response came.
        elapsed: seconds from sending to the last byte.
        purpose: the family and the operation whose probe asked it, as `pages GET /path`; empty for all else.
        deferred: whether the answer asked to wait (`Retry-After`), and the next exchange asks the same again.
    """

    number: int
    asked: Asked
    operation: Operation | None
    path_values: Mapping[str, str]
    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    trouble: str | None = None
    elapsed: float = 0.0
    purpose: str = ""
    deferred: bool = False

    def header(self, name: str) -> str | None:
        """The first response header of that name, in any case (RFC 9110, section 5.1)."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The response's media type in lower case, without parameters; empty where it has none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON, numbers with a fraction as Decimal, and integers that no double holds.

        Raises:
            ValueError: the body is not UTF-8 JSON.
        """
        return json.loads(self.body.decode("utf-8"), parse_float=Decimal, parse_int=_whole)

    @property
    def document(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return self.json()
        except (ValueError, RecursionError):
            return None

    @property
    def noisy(self) -> bool:
        """Whether the network or an overloaded server spoke, which says nothing about the contract."""
        return self.status is None or self.status in (429, 502, 503, 504)

    @property
    def unheard(self) -> bool:
        """Whether the request got noise for an answer, and was not asked once more."""
        return self.noisy and not self.deferred


def _whole(text: str) -> int | Decimal:
    """An integer; a Decimal where Python reads no int of so many digits, or makes no float of it."""
    return int(text) if len(text) <= LONGEST else Decimal(text)


class Recorder(Protocol):
    """Takes down each exchange of a run."""

    def add(self, exchange: Exchange) -> None:
        """Takes down an exchange."""

    def close(self) -> None:
        """Ends the record; a second time does nothing."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What the judge sees: a contract, one operation of it, and the exchanges to judge it by.

    Args:
        contract: with the policy in effect.
        operation: the operation that is judged.
        exchanges: in the order they happened.
        facts: what the probe knows of its target and no exchange shows, e.g. `{"multiple_identities": True}`.
    """

    contract: Contract
    operation: Operation
    exchanges: tuple[Exchange, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> tuple[Exchange, ...]:
        """The exchanges of the operation itself."""
        return tuple(
            each
            for each in self.exchanges
            if each.operation is not None and each.operation.label == self.operation.label
        )


def target_of(operation: Operation, path: Mapping[str, str]) -> str:
    """An operation's path with these values in it, percent-encoded."""
    return operation.path.format_map({name: quote(value, safe="") for name, value in path.items()})
