"""The log: one line a request, with nothing in it that ought not to be."""

import logging

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from mockserver.middleware import RequestLog
from mockserver.middleware.request_log import line
from tests.mockserver.museum import Museum


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log at the level where it tells requests."""
    caplog.set_level(logging.INFO, "mockserver")
    return caplog


def test_a_line_tells_request_answer_operation_caller_and_time(lines: pytest.LogCaptureFixture) -> None:
    """Of an answer with data."""
    Museum().get("/exhibits?size=3&sort=title")
    assert len(lines.messages) == 1
    words = lines.messages[0].split()
    assert words[:7] == ["GET", "/exhibits?size=3&sort=title", "200", "GET", "/exhibits", "visitor", words[6]]
    assert float(words[6]) > 0
    assert words[7:] == ["ms"]


def test_a_line_of_a_refusal_tells_its_code_and_what_to_do(lines: pytest.LogCaptureFixture) -> None:
    """The first fault and its place, or the message."""
    mock = Museum()
    mock.ask("/exhibits?search=titel:1")
    mock.ask("/nowhere", None)
    assert "BAD_SEARCH  query.search: titel is no field here (offset 0); did you mean title?" in lines.messages[0]
    assert lines.messages[1].split()[:5] == ["GET", "/nowhere", "404", "-", "-"]


def test_no_token_is_logged(lines: pytest.LogCaptureFixture) -> None:
    """Neither a good one nor a bad one."""
    mock = Museum()
    mock.ask("/exhibits", "stranger_with_a_secret")
    mock.ask("/exhibits", "keeper", headers={"X-House": "secret house"})
    assert "secret" not in lines.text


def test_a_line_stays_a_line(lines: pytest.LogCaptureFixture) -> None:
    """What a client sends is escaped and cut."""
    mock = Museum()
    mock.ask(f"/exhibits?search={'a' * 5000}")
    mock.ask("/exhibits?search=%0A%1B[31m", headers={"X-House": "a"})
    scope = {"method": "GET\n", "raw_path": b"/\x1b[31m\r\n\xff", "query_string": b""}
    assert all(len(message) < 800 and message.isprintable() for message in lines.messages)
    assert line(scope, 200, 0.5).startswith("GET\\n /\\x1b[31m\\r\\nÿ ")


def test_pages_are_logged_too(lines: pytest.LogCaptureFixture) -> None:
    """They belong to no operation."""
    Museum().client.get("/__media/a.png")
    assert lines.messages[0].split()[:5] == ["GET", "/__media/a.png", "200", "-", "-"]


def test_nothing_is_logged_where_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    """At the level of warnings a request leaves no line."""
    caplog.set_level(logging.WARNING, "mockserver")
    Museum().get("/exhibits")
    assert caplog.messages == []


def test_no_line_tells_a_token(caplog: pytest.LogCaptureFixture) -> None:
    """A token that a client puts into the URL does not reach the log."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with caplog.at_level(logging.INFO, "mockserver"):
        TestClient(RequestLog(answer, tokens=["secret_1", "secret_10"])).get("/rows?access_token=secret_10")
    told = [record.getMessage() for record in caplog.records if record.name.startswith("mockserver")]
    assert len(told) == 1
    assert "access_token=***" in told[0]
    assert "secret" not in told[0]
