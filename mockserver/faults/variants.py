"""Variants: servers that keep the contract and look unlike the mock. Whoever finds fault with one is wrong."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Final
from uuid import uuid4

import orjson
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts import Contract, FieldType, Resource
from mockserver.answers import Answer, Refusal, Reply
from mockserver.case import Case
from mockserver.faults.churn import churn, listed
from mockserver.faults.cursors import LAX
from mockserver.faults.fault import Apply, Variant
from mockserver.faults.twists import around, asking, finishing, policed, rendering
from mockserver.parts import Parts, Rows
from mockserver.store import PageRequest, Row

_CHUNK: Final = 512  # bytes
_SLOW: Final = 0.03  # seconds: a run of a thousand requests takes half a minute longer
_SELDOM: Final = 50  # one answer in so many is 503: 2 %
_BURST, _EVERY = 5, 100  # so many answers in a row are 429, of so many


def _turned(value: Any) -> Any:
    """A value whose objects name their members the other way round."""
    if isinstance(value, Mapping):
        return {name: _turned(value[name]) for name in reversed(value)}
    return [_turned(each) for each in value] if isinstance(value, list) else value


def _shuffled(case: Case, answer: Answer) -> Answer:
    return replace(answer, body=_turned(answer.body)) if isinstance(answer, Reply) else answer


def _with_headers(response: Response, answer: Answer, method: str) -> Response:
    told = {"Server": "edge", "X-Served-By": "node-7", "Strict-Transport-Security": "max-age=60", "Via": "1.1 edge"}
    response.headers.update(told)
    return response


def _identified(response: Response, answer: Answer, method: str) -> Response:
    response.headers["X-Correlation-Id"] = str(uuid4())
    return response


def _charset(response: Response, answer: Answer, method: str) -> Response:
    if response.headers.get("content-type") == "application/json":
        response.headers["content-type"] = "application/json; charset=utf-8"
    return response


def _chunked(response: Response, answer: Answer, method: str) -> Response:
    """A body of unknown length, in pieces."""
    body = bytes(response.body)
    if method == "HEAD" or not body:
        return response
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    pieces = (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))
    return StreamingResponse(pieces, response.status_code, headers)


def _bare_head(response: Response, answer: Answer, method: str) -> Response:
    """HEAD should say what GET says, and need not (RFC 9110, section 9.3.2)."""
    if method == "HEAD" and response.status_code == 200:
        del response.headers["content-type"]
    return response


def _indented(response: Response, answer: Answer, method: str) -> Response:
    body = bytes(response.body)
    if method == "HEAD" and "content-length" in response.headers:
        # It tells the length that GET has without indents, and may be left out (RFC 9110, section 9.3.2).
        del response.headers["content-length"]
    if not body:
        return response
    # A number stays as it is written: no float stands between.
    value = json.loads(body, parse_float=_as_written, parse_int=_as_written)
    headers = {name: text for name, text in response.headers.items() if name != "content-length"}
    return Response(orjson.dumps(value, option=orjson.OPT_INDENT_2), response.status_code, headers)


def _as_written(number: str) -> orjson.Fragment:
    return orjson.Fragment(number)


class Slow:
    """Waits before every answer.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await asyncio.sleep(_SLOW)
        await self._app(scope, receive, send)


def _refused(name: str, when: Callable[[int], bool]) -> Apply:
    """Refuses some requests, and says when to come again."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        turns = count(1)

        def change(case: Case, answer: Answer) -> Answer:
            if not when(next(turns)):
                return answer
            return case.gate.refusals.named(name, case.operation, headers={"Retry-After": "1"})

        return finishing(change)(parts, contract)

    return apply


def _other_words(case: Case, answer: Answer) -> Answer:
    """Messages are for people, and may be in any words."""
    if not isinstance(answer, Refusal):
        return answer
    details = tuple(replace(each, text="Das geht so nicht.") for each in answer.details)
    return replace(answer, message="Das ging leider nicht.", details=details)


def _kept(change: Callable[[Contract, Rows], Rows]) -> Apply:
    """Begins with other rows."""
    return lambda parts, contract: replace(parts, rows=lambda rows: change(contract, parts.rows(rows)))


def _no_rows(contract: Contract, rows: Rows) -> Rows:
    return {**rows, **{each.name: () for each in listed(contract)}}


def _one_row(contract: Contract, rows: Rows) -> Rows:
    """One row for each place that a list shows: organisation and parents."""
    return {**rows, **{each.name: tuple(_firsts(contract, each, rows[each.name])) for each in listed(contract)}}


def _firsts(contract: Contract, resource: Resource, rows: Any) -> Iterator[Row]:
    seen: set[Any] = set()
    visibility = resource.visibility
    for row in rows:
        place = tuple(row.get(name) for name in _places(contract, resource))
        if place not in seen and (visibility is None or row.get(visibility.property) == visibility.equals):
            seen.add(place)
            yield row


def _places(contract: Contract, resource: Resource) -> list[str]:
    behaviours = [each.behaviour for each in contract.operations if each.behaviour]
    parents = {own.property for each in behaviours if each.resource is resource for own in each.within}
    return [*sorted(parents), *([resource.scope] if resource.scope else [])]


def _all_ties(contract: Contract, rows: Rows) -> Rows:
    """Instants and integers are the same in all rows of a resource."""
    return {**rows, **{each.name: tuple(_alike(each, rows[each.name])) for each in listed(contract)}}


def _alike(resource: Resource, rows: Any) -> Iterator[Row]:
    kinds = (FieldType.DATE_TIME, FieldType.INTEGER)
    names = [each.name for each in resource.fields.values() if each.type in kinds and each.name != resource.key]
    model: Row = next((row for row in rows), {})
    for row in rows:
        yield {**row, **{name: model[name] for name in names if name in row and name in model}}


def _short(request: PageRequest) -> PageRequest:
    return replace(request, limit=max(1, request.limit - request.limit // 3))


VARIANTS: Final = (
    Variant("V-key-order", "objects name their members in another order", finishing(_shuffled)),
    Variant("V-headers", "answers carry headers that nobody knows", rendering(_with_headers)),
    Variant("V-ids", "every answer has an id of its own", rendering(_identified)),
    Variant("V-charset", "JSON says that it is UTF-8", rendering(_charset)),
    Variant("V-gzip", "answers are compressed where that is taken", around(Middleware(GZipMiddleware, minimum_size=1))),
    Variant("V-chunked", "bodies come in pieces", rendering(_chunked)),
    Variant("V-bare-head", "HEAD does not tell the media type", rendering(_bare_head)),
    Variant("V-indented", "JSON is indented", rendering(_indented)),
    Variant("V-words", "errors speak another language", finishing(_other_words)),
    Variant("V-slow", "every answer takes its time", around(Middleware(Slow))),
    Variant(
        "V-503", "2 % of answers are 503 with Retry-After", _refused("unavailable", lambda turn: turn % _SELDOM == 0)
    ),
    Variant("V-429", "bursts of 429 with Retry-After", _refused("rate_limited", lambda turn: turn % _EVERY < _BURST)),
    Variant("V-empty", "lists have no rows", _kept(_no_rows)),
    Variant("V-one", "lists have one row", _kept(_one_row)),
    Variant("V-ties", "all rows tie on instants and integers", _kept(_all_ties)),
    Variant("V-churn-1", "rows come, go and move, one change a second", churn(1)),
    Variant("V-churn-10", "rows come, go and move, ten changes a second", churn(10)),
    Variant("V-churn-100", "rows come, go and move, a hundred changes a second", churn(100)),
    Variant("V-urls", "links are URLs", policed(cursor_form="url"), {"cursor_form": "url"}),
    Variant("V-lax-cursor", "a character at the end of a cursor counts for nothing", LAX),
    Variant("V-403", "rows of others are 403", policed(existence_hiding=403), {"existence_hiding": 403}),
    Variant(
        *("V-nulls-first", "nulls stand first ascending", policed(null_order="first_ascending")),
        {"null_order": "first_ascending"},
    ),
    Variant(
        *("V-clamp", "a page's size is clamped", policed(limit_over_max="clamp", limit_under_min="clamp")),
        {"limit_over_max": "clamp", "limit_under_min": "clamp"},
    ),
    Variant(
        "V-slash", "a slash more is redirected", policed(trailing_slash="redirect"), {"trailing_slash": "redirect"}
    ),
    Variant("V-415", "another media type is 415", policed(wrong_media_type=415), {"wrong_media_type": 415}),
    Variant(
        "V-first-fault",
        "of several faults the first is told",
        policed(errors_reported="first"),
        {"errors_reported": "first"},
    ),
    Variant(
        "V-default-20", "a page has twenty rows unless told otherwise", policed(default_limit=20), {"default_limit": 20}
    ),
    Variant("V-short", "pages are shorter than asked for", asking(_short), {"short_pages": "allow"}),
)
