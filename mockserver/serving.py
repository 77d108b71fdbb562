"""A mock on a socket: listen, serve until told to stop, or serve beside a test in a thread.

The socket is bound before the application is made, so that port 0 works and a port in use is told at once.
"""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

import uvicorn
from starlette.types import ASGIApp

from contracts import Contract
from fixtures import Catalogue
from mockserver.app import create_app
from mockserver.engine import prepare
from mockserver.errors import CannotListen, PortTaken
from mockserver.greeting import greeting
from mockserver.settings import Settings
from mockserver.workers import work_together

# Bytes of a request's line and headers that the server below reads: above the bounds that are told with an envelope.
_MAXIMUM_HEAD: Final = 256 * 1024
_BACKLOG: Final = 2048  # clients that wait to be accepted; uvicorn's own default
_FAREWELL: Final = 3  # seconds that requests under way may take once the server is told to stop
_STARTS_WITHIN: Final = 10.0  # seconds; a loaded machine took less than one


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        host: a name or an address, IPv4 or IPv6.
        port: 0 for any free one.

    Raises:
        PortTaken: somebody else listens there.
        CannotListen: the address cannot be had for another reason.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio sends small packets at once (TCP_NODELAY) on sockets that say they are TCP.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port, error.strerror or str(error)) from None
        raise CannotListen(host, port, error.strerror or str(error)) from None
    return bound


def serve(contract: Contract, catalogue: Catalogue, settings: Settings = Settings()) -> None:  # noqa: B008
    """Serve a mock until SIGINT or SIGTERM; its greeting goes to stdout once it listens, its log to stderr.

    Args:
        contract: what is promised.
        catalogue: the rows, and who may call.
        settings: the choices of this mock.

    Raises:
        ContractKitError: it cannot start.
    """
    bound = listen(settings.host, settings.port)
    with bound, _logging(settings):
        own = replace(settings.within(os.environ), port=bound.getsockname()[1])

        def greet() -> None:
            sys.stdout.write("\n".join(greeting(contract, catalogue, own)) + "\n")
            sys.stdout.flush()

        def work(ready: Callable[[], None]) -> None:
            server = _Server(create_app(contract, catalogue, own), ready)
            with _stopped_by_signals(server):
                server.run(sockets=[bound])

        if own.workers == 1:
            work(greet)
            return
        prepare(contract, catalogue, own)
        work_together(own.workers, work, greet)


class MockServer:
    """Any ASGI application on a loopback port, served by a thread for as long as a `with` block lasts.

    Args:
        app: what is served.
        bound: a socket that listens; None for one on a free port.
    """

    def __init__(self, app: ASGIApp, bound: socket.socket | None = None) -> None:
        self._bound = bound or listen("127.0.0.1", 0)
        self._started = threading.Event()
        self._server = _Server(app, self._started.set)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._bound]}, daemon=True)

    @classmethod
    def of(cls, contract: Contract, catalogue: Catalogue, settings: Settings = Settings()) -> Self:  # noqa: B008
        """A mock on a free port, whose rows' URLs lead to that port; the settings' port is not used."""
        bound = listen(settings.host, 0)
        own = replace(settings, port=bound.getsockname()[1])
        return cls(create_app(contract, catalogue, own), bound)

    def __enter__(self) -> str:
        """Serve; the address is `http://host:port`."""
        self._thread.start()
        host, port = self._bound.getsockname()[:2]
        if not self._started.wait(_STARTS_WITHIN):
            raise CannotListen(host, port, f"the server did not start within {_STARTS_WITHIN:.0f} s")
        return Settings(host=host, port=port).origin

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and give the port back."""
        self._server.should_exit = True
        self._thread.join()
        self._bound.close()


class _Server(uvicorn.Server):
    """Uvicorn, which says when it listens."""

    def __init__(self, app: ASGIApp, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                h11_max_incomplete_event_size=_MAXIMUM_HEAD,
                http="h11",
                lifespan="auto",
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=_FAREWELL,
                ws="none",
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


@contextmanager
def _stopped_by_signals(server: _Server) -> Iterator[None]:
    """SIGINT and SIGTERM end the server and nothing else.

    Uvicorn raises a signal it was stopped by once more when it is done: the handlers around it take that as said.
    """
    names: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, lambda *_: setattr(server, "should_exit", True)) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def _logging(settings: Settings) -> Iterator[None]:
    """The log on stderr, a line an event, for as long as the mock serves."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M:%S"))
    levels: dict[str, int | str] = {__name__.partition(".")[0]: settings.log_level.upper(), "uvicorn": logging.WARNING}
    loggers = {logging.getLogger(name): level for name, level in levels.items()}
    for logger, level in loggers.items():
        logger.addHandler(handler)
        logger.setLevel(level)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
