"""A contract that nobody has told the meaning of is served as far as it can honestly be."""

from pathlib import Path

import pytest

from contracts import load_contract
from tests.mockserver.museum import Museum

CONTRACT = Path(__file__).parent / "contract"


@pytest.fixture(scope="module")
def mock() -> Museum:
    """The museum's document without its meaning, and without rows."""
    return Museum(contract=load_contract(CONTRACT / "openapi.yaml"), rows={})


def test_every_operation_is_unavailable_once_it_is_admitted(mock: Museum) -> None:
    """Nothing is made up: the refusal is 503, in a plain envelope."""
    expected = {"code": "UNAVAILABLE", "message": "This cannot be served now."}
    for target in ("/exhibits", "/weather", "/door?back=a"):
        answer = mock.ask(target)
        assert (answer.status_code, answer.json()) == (503, expected)


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/nowhere", 404, "ROUTE_UNKNOWN"),
        ("/exhibits?size=0", 422, "REQUEST_INVALID"),
        ("/exhibits/1", 422, "REQUEST_INVALID"),
        ("/door", 422, "REQUEST_INVALID"),
        ("/exhibits?search=x", 503, "UNAVAILABLE"),
    ],
)
def test_what_the_document_alone_says_is_checked(mock: Museum, target: str, status: int, code: str) -> None:
    """Routes, methods, tokens and schemas are the document's; expressions are nobody's."""
    answer = mock.ask(target)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_tokens_are_asked_for(mock: Museum) -> None:
    """A document's security requirement holds without any meaning."""
    assert mock.ask("/exhibits", None).json()["code"] == "UNAUTHENTICATED"
    assert mock.ask("/weather", None).status_code == 503


def test_a_path_of_the_contract_wins_over_a_page_of_the_mock(tmp_path: Path) -> None:
    """Where the document has `/` and `/openapi.json`, its operations answer."""
    answers = "get: {responses: {'200': {description: All is well.}}}"
    document = tmp_path / "openapi.yaml"
    document.write_text(
        "openapi: 3.1.0\ninfo: {title: Own, version: '1'}\n"
        f"paths: {{/: {{{answers}}}, /openapi.json: {{{answers}}}}}\n",
        encoding="utf-8",
    )
    mock = Museum(contract=load_contract(document), rows={})
    assert [mock.ask(path, None).status_code for path in ("/", "/openapi.json")] == [503, 503]
    assert mock.ask("/", None, "POST").headers["allow"] == "GET, HEAD, OPTIONS"


def test_its_first_page_shows_no_request(mock: Museum) -> None:
    """There is nothing that could be answered."""
    html = mock.client.get("/").text
    assert "GET /exhibits" in html
    assert "<pre>" not in html
