"""One faulty deployment for each invariant of the family `envelope`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.suites.deployment import SOUND, refuse
from tests.suites.judging import Fault
from tests.suites.listing import answer_read
from tests.suites.serving import Answer, Call, Deployment, Refused, World

AUTHORS, AUTHOR, BOOKS = "GET /v1/authors", "GET /v1/authors/{id}", "GET /v1/shelves/{shelf_id}/books"
TRACE = 'Traceback (most recent call last): File "/srv/library/app.py", line 12, in read'


def finishing(change: Callable[[Call, Answer], Answer]) -> Deployment:
    """The sound deployment, each answer changed in the end."""
    return replace(SOUND, finish=lambda _world, call, answer: change(call, answer))


def saying(change: Callable[[Call, Mapping[str, Any]], Mapping[str, Any]]) -> Deployment:
    """The sound deployment, the document of each refusal changed."""

    def changed(call: Call, answer: Answer) -> Answer:
        if answer.status < 400 or not isinstance(answer.document, Mapping):
            return answer
        return replace(answer, document={**answer.document, **change(call, answer.document)})

    return finishing(changed)


def html_for_unknown_paths(call: Call, answer: Answer) -> Answer:
    """The framework's own page where no path matches."""
    page = b"<!doctype html><title>404</title><h1>Not Found</h1>"
    return replace(answer, body=page, headers=(("Content-Type", "text/html"),)) if not call.allowed else answer


def plain_text(_call: Call, answer: Answer) -> Answer:
    """JSON that says it is text."""
    typed = (*answer.headers, ("Content-Type", "text/plain"))
    return replace(answer, headers=typed) if answer.status >= 400 else answer


def success_with_error(world: World, call: Call) -> Answer:
    """A row that is not there, told with 200."""
    try:
        return answer_read(world, call)
    except Refused as refused:
        return replace(refuse(world, call, refused), status=200)


def other_status(_call: Call, answer: Answer) -> Answer:
    """A validation error with the status of an expression."""
    return replace(answer, status=400) if answer.status == 422 else answer


def one_code(_call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """One code for two kinds of expressions."""
    return {"code": "INVALID_SORT"} if document["code"] == "INVALID_FILTER" else {}


def wrong_field(_call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every detail points at the path."""
    return {"errors": [{**each, "loc": ["path", "id"]} for each in document["errors"] or []] or None}


def first_only(_call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of several faults."""
    return {"errors": document["errors"] and document["errors"][:1]}


def counted(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A type that changes from request to request."""
    return {"errors": [{**each, "type": f"type_{call.request.number}"} for each in document["errors"] or []] or None}


def translated(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A type in the reader's language."""
    german = call.request.headers.get("accept-language") == "de"
    return (
        {"errors": [{**each, "type": "ungültig"} for each in document["errors"]]}
        if german and document["errors"]
        else {}
    )


def credentials_shown(call: Call, _document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The header that was refused, in the message."""
    return {"message": f"Not good: {call.request.headers.get('authorization', 'nothing')}"}


def one_request_id(_call: Call, answer: Answer) -> Answer:
    """The same request id for everybody."""
    return replace(answer, headers=(*answer.headers, ("X-Request-Id", "7d1f")))


def told_failure(call: Call, answer: Answer) -> Answer:
    """A failure that repeats the filter it could not read."""
    if answer.status not in (400, 422) or not (sent := dict(call.request.query).get("q")):
        return answer
    document = {"code": "INTERNAL_ERROR", "message": f"Cannot read {sent}", "errors": None}
    return Answer(500, document)


FAULTS: Mapping[str, Fault] = {
    "ER-01": Fault(finishing(html_for_unknown_paths), AUTHORS),
    "ER-02": Fault(finishing(plain_text), AUTHORS),
    "ER-03": Fault(replace(SOUND, acts={**SOUND.acts, "read": success_with_error}), AUTHOR),
    "ER-04": Fault(saying(lambda _call, _document: {"message": "{0} cannot be found"}), AUTHORS),
    "ER-05": Fault(finishing(other_status), BOOKS),
    "ER-06": Fault(saying(one_code), BOOKS),
    "ER-07": Fault(saying(wrong_field), AUTHORS, beside=("ER-08",)),
    "ER-08": Fault(saying(first_only), AUTHORS),
    "ER-09": Fault(saying(counted), AUTHORS, beside=("ER-10",)),
    "ER-10": Fault(saying(translated), AUTHORS),
    "ER-11": Fault(saying(lambda _call, _document: {"message": TRACE}), AUTHORS),
    "ER-12": Fault(saying(credentials_shown), AUTHORS),
    "ER-13": Fault(finishing(one_request_id), AUTHORS),
    "ER-14": Fault(saying(lambda _call, _document: {"message": "Again. " * 20_000}), AUTHORS),
    "ER-15": Fault(finishing(told_failure), AUTHORS),
}
