"""Faults of errors: bodies out of shape, codes that say something else, words that say too much."""

from dataclasses import replace
from typing import Any, Final

from starlette.responses import HTMLResponse, Response

from contracts import Contract
from mockserver.answers import Answer, Refusal, Reply
from mockserver.case import Case
from mockserver.faults.fault import Apply, own, retold
from mockserver.faults.status import is_of_a_row
from mockserver.faults.subjects import ABSENT, ANY, BODIED, LISTS, SECURED
from mockserver.faults.twists import counted, finishing, refusing, rendering
from mockserver.parts import Parts
from mockserver.refusals import Refusals

_TRACE: Final = (
    'Traceback (most recent call last): File "/srv/app/handlers.py", line 88, in respond\n'
    "    raise ValueError(row)\nValueError: 17"
)
_STATEMENT: Final = "psycopg.errors.SyntaxError: SELECT * FROM rows WHERE position > $1"


def _in_html(name: str, title: str) -> Apply:
    """A refusal in the words of what stands before the server."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        code = Refusals(contract).named(name).code

        def change(response: Response, answer: Answer, method: str) -> Response:
            if not isinstance(answer, Refusal) or answer.code != code:
                return response
            page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
            return HTMLResponse("" if method == "HEAD" else page, answer.status, dict(answer.headers))

        return rendering(change)(parts, contract)

    return apply


def _frameworks(case: Case, refusal: Refusal) -> Answer:
    return Reply(refusal.status, {"detail": "Method Not Allowed"}, refusal.headers)


def _each(change: Any) -> Any:
    """Changes every refusal."""
    return finishing(lambda case, answer: change(case, answer) if isinstance(answer, Refusal) else answer)


def _mute(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, details=())


def _numeric(case: Case, refusal: Refusal) -> Answer:
    pointer = refusal.envelope.code
    return refusal if pointer is None else replace(refusal, code=refusal.status)  # type: ignore[arg-type]


def _elsewhere(case: Case, refusal: Refusal) -> Answer:
    """The place that is named has another name."""
    moved = tuple(replace(each, loc=(*each.loc[:-1], f"{each.loc[-1]}_")) for each in refusal.details)
    return replace(refusal, details=moved)


def _in_the_body(case: Case, refusal: Refusal) -> Answer:
    """What is wrong with the query is told of the body."""
    moved = tuple(replace(each, loc=("body", *each.loc[1:])) for each in refusal.details)
    return replace(refusal, details=moved)


def _first_only(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, details=refusal.details[:1])


def _saying(text: str) -> Any:
    return lambda case, refusal: replace(refusal, message=text)


def _crashed(case: Case, refusal: Refusal) -> Answer:
    return replace(case.gate.refusals.named("internal", case.operation), message=_TRACE)


def _echoing_token(case: Case, refusal: Refusal) -> Answer:
    sent = case.incoming.header("authorization")
    return replace(refusal, message=f"The credentials {sent[0]!r} are not valid.") if sent else refusal


def _as_success(case: Case, answer: Answer) -> Answer:
    return replace(answer, status=200) if is_of_a_row(case, answer) else answer


def _plain(response: Response, answer: Answer, method: str) -> Response:
    if isinstance(answer, Refusal):
        response.headers["content-type"] = "text/plain; charset=utf-8"
    return response


def _reflecting(response: Response, answer: Answer, method: str) -> Response:
    if isinstance(answer, Refusal) and answer.details:
        response.headers["content-type"] = "text/html; charset=utf-8"
    return response


def _lower(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, code=refusal.code.lower().replace("_", "-"))


def _as_conflict(case: Case, refusal: Refusal) -> Answer:
    """One code for two statuses."""
    return replace(refusal, code=case.gate.refusals.named("conflict", case.operation).code)


def _by_turns() -> Any:
    turns = counted()

    def change(case: Case, refusal: Refusal) -> Answer:
        other = case.gate.refusals.named("conflict", case.operation)
        return replace(refusal, code=other.code) if next(turns) % 3 == 0 else refusal

    return change


def _by_language(case: Case, refusal: Refusal) -> Answer:
    languages = case.incoming.header("accept-language")
    english = not languages or languages[0].lower().startswith(("en", "*"))
    return refusal if english else replace(refusal, code=f"{refusal.code}_{languages[0][:2].upper()}")


def _long(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, message=f"{refusal.message} " * 4000)


def _shifted(response: Response, answer: Answer, method: str) -> Response:
    """A byte order mark before the JSON of an error."""
    if isinstance(answer, Refusal) and method != "HEAD":
        return Response(b"\xef\xbb\xbf" + bytes(response.body), answer.status, _headers(response))
    return response


def _headers(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "content-length"}


def _doubled(response: Response, answer: Answer, method: str) -> Response:
    """An error whose code is told twice."""
    if isinstance(answer, Refusal) and answer.envelope.code and method != "HEAD":
        name = answer.envelope.code.rpartition("/")[2]
        body = bytes(response.body).replace(b"{", b'{"' + name.encode() + b'":"X",', 1)
        return Response(body, answer.status, _headers(response))
    return response


FAULTS: Final = (
    *retold(
        "envelope",
        ("E01", "an unknown path is answered in HTML", "B", "ER-01 ER-02", ANY, _in_html("route_unknown", "Not Found")),
        ("E02", "405 has the framework's own body", "B", "ER-01", ANY, refusing("method_unknown", _frameworks)),
        ("E03", "422 names no place", "B", "ER-07", ANY, refusing("request_invalid", _mute)),
        ("E04", "`code` is the status", "A", "ER-01 ER-04", ANY, _each(_numeric)),
        ("E07", "the place that is named has another name", "B", "ER-07", ANY, refusing("request_invalid", _elsewhere)),
        ("E08", "of several faults the first is told", "B", "ER-08", ANY, refusing("request_invalid", _first_only)),
        ("E09", "a bad filter ends in a traceback", "B", "ER-11 ST-01", LISTS, refusing("filter_invalid", _crashed)),
        (
            "E11",
            "a message shows its template",
            "B",
            "ER-04",
            ABSENT,
            refusing("request_invalid", _saying("{0} is not valid.")),
        ),
        ("E12", "errors are called plain text", "A", "ER-02", ANY, rendering(_plain)),
        ("E13", "an unknown row is an error of status 200", "B", "ER-03 ST-13", ABSENT, finishing(_as_success)),
        (
            "E14",
            "401 shows the credentials that were sent",
            "B",
            "ER-12",
            SECURED,
            refusing("unauthenticated", _echoing_token),
        ),
        (
            "E17",
            "413 is answered in HTML",
            "B",
            "ER-01 ST-15",
            BODIED,
            _in_html("payload_too_large", "413 Request Entity Too Large"),
        ),
    ),
    *own(
        "envelope",
        (
            "E51",
            "the query's faults are told of the body",
            "B",
            "ER-07",
            LISTS,
            refusing("request_invalid", _in_the_body),
        ),
        ("E52", "codes are in lower case", "A", "ER-04", ANY, _each(_lower)),
        ("E53", "422 has the code of 409", "C", "ER-05 ER-04", ANY, refusing("request_invalid", _as_conflict)),
        (
            "E54",
            "a bad cursor shows a statement of SQL",
            "B",
            "ER-11",
            LISTS,
            refusing("cursor_invalid", _saying(_STATEMENT)),
        ),
        (
            "E55",
            "the same request has another code now and then",
            "C",
            "ER-06 ER-09 ER-05",
            LISTS,
            refusing("sort_invalid", _by_turns()),
        ),
        ("E56", "the code hangs on Accept-Language", "C", "ER-10", ANY, _each(_by_language)),
        ("E57", "422 repeats its message without end", "B", "ER-14", ANY, refusing("request_invalid", _long)),
        ("E58", "422 is called HTML", "B", "ER-02 ER-12", ANY, rendering(_reflecting)),
        ("E59", "errors begin with a byte order mark", "B", "ER-02", ANY, rendering(_shifted)),
        ("E60", "errors name their code twice", "B", "ER-02", ANY, rendering(_doubled)),
    ),
)
