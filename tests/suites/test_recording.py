"""The traffic of a run stands in a HAR file, and is judged from there as it was judged live, without a request."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rich.console

import suites
from contracts import ContractKitError, Identities
from suites.examination import Examination
from suites.invariants import FAMILIES, INVARIANTS
from suites.recording import Recorder, Recording, judge_recording, read_recording
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome, Verdict
from tests.suites.asking import URL, operation
from tests.suites.deployment import SOUND, serve
from tests.suites.judging import pinned
from tests.suites.library import FOLDER, library_contract, library_identities
from tests.suites.serving import Answer, Call, Deployment, World

AUTHORS = "GET /v1/authors"
CONTRACT = library_contract()
BASE = "https://staging.example/base"


def record(path: Path, parts: Deployment = SOUND, families: Iterable[str] = ("pages", "forward")) -> list[Verdict]:
    """A run that is recorded, and its verdicts on the list of authors."""
    target = Target(url=URL, identities=library_identities(), app=serve(parts))
    recorder = Recorder(path, target.url, target.tag)
    with Courier(pinned(CONTRACT), target, recorder=recorder) as courier:
        examination = Examination(courier)
        rows = [each for each in INVARIANTS.values() if each.family in families]
        return [examination.verdict(each, operation(AUTHORS)) for each in rows]


def judged(recording: Recording, families: Iterable[str] = FAMILIES) -> dict[str, Verdict]:
    """The verdicts on what was recorded of the list of authors."""
    found = judge_recording(pinned(CONTRACT), recording, tuple(families), (operation(AUTHORS),))
    return {each.invariant: each for each in found}


def test_a_recording_is_a_har(tmp_path: Path) -> None:
    """The file is HAR 1.2 with an entry for each request, and holds no token."""
    record(tmp_path / "run.har", families=["status"])
    text = (tmp_path / "run.har").read_text(encoding="utf-8")
    log = json.loads(text)["log"]
    assert (log["version"], log["creator"]["name"], log["comment"]) == ("1.2", "contractkit", URL)
    needed = {"startedDateTime", "time", "request", "response", "cache", "timings"}
    schema = {"type": "array", "minItems": 20, "items": {"type": "object", "required": sorted(needed)}}
    jsonschema.validate(log["entries"], schema)
    assert not [each.token for each in library_identities().identities.values() if each.token in text]
    assert "${MEMBER_TOKEN}" in text


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    """Requests, callers, answers and lost answers come back as they were, bodies that are no text too."""
    path = tmp_path / "run.har"

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["path"].endswith("lost"):
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-bytes", b"\xff")]})
        await send({"type": "http.response.body", "body": b"\xff\x00\xfe"})

    target = Target(url=URL, identities=library_identities(), app=app)
    with Courier(CONTRACT, target, recorder=Recorder(path, URL, "tag")) as courier:
        courier.ask(operation(AUTHORS), query=[("q", "a b")], identity=target.identities.get("member"))
        courier.send("GET", "//v1/../authors?q=%zz", [("X-Odd", "é")], b"\xff\xfe")
        courier.send("GET", "/lost")
        sent = courier.exchanges
    found = read_recording(path, CONTRACT, Identities()).exchanges
    assert [replace(each, elapsed=0.0) for each in found] == [replace(each, elapsed=0.0) for each in sent]


@pytest.mark.parametrize("families", [("pages", "forward", "backward"), ("envelope", "status", "authentication")])
def test_a_recording_is_judged_as_the_run_was(families: tuple[str, ...], tmp_path: Path) -> None:
    """Each verdict is the one of the run; what the run could not exercise the recording did not ask."""
    live = {each.invariant: each.outcome for each in record(tmp_path / "run.har", families=families)}
    found = judged(read_recording(tmp_path / "run.har", CONTRACT, Identities()), families)
    for name, verdict in found.items():
        known = live[name]
        allowed = {known, Outcome.NOT_ASKED} if known in (Outcome.VACUOUS, Outcome.NOT_APPLICABLE) else {known}
        assert verdict.outcome in allowed, (name, known, verdict)
    assert sum(each.outcome is Outcome.PASS for each in found.values()) >= 10


def no_next(_world: World, _call: Call, answer: Answer) -> Answer:
    """A page that never leads on."""
    if isinstance(answer.document, dict) and "next" in answer.document:
        return replace(answer, document={**answer.document, "next": None})
    return answer


def test_a_fault_is_found_in_a_recording(tmp_path: Path) -> None:
    """What breaks in the run breaks in its recording, for the same reason."""
    live = record(tmp_path / "run.har", replace(SOUND, finish=no_next))
    broken = {each.invariant: each.reason for each in live if each.outcome is Outcome.FAIL}
    found = judged(read_recording(tmp_path / "run.har", CONTRACT, Identities()), ("pages", "forward"))
    assert broken
    assert {name: each.reason for name, each in found.items() if each.outcome is Outcome.FAIL} == broken


def entry(target: str = "/v1/authors?limit=1", **changes: Any) -> dict[str, Any]:
    """An entry as a browser exports it: HTTP/2, names in lower case, a token."""
    document: dict[str, Any] = {"items": [], "first": None, "next": None, "previous": None}
    headers = {
        ":authority": "staging.example",
        ":path": target,
        "authorization": "Bearer lib_member",
        "accept": "*/*",
        **changes.pop("headers", {}),
    }
    text = changes.pop("text", json.dumps(document))
    content = {"size": len(text or "x"), "mimeType": "application/json", "text": text, **changes.pop("content", {})}
    return {
        "startedDateTime": "2026-04-01T12:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": "GET",
            "url": f"{changes.pop('base', BASE)}{target}",
            "httpVersion": "h3",
            "headers": [{"name": name, "value": value} for name, value in headers.items() if value is not None],
        },
        "response": {
            "status": changes.pop("status", 200),
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {name: value for name, value in content.items() if value is not None},
        },
        **changes,
    }


def har(path: Path, *entries: dict[str, Any]) -> Path:
    """A browser's export."""
    log = {"version": "1.2", "creator": {"name": "WebInspector", "version": "1"}, "pages": [], "entries": list(entries)}
    path.write_text(json.dumps({"log": log}), encoding="utf-8")
    return path


def read(path: Path, *entries: dict[str, Any], identities: Identities | None = None) -> Recording:
    """What is read of a browser's export."""
    return read_recording(har(path, *entries), CONTRACT, identities or library_identities(), BASE)


def test_a_browser_export_is_read(tmp_path: Path) -> None:
    """Pseudo-headers are no headers, a body may stand in base64, and a token names its identity and is hidden."""
    packed = base64.b64encode(b'{"items": []}').decode()
    found = read(tmp_path / "a.har", entry(text=packed, content={"encoding": "base64", "size": 13}))
    (exchange,) = found.exchanges
    assert (exchange.operation, exchange.status, exchange.json()) == (operation(AUTHORS), 200, {"items": []})
    assert exchange.asked.headers == (("authorization", "Bearer ${MEMBER_TOKEN}"), ("accept", "*/*"))
    assert (exchange.asked.target, exchange.asked.identity) == ("/v1/authors?limit=1", "member")
    assert (exchange.elapsed, found.left_out) == (0.0125, {})


UNFIT: Mapping[str, tuple[dict[str, Any], str]] = {
    "no response": ({"status": 0}, "without a response"),
    "no body": ({"text": None}, "without the whole of the response's body"),
    "a body cut off": ({"content": {"size": 10_000}}, "without the whole of the response's body"),
    "a body that is no base64": ({"content": {"encoding": "base64"}}, "without the whole of the response's body"),
    "another host": ({"base": "https://elsewhere.example"}, "with other addresses"),
    "a longer host": ({"base": f"{BASE}line"}, "with other addresses"),
    "a cache": ({"_fromCache": "disk"}, "answered from a cache, or asked on a condition"),
    "a condition": ({"headers": {"if-none-match": "x"}}, "answered from a cache, or asked on a condition"),
    "a preflight": (
        {"headers": {"access-control-request-method": "GET"}},
        "a browser's own, before it asks another origin",
    ),
    "a token of nobody": (
        {"headers": {"authorization": "Bearer else"}, "status": 403},
        "asked with a token that nobody knows and that opened nothing",
    ),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_says_nothing_is_left_out_and_counted(name: str, tmp_path: Path) -> None:
    """An entry that cannot be judged is no exchange, and the reason is told."""
    changes, reason = UNFIT[name]
    found = read(tmp_path / "a.har", entry(), entry(**changes))
    assert (len(found.exchanges), found.left_out) == (1, {reason: 1})


@pytest.mark.parametrize("token", ["Bearer unknown", None])
def test_who_was_let_in_is_somebody(token: str | None, tmp_path: Path) -> None:
    """A token that opened something, or credentials that a browser left out, are no breach of authentication."""
    found = read(tmp_path / "a.har", entry(headers={"authorization": token}))
    (exchange,) = found.exchanges
    assert exchange.asked.credentials == "valid"
    assert "unknown" not in str(exchange)
    verdicts = judged(found).values()
    assert [each for each in verdicts if each.outcome in (Outcome.FAIL, Outcome.DEVIATION)] == []


def test_a_browser_export_is_judged(tmp_path: Path) -> None:
    """Promises about any response are held against it; those that need requests of their own were not asked."""
    rows = json.dumps({"items": [{"id": 1}] * 3, "first": None, "next": None, "previous": None})
    found = judged(read(tmp_path / "a.har", entry(), entry(text=rows)))
    assert [each for each in found.values() if each.outcome is Outcome.FAIL and each.family == "pages"]
    assert found["FW-01"].reason == "a recording asks nothing, and nothing in it was asked for this"
    assert {each.outcome for each in found.values()} >= {Outcome.PASS, Outcome.NOT_ASKED}
    assert not [each for each in found.values() if each.outcome is Outcome.VACUOUS]


def test_the_deployment_is_found_in_the_file(tmp_path: Path) -> None:
    """The only address that is asked for what the contract has is judged; of several one is to be named."""
    one, other = entry(base="https://one.example"), entry(base="https://other.example")
    assets = entry("/logo.png", base="https://assets.example")
    found = read_recording(har(tmp_path / "a.har", one, assets), CONTRACT, Identities())
    assert (found.base, found.left_out["with other addresses"]) == ("https://one.example", 1)
    with pytest.raises(ContractKitError, match=r"several deployments: https://one.*https://other.*--base URL"):
        read_recording(har(tmp_path / "a.har", one, other), CONTRACT, Identities())
    with pytest.raises(ContractKitError, match="asks for nothing that the contract has"):
        read_recording(har(tmp_path / "a.har", assets), CONTRACT, Identities())


BAD: Mapping[str, tuple[str | bytes, str]] = {
    "nothing": ("", "is no JSON"),
    "no HAR": ("{}", "is no HAR 1.2"),
    "no entries": ('{"log": {}}', "#/log"),
    "an entry that is none": ('{"log": {"entries": [{"request": 1}]}}', "#/log/entries/0"),
    "bytes": (b"\xff\xfe", "is no JSON"),
}


def test_a_recording_of_nothing_holds_nothing(tmp_path: Path) -> None:
    """A run that never reached its target leaves a file without entries, which is read as that."""
    assert not read_recording(har(tmp_path / "a.har"), CONTRACT, Identities(), BASE).exchanges


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_har_is_named(name: str, tmp_path: Path) -> None:
    """The error names the file and the place, in one line."""
    text, told = BAD[name]
    path = tmp_path / "a.har"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ContractKitError) as refused:
        read_recording(path, CONTRACT, Identities())
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_command_judges_a_file(tmp_path: Path) -> None:
    """`contractkit judge` tells what was recorded, what was left out and what it comes to; the report is the same."""
    path = har(tmp_path / "a.har", entry(), entry(text=None))
    reading = suites.Reading(
        path,
        BASE,
        FOLDER / "identities.json",
        contract=FOLDER / "openapi.yaml",
        semantics=FOLDER / "semantics.yaml",
        report=tmp_path / "out",
    )
    console = rich.console.Console(record=True, width=160)
    assert suites.judge(reading, console, {}) == 0
    text = console.export_text()
    assert "1 recorded requests to https://staging.example/base · nothing is sent" in text
    assert "1 left out: without the whole of the response's body" in text
    assert json.loads((tmp_path / "out" / "findings.json").read_text())["summary"]["requests"] == 1


def test_a_run_that_is_interrupted_keeps_its_recording(tmp_path: Path) -> None:
    """The file is whole as soon as the courier is closed, however the run ended."""
    path = tmp_path / "run.har"
    target = Target(url=URL, identities=library_identities(), app=serve())
    courier = Courier(CONTRACT, target, recorder=Recorder(path, URL, "tag"))

    def interrupted() -> None:
        with courier:
            courier.ask(operation(AUTHORS))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    courier.close()
    assert len(json.loads(path.read_text())["log"]["entries"]) == 1
