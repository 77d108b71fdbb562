"""What passes through the proxy on its way to a deployment and back, and what is told of it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
import pytest

from mockserver import MockServer
from mockserver.prism import UnusableUpstream
from mockserver.prism.exchange import MAXIMUM_BODY, Exchange
from mockserver.prism.passage import make_passage, read_upstream
from tests.mockserver.museum import museum
from tests.mockserver.upstream import Upstream


@dataclass(slots=True)
class Passed:
    """A proxy before a deployment: a client of it, and the exchanges it tells."""

    client: httpx2.Client
    seen: list[Exchange] = field(default_factory=list)


@contextmanager
def before(upstream: Upstream, base: str = "") -> Iterator[Passed]:
    """A proxy before a deployment; its last exchange is told once the block is left."""
    seen: list[Exchange] = []
    with (
        MockServer(upstream) as there,
        MockServer(make_passage(museum(), there + base, seen.append)) as here,
        httpx2.Client(base_url=here, trust_env=False) as client,
    ):
        yield Passed(client, seen)


def test_a_response_passes_as_it_is() -> None:
    """Bytes that no JSON reader would keep, two cookies and the order of headers are the deployment's own."""
    upstream = Upstream(
        b'{"n": 9223372036854775807, "d": 1.0}\n',
        headers=((b"content-type", b"application/json"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")),
    )
    with before(upstream) as passed:
        answer = passed.client.get("/exhibits")
    assert answer.content == upstream.body
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("status", [204, 302, 404, 501])
def test_a_status_passes_as_it_is(status: int) -> None:
    """A redirect is the client's to follow, and an error is no error of the proxy."""
    upstream = Upstream(b"", status, ((b"location", b"/elsewhere"),))
    with before(upstream) as passed:
        answer = passed.client.get("/exhibits")
    assert (answer.status_code, answer.headers["location"]) == (status, "/elsewhere")
    assert len(upstream.asked) == 1


def test_a_request_passes_as_it_is() -> None:
    """Target, body and headers arrive as sent, below the base path; `Host` is the deployment's."""
    upstream = Upstream()
    with before(upstream, "/base") as passed:
        headers = [(b"X-Own", b"\xe9"), (b"Content-Type", b"application/json"), (b"Accept-Encoding", b"identity")]
        passed.client.post("/exhibits/%2F?a=1&b=%20'&a=2", content=b'{"a":', headers=headers)
    ((request, body),) = upstream.asked
    assert request.scope["raw_path"] + b"?" + request.scope["query_string"] == b"/base/exhibits/%2F?a=1&b=%20'&a=2"
    assert body == b'{"a":'
    assert (request.headers["x-own"], request.headers["accept-encoding"]) == ("\xe9", "identity")
    assert request.headers["host"] == request.url.netloc
    assert "transfer-encoding" not in request.headers


def test_a_body_in_chunks_arrives_whole() -> None:
    """Its length is not known when its head is sent."""
    upstream = Upstream()
    with before(upstream) as passed:
        passed.client.post("/exhibits", content=iter([b"one ", b"two"]))
    ((_, body),) = upstream.asked
    assert body == b"one two"


def test_an_encoded_body_stays_encoded() -> None:
    """Nothing is decoded on the way: what is called gzip need not even be."""
    upstream = Upstream(b"no gzip", headers=((b"content-encoding", b"gzip"), (b"content-type", b"text/plain")))
    with before(upstream) as passed, passed.client.stream("GET", "/exhibits") as answer:
        assert b"".join(answer.iter_raw()) == b"no gzip"


def test_nothing_of_one_client_reaches_another() -> None:
    """A cookie that the deployment sets is not sent along with later requests."""
    upstream = Upstream(headers=((b"set-cookie", b"session=1"),))
    with before(upstream) as passed:
        passed.client.get("/exhibits")
        httpx2.get(passed.client.base_url.join("/exhibits"), trust_env=False)
    assert "cookie" not in upstream.asked[1][0].headers


def test_each_exchange_is_told() -> None:
    """With both bodies, the headers of both sides, and the target as sent."""
    upstream = Upstream(b"[1]", 201)
    with before(upstream) as passed:
        passed.client.post("/exhibits?a=%20", content=b"{}", headers={"X-Own": "1"})
    (exchange,) = passed.seen
    assert (exchange.method, exchange.target, exchange.status) == ("POST", "/exhibits?a=%20", 201)
    assert (exchange.body, exchange.reply_body) == (b"{}", b"[1]")
    assert (b"x-own", b"1") in exchange.headers
    assert (b"content-type", b"application/json") in exchange.reply_headers


def test_a_large_body_passes_and_is_not_kept() -> None:
    """What is told of it is that it was too large."""
    upstream = Upstream(bytes(MAXIMUM_BODY + 1), headers=((b"content-type", b"image/png"),))
    with before(upstream) as passed:
        assert len(passed.client.get("/exhibits").content) == MAXIMUM_BODY + 1
    assert passed.seen[0].reply_body is None


def test_a_head_request_passes() -> None:
    """Its answer has a length and no body."""
    with before(Upstream(b"[1, 2]")) as passed:
        answer = passed.client.head("/exhibits")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "6", b"")


def test_a_page_from_elsewhere_may_call() -> None:
    """The proxy answers preflights and names the page's origin, as the mock does."""
    upstream = Upstream()
    page = {"Origin": "http://page.test"}
    with before(upstream) as passed:
        asks = {**page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-own"}
        leave = passed.client.options("/exhibits", headers=asks)
        answer = passed.client.get("/exhibits", headers=page)
    assert (leave.status_code, leave.headers["access-control-allow-headers"]) == (204, "x-own")
    assert answer.headers["access-control-allow-origin"] == "http://page.test"
    assert len(upstream.asked) == 1


def test_a_deployment_that_is_not_there_is_told_as_502() -> None:
    """The answer says in one line who does not answer, and no exchange is told."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    seen: list[Exchange] = []
    with MockServer(make_passage(museum(), nobody, seen.append)) as here:
        answer = httpx2.get(f"{here}/exhibits", trust_env=False)
    assert answer.status_code == 502
    assert answer.text.startswith(f"{nobody} does not answer: ")
    assert seen == []


@pytest.mark.parametrize("text", ["http://127.0.0.1:4010/", "https://api.test/base", "http://[::1]:4010"])
def test_an_address_is_taken_without_its_last_slash(text: str) -> None:
    """http and https, with or without a port and a base path."""
    assert read_upstream(text) == text.rstrip("/")


@pytest.mark.parametrize(
    "text",
    ["", "there", "127.0.0.1:4010", "ftp://there", "http://", "http://x:y@there", "http://there?a", "http://a:b"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """In one line that says how to write it; credentials have no place in it."""
    with pytest.raises(UnusableUpstream, match="http://HOST:PORT"):
        read_upstream(text)
