"""What is wrong with the Prism that is pinned. A test that fails here after an upgrade is a defect less to work around.

docs/prism.md tells each of them; `mockserver/prism/exchange.py` keeps Prism from judging by them.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest

from mockserver import MockServer
from mockserver.prism import Prism, PrismCommand, PrismFailed
from mockserver.prism.command import VERSION
from tests.mockserver.real_prism import described, installed, violations
from tests.mockserver.upstream import Upstream

pytestmark = pytest.mark.slow

TEXTS: Mapping[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}
JSON = {"Content-Type": "application/json"}
LONG = 5.0  # seconds that Prism, which answers in milliseconds, is waited for


@dataclass(slots=True)
class Line:
    """A deployment, and a client that reaches it through Prism."""

    upstream: Upstream
    client: httpx2.Client

    def says(self, body: bytes = b"{}", status: int = 200, *headers: tuple[bytes, bytes]) -> None:
        """Choose what the deployment answers from now on."""
        self.upstream.headers = ((b"content-type", b"application/json"), *headers)
        self.upstream.body, self.upstream.status = body, status

    def get(self, body: bytes = b"{}", status: int = 200, *headers: tuple[bytes, bytes]) -> httpx2.Response:
        """What a client gets where the deployment answers this."""
        self.says(body, status, *headers)
        return self.client.get("/a")


@pytest.fixture(scope="module")
def command() -> PrismCommand:
    """The Prism that is installed."""
    return installed()


@pytest.fixture(scope="module")
def line(command: PrismCommand) -> Iterator[Line]:
    """A deployment behind Prism, whose answers are texts by name."""
    upstream = Upstream()
    with (
        MockServer(upstream) as there,
        Prism(command, described(TEXTS), there) as prism,
        httpx2.Client(base_url=prism.origin, timeout=LONG, trust_env=False) as client,
    ):
        yield Line(upstream, client)


def told(document: Mapping[str, Any], body: bytes, command: PrismCommand) -> list[str]:
    """The keywords that an answer breaks, to Prism."""
    with MockServer(Upstream(body)) as there, Prism(command, document, there) as prism:
        return [each.code for each in violations(httpx2.get(f"{prism.origin}/a", trust_env=False))]


def test_it_is_the_pinned_release(command: PrismCommand) -> None:
    """What is shown here is true of no other."""
    assert command.version() == VERSION


def test_it_tells_a_fault_as_it_should(line: Line) -> None:
    """What follows is not for want of a working Prism."""
    assert [each.code for each in violations(line.get(b'{"a": 1}'))] == ["type"]


def test_a_request_body_that_is_no_json_is_never_answered(line: Line) -> None:
    """The client gives up first."""
    with pytest.raises(httpx2.ReadTimeout):
        line.client.post("/a", content=b'{"a":', headers=JSON, timeout=1)


def test_a_violation_beyond_latin_1_is_never_answered(line: Line) -> None:
    """It does not fit into the header; Prism is told to outlive a rejection that nobody handles, and does."""
    line.says('{"名": 1}'.encode())
    with pytest.raises(httpx2.ReadTimeout):
        line.client.get("/a", timeout=1)
    assert line.get().status_code == 200


def test_a_violation_beyond_latin_1_ends_it(command: PrismCommand) -> None:
    """Left as Node runs by itself, the process is gone."""
    bare = replace(command, environ={**command.environ, "NODE_OPTIONS": ""})
    with MockServer(Upstream('{"名": 1}'.encode())) as there, Prism(bare, described(TEXTS), there) as prism:
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(f"{prism.origin}/a", trust_env=False)
        prism._process.wait(LONG)
        with pytest.raises(PrismFailed, match="exit code 1"):
            prism.refuse_end()


def test_numbers_change_on_the_way(line: Line) -> None:
    """They are doubles in between: long integers are rounded, what is too large becomes null."""
    answer = line.get(b'{"long": 9223372036854775807, "one": 1.0, "huge": 1e400}')
    assert answer.content == b'{"long":9223372036854776000,"one":1,"huge":null}'


def test_cookies_are_joined(line: Line) -> None:
    """Two become one that no client can take apart, against RFC 9110, section 5.3."""
    answer = line.get(b"{}", 200, (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"))
    assert answer.headers.get_list("set-cookie") == ["a=1,b=2"]


def test_a_redirect_is_followed(line: Line) -> None:
    """The client never sees it; here it leads round until Prism gives up."""
    answer = line.get(b"", 302, (b"location", b"/a"))
    assert (answer.status_code, "maximum redirect" in answer.text) == (500, True)


def test_a_501_becomes_an_example(line: Line) -> None:
    """A deployment that says it cannot is told as one that can."""
    answer = line.get(b"{}", 501)
    assert (answer.status_code, violations(answer)) == (200, ())


def test_a_head_request_fails(line: Line) -> None:
    """Prism reads the body that its answer has not."""
    line.says(b"{}")
    assert line.client.head("/a").status_code == 500


def test_a_get_with_a_body_is_refused(line: Line) -> None:
    """The deployment is not asked."""
    assert line.client.request("GET", "/a", content=b"{}", headers=JSON).status_code == 501


def test_a_body_that_is_no_json_becomes_an_error(line: Line) -> None:
    """The client does not see what the deployment said."""
    assert line.get(b'{"a":').status_code == 500


def test_many_violations_are_no_json(line: Line) -> None:
    """The header is cut, and begins with words."""
    answer = line.get(json.dumps({f"n{number}": 1 for number in range(300)}).encode())
    assert answer.headers["sl-violations"].startswith("Too many violations! [{")
    assert 0 < len(violations(answer)) < 300


def test_large_headers_are_refused(line: Line) -> None:
    """Node takes 16 KiB of them."""
    assert line.client.get("/a", headers={"X-Long": "a" * 17_000}).status_code == 431


def test_the_log_does_not_tell_whose_a_violation_is(command: PrismCommand) -> None:
    """A line of the log names no request, so that of two at once neither can be told: hence the header is read."""
    lines: list[str] = []
    with (
        MockServer(Upstream(b'{"a": 1}')) as there,
        Prism(command, described(TEXTS), there, told=lines.append) as prism,
    ):
        threads = [threading.Thread(target=httpx2.get, args=(f"{prism.origin}/a?n={n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    told = [line for line in lines if "Violation" in line]
    assert len(told) == 4
    assert not [line for line in told if "/a" in line]


def test_a_schema_that_does_not_compile_is_passed_over(command: PrismCommand) -> None:
    """One pattern that the engine cannot read, and nothing at all is judged by that schema."""
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "(?<a"}}, "required": ["b"]}
    assert told(described(schema), b"{}", command) == []
    assert told(described({**schema, "properties": {}}), b"{}", command) == ["required"]


def test_the_dialect_it_is_given_keeps_it_from_misreading(command: PrismCommand) -> None:
    """Left to itself it narrows int64 to 53 bits, and judges nothing under the dialect that OpenAPI names."""
    schema = {"type": "object", "properties": {"a": {"type": "integer", "format": "int64"}}}
    document = described(schema, jsonSchemaDialect="https://spec.openapis.org/oas/3.1/dialect/base")
    assert told(document, b'{"a": 9223372036854775807}', command) == []
    assert told(document, b'{"a": "1"}', command) == ["type"]


def test_a_credential_that_is_not_needed_is_an_error(command: PrismCommand) -> None:
    """Where security is optional, another scheme's credential counts against the request."""
    schemes = {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}
    document = described(TEXTS, components=schemes, security=[{}, {"bearer": []}])
    with MockServer(Upstream()) as there, Prism(command, document, there) as prism:
        answer = httpx2.get(f"{prism.origin}/a", headers={"Authorization": "Basic YTpi"}, trust_env=False)
        assert [each.code for each in violations(answer)] == ["401"]
        assert violations(httpx2.get(f"{prism.origin}/a", trust_env=False)) == ()


def test_several_processes_crash_at_the_start(command: PrismCommand) -> None:
    """The mode that it would choose by itself in production."""
    with (
        pytest.raises(PrismFailed, match="Cannot read properties of undefined"),
        Prism(command, described(TEXTS), flags=("--multiprocess=true",)),
    ):
        pass


def test_a_quiet_log_hides_that_it_listens(command: PrismCommand) -> None:
    """The line is written at a level between info and warn."""
    hurried = replace(command, starts_within=3.0)
    with pytest.raises(PrismFailed, match="does not say"), Prism(hurried, described(TEXTS), flags=("-v", "warn")):
        pass


def test_its_mock_does_not_know_the_base_path(command: PrismCommand) -> None:
    """The path of `servers` is no part of its routes."""
    document = described(TEXTS, servers=[{"url": "http://there/base"}])
    with Prism(command, document) as prism:
        statuses = [httpx2.get(f"{prism.origin}{path}", trust_env=False).status_code for path in ("/base/a", "/a")]
    assert statuses == [404, 200]
