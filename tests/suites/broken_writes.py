"""Parts of the small deployment that are faulty where it writes: each is one replaced field of the sound one."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from suites.inputs.detours import straighten
from tests.suites.bodies import check_body
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import as_member
from tests.suites.faults_envelope import finishing
from tests.suites.serving import Answer, Call, Deployment, Detail, Refused, World
from tests.suites.writing import answer_created, draw_row

BOOK = "POST /v1/shelves/{shelf_id}/books"
Check = Callable[[World, Call], list[Detail]]
Place = tuple[str | int, ...]


def writes(call: Call) -> bool:
    """Whether a request asks for an operation that writes."""
    return call.operation is not None and not call.operation.reads


def checking(fine: Callable[[Place, str], bool]) -> Deployment:
    """The sound deployment, blind to some faults of bodies."""
    return replace(
        SOUND, check_body=lambda world, call: [each for each in check_body(world, call) if not fine(each[0], each[2])]
    )


def timeless(fine: Callable[[Place, str], bool]) -> Deployment:
    """The sound deployment, blind to some faults of a date-time, of which it keeps none."""

    def forgetful(world: World, call: Call) -> dict[str, Any]:
        return draw_row(world, replace(call, body={**call.body, "born_at": None}))

    return replace(checking(fine), draw_row=forgetful)


def placing(change: Callable[[Place], Place]) -> Deployment:
    """The sound deployment, with other places in the details of bodies."""

    def placed(world: World, call: Call) -> list[Detail]:
        return [(change(place), text, kind) for place, text, kind in check_body(world, call)]

    return replace(SOUND, check_body=placed)


def on_writes(change: Callable[[Call, Answer], Answer]) -> Deployment:
    """The sound deployment, the answers of operations that write changed in the end."""
    return finishing(lambda call, answer: change(call, answer) if writes(call) else answer)


def crashing(_world: World, call: Call) -> Call:
    """Reads a body without a thought."""
    try:
        return replace(call, body=json.loads(call.request.body) if call.request.body else None)
    except (ValueError, RecursionError):
        raise Refused("internal") from None


def lenient(world: World, call: Call) -> Call:
    """Takes what JSON is in Python: NaN too."""
    try:
        body = json.loads(call.request.body, parse_float=Decimal) if call.request.body else None
    except (ValueError, RecursionError):
        return SOUND.stages["syntax"](world, call)
    return replace(call, body=body)


def invalid_too(_call: Call, answer: Answer) -> Answer:
    """A body that breaks its schema has the status of what is malformed."""
    told = answer.status == 422 and answer.document["errors"][0]["loc"][0] == "body"
    return replace(answer, status=400) if told else answer


def plain_letters(world: World, call: Call) -> Call:
    """Knows one spelling of its media type."""
    sent = call.request.headers.get("content-type", "")
    if call.request.body and call.asked.body and sent != "application/json":
        raise Refused("request_invalid", [(("header", "content-type"), "Send JSON.", "media_type")])
    return call


def sniffing(world: World, call: Call) -> Call:
    """Takes a body that says nothing of itself for JSON."""
    return call if "content-type" not in call.request.headers else SOUND.stages["media_type"](world, call)


def ok_created(world: World, call: Call, row: Mapping[str, Any]) -> Answer:
    """A success with another status."""
    return replace(answer_created(world, call, row), status=203)


def without_moment(world: World, call: Call, row: Mapping[str, Any]) -> Answer:
    """A new row without the moment it was made."""
    answer = answer_created(world, call, row)
    return replace(answer, document={name: each for name, each in answer.document.items() if name != "created_at"})


def fatherless(world: World, call: Call) -> Call:
    """A new row's parent that is not there is a row that is not found."""
    try:
        return SOUND.stages["resource"](world, call)
    except Refused:
        raise Refused("NOT_FOUND") from None


def reordered(first: str, later: str) -> Deployment:
    """The sound deployment, one stage moved right before another."""
    names = [name for name in SOUND.stages if name != first]
    names.insert(names.index(later), first)
    return replace(SOUND, stages={name: SOUND.stages[name] for name in names})


def large_is_invalid(call: Call, answer: Answer) -> Answer:
    """A body beyond size breaks the schema."""
    return replace(answer, status=422) if answer.status == 413 else answer


def no_fractions(world: World, call: Call) -> list[Detail]:
    """An integer has no point, whatever stands behind it."""
    found = check_body(world, call)
    sent = call.body if isinstance(call.body, dict) else {}
    odd = [name for name, value in sent.items() if isinstance(value, Decimal) and str(value).endswith(".0")]
    return [*found, *((("body", name), "It has a point.", "type") for name in odd)]


def under_255(world: World, call: Call) -> list[Detail]:
    """A name has fewer characters than it may."""
    sent = call.body.get("name") if isinstance(call.body, dict) else None
    long = isinstance(sent, str) and len(sent) > 200
    return [*check_body(world, call), *([(("body", "name"), "It is long.", "maxLength")] if long else [])]


def no_unknown_queries(world: World, call: Call) -> Call:
    """Refuses to write with parameters that nobody declared."""
    if writes(call) and call.request.query:
        raise Refused("request_invalid", [(("query", call.request.query[0][0]), "What is that?", "unknown")])
    return SOUND.stages["parameters"](world, call)


def picky(call: Call, answer: Answer) -> Answer:
    """Takes one media type by its full name only."""
    accept = call.request.headers.get("accept", "*/*")
    return answer if accept in ("*/*", "application/json") else Answer(406, {"code": "NOT_FOUND", "message": "No."})


def first_of_body(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of several faults."""
    return {"errors": document["errors"] and document["errors"][:1]} if writes(call) else {}


def coin(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another code for what is wrong in a body."""
    errors = document["errors"] or [{}]
    return {"code": "INVALID_FILTER"} if errors[0].get("loc", [""])[0] == "body" else {}


def told_value(call: Call, answer: Answer) -> Answer:
    """A failure that repeats the name it could not keep."""
    name = call.body.get("name") if isinstance(call.body, dict) else None
    if answer.status != 422 or not isinstance(name, str) or len(name) < 8:
        return answer
    return Answer(500, {"code": "INTERNAL_ERROR", "message": f"Cannot keep {name}", "errors": None})


def reflected(call: Call, answer: Answer) -> Answer:
    """A page that shows what it could not read."""
    if answer.status != 422:
        return answer
    page = b"<html>Bad: " + call.request.body.replace(b'\\"', b'"') + b"</html>"
    return Answer(422, body=page, headers=(("Content-Type", "text/html"),))


def opened(world: World, call: Call) -> Call:
    """Lets anybody write."""
    return as_member(world, call) if writes(call) else SOUND.stages["authentication"](world, call)


def opened_by_admin(world: World, call: Call) -> Call:
    """Lets anybody write, with every right."""
    if not writes(call):
        return SOUND.stages["authentication"](world, call)
    admin = world.identities.identities["admin"]
    return replace(call, identity=admin, organization=admin.organization)


def all_write(_world: World, call: Call) -> Call:
    """Whoever is known may write."""
    return call


def verbose(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """An error on a body that is a book."""
    return {"message": "Again. " * 20_000} if writes(call) and document["errors"] else {}


def overridden(world: World, call: Call) -> Call:
    """A header that names another method has nobody asked who calls."""
    named = "x-http-method-override" in call.request.headers
    return opened_by_admin(world, call) if named else SOUND.stages["authentication"](world, call)


def crooked(world: World, call: Call) -> Call:
    """The guard knows the paths as they are written, and lets all others write."""
    straight = call.request.path == straighten(call.request.path)
    return SOUND.stages["authentication"](world, call) if straight else opened_by_admin(world, call)


def rows_first(world: World, call: Call) -> Call:
    """Nobody learns whether the shelf is there."""
    shelves = {row["id"] for row in world.rows["shelves"]}
    if call.asked.label == BOOK and call.path["shelf_id"] not in shelves:
        raise Refused("NOT_FOUND")
    return SOUND.stages["authentication"](world, call)


def plain_error(call: Call, answer: Answer) -> Answer:
    """Another framework's words for a body that it could not read."""
    return replace(answer, document={"detail": "Bad"}) if answer.status == 400 else answer
