"""What is sent leaves as it stands, and whatever comes back, or does not, is told and breaks nothing."""

import gzip
import socket
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import pytest

from suites.sending.courier import Courier
from suites.sending.wire import Wire
from suites.target import Target, TargetError
from tests.suites.asking import operation, sending
from tests.suites.loopback import closed_port, listening, said, talking

TARGETS = (
    "/v1/authors",
    "//v1/authors",
    "/v1/./authors",
    "/v1/../v1/authors",
    "/v1/%2e%2e/authors",
    "/v1/%61uthors",
    "/v1/authors/",
    "/v1/authors?q=%zz&limit=1&limit=2",
    "/v1/authors?q=a+b%20c",
    "/v1/authors?q=[x]{y}|z^`",
    "/v1/authors?",
    "/v1/authors;a=b",
    "*",
)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_is_sent_as_it_stands(target: str) -> None:
    """No part of a raw target is tidied on its way, over a real socket."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (url, heard), sending(url) as courier:
        exchange = courier.send("OPTIONS", target)
        assert heard[0].split(b"\r\n")[0].decode() == f"OPTIONS {target} HTTP/1.1"
        assert (exchange.status, exchange.asked.target) == (200, target)


def test_no_coding_is_asked_for_in_secret() -> None:
    """What no exchange shows is not sent: a curl line without it would get another answer."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (url, heard), sending(url) as courier:
        courier.send("GET", "/v1/authors")
        assert b"accept-encoding" not in heard[0].lower()


@pytest.mark.parametrize("target", TARGETS[:-1])
def test_an_application_gets_the_same_target(target: str) -> None:
    """An application in this process is asked for what a socket would carry."""
    scopes: list[MutableMapping[str, Any]] = []

    async def app(scope: MutableMapping[str, Any], _receive: Any, send: Any) -> None:
        scopes.append(scope)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    with sending(app=app) as courier:
        assert courier.send("GET", target).status == 204
    path, _, query = target.partition("?")
    assert (scopes[0]["raw_path"], scopes[0]["query_string"]) == (path.encode(), query.encode())


@pytest.mark.parametrize(
    ("sent", "carried"), [("/v1/é 世", "/v1/%C3%A9%20%E4%B8%96"), ("/v1/a\r\nX: y", "/v1/a%0D%0AX:%20y")]
)
def test_what_no_request_line_can_hold_is_encoded(sent: str, carried: str) -> None:
    """Blanks, line ends and letters beyond ASCII leave percent-encoded, and so they are recorded."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (url, heard), sending(url) as courier:
        assert courier.send("GET", sent).asked.target == carried
        assert heard[0].split(b" ")[1].decode() == carried


def test_the_base_path_of_a_target_stands_before_every_path() -> None:
    """A deployment below a path is asked below it; what is recorded is the contract's path."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (url, heard), sending(f"{url}/base/v0") as courier:
        exchange = courier.ask(operation("GET /v1/authors"), query=[("q", "a b")])
        assert heard[0].split(b" ")[1] == b"/base/v0/v1/authors?q=a%20b"
        assert (exchange.asked.target, exchange.operation) == ("/v1/authors?q=a%20b", operation("GET /v1/authors"))


def test_nobody_is_known_by_a_cookie() -> None:
    """What a response asks to be remembered is not sent with the next request."""
    answer = said(b"{}", "Set-Cookie: session=1; Path=/")
    with talking(lambda place, _: place.sendall(answer)) as (url, heard), sending(url) as courier:
        courier.send("GET", "/v1/authors")
        courier.send("GET", "/v1/authors")
        assert b"cookie" not in heard[1].lower()


def hang(place: socket.socket, _head: bytes) -> None:
    """Says nothing."""
    time.sleep(1)
    place.close()


def drip(place: socket.socket, _head: bytes) -> None:
    """Says one letter after the other."""
    place.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        place.sendall(b"x")
        time.sleep(0.05)


def break_off(place: socket.socket, _head: bytes) -> None:
    """Stops in the middle."""
    place.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx")


TROUBLE: Mapping[str, tuple[Callable[[socket.socket, bytes], None], str]] = {
    "silence": (hang, "timeout"),
    "a body without end": (drip, "timeout"),
    "a body cut off": (break_off, "connection"),
    "nothing": (lambda place, _: place.close(), "connection"),
    "no HTTP": (lambda place, _: place.sendall(b"220 mail.example ESMTP\r\n\r\n"), "connection"),
    "a broken encoding": (lambda place, _: place.sendall(said(b"no gzip", "Content-Encoding: gzip")), "connection"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_on_the_way_is_told(name: str) -> None:
    """What a network or a broken server does is an exchange without a status, never an exception."""
    talk, told = TROUBLE[name]
    with talking(talk) as (url, _), sending(url, timeout=0.3) as courier:
        exchange = courier.send("GET", "/v1/authors")
        assert (exchange.status, exchange.noisy) == (None, True)
        assert exchange.trouble
        assert exchange.trouble.startswith(told)


def test_a_refused_connection_is_told() -> None:
    """Nobody listens: in a run that is trouble, at its start it ends the run in one line."""
    with sending(f"http://127.0.0.1:{closed_port()}") as courier:
        assert courier.send("GET", "/v1/authors").trouble == "connection: connection refused"
        with pytest.raises(TargetError, match=r"cannot reach http://127.0.0.1:.*Nothing was judged") as refused:
            courier.reach()
    assert "\n" not in str(refused.value)


def test_a_name_of_nobody_is_told() -> None:
    """A host without an address is told in words (RFC 6761, section 6.4: .invalid names nobody)."""
    with sending("http://nobody.invalid") as courier:
        assert courier.send("GET", "/v1/authors").trouble == "connection: name not found"


def test_whoever_answers_is_reached() -> None:
    """Any answer at all is one: a 500 is for the judge, not for the start."""
    with talking(lambda place, _: place.sendall(said(b"", status="500 Oops"))) as (url, _), sending(url) as courier:
        courier.reach()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_body_beyond_the_bound_is_cut(encoding: str) -> None:
    """A body is read up to the bound, packed or not, and no further."""
    body = b"y" * 300_000
    packed = gzip.compress(body) if encoding == "gzip" else body
    answer = said(packed, f"Content-Encoding: {encoding}")
    with talking(lambda place, _: place.sendall(answer)) as (url, _):
        wire = Wire(Target(url=url), bound=100_000)
        found = wire.send("GET", "/v1/authors", (), None)
        wire.close()
    assert (found.status, len(found.body)) == (200, 100_000)


def test_an_application_that_fails_is_a_server_that_fails() -> None:
    """An exception of an application is a 500; one that says nothing, or never ends, is trouble."""

    async def fails(_scope: Any, _receive: Any, _send: Any) -> None:
        raise RuntimeError("broken")

    async def says_nothing(_scope: Any, _receive: Any, _send: Any) -> None:
        return

    async def never_ends(_scope: Any, receive: Any, _send: Any) -> None:
        while True:
            await receive()

    found = []
    for app in (fails, says_nothing, never_ends):
        with sending(app=app, timeout=0.2) as courier:
            exchange = courier.send("GET", "/v1/authors")
            found.append((exchange.status, (exchange.trouble or "").partition(":")[0]))
    assert found == [(500, ""), (None, "connection"), (None, "timeout")]


def test_an_application_answers_as_it_does_over_a_socket() -> None:
    """In this process and over a socket the same application is recorded alike, packed bodies included."""
    packed = gzip.compress(b'{"items": []}')

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        headers = [
            (b"content-encoding", b"gzip"),
            (b"content-type", b"application/json"),
            (b"x-two", b"1"),
            (b"x-two", b"2"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": packed})

    def seen(courier: Courier) -> tuple[Any, ...]:
        exchange = courier.send("GET", "/v1/authors")
        own = [
            (name, value) for name, value in exchange.headers if name in ("content-type", "x-two", "content-encoding")
        ]
        return exchange.status, own, exchange.json()

    with sending(app=app) as courier:
        here = seen(courier)
    with listening(app) as url, sending(url) as courier:
        assert seen(courier) == here
