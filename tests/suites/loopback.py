"""Servers on this machine for tests: a real one for an application, and one that says what it is told to."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn

WITHIN = 20.0  # seconds for a server to start or to end


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """Serves an ASGI application on a free port, and gives its address."""
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as place:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{place.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(WITHIN)


Talk = Callable[[socket.socket, bytes], None]


@contextmanager
def talking(talk: Talk) -> Iterator[tuple[str, list[bytes]]]:
    """Accepts connections one after the other, reads a request's head and lets `talk` answer; gives what it read."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as place:
        thread = threading.Thread(target=_serve, args=(place, talk, heard), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{place.getsockname()[1]}", heard
        finally:
            with suppress(OSError):
                place.shutdown(socket.SHUT_RDWR)
            thread.join(WITHIN)


def _serve(place: socket.socket, talk: Talk, heard: list[bytes]) -> None:
    while True:
        try:
            connection, _ = place.accept()
        except OSError:
            return
        with connection, suppress(OSError):
            head = _head(connection)
            heard.append(head)
            talk(connection, head)


def _head(connection: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        chunk = connection.recv(65_536)
        if not chunk:
            break
        read += chunk
    return read


def said(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole response."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        return int(place.getsockname()[1])
