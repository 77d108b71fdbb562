"""Hands requests on to a deployment and its responses back, as they are, and tells each exchange once it is over.

It changes what a proxy must: the headers of the connection, and `Host`. Nothing is followed, stored or decoded.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from contracts import Contract, match
from mockserver.middleware import Cors
from mockserver.prism.errors import UnusableUpstream
from mockserver.prism.exchange import MAXIMUM_BODY, Exchange, forwarded

_CONNECTS_WITHIN: Final = 10.0  # seconds; how long an answer takes is the deployment's business

Seen = Callable[[Exchange], None]


def read_upstream(text: str) -> str:
    """The address of a deployment, without a slash at its end.

    Raises:
        UnusableUpstream: it is no http or https URL with a host and nothing behind its path.
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username:
        raise UnusableUpstream(text)
    return text.rstrip("/")


def make_passage(contract: Contract, upstream: str, seen: Seen) -> Starlette:
    """The proxy as an ASGI application; any web page may call it, as it may call the mock.

    Args:
        contract: names the methods and headers that a page is told of.
        upstream: the deployment, as `read_upstream` gives it.
        seen: gets each exchange.
    """
    client = httpx2.AsyncClient(timeout=httpx2.Timeout(None, connect=_CONNECTS_WITHIN))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    cors = Middleware(Cors, exposed=_exposed(contract), allowed=lambda path: match(contract, "OPTIONS", path).allowed)
    app = Starlette(lifespan=lifespan, middleware=[cors])
    app.router.redirect_slashes = False
    app.router.default = _Passage(client, upstream, seen)
    return app


@dataclass(slots=True)
class _Tape:
    """The bytes of a body as they pass, up to the bound; `whole` once they have all passed."""

    kept: bytearray = field(default_factory=bytearray)
    over: bool = False
    whole: bool = False

    async def along(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self.over = self.over or len(self.kept) + len(chunk) > MAXIMUM_BODY
            if not self.over:
                self.kept += chunk
            yield chunk
        self.whole = True

    @property
    def body(self) -> bytes | None:
        return None if self.over else bytes(self.kept)


class _Passage:
    """The way to a deployment and back, as an ASGI application."""

    def __init__(self, client: httpx2.AsyncClient, upstream: str, seen: Seen) -> None:
        self._client, self._seen, self._upstream = client, seen, upstream
        self._base = httpx2.URL(upstream)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on, and its response back."""
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        request, sent = Request(scope, receive), _Tape()
        try:
            reply = await self._client.send(self._onward(request, sent), stream=True)
        except ClientDisconnect:
            return
        except httpx2.HTTPError as error:
            refusal = PlainTextResponse(
                f"{self._upstream} does not answer: {str(error) or type(error).__name__}\n", 502
            )
            await refusal(scope, receive, send)
            return
        try:
            await self._back(request, sent, reply, send)
        finally:
            await reply.aclose()

    async def _back(self, request: Request, sent: _Tape, reply: httpx2.Response, send: Send) -> None:
        """Hand a response back as it comes; the exchange is told only where both sides came to their end."""
        own, tape = tuple(forwarded(reply.headers.raw, b"date")), _Tape()
        response = StreamingResponse(tape.along(reply.aiter_raw()), reply.status_code)
        response.raw_headers = list(own)
        try:
            await response(request.scope, request.receive, send)
        except (httpx2.HTTPError, ClientDisconnect):
            return
        if tape.whole:
            method, target = request.method, _target(request.scope)
            headers = tuple(request.scope["headers"])
            self._seen(Exchange(method, target, headers, sent.body, reply.status_code, own, tape.body))

    def _onward(self, request: Request, sent: _Tape) -> httpx2.Request:
        raw_path = self._base.raw_path.rstrip(b"/") + _target(request.scope).encode("latin-1")
        headers = request.headers
        has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        return httpx2.Request(
            request.method,
            self._base.copy_with(raw_path=raw_path),
            headers=forwarded(request.scope["headers"], b"host", b"expect"),
            content=sent.along(request.stream()) if has_body else None,
        )


def _target(scope: Scope) -> str:
    """Path and query as they were sent."""
    query: bytes = scope["query_string"]
    target: bytes = scope["raw_path"] + (b"?" + query if query else b"")
    return target.decode("latin-1")


def _exposed(contract: Contract) -> tuple[str, ...]:
    """The response headers that the contract promises."""
    replies = (reply for operation in contract.operations for reply in operation.replies.values())
    return tuple(dict.fromkeys(header.name for reply in replies for header in reply.headers))
