"""The mock on a socket: started, greeted, asked, and stopped."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from mockserver import CannotListen, MockServer, PortTaken, Settings, create_app
from mockserver.greeting import greeting
from mockserver.serving import listen
from tests.mockserver.museum import Museum, catalogue, key, museum

ROOT = Path(__file__).parents[2]
VISITOR = {"Authorization": "Bearer visitor"}
# What `contractkit mock` does, on the museum.
PROGRAM = """
import sys
from contracts import ContractKitError
from mockserver import LogLevel, Settings, serve
from tests.mockserver.museum import catalogue, museum

try:
    serve(museum(), catalogue(), Settings(port=int(sys.argv[1])))
except ContractKitError as error:
    print(error, file=sys.stderr)
    raise SystemExit(2)
"""


@contextmanager
def program(port: int) -> Iterator[subprocess.Popen[str]]:
    """A mock in a process of its own, killed at the end whatever happens."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    arguments = [sys.executable, "-c", PROGRAM, str(port)]
    started = subprocess.Popen(
        arguments, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def greeted(started: subprocess.Popen[str]) -> list[str]:
    """The lines of the greeting, once they are all there."""
    assert started.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("Ctrl-C stops."):
        lines.append(started.stdout.readline())
        assert lines[-1], "the mock ended before it listened"
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_served_mock_greets_answers_and_stops_by_a_signal(name: signal.Signals) -> None:
    """Its address answers as soon as it is told; a signal ends it with exit code 0 and its log told the request."""
    with program(0) as started:
        url = greeted(started)[1].split()[0]
        answer = httpx2.get(f"{url}/exhibits/{key(1)}", headers=VISITOR, trust_env=False)
        started.send_signal(name)
        _, err = started.communicate(timeout=10)
    assert answer.json()["image_url"] == f"{url}/__media/old_vase.webp"
    assert started.returncode == 0
    assert f"GET /exhibits/{key(1)}" in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_port_in_use_is_one_clear_line() -> None:
    """The exit code is 2, and the line names the way out."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with program(port) as started:
            out, err = started.communicate(timeout=20)
    assert (started.returncode, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith(f"port {port} is taken (by another `contractkit mock`?). Choose one with --port")


def test_an_address_that_cannot_be_had_is_told() -> None:
    """A port in use and a host that is not here are two errors, of one family."""
    with listen("127.0.0.1", 0) as taken, pytest.raises(PortTaken, match="is taken"):
        listen("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(CannotListen, match=r"cannot listen on 192\.0\.2\.1 port 0"):
        listen("192.0.2.1", 0)


def test_a_socket_says_that_it_is_tcp() -> None:
    """Only of such sockets does asyncio send small packets at once; else every answer waits forty milliseconds."""
    with listen("127.0.0.1", 0) as bound, socket.create_connection(bound.getsockname()) as client:
        accepted, _ = bound.accept()
        with accepted, client:
            assert accepted.proto == socket.IPPROTO_TCP


def test_a_mock_beside_a_test_is_reached_by_its_address() -> None:
    """It is served by a thread, its rows' URLs lead to it, and its port is free again afterwards."""
    with MockServer.of(museum(), catalogue()) as url:
        found = httpx2.get(f"{url}/exhibits/{key(1)}", headers=VISITOR, trust_env=False).json()
        assert httpx2.get(found["image_url"], trust_env=False).headers["content-type"] == "image/svg+xml"
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url, trust_env=False)


def test_any_application_can_be_served_beside_a_test() -> None:
    """Two at a time, each on its own port."""
    with MockServer(create_app(museum(), catalogue())) as one, MockServer(create_app(museum(), catalogue())) as two:
        assert one != two
        assert [httpx2.get(f"{url}/weather", trust_env=False).status_code for url in (one, two)] == [503, 503]


def exchange(url: str, request: bytes) -> bytes:
    """What a server says to bytes, until it says no more."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 20_000), b"414"),
        (b"GET /weather HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n" % (b"a" * 40_000), b"431"),
        (b"GET /%zz%FF%00%0A HTTP/1.1\r\nHost: a\r\n\r\n", b"404"),
        (b"GET /exhibits/%0A HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer visitor\r\n\r\n", b"422"),
        (b"GET //exhibits HTTP/1.1\r\nHost: a\r\n\r\n", b"404"),
        (b"GET /weather HTTP/1.0\r\n\r\n", b"503"),
        (b"BREW /exhibits HTTP/1.1\r\nHost: a\r\n\r\n", b"405"),
    ],
)
def test_strange_requests_are_answered_in_the_envelope(request_: bytes, expected: bytes) -> None:
    """What is HTTP at all has a status and a JSON body."""
    with MockServer.of(museum(), catalogue()) as url:
        answer = exchange(url, request_)
    assert answer.split()[1] == expected
    assert b'"code":' in answer


def test_a_body_that_is_too_large_is_refused_while_it_is_sent() -> None:
    """The refusal reaches a client that sends eight megabytes, and the connection serves the next request."""
    with MockServer.of(museum(), catalogue()) as url, httpx2.Client(base_url=url, trust_env=False) as client:
        headers = {"Authorization": "Bearer keeper", "Content-Type": "application/json"}
        answer = client.post("/exhibits", content=b"a" * 8_000_000, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
        assert client.get("/weather").status_code == 503


def test_requests_of_many_threads_are_answered_alike() -> None:
    """One store serves them all."""
    mock = Museum()
    found: list[object] = []

    def ask(url: str) -> None:
        asked = (httpx2.get(f"{url}/exhibits?with=loans", headers=VISITOR, trust_env=False) for _ in range(10))
        found.extend(answer.json()["rows"] for answer in asked)

    with MockServer(mock.app) as url:
        threads = [threading.Thread(target=ask, args=(url,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 40
    assert all(each == found[0] for each in found)


def test_stopping_does_not_wait_for_idle_clients() -> None:
    """A client that keeps its connection open does not keep the mock open."""
    with httpx2.Client(trust_env=False) as client:
        with MockServer.of(museum(), catalogue()) as url:
            assert client.get(f"{url}/weather").status_code == 503
            began = time.monotonic()
        assert time.monotonic() - began < 2


def test_a_greeting_has_the_address_and_requests_to_copy() -> None:
    """One for each of the people who see something else, and one that is refused."""
    lines = list(greeting(museum(), catalogue(), Settings(port=5005)))
    assert lines[0].startswith("Museum 2 · 9 operations · ")
    assert lines[1].split()[0] == "http://127.0.0.1:5005"
    words = [line.split("curl")[0].strip() for line in lines if "curl" in line]
    assert words == ["as visitor", "as keeper", "an error"]
    assert lines[-2].endswith("403 TICKET_LOST")


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1", "http://127.0.0.1:1"),
        ("0.0.0.0", "http://127.0.0.1:1"),  # noqa: S104  # nothing is bound
        ("::", "http://[::1]:1"),
        ("mock.test", "http://mock.test:1"),
    ],
)
def test_an_origin_is_an_address_that_can_be_opened(host: str, origin: str) -> None:
    """Where a server listens on every address, this machine's own stands for them."""
    assert Settings(host=host, port=1).origin == origin
