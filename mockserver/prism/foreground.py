"""Prism in the foreground: it runs until a signal says stop, or it ends by itself, and nothing is left running."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from contracts import Contract
from mockserver.prism.command import PrismCommand
from mockserver.prism.gathering import Gathered
from mockserver.prism.process import Prism
from mockserver.prism.proxy import PrismProxy

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_LOOKS_EVERY: Final = 0.5  # seconds between looks at whether Prism still runs


class _Stopped(BaseException):
    """A signal said stop."""


def serve_prism_mock(
    contract: Contract,
    command: PrismCommand,
    *,
    host: str,
    port: int,
    flags: Sequence[str] = (),
    ready: Callable[[str], None],
    told: Callable[[str], None],
) -> None:
    """Run Prism's own mock of a contract until SIGINT or SIGTERM.

    Args:
        contract: what it mocks.
        command: how Prism is called.
        host, port: where it listens; 0 for any free port.
        flags: further flags of Prism's command line.
        ready: gets the address, once it listens.
        told: gets every line of its log.

    Raises:
        MockServerError: it does not start, or ends by itself.
    """
    with _until_stopped(), Prism(command, contract.document, host=host, port=port, flags=flags, told=told) as prism:
        ready(prism.origin)
        _rest(prism.refuse_end)


def serve_prism_proxy(
    contract: Contract,
    upstream: str,
    command: PrismCommand,
    *,
    host: str,
    port: int,
    validate_request: bool = True,
    ready: Callable[[str], None],
    told: Callable[[str], None],
) -> Gathered:
    """Stand between clients and a deployment until SIGINT or SIGTERM, and give what Prism said of the traffic.

    Args:
        contract: what Prism judges by.
        upstream: the deployment, `http://host:port/base`.
        command: how Prism is called.
        host, port: where it listens; 0 for any free port.
        validate_request: whether requests are judged too.
        ready: gets the address, once it listens.
        told: gets a line for each finding, and for each reason not to judge, when it is first seen.

    Raises:
        MockServerError: it cannot start. Once it listens the traffic goes on, with Prism or without.
    """
    proxy = PrismProxy(contract, upstream, command, host=host, port=port, validate_request=validate_request, told=told)
    with _until_stopped(), proxy:
        ready(proxy.origin)
        _rest(lambda: None)
    return proxy.gathered


def _rest(look: Callable[[], None]) -> None:
    """Looks now and then, until the look or a signal ends it."""
    while True:
        look()
        time.sleep(_LOOKS_EVERY)


@contextmanager
def _until_stopped() -> Iterator[None]:
    """A signal ends the block and nothing else; a second one does not disturb what the block puts away."""

    def stop(*_: object) -> None:
        for name in _SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise _Stopped

    before = {name: signal.signal(name, stop) for name in _SIGNALS}
    try:
        yield
    except _Stopped:
        return
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
