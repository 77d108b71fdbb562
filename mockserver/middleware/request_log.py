"""One line of log for each request: what was asked, what was answered, who asked, how long it took.

No line tells a token, wherever it was sent. What a client sent is cut and escaped, so a line stays a line.
"""

import logging
import time
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.answers import Refusal
from mockserver.engine import Outcome

_LOG = logging.getLogger(__name__)
_NOTE = "mockserver.outcome"
_TARGET = 200  # characters of a URL that a line shows
_MESSAGE = 300  # characters of a refusal that a line shows


def note(scope: Scope, outcome: Outcome) -> None:
    """Tell the log what became of a request."""
    scope[_NOTE] = outcome


class RequestLog:
    """Logs every request once its answer is sent.

    Args:
        app: what answers.
        tokens: what no line may tell.
    """

    def __init__(self, app: ASGIApp, tokens: Sequence[str] = ()) -> None:
        self._app = app
        # The longest first: none hides behind a part of itself.
        self._tokens = tuple(sorted(filter(None, tokens), key=len, reverse=True))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and log it."""
        if scope["type"] != "http" or not _LOG.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            _LOG.info("%s", line(scope, status, (time.perf_counter() - began) * 1000, self._tokens))


def line(scope: Scope, status: int, milliseconds: float, tokens: Sequence[str] = ()) -> str:
    """The line of a request.

    Args:
        scope: of the request.
        status: what was answered.
        milliseconds: how long it took.
        tokens: what it does not tell of the request, the longest first.
    """
    outcome: Outcome | None = scope.get(_NOTE)
    operation = outcome.operation.label if outcome and outcome.operation else "-"
    identity = outcome.identity.name if outcome and outcome.identity else "-"
    told = f"{_concealed(_asked(scope), tokens):<48}  {status}  {operation}  {identity}  {milliseconds:.1f} ms"
    if outcome and isinstance(outcome.answer, Refusal):
        told += f"  {outcome.answer.code}  {_concealed(_shown(_reason(outcome.answer), _MESSAGE), tokens)}"
    return told


def _concealed(told: str, tokens: Sequence[str]) -> str:
    for token in tokens:
        told = told.replace(token, "***")
    return told


def _asked(scope: Scope) -> str:
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    return f"{_shown(scope['method'], _TARGET)} {_shown(target.decode('latin-1'), _TARGET)}"


def _reason(refusal: Refusal) -> str:
    """What teaches most: the first fault and its place, else the message."""
    if not refusal.details:
        return refusal.message
    first = refusal.details[0]
    return f"{'.'.join(map(str, first.loc))}: {first.text}"


def _shown(text: str, length: int) -> str:
    """A text on one line, nothing unprintable in it, cut where it is long."""
    cut = text if len(text) <= length else f"{text[: length - 1]}…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)
