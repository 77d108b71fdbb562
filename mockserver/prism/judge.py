"""Judges exchanges by Prism beside the traffic: Prism asks a stand-in, which repeats what the deployment said.

So nothing that Prism does to a response (it follows redirects, joins cookies, rounds numbers) reaches a client,
and nothing that stops Prism stops the traffic. It decides nothing about an exchange itself.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Self

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from mockserver.prism.command import PrismCommand
from mockserver.prism.exchange import Exchange, forwarded, unfit
from mockserver.prism.process import Prism
from mockserver.prism.violations import HEADER, PrismViolation, header_of, read_violations
from mockserver.serving import MockServer

_NUMBER: Final = "x-prism-exchange"
_AT_ONCE: Final = 4  # exchanges, so that one that Prism never answers holds up a quarter
_WAITING: Final = 1000  # exchanges that may wait for Prism, which judges some 200 a second
_ANSWERS_WITHIN: Final = 10.0  # seconds; it takes 5 ms
_ENDS_WITHIN: Final = 15.0  # seconds that those who wait are given at the end


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Prism says of one exchange.

    Args:
        exchange: what it was asked about.
        violations: what it says against it.
        unjudged: why it was not asked, or did not answer; empty where it judged.
    """

    exchange: Exchange
    violations: tuple[PrismViolation, ...] = ()
    unjudged: str = ""


class Judge:
    """Prism behind a proxy, for as long as a `with` block lasts; its end waits for what is still to be judged.

    Args:
        command: how Prism is called.
        document: what it judges by.
        flags: further flags of its command line.
        told: gets each judgement, in one of several threads.
    """

    def __init__(
        self,
        command: PrismCommand,
        document: Mapping[str, Any],
        flags: Sequence[str],
        told: Callable[[Judgement], None],
    ) -> None:
        self._command, self._document, self._flags, self._told = command, document, flags, told
        self._exchanges: dict[str, Exchange] = {}
        self._numbers = count()
        self._waiting: dict[Future[None], Exchange] = {}

    def __enter__(self) -> Self:
        """Start Prism and its stand-in.

        Raises:
            MockServerError: one of the two does not start.
        """
        app = Starlette()
        app.router.redirect_slashes = False
        app.router.default = self._repeat
        with ExitStack() as held:
            stand_in = held.enter_context(MockServer(app))
            prism = Prism(self._command, self._document, stand_in, flags=("--cors=false", *self._flags))
            self._prism = held.enter_context(prism)
            self._wire = held.enter_context(httpx2.HTTPTransport())
            self._workers = held.enter_context(ThreadPoolExecutor(_AT_ONCE, "prism"))
            held.callback(self._settle)
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Judge what waits, then stop."""
        self._held.close()

    def submit(self, exchange: Exchange) -> None:
        """Have an exchange judged in its turn; returns at once. To be called by one thread only."""
        if reason := unfit(exchange):
            self._told(Judgement(exchange, unjudged=reason))
        elif len(self._waiting) >= _WAITING:
            self._told(Judgement(exchange, unjudged=f"{_WAITING} exchanges wait for Prism already"))
        else:
            future = self._workers.submit(self._judge, exchange)
            self._waiting[future] = exchange
            future.add_done_callback(self._waiting.pop)

    def _settle(self) -> None:
        """Judge what waits, as far as there is time, and say of the rest that it was not."""
        waiting = dict(self._waiting)
        wait(waiting, _ENDS_WITHIN)
        for future, exchange in waiting.items():
            if future.cancel():
                self._told(Judgement(exchange, unjudged="the proxy was stopped first"))

    def _judge(self, exchange: Exchange) -> None:
        number = str(next(self._numbers))
        self._exchanges[number] = exchange
        try:
            judgement = self._asked(exchange, number)
        except httpx2.TimeoutException:
            judgement = Judgement(exchange, unjudged=f"Prism gives no answer within {_ANSWERS_WITHIN:.0f} s")
        except httpx2.HTTPError:
            judgement = Judgement(exchange, unjudged="Prism breaks off, or is not there any more")
        finally:
            del self._exchanges[number]
        self._told(judgement)

    def _asked(self, exchange: Exchange, number: str) -> Judgement:
        """What Prism answers to the same request, once it has asked the stand-in for the same response."""
        headers = forwarded(exchange.headers, b"host", b"content-length", b"expect")
        request = httpx2.Request(
            exchange.method,
            httpx2.URL(self._prism.origin).copy_with(raw_path=exchange.target.encode("latin-1")),
            headers=[*headers, (_NUMBER.encode(), number.encode())],
            content=exchange.body or None,
            extensions={"timeout": httpx2.Timeout(_ANSWERS_WITHIN).as_dict()},
        )
        response = self._wire.handle_request(request)
        response.read()
        if response.status_code != exchange.status:
            return Judgement(exchange, unjudged=f"Prism answers {response.status_code} of its own")
        header = header_of(response.headers.raw)
        return Judgement(exchange, read_violations(header, exchange.method, exchange.path, exchange.status))

    async def _repeat(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The stand-in: the response of the exchange whose number the request carries."""
        exchange = self._exchanges.get(Request(scope).headers.get(_NUMBER, ""))
        response: Response = PlainTextResponse("No such exchange.", 404)
        if exchange is not None:
            response = Response(exchange.reply_body, exchange.status)
            own = forwarded(exchange.reply_headers, b"content-length", b"date", HEADER)
            lengths = [pair for pair in response.raw_headers if pair[0] == b"content-length"]
            response.raw_headers = [*own, *lengths]
        await response(scope, receive, send)
