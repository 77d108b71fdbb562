"""The border in: bytes of a request become an Incoming, within bounds."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import anyio
import pytest
from starlette.requests import Request

from mockserver.decoding import MAXIMUM_BODY, MAXIMUM_HEADERS, MAXIMUM_TARGET, decode
from mockserver.incoming import Incoming

ORIGIN = "http://mock.test"


class Sender:
    """A client that sends its body in chunks, and counts those that were taken."""

    def __init__(self, chunks: Sequence[bytes] = (b"",)) -> None:
        self._chunks = self._all(chunks)
        self.taken = 0

    async def _all(self, chunks: Sequence[bytes]) -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def receive(self) -> dict[str, Any]:
        """The next chunk."""
        chunk = await anext(self._chunks, None)
        self.taken += chunk is not None
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}


def incoming(
    path: bytes = b"/",
    query: bytes = b"",
    headers: Sequence[tuple[bytes, bytes]] = (),
    sender: Sender | None = None,
    **scope: Any,
) -> Incoming:
    """What is made of a request."""
    whole = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/",
        "raw_path": path,
        "query_string": query,
        "headers": list(headers),
        "server": ("127.0.0.1", 80),
        **scope,
    }
    return anyio.run(decode, Request(whole, (sender or Sender()).receive), ORIGIN)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (b"", ()),
        (b"a=1&a=2&b", (("a", "1"), ("a", "2"), ("b", ""))),
        (b"a=b=c", (("a", "b=c"),)),
        (b"q=a+b%20c%2B", (("q", "a b c+"),)),
        (b"q=%C3%A9", (("q", "é"),)),
        (b"q=%FF&r=%zz&s=%", (("q", None), ("r", None), ("s", None))),
        (b"q=\xff", (("q", None),)),
        (b"%FF=1&&=2&a=1", (("a", "1"),)),
    ],
)
def test_a_query_is_read_as_forms_are_written(query: bytes, expected: object) -> None:
    """Names and texts in order, decoded; a text that cannot be decoded is None, a name that cannot is left out."""
    assert incoming(query=query).query == expected


def test_a_path_stays_as_it_was_sent() -> None:
    """Percent-encoding is kept for the router; bytes that no URL has are encoded."""
    assert incoming(b"/a%2Fb/%C3%A9").path == "/a%2Fb/%C3%A9"
    assert incoming(b'/\xff "').path == '/%FF%20"'


def test_a_path_is_below_where_the_mock_is_mounted() -> None:
    """What an application around the mock took off the path is none of it."""
    assert incoming(b"/mock/exhibits", root_path="/mock").path == "/exhibits"


def test_headers_are_told_by_lower_names_each_with_all_its_values() -> None:
    """Whatever the case they were sent in."""
    found = incoming(headers=[(b"X-House", b" a "), (b"x-house", b"b")])
    assert found.header("X-HOUSE") == ("a", "b")
    assert found.header("other") == ()


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (b"museum.test:81", "http://museum.test:81"),
        (b"[::1]:81", "http://[::1]:81"),
        (b"a/b", ORIGIN),
        (b"a b", ORIGIN),
        (b"user@host", ORIGIN),
        (b"", ORIGIN),
    ],
)
def test_an_origin_is_what_the_client_addressed(host: bytes, origin: str) -> None:
    """It is the `Host` where that is one, else where the mock knows itself to be."""
    assert incoming(headers=[(b"host", host)]).origin == origin


@pytest.mark.parametrize(("over", "expected"), [(0, frozenset()), (1, frozenset({"target"}))])
def test_a_url_has_a_bound(over: int, expected: frozenset[str]) -> None:
    """Path, question mark and query together."""
    assert incoming(b"/a", b"q" * (MAXIMUM_TARGET - 3 + over)).excess == expected


@pytest.mark.parametrize(("over", "expected"), [(0, frozenset()), (1, frozenset({"headers"}))])
def test_headers_have_a_bound(over: int, expected: frozenset[str]) -> None:
    """Names, values and what stands between them."""
    headers = [(b"a", b"b" * (MAXIMUM_HEADERS // 2 - 5)), (b"c", b"d" * (MAXIMUM_HEADERS // 2 - 5 + over))]
    assert incoming(headers=headers).excess == expected


def test_a_body_has_a_bound() -> None:
    """A body of just the bound is read whole."""
    assert incoming(sender=Sender([b"a" * MAXIMUM_BODY])).body == b"a" * MAXIMUM_BODY


def test_no_more_of_a_body_is_read_than_shows_that_it_is_too_large() -> None:
    """Chunks after the one that goes over the bound stay with the sender."""
    sender = Sender([b"a" * MAXIMUM_BODY, b"a", b"a", b"a"])
    found = incoming(sender=sender)
    assert (found.excess, found.body, sender.taken) == (frozenset({"body"}), b"", 2)


@pytest.mark.parametrize("length", [b"1048577", b"9" * 5000])
def test_of_a_body_that_says_it_is_too_large_nothing_is_read(length: bytes) -> None:
    """`Content-Length` is enough, however long it is itself."""
    sender = Sender([b"a"])
    assert incoming(headers=[(b"content-length", length)], sender=sender).excess == frozenset({"body"})
    assert sender.taken == 0


def test_a_length_that_is_no_number_says_nothing() -> None:
    """The body counts then."""
    assert incoming(headers=[(b"content-length", b"many")], sender=Sender([b"abc"])).body == b"abc"
