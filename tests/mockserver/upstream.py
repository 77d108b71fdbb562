"""A deployment of ten lines: it gives one answer to every request, and remembers what it was asked."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Pairs = tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class Upstream:
    """An ASGI application with one answer, which may be replaced while it is served.

    Args:
        body: of its answer.
        status: of its answer.
        headers: of its answer; JSON unless they say otherwise.
    """

    body: bytes = b"{}"
    status: int = 200
    headers: Pairs = ((b"content-type", b"application/json"),)
    asked: list[tuple[Request, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Remember the request, and answer."""
        assert scope["type"] == "http"
        request = Request(scope, receive)
        self.asked.append((request, await request.body()))
        response = Response(self.body, self.status)
        lengths = [pair for pair in response.raw_headers if pair[0] == b"content-length"]
        response.raw_headers = [*self.headers, *lengths]
        await response(scope, receive, send)
