"""A small sound ASGI deployment of any small contract, in plain Python and independent of the mock.

Its behaviours are functions held in the fields of a `Deployment`, so that a fault is one replaced function:
`serve(replace(SOUND, cut_page=inclusive))`. Rows live in lists; a request may find them changed (`tick`).
"""

import copy
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from contracts import Contract, Identities
from tests.suites.admission import STAGES, read_parameter
from tests.suites.bodies import check_body
from tests.suites.library import Rows, library_contract, library_identities, library_rows
from tests.suites.listing import (
    answer_list,
    answer_read,
    arrange,
    cut_page,
    read_cursor,
    select,
    show,
    split,
    write_cursor,
)
from tests.suites.serving import BEGINNING, Answer, Call, Counts, Deployment, Refused, Request, World
from tests.suites.writing import (
    answer_create,
    answer_created,
    clashes,
    draw_row,
    fill,
    flagged,
    locate,
    move_on,
    once,
    store,
)

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

# What stands before a number until it is JSON: a character that no text here has.
MARK = "\ufdd0"
EXACT = re.compile(r'"\\ufdd0(-?[0-9.]+(?:E[+-]?[0-9]+)?)"')


def refuse(world: World, _call: Call, refused: Refused) -> Answer:
    """A refusal in the contract's envelope."""
    registry = world.contract.semantics.errors
    if registry is None:
        return Answer(500)
    code = registry.codes[registry.refusals.get(refused.name, refused.name)]
    envelope = registry.envelope
    names = (envelope.loc, envelope.text, envelope.kind)
    details = [dict(zip(names, (list(loc), text, kind), strict=True)) for loc, text, kind in refused.details or ()]
    parts = (
        (envelope.code, code.name),
        (envelope.message, code.message),
        (envelope.status, code.status),
        (envelope.errors, details or None),
    )
    document: dict[str, Any] = {}
    for pointer, value in parts:
        if pointer:
            _set(document, pointer, value)
    return Answer(code.status, document, refused.headers)


def _set(document: dict[str, Any], pointer: str, value: Any) -> None:
    *parents, last = pointer.strip("/").split("/")
    for name in parents:
        document = document.setdefault(name, {})
    document[last] = value


def answer_template(_world: World, call: Call) -> Answer:
    """Texts made from the request."""
    behaviour = call.asked.behaviour
    document = dict(behaviour.template) if behaviour else {}
    for (place, name), value in call.values.items():
        mark = f"{{{place}.{name}}}"
        document = {key: text.replace(mark, str(value)) for key, text in document.items()}
    return Answer(200, {key: text.replace("{origin}", call.request.origin) for key, text in document.items()})


def finish(_world: World, _call: Call, answer: Answer) -> Answer:
    """Leaves an answer as it is."""
    return answer


def stand_still(_rows: MutableMapping[str, list[dict[str, Any]]], _number: int) -> None:
    """Leaves the rows as they are."""


async def answer_at_once(_request: Request) -> None:
    """Waits for nothing."""


SOUND = Deployment(
    stages=STAGES,
    acts={"list": answer_list, "read": answer_read, "create": answer_create, "template": answer_template},
    read_parameter=read_parameter,
    select=select,
    arrange=arrange,
    split=split,
    cut_page=cut_page,
    write_cursor=write_cursor,
    read_cursor=read_cursor,
    show=show,
    default_limit=None,
    refuse=refuse,
    finish=finish,
    tick=stand_still,
    linger=answer_at_once,
    check_body=check_body,
    clock=move_on,
    fill=fill,
    draw_row=draw_row,
    flagged=flagged,
    clashes=clashes,
    store=store,
    locate=locate,
    answer_created=answer_created,
    once=once,
)


def respond(world: World, request: Request) -> tuple[Call, Answer]:
    """The answer to a request: through the stages, then the act of its operation."""
    call = Call(request)
    try:
        for name, stage in world.parts.stages.items():
            call = stage(world, call)
            if name == "route" and request.method == "OPTIONS":
                return call, Answer(204, headers=(("Allow", ", ".join(call.allowed)),))
        behaviour = call.asked.behaviour
        return call, world.parts.acts[behaviour.kind if behaviour else "read"](world, call)
    except Refused as refused:
        return call, world.parts.refuse(world, call, refused)


def serve(
    parts: Deployment = SOUND,
    rows: Rows | None = None,
    contract: Contract | None = None,
    identities: Identities | None = None,
) -> App:
    """An ASGI application; without further arguments it serves the library.

    Args:
        parts: the deployment's behaviours.
        rows: resource to rows; copied.
        contract: whose operations are served.
        identities: who may call.
    """
    kept = {name: [copy.deepcopy(dict(row)) for row in many] for name, many in (rows or library_rows()).items()}
    identities = identities or library_identities()
    counts = Counts(now=identities.instant or BEGINNING)
    world = World(parts, contract or library_contract(), identities, kept, counts)

    async def app(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http":
            return
        counts.arrived += 1
        number = counts.arrived
        request = read_request(scope, await read_body(receive), number)
        await world.parts.linger(request)
        world.parts.tick(world.rows, number)
        call, answer = respond(world, request)
        answer = world.parts.finish(world, call, answer)
        await write_answer(request, answer, send)

    return app


async def read_body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    """The whole body of a request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def read_request(scope: Message, body: bytes, number: int) -> Request:
    """A request from what ASGI tells."""
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return Request(
        number=number,
        method=scope["method"],
        path=path.partition("?")[0],
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers={name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in scope["headers"]},
        body=body,
        size=len(path.partition("?")[0]) + len(query),
    )


async def write_answer(request: Request, answer: Answer, send: Callable[[Message], Awaitable[None]]) -> None:
    """Sends an answer; HEAD gets no body."""
    body = answer.body
    if body is None:
        body = b"" if answer.document is None else encode(answer.document)
    headers = list(answer.headers)
    if body and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    headers.append(("Content-Length", str(len(body))))
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})


def encode(document: Any) -> bytes:
    """A document as JSON; a Decimal is a number with all its digits."""
    text = json.dumps(document, default=lambda value: f"{MARK}{value}" if isinstance(value, Decimal) else str(value))
    return EXACT.sub(r"\1", text).encode()


def without(stage: str) -> Deployment:
    """The sound deployment without one of its stages."""
    return replace(SOUND, stages={name: each for name, each in STAGES.items() if name != stage})
