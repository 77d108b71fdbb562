"""One request and its response on their way through the proxy, and which of them Prism cannot judge.

Pure. What Prism gets wrong for reasons of its own is not handed to it: each row of the table is a defect of the
release that `command.py` pins, told in docs/prism.md and shown by tests/mockserver/test_prism_defects.py.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from contracts import is_json

Headers = tuple[tuple[bytes, bytes], ...]

# Bytes of a body that is kept for Prism, which reads no larger one.
MAXIMUM_BODY: Final = 10_000_000
# Headers of the connection, not of the message (RFC 9110, section 7.6.1).
HOP_BY_HOP: Final = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding "
    b"upgrade".split()
)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_NO_CONTENT: Final = 204
_NOT_IMPLEMENTED: Final = 501


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    Args:
        method: of the request.
        target: its path and query, as sent.
        headers: those of the request.
        body: its body; None where it is larger than MAXIMUM_BODY.
        status: of the response.
        reply_headers: those of the response.
        reply_body: its body, its content encoding not undone; None where it is larger than MAXIMUM_BODY.
    """

    method: str
    target: str
    headers: Headers
    body: bytes | None
    status: int
    reply_headers: Headers
    reply_body: bytes | None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


def forwarded(headers: Iterable[tuple[bytes, bytes]], *dropped: bytes) -> list[tuple[bytes, bytes]]:
    """Headers as a proxy hands them on: without those of the connection, and without the ones named here.

    Args:
        headers: raw ones, in any case.
        dropped: further names, in lower case.
    """
    given = tuple(headers)
    named = {name.strip().lower() for name in value_of(given, b"connection").encode("latin-1").split(b",")}
    return [(name, value) for name, value in given if name.lower() not in HOP_BY_HOP.union(named, dropped)]


def value_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """The first value of a header, its name in lower case; empty where it is not there."""
    return next((value.decode("latin-1") for own, value in headers if own.lower() == name), "")


def unfit(exchange: Exchange) -> str:
    """Why Prism cannot judge an exchange; empty where it can."""
    return next((reason for reason, holds in UNFIT.items() if holds(exchange)), "")


def _malformed(headers: Headers, body: bytes | None) -> bool:
    """Whether a body is called JSON and is none; an absent one is called nothing."""
    if not body or not is_json(value_of(headers, b"content-type")):
        return False
    try:
        json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return True
    return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _unreadable(exchange: Exchange) -> bool:
    """Whether a response is called JSON and is none; an encoded one is left to Prism."""
    if exchange.status == _NO_CONTENT or value_of(exchange.reply_headers, b"content-encoding"):
        return False
    return _malformed(exchange.reply_headers, exchange.reply_body or b" ")


# Why Prism cannot judge an exchange; the first reason that holds is told.
UNFIT: Final[Mapping[str, Callable[[Exchange], bool]]] = {
    "a body over 10 MB, which Prism does not read": lambda each: each.body is None or each.reply_body is None,
    "an OPTIONS request, which Prism may answer itself": lambda each: each.method == "OPTIONS",
    "a HEAD request, whose answer Prism reads a body of": lambda each: each.method == "HEAD",
    "a GET with a body, which Prism refuses": lambda each: each.method == "GET" and bool(each.body),
    "a request body that is no JSON, which Prism never answers": lambda each: _malformed(each.headers, each.body),
    "a redirect, which Prism follows": lambda each: each.status in _REDIRECTS,
    "a 501, which Prism replaces by an example": lambda each: each.status == _NOT_IMPLEMENTED,
    "a response body that is no JSON, which Prism replaces by an error": _unreadable,
}
