"""Any web page may call the mock: the CORS protocol (Fetch Standard, section 3.2), credentials allowed.

With credentials a browser takes `*` literally, so origins and headers are told by name.
"""

from collections.abc import Callable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PREFLIGHT_GOOD_FOR = "600"  # seconds; what Chromium takes at most is 7200


class Cors:
    """Adds what a browser asks for to every answer, and answers its preflights.

    Args:
        app: what answers.
        exposed: the response headers that a page may read.
        allowed: the methods that a raw path takes; empty where there is no such path.
    """

    def __init__(self, app: ASGIApp, exposed: Sequence[str], allowed: Callable[[str], Sequence[str]]) -> None:
        self._app = app
        self._exposed = ", ".join(exposed)
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._tell(MutableHeaders(scope=message), origin)
            await send(message)

        if origin is not None and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(scope, headers)(scope, receive, tell)
        else:
            await self._app(scope, receive, tell)

    def _tell(self, headers: MutableHeaders, origin: str | None) -> None:
        if "origin" not in headers.get("vary", "").lower():
            headers.add_vary_header("Origin")
        if origin is not None:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Allow-Credentials"] = "true"
            headers["Access-Control-Expose-Headers"] = self._exposed

    def _preflight(self, scope: Scope, headers: Headers) -> Response:
        """The leave to ask: also where there is no such path or method, so that a page sees why it is refused."""
        allowed = self._allowed(scope["raw_path"].decode("latin-1"))
        asked = headers["access-control-request-method"]
        told = {
            "Access-Control-Allow-Methods": ", ".join(dict.fromkeys((*allowed, asked))),
            "Access-Control-Allow-Headers": headers.get("access-control-request-headers", ""),
            "Access-Control-Max-Age": _PREFLIGHT_GOOD_FOR,
        }
        if allowed:
            told["Allow"] = ", ".join(allowed)
        return Response(status_code=204, headers=told)
