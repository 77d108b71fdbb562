"""Faults of headers: what stands beside an answer, or around it."""

from dataclasses import replace
from itertools import count
from typing import Final

from starlette.datastructures import MutableHeaders
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
        ("H09", "HEAD tells another length than GET has", "B", "ST-10 HD-07", READS, rendering(_wrong_length)),
    ),
    *own(
        "headers",
        ("H51", "a create does not say where its row is", "B", "ST-11", LOCATED, finishing(_unplaced)),
        ("H52", "a refusal may be kept for ten minutes", "B", "AU-14", SECURED, rendering(_sniffed)),
    ),
)
