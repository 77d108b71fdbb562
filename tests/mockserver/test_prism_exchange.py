"""Which exchanges are handed to Prism, and what a proxy leaves out of their headers."""

from dataclasses import replace

import pytest

from mockserver.prism.exchange import UNFIT, Exchange, forwarded, unfit

JSON = ((b"Content-Type", b"application/json; charset=utf-8"),)
PLAIN = Exchange("GET", "/exhibits?from=3", (), b"", 200, JSON, b'{"rows": []}')
POST = replace(PLAIN, method="POST", headers=JSON, body=b'{"place": "Lyon"}')

# An exchange that Prism cannot judge, and a word of the reason.
CASES = (
    (replace(PLAIN, body=None), "10 MB"),
    (replace(PLAIN, reply_body=None), "10 MB"),
    (replace(PLAIN, method="OPTIONS"), "OPTIONS"),
    (replace(PLAIN, method="HEAD", reply_body=b""), "HEAD"),
    (replace(PLAIN, body=b"x"), "GET with a body"),
    (replace(POST, body=b'{"place":'), "never answers"),
    (replace(POST, body=b'{"place": NaN}'), "never answers"),
    (replace(POST, body=b"[" * 100_000), "never answers"),
    (replace(PLAIN, status=302), "redirect"),
    (replace(PLAIN, status=501), "501"),
    (replace(PLAIN, reply_body=b'{"rows": '), "an error"),
    (replace(PLAIN, reply_body=b""), "an error"),
)


@pytest.mark.parametrize(("exchange", "word"), CASES)
def test_what_prism_cannot_judge_is_left_out_with_a_reason(exchange: Exchange, word: str) -> None:
    """Each row of the table has an exchange that it holds back."""
    assert word in unfit(exchange)


def test_each_reason_has_a_case() -> None:
    """No row of the table is there without an exchange above."""
    assert {unfit(exchange) for exchange, _ in CASES} == set(UNFIT)


@pytest.mark.parametrize(
    "exchange",
    [
        PLAIN,
        POST,
        replace(PLAIN, status=204, reply_body=b""),
        replace(PLAIN, status=304, reply_headers=(), reply_body=b""),
        replace(POST, headers=((b"content-type", b"text/plain"),), body=b'{"place":'),
        replace(PLAIN, reply_headers=(*JSON, (b"content-encoding", b"gzip")), reply_body=b"\x1f\x8b"),
        replace(PLAIN, status=500, reply_headers=((b"content-type", b"text/html"),), reply_body=b"<p>"),
    ],
)
def test_everything_else_is_judged(exchange: Exchange) -> None:
    """Errors, other media types and encoded bodies are Prism's to judge."""
    assert unfit(exchange) == ""


def test_a_target_has_a_path() -> None:
    """The query is no part of it."""
    assert PLAIN.path == "/exhibits"


def test_headers_of_the_connection_stay_behind() -> None:
    """The standard ones, those that `Connection` names, and those that are asked for; the others keep their order."""
    given = (
        (b"X-One", b"1"),
        (b"Connection", b"close, X-Own"),
        (b"Transfer-Encoding", b"chunked"),
        (b"x-own", b"2"),
        (b"Host", b"here"),
        (b"X-One", b"3"),
    )
    assert forwarded(given, b"host") == [(b"X-One", b"1"), (b"X-One", b"3")]
