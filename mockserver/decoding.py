"""The border in: a request of the web framework becomes an Incoming.

It reads no more than the bounds below, says what went over them, and refuses nothing.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from starlette.requests import Request

from mockserver.incoming import Excess, Incoming

# The bounds of a request in bytes; x-errors and docs name the same numbers to people.
MAXIMUM_TARGET: Final = 16 * 1024
MAXIMUM_HEADERS: Final = 32 * 1024
MAXIMUM_BODY: Final = 1024 * 1024

_FRAMING: Final = len(": \r\n")  # what HTTP/1.1 adds to a header's name and value
_PRINTABLE: Final = "".join(map(chr, range(0x21, 0x7F)))
_MALFORMED = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")


async def decode(request: Request, origin: str, maximum_body: int = MAXIMUM_BODY) -> Incoming:
    """Read a request.

    Args:
        request: the framework's request, its body not read yet.
        origin: where clients reach the server, for a request whose `Host` is no host.
        maximum_body: how large its body may be, in bytes.
    """
    scope = request.scope
    # The specification of ASGI leaves it to servers whether they tell a path as it was sent.
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    raw_query = scope["query_string"]
    excess: set[Excess] = set()
    if len(raw_path) + len(raw_query) + bool(raw_query) > MAXIMUM_TARGET:
        excess.add("target")
    if sum(len(name) + len(value) + _FRAMING for name, value in scope["headers"]) > MAXIMUM_HEADERS:
        excess.add("headers")
    body = await _body(request, maximum_body)
    if body is None:
        excess.add("body")
    return Incoming(
        method=request.method,
        path=_ascii(raw_path.removeprefix(scope.get("root_path", "").encode())),
        query=tuple(_pairs(raw_query)),
        headers=_headers(scope["headers"]),
        body=body or b"",
        origin=_origin(request, origin),
        excess=frozenset(excess),
    )


async def _body(request: Request, maximum: int) -> bytes | None:
    """The body; None for one that is too large, of which no more is read than shows that."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > maximum:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > maximum:
            return None
    return bytes(body)


def _pairs(raw: bytes) -> Iterable[tuple[str, str | None]]:
    """Names and texts, as forms are encoded; a name that cannot be read names nothing and is left out."""
    for pair in raw.split(b"&"):
        name, _, text = pair.partition(b"=")
        read = _text(name)
        if read:
            yield read, _text(text)


def _text(raw: bytes) -> str | None:
    if _MALFORMED.search(raw):
        return None
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None


def _ascii(raw: bytes) -> str:
    """A path whose other bytes are percent-encoded too, and nothing else changed."""
    return quote_from_bytes(raw, safe=_PRINTABLE)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Mapping[str, tuple[str, ...]]:
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in raw:
        lower = name.decode("latin-1").lower()
        headers[lower] = (*headers.get(lower, ()), value.decode("latin-1").strip())
    return headers


def _origin(request: Request, origin: str) -> str:
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else origin
