"""The witness: Prism, which reads the same contract with other eyes, finds nothing wrong with what the mock answers."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from contracts import BUNDLED, Contract, load_contract, resolve, validator
from fixtures import Catalogue, load_catalogue
from mockserver import MockServer, create_app
from mockserver.pages.samples import Sample, samples
from mockserver.prism import Gathered, Prism, PrismCommand, PrismProxy
from tests.mockserver.real_prism import ROOT, described, installed, violations
from tests.mockserver.upstream import Upstream

pytestmark = pytest.mark.slow

IDENTITIES = ROOT / "fixtures" / BUNDLED.name / "identities.json"
# Of the suites' families, the walks over filtered and ordered pages, the creates, and what Schemathesis makes.
FAMILIES = ("forward", "writes", "conformance")
RESPONSES_ONLY = ("--validate-request=false",)


@pytest.fixture(scope="module")
def command() -> PrismCommand:
    """The Prism that is installed."""
    return installed()


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The bundled contract."""
    return load_contract()


@pytest.fixture(scope="module")
def catalogue(contract: Contract) -> Catalogue:
    """The bundled rows."""
    return load_catalogue(contract)


@pytest.fixture(scope="module")
def mock(contract: Contract, catalogue: Catalogue) -> Iterator[str]:
    """The address of a mock."""
    with MockServer.of(contract, catalogue) as origin:
        yield origin


def ask(sample: Sample, **headers: str) -> httpx2.Response:
    """The answer to a sample."""
    token = {"Authorization": f"Bearer {sample.identity.token}"} if sample.identity else {}
    return httpx2.get(sample.url, headers={**token, **headers}, trust_env=False, timeout=20)


def test_what_the_suites_ask_the_mock_is_without_fault_to_prism(
    contract: Contract, mock: str, command: PrismCommand, tmp_path: Path
) -> None:
    """The suites judge the mock through the proxy: Prism sees each of the operations answer 2xx, and no error."""
    written = ("--allow-writes", "--ledger", str(tmp_path / "ledger.jsonl"))
    chosen = [*written, *(word for family in FAMILIES for word in ("--only", family))]
    with PrismProxy(contract, mock, command, validate_request=False) as proxy:
        words = [sys.executable, "-m", "contractkit", "check", proxy.origin, "--identities", str(IDENTITIES), *chosen]
        ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    answered = {operation for operation, status in proxy.gathered.judged if 200 <= status < 300}
    assert answered >= {each.label for each in contract.operations}
    assert grave(proxy.gathered) == []


def grave(gathered: Gathered) -> list[str]:
    """The errors of valid exchanges: one that leaves its token out, or sends another, is not."""
    return [str(each) for each in gathered.grave if each.violation.code != "401"]


def test_a_sample_of_every_read_goes_through_prism_itself(
    contract: Contract, catalogue: Catalogue, mock: str, command: PrismCommand
) -> None:
    """With nothing between client and Prism, and nothing between Prism and the mock, no violation is told."""
    with Prism(command, contract.document, mock, flags=RESPONSES_ONLY) as prism:
        asked = samples(contract, catalogue, prism.origin)
        answers = {each.operation.label: ask(each) for each in asked}
    assert set(answers) == {each.label for each in contract.operations if each.reads}
    assert {label: answer.status_code for label, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert [found for answer in answers.values() for found in violations(answer)] == []


class Faulty:
    """The mock, which breaks the type of one value where a request asks it to."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or (b"x-fault", b"1") not in scope["headers"]:
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self._app(scope, receive, hold)
        body = json.dumps(broken(json.loads(b"".join(each["body"] for each in held[1:])))).encode()
        headers = [pair for pair in held[0]["headers"] if pair[0] != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await send({**held[0], "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": body})


def broken(value: Any) -> Any:
    """The value with its first text, in depth, replaced by an object."""
    if isinstance(value, str):
        return {"no": "text"}
    pairs: Sequence[tuple[Any, Any]] = list(value.items() if isinstance(value, dict) else enumerate(value))
    for key, inner in pairs:
        if isinstance(inner, str | dict | list) and inner:
            value[key] = broken(inner)
            return value
    return value


def test_prism_catches_a_faulty_answer_of_every_read(
    contract: Contract, catalogue: Catalogue, command: PrismCommand
) -> None:
    """It is no witness that is silent whatever it sees: one value of another type is told, for each operation."""
    app = Faulty(create_app(contract, catalogue))
    with MockServer(app) as faulty, PrismProxy(contract, faulty, command) as proxy:
        for sample in samples(contract, catalogue, proxy.origin):
            answer = ask(sample, **{"X-Fault": "1"})
            reply = sample.operation.reply(answer.status_code)
            assert reply
            assert reply.json
            assert not validator(contract).fits(resolve(contract, reply.json), answer.json())
    reads = {each.label for each in contract.operations if each.reads}
    assert {each.operation for each in proxy.gathered.grave if each.violation.location[0] == "response"} == reads


def test_requests_are_judged_unless_they_are_not_to_be(contract: Contract, mock: str, command: PrismCommand) -> None:
    """A limit of 0 is a fault of the request; without request validation it is none of Prism's business."""
    path = next(each.path for each in contract.operations if each.reads and "{" not in each.path)
    told: dict[bool, list[str]] = {True: [], False: []}
    for validates, lines in told.items():
        with PrismProxy(contract, mock, command, validate_request=validates, told=lines.append) as proxy:
            httpx2.get(f"{proxy.origin}{path}?limit=0", headers={"Authorization": "Bearer a"}, trust_env=False)
    assert [line for line in told[True] if "limit must be >= 1" in line]
    assert told[False] == []


def test_what_prism_cannot_judge_is_told(contract: Contract, command: PrismCommand) -> None:
    """A redirect reaches the client as it is, and the report says why nobody judged it."""
    upstream = Upstream(b"", 302, ((b"location", b"http://192.0.2.1/"),))
    lines: list[str] = []
    with MockServer(upstream) as there, PrismProxy(contract, there, command, told=lines.append) as proxy:
        answer = httpx2.get(f"{proxy.origin}/", trust_env=False)
    assert answer.headers["location"] == "http://192.0.2.1/"
    assert proxy.gathered.unjudged == {"a redirect, which Prism follows": 1}
    assert lines == ["UNJUDGED  GET / -> 302: a redirect, which Prism follows"]


def test_a_port_in_use_is_the_same_error_for_both(contract: Contract, mock: str, command: PrismCommand) -> None:
    """Prism alone says so through its log, the proxy at once."""
    port = int(mock.rpartition(":")[2])
    for running in (
        Prism(command, described({}), port=port),
        PrismProxy(contract, mock, command, port=port),
    ):
        with pytest.raises(Exception, match=f"port {port} is taken"), running:
            pass
