"""What a request is refused with: a table of requests, and of requests with two faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from contracts import Code, Envelope
from mockserver.answers import Detail, Refusal
from mockserver.refusals import PLAIN_ENVELOPE, Refusals, error_body
from tests.mockserver.museum import HERE, THERE, Museum, key, museum

JSON = {"Content-Type": "application/json"}
LONG = "a" * (16 * 1024)
HEAVY = {f"X-{number}": "a" * 1024 for number in range(33)}
LARGE = b'"' + b"a" * (1024 * 1024) + b'"'
NOBODY = key(99)


@dataclass(frozen=True)
class Row:
    """A request, and the status, code and places it is refused with."""

    target: str
    status: int
    code: str | None
    locs: Sequence[list[Any]] | None = None
    who: str | None = "visitor"
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body: bytes | None = None


def post(
    body: bytes,
    status: int,
    code: str,
    locs: Sequence[list[Any]] | None = None,
    headers: Mapping[str, str] = JSON,
    who: str = "keeper",
) -> Row:
    """A request that writes."""
    return Row("/exhibits", status, code, locs, who, "POST", headers, body)


ROWS = (
    # routes and methods
    Row("/nowhere", 404, "NO_SUCH_PATH"),
    Row("/exhibits/", 404, "NO_SUCH_PATH"),
    Row("/Exhibits", 404, "NO_SUCH_PATH"),
    Row("/rooms/1%2F2/exhibits", 422, "BROKEN", [["path", "room"]]),
    Row("/exhibits", 405, "NO_SUCH_METHOD", method="PATCH"),
    Row("/exhibits/newest", 405, "NO_SUCH_METHOD"),
    # callers
    Row("/exhibits", 401, "NO_TICKET", who=None),
    Row("/exhibits", 401, "NO_TICKET", who="stranger"),
    Row("/exhibits", 401, "NO_TICKET", who="expired"),
    Row("/exhibits", 401, "NO_TICKET", who=None, headers={"Authorization": "Basic dmlzaXRvcg=="}),
    Row("/exhibits", 403, "TICKET_LOST", who="lost"),
    Row("/depot/exhibits", 403, "STAFF_ONLY"),
    Row("/exhibits", 403, "HANDS_OFF", who="watched", method="POST", headers=JSON, body=b'{"title": "Pot"}'),
    Row("/exhibits", 403, "OTHER_HOUSE", who="homeless"),
    Row("/exhibits", 403, "OTHER_HOUSE", who="homeless", headers={"X-House": HERE}),
    Row("/exhibits", 403, "OTHER_HOUSE", headers={"X-House": THERE}),
    Row("/exhibits", 403, "OTHER_HOUSE", headers={"X-House": "no house"}),
    Row("/exhibits", 403, "OTHER_HOUSE", headers={"X-House": ""}),
    # parameters
    Row("/exhibits?size=0", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?size=11", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?size=", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?size=null", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?size=01", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?size=99999999999999999999999", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?size=1&size=1", 422, "BROKEN", [["query", "size"]]),
    Row("/exhibits?search=a&search=a", 422, "BROKEN", [["query", "search"]]),
    Row("/exhibits?back=", 422, "BROKEN", [["query", "back"]]),
    Row("/exhibits?back=TRUE", 422, "BROKEN", [["query", "back"]]),
    Row("/exhibits?search=title:'%00'", 422, "BROKEN", [["query", "search"]]),
    Row("/exhibits?search=%FF", 422, "BROKEN", [["query", "search"]]),
    Row("/exhibits/1", 422, "BROKEN", [["path", "id"]]),
    Row("/rooms/99999999999999999999/exhibits", 422, "BROKEN", [["path", "room"]]),
    Row("/exhibits/%00", 422, "BROKEN", [["path", "id"]]),
    Row("/rooms/x/exhibits?size=x&back=x", 422, "BROKEN", [["path", "room"], ["query", "size"], ["query", "back"]]),
    # expressions
    Row("/exhibits?search=titel:1", 400, "BAD_SEARCH", [["query", "search"]]),
    Row("/exhibits?search=%20", 400, "BAD_SEARCH", [["query", "search"]]),
    Row("/exhibits?search=null", 400, "BAD_SEARCH", [["query", "search"]]),
    Row("/exhibits?search=house:1", 400, "BAD_SEARCH", [["query", "search"]]),
    Row("/exhibits?search=maker:1", 400, "BAD_SEARCH", [["query", "search"]]),
    Row("/exhibits?sort=notes", 400, "BAD_SORT", [["query", "sort"]]),
    Row("/exhibits?sort=house", 400, "BAD_SORT", [["query", "sort"]]),
    Row("/exhibits?only=house", 400, "BAD_ONLY", [["query", "only"]]),
    Row("/exhibits?only=id,,title", 400, "BAD_ONLY", [["query", "only"]]),
    Row("/exhibits?with=labels", 400, "BAD_WITH", [["query", "with"]]),
    Row("/exhibits?from=null", 400, "BAD_FROM", [["query", "from"]]),
    Row("/exhibits?from=x&with=x&only=x&sort=x&search=x", 400, "BAD_SEARCH", [["query", "search"]]),
    Row(f"/exhibits/{key(1)}?only=nose", 400, "BAD_ONLY", [["query", "only"]]),
    Row("/depot/exhibits?search=titel:1", 422, "BROKEN", [["query", "search"]], who="keeper"),
    Row("/depot/exhibits?sort=notes", 422, "BROKEN", [["query", "sort"]], who="keeper"),
    # rows
    Row(f"/exhibits/{NOBODY}", 404, "NO_SUCH_EXHIBIT"),
    Row(f"/exhibits/{key(8)}", 404, "NO_SUCH_EXHIBIT"),
    Row(f"/exhibits/{key(9)}", 404, "NO_SUCH_EXHIBIT"),
    Row(f"/exhibits/{key(9)}/loans", 404, "NO_SUCH_EXHIBIT"),
    Row("/rooms/2/exhibits", 404, "NO_SUCH_ROOM"),
    Row("/rooms/9/exhibits", 404, "NO_SUCH_ROOM"),
    # bodies
    post(b"", 422, "BROKEN", [["body"]]),
    post(b"", 422, "BROKEN", [["body"]], headers={"Content-Type": "text/plain"}),
    post(b"{}", 422, "BROKEN", [["header", "content-type"]], headers={"Content-Type": "text/plain"}),
    post(b"{}", 422, "BROKEN", [["header", "content-type"]], headers={}),
    post(b"{", 400, "NO_JSON"),
    post(b'{"title": NaN}', 400, "NO_JSON"),
    post(b'{"title": "a", "title": "b"}', 400, "NO_JSON"),
    post(b'{"title": "\xff"}', 400, "NO_JSON"),
    post(b'{"title": "Pot", "notes": ' + b"[" * 101 + b"]" * 101 + b"}", 400, "NO_JSON"),
    post(b"[" * 100_000, 400, "NO_JSON"),
    post(b"[]", 422, "BROKEN", [["body"]]),
    post(b"{}", 422, "BROKEN", [["body", "title"]]),
    post(b'{"title": 1, "worth": "1"}', 422, "BROKEN", [["body", "title"], ["body", "worth"]]),
    post(b'{"title": "a\\u0000"}', 422, "BROKEN", [["body", "title"]]),
    post(b'{"title": "a", "notes": {"deep": [{"a": "\\u0000"}]}}', 422, "BROKEN", [["body", "notes", "deep", 0, "a"]]),
    post(b'{"title": "\\ud800"}', 422, "BROKEN", [["body", "title"]]),
    post(b'{"title": "a", "made_at": "2026-01-01T00:00:00"}', 422, "BROKEN", [["body", "made_at"]]),
    post(b'{"title": "a", "made_at": "2026-01-01T00:00:00.0000001Z"}', 422, "BROKEN", [["body", "made_at"]]),
    post(b'{"title": "a", "made_at": "0001-01-01T00:00:00+01:00"}', 422, "BROKEN", [["body", "made_at"]]),
    post(b'{"title": "a", "worth": 1e31}', 422, "BROKEN", [["body", "worth"]]),
    post(b'{"title": "a", "worth": 1e-31}', 422, "BROKEN", [["body", "worth"]]),
    post(b'{"title": "a", "worth": 1e999999999}', 422, "BROKEN", [["body", "worth"]]),
    post(b'{"title": "a", "worth": ' + b"9" * 5000 + b"}", 422, "BROKEN", [["body", "worth"]]),
    # sizes
    Row(f"/exhibits?search={LONG}", 414, "TOO_LONG"),
    Row("/exhibits", 431, "TOO_MUCH", headers=HEAVY),
    post(LARGE, 413, "TOO_LARGE"),
    Row("/exhibits", 413, "TOO_LARGE", body=LARGE),
    # what is nobody's
    Row("/weather", 503, "CLOSED", who=None),
    Row("/door", 422, None, [["query", "back"]], who=None),
    Row("/door?back=a&back=b", 422, None, [["query", "back"]]),
)

# Two faults, and the one that is told, in the order of the contract's `precedence`.
TWO_FAULTS = (
    Row(f"/nowhere?{LONG}", 414, "TOO_LONG"),
    Row("/nowhere", 404, "NO_SUCH_PATH", who=None),
    Row("/exhibits", 405, "NO_SUCH_METHOD", who=None, method="PUT"),
    Row("/exhibits?size=0", 401, "NO_TICKET", who=None),
    Row("/exhibits?size=0", 403, "TICKET_LOST", who="lost"),
    post(LARGE, 403, "STAFF_ONLY", who="visitor"),
    post(LARGE, 413, "TOO_LARGE", headers={"Content-Type": "text/plain"}),
    post(b"{", 422, "BROKEN", [["header", "content-type"]], headers={"Content-Type": "text/plain"}),
    post(b"{", 400, "NO_JSON", headers={**JSON, "X-House": THERE}),
    post(b"{}", 422, "BROKEN", [["body", "title"]], headers={**JSON, "X-House": THERE}),
    Row("/exhibits?size=0", 422, "BROKEN", [["query", "size"]], headers={"X-House": THERE}),
    Row("/exhibits?search=x", 403, "OTHER_HOUSE", headers={"X-House": THERE}),
    Row("/exhibits?size=0&search=x", 422, "BROKEN", [["query", "size"]]),
    Row(f"/exhibits/{NOBODY}?only=nose", 400, "BAD_ONLY", [["query", "only"]]),
    Row(f"/exhibits/{NOBODY}", 403, "OTHER_HOUSE", headers={"X-House": THERE}),
    Row("/rooms/9/exhibits?from=x", 400, "BAD_FROM", [["query", "from"]]),
)


def name(row: Row) -> str:
    """What a row is called among the tests."""
    return f"{row.method} {row.target[:60]} {row.status} {(row.body or b'')[:40]!r} {row.who}"


@pytest.fixture(scope="module")
def mock() -> Museum:
    """One mock for the whole table: a refusal leaves no trace."""
    return Museum()


@pytest.mark.parametrize("row", [*ROWS, *TWO_FAULTS], ids=name)
def test_a_request_is_refused_as_the_table_says(mock: Museum, row: Row) -> None:
    """Each request has the status, the code and the places of its row, in the shape of the envelope."""
    answer = mock.ask(row.target, row.who, row.method, row.headers, row.body)
    body = answer.json()
    told = body["detail"] if row.code is None else body["errors"]
    assert (answer.status_code, body.get("code")) == (row.status, row.code), body
    assert (told and [each["loc"] for each in told]) == row.locs, body
    assert answer.headers["content-type"] == "application/json"


# Two faults again, where the contract puts the row before its parameters, and both before who asks.
ROW_FIRST = (
    Row(f"/exhibits/{NOBODY}?only=nose", 404, "NO_SUCH_EXHIBIT"),
    Row(f"/exhibits/{NOBODY}/loans?only=nose", 404, "NO_SUCH_EXHIBIT"),
    Row(f"/exhibits/{key(9)}?only=nose", 404, "NO_SUCH_EXHIBIT"),
    Row(f"/exhibits/{key(1)}?only=nose", 400, "BAD_ONLY", [["query", "only"]]),
    Row("/rooms/9/exhibits?from=x", 404, "NO_SUCH_ROOM"),
    Row("/rooms/9/exhibits?size=0", 404, "NO_SUCH_ROOM"),
    Row("/rooms/1/exhibits?size=0&from=x", 422, "BROKEN", [["query", "size"]]),
    Row("/rooms/x/exhibits?from=x", 422, "BROKEN", [["path", "room"]]),
    Row("/exhibits?from=x", 400, "BAD_FROM", [["query", "from"]]),
    Row(f"/exhibits/{NOBODY}", 404, "NO_SUCH_EXHIBIT", headers={"X-House": THERE}),
    Row(f"/exhibits/{NOBODY}", 404, "NO_SUCH_EXHIBIT", who="lost"),
    Row(f"/exhibits/{NOBODY}", 401, "NO_TICKET", who=None),
    post(b"{}", 422, "BROKEN", [["body", "title"]]),
)


@pytest.fixture(scope="module")
def row_first() -> Museum:
    """A mock of the museum where a row that is not there is told before all but a missing ticket."""
    contract = museum()
    policy = contract.semantics.policy.pinning({"precedence": ["route", "method", "authentication", "resource"]})
    return Museum(contract=replace(contract, semantics=replace(contract.semantics, policy=policy)))


@pytest.mark.parametrize("row", ROW_FIRST, ids=name)
def test_the_contract_says_which_of_two_faults_is_told(row_first: Museum, row: Row) -> None:
    """Stages that `precedence` names come in its order, the others after them; a path that cannot be read is told."""
    test_a_request_is_refused_as_the_table_says(row_first, row)


def test_a_detail_of_an_expression_says_which_kind_it_is(mock: Museum) -> None:
    """The type of the one detail is the name of the expression, and the message is the detail's own text."""
    kinds = {"search": "filter", "sort": "sort", "only": "fields", "with": "embed", "from": "cursor"}
    for parameter, kind in kinds.items():
        body = mock.ask(f"/exhibits?{parameter}=nose").json()
        assert [each["type"] for each in body["errors"]] == [f"invalid_{kind}"]
        assert body["message"] == body["errors"][0]["msg"]


def test_a_refusal_teaches(mock: Museum) -> None:
    """A misspelt field is told with the field that was probably meant."""
    assert "did you mean title?" in mock.ask("/exhibits?search=titel:1").json()["message"]


def test_a_malformed_percent_encoding_is_no_path_and_no_text(mock: Museum) -> None:
    """What cannot be decoded is an unknown path, or a fault of the parameter it stands in; never an error of ours."""
    assert mock.raw(b"//exhibits") == (404, "NO_SUCH_PATH")
    assert mock.raw(b"/exhibits/%zz")[0] == 404
    assert mock.raw(b"/rooms/%FF/exhibits")[0] == 404
    assert mock.raw(b"/exhibits", b"search=%zz") == (422, "BROKEN")
    assert mock.raw(b"/exhibits", b"%zz=1&nothing=%FF&&=&size=2")[0] == 200


def test_an_undeclared_parameter_is_ignored(mock: Museum) -> None:
    """A query parameter that the operation does not declare changes nothing, however often it is sent."""
    assert mock.get("/exhibits?colour=red&colour=%00") == mock.get("/exhibits")


def test_an_empty_text_is_as_if_absent(mock: Museum) -> None:
    """Expressions that are sent empty are as if they were not sent."""
    assert mock.get("/exhibits?search=&sort=&only=&with=&from=") == mock.get("/exhibits")


def test_an_envelope_says_where_everything_stands() -> None:
    """Code, message, status and details stand where the envelope's pointers lead, under its names."""
    envelope = Envelope(None, "/error/code", "/error/text", "/error/http~1status", "/problems", "at", "why", "what")
    refusal = Refusal(422, "BAD", "It is bad.", envelope, (Detail(("query", "size"), "too small", "minimum"),))
    assert error_body(refusal) == {
        "error": {"code": "BAD", "text": "It is bad.", "http/status": 422},
        "problems": [{"at": ["query", "size"], "why": "too small", "what": "minimum"}],
    }


def test_an_envelope_without_details_leaves_them_out() -> None:
    """Where the shape has no place for details, the body has none; where it has one and there are none, null."""
    assert error_body(Refusal(404, "GONE", "It is gone.", PLAIN_ENVELOPE)) == {"code": "GONE", "message": "It is gone."}
    listed = Envelope(None, "/code", None, None, "/errors")
    assert error_body(Refusal(404, "GONE", "It is gone.", listed)) == {"code": "GONE", "errors": None}


def test_a_code_of_the_registry_has_its_status_and_text() -> None:
    """A refusal by its code says what the registry says."""
    contract = museum()
    operation = contract.operations[0]
    errors = contract.semantics.errors
    assert errors is not None
    expected: Code = errors.codes["TICKET_LOST"]
    found = Refusals(contract).coded("TICKET_LOST", operation)
    assert (found.status, found.message) == (expected.status, expected.message)
