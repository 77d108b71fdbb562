"""Puts one request on the wire as it stands, and reads what comes back.

It decides nothing and never raises for what a network or a server does: that is told as trouble.
"""

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import httpx2

from suites.target import Target
from suites.traffic import MAX_BODY

USER_AGENT = f"contractkit/{version('contractkit')}"
RUN = "X-Contract-Run"  # with the run's tag: who sees it in a log can find the run, and block it
UNTRUSTED = "its certificate is not trusted"
TROUBLES = {
    ssl.SSLCertVerificationError: UNTRUSTED,
    ConnectionRefusedError: "connection refused",
    socket.gaierror: "name not found",
}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it came, or why none did."""

    status: int | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    trouble: str | None = None


class Wire:
    """The connection to a target.

    Args:
        target: where to send; its application answers in place of the network where it has one.
        bound: bytes of a response's body that are read.
    """

    def __init__(self, target: Target, bound: int = MAX_BODY) -> None:
        self._bound = bound
        self._url = httpx2.URL(target.url)
        self._timeout = target.timeout
        self._client = httpx2.Client(
            transport=None if target.app is None else AppTransport(target.app, target.timeout),
            verify=trust(target.authority) if target.authority else True,
            timeout=target.timeout,
            trust_env=not target.local,
            follow_redirects=False,
            # Nobody is known by what was asked before.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"User-Agent": USER_AGENT, RUN: target.tag, "Accept": "*/*"},
        )
        # What no exchange shows, no curl line would send: a coding is asked for by name.
        del self._client.headers["Accept-Encoding"]

    def send(self, method: str, target: str, headers: Pairs, body: bytes | None) -> Answer:
        """Sends one request.

        Args:
            target: path and query in visible ASCII, sent as they stand after the base path of the target's address.
            headers: beside those of the client; they win.
        """
        raw = [(name.encode("latin-1", "replace"), value.encode("utf-8", "replace")) for name, value in headers]
        request = self._client.build_request(method, self._url, headers=raw, content=body)
        # The URL is tidied by the client; this is not.
        request.extensions["target"] = self._url.raw_path.rstrip(b"/") + target.encode("ascii")
        try:
            return self._read(self._client.send(request, stream=True))
        except httpx2.TimeoutException:
            return Answer(trouble="timeout")
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            return Answer(trouble=f"connection: {_told(error)}")

    def _read(self, response: httpx2.Response) -> Answer:
        due = time.monotonic() + self._timeout
        body = bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) >= self._bound:
                    break
                if time.monotonic() > due:
                    return Answer(trouble="timeout")
        finally:
            response.close()
        return Answer(response.status_code, tuple(response.headers.raw), bytes(body[: self._bound]))

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()


def trust(authority: Path) -> ssl.SSLContext:
    """Whom to believe: the system's authorities, and those of a file.

    Raises:
        OSError: the file cannot be read, or holds no certificate.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(authority)
    return context


def _told(error: BaseException) -> str:
    """What a network did, in words rather than in numbers of the system's."""
    cause: BaseException | None = error
    while cause is not None:
        for kind, words in TROUBLES.items():
            if isinstance(cause, kind):
                reason = getattr(cause, "verify_message", "")
                return f"{words} ({reason})" if reason else words
        cause = cause.__cause__ or cause.__context__
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__


class AppTransport(httpx2.BaseTransport):
    """Answers from an ASGI application in this process, on one event loop of its own, as a server has it.

    The loop has a thread of its own too, so that requests of several threads are answered side by side.
    """

    def __init__(self, app: Callable[..., Any], timeout: float) -> None:
        self._app = app
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends one request to the application and reads its whole response."""
        try:
            return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result()
        except TimeoutError as error:
            raise httpx2.ReadTimeout("the application did not answer in time", request=request) from error
        except AssertionError as error:
            raise httpx2.RemoteProtocolError("the application ended without an answer", request=request) from error

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        # A transport gets the target as it is to be sent; the URL beside it is tidied.
        path, _, query = request.extensions.get("target", request.url.raw_path).partition(b"?")
        sent = {"raw_path": path, "path": unquote(path.decode("latin-1")), "query_string": query}

        async def addressed(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            await self._app({**scope, **sent}, receive, send)

        transport = httpx2.ASGITransport(app=addressed, raise_app_exceptions=False)
        again = httpx2.Request(request.method, request.url, headers=request.headers, content=request.read())
        response = await asyncio.wait_for(transport.handle_async_request(again), self._timeout)
        body = b"".join([chunk async for chunk in response.aiter_raw()])
        return httpx2.Response(response.status_code, headers=response.headers.raw, stream=httpx2.ByteStream(body))

    def close(self) -> None:
        """Ends the event loop."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
