"""Faults of headers: what stands beside an answer, or around it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import formatdate
from gzip import compress
from itertools import count
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts import Contract
from mockserver.answers import Answer, Refusal, Reply
from mockserver.case import Case
from mockserver.faults.fault import own, retold
from mockserver.faults.subjects import ANY, READS, SECURED, those
from mockserver.faults.twists import around, finishing, rendering
from mockserver.parts import Parts

LOCATED: Final = those(lambda each: bool(each.behaviour and each.behaviour.creation.location))
_SELDOM: Final = 40  # one answer in so many
_EAST: Final = 2 * 60 * 60  # seconds


class AnyOrigin:
    """Lets any origin read with credentials, and says so with a star.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Allow-Credentials"] = "true"
            await send(message)

        await self._app(scope, receive, tell)


class CutGzip:
    """Compresses answers where that is taken, and forgets the end of what it compressed.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        taken = scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self._app(scope, receive, keep if taken else send)
        for message in _cut(said):
            await send(message)


def _cut(said: Sequence[Message]) -> Iterator[Message]:
    """What was said, its body compressed and cut by half."""
    body = b"".join(each.get("body", b"") for each in said[1:])
    for start in said[:1]:
        whole = compress(body) if body else body
        short = whole[: len(whole) // 2]
        headers = MutableHeaders(scope=start)
        if body:
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(short))
        headers.add_vary_header("Accept-Encoding")
        yield start
        yield {"type": "http.response.body", "body": short}


class GuardedPreflight:
    """Asks who calls before a browser may ask whether it may.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asks = scope["type"] == "http" and "access-control-request-method" in Headers(scope=scope)

        async def refuse(message: Message) -> None:
            await send({**message, "status": 401} if message["type"] == "http.response.start" else message)

        await self._app(scope, receive, refuse if asks else send)


def _foreign_charset(response: Response, answer: Answer, method: str) -> Response:
    if response.headers.get("content-type") == "application/json":
        response.headers["content-type"] = "text/json"
    return response


def _lost(case: Case, answer: Answer) -> Answer:
    """Where a new row is: in the list, not at its own place."""
    if isinstance(answer, Reply) and "Location" in answer.headers:
        return replace(answer, headers={**answer.headers, "Location": case.incoming.path})
    return answer


def _unplaced(case: Case, answer: Answer) -> Answer:
    if isinstance(answer, Reply) and "Location" in answer.headers:
        return replace(answer, headers={k: v for k, v in answer.headers.items() if k != "Location"})
    return answer


def _throttled(parts: Parts, contract: Contract) -> Parts:
    """Now and then 429, and no word of when to come again."""
    turns = count(1)

    def change(case: Case, answer: Answer) -> Answer:
        busy = case.operation is not None and next(turns) % _SELDOM == 0
        return case.gate.refusals.named("rate_limited", case.operation) if busy else answer

    return finishing(change)(parts, contract)


def _wrong_length(response: Response, answer: Answer, method: str) -> Response:
    if method == "HEAD" and "content-length" in response.headers:
        response.headers["content-length"] = "17"
    return response


def _in_local_time(response: Response, answer: Answer, method: str) -> Response:
    """The time of a place two hours east, said to be GMT."""
    response.headers["date"] = formatdate(time.time() + _EAST, usegmt=True)
    return response


def _as_json_has_it(response: Response, answer: Answer, method: str) -> Response:
    """An instant as bodies have it."""
    response.headers["date"] = datetime.now(UTC).isoformat()
    return response


def _sniffed(response: Response, answer: Answer, method: str) -> Response:
    if isinstance(answer, Refusal) and answer.status in (401, 403):
        del response.headers["vary"]
        response.headers["cache-control"] = "max-age=600"
    return response


FAULTS: Final = (
    *retold(
        "headers",
        (
            "H03",
            "JSON is sent as another media type",
            "A",
            "ST-03 schemathesis.content_type_conformance",
            ANY,
            rendering(_foreign_charset),
        ),
        ("H04", "any origin may read with credentials", "B", "HD-04", ANY, around(Middleware(AnyOrigin))),
        ("H06", "Location leads to another place", "C", "ST-11", LOCATED, finishing(_lost)),
        ("H07", "429 does not say when to come again", "B", "ST-22", ANY, _throttled),
        ("H09", "HEAD tells another length than GET has", "B", "ST-10", READS, rendering(_wrong_length)),
    ),
    *own(
        "headers",
        ("H51", "a create does not say where its row is", "B", "ST-11", LOCATED, finishing(_unplaced)),
        ("H52", "a refusal may be kept for ten minutes", "B", "AU-14", SECURED, rendering(_sniffed)),
        ("H53", "the end of what is compressed is cut off", "C", "HD-07", READS, around(Middleware(CutGzip))),
        ("H54", "Date is local time, and says GMT", "B", "HD-08", ANY, rendering(_in_local_time)),
        ("H55", "Date is written as in JSON", "A", "HD-08", ANY, rendering(_as_json_has_it)),
        ("H56", "a preflight needs credentials", "B", "HD-04", ANY, around(Middleware(GuardedPreflight))),
    ),
)
