"""The control API: its clock, its settings, what it says of the mock, and every answer that its document promises."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from contracts import Operation, load_contract, validator
from fixtures import load_catalogue
from mockserver import Settings, create_app
from mockserver.control import control_contract
from mockserver.control.operations import OPERATIONS
from suites.invariants import INVARIANTS
from suites.options import Options, prepare
from suites.verdicts import Outcome
from tests.mockserver.controlling import CLOCK, SETTINGS, STATE, Controlled, bundled
from tests.mockserver.museum import INSTANT, Museum, catalogue, museum

CONTROL = control_contract()
DOCUMENT = Path(__file__).parents[2] / "mockserver" / "control" / "openapi.yaml"
# A caller without the token is not let in: no answer of a mock without one shows the header that goes with it.
QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED, Outcome.VACUOUS)
NOON = "2026-04-01T12:00:00Z"
SOUND: Mapping[str, Any] = {
    "changeClock": {"moving": False},
    "advanceClock": {"seconds": 1},
    "importState": None,
    "changeSettings": {"as": "keeper"},
}
UNFIT: Mapping[str, Any] = {
    "advanceClock": {"seconds": 3_000_000_000},
    "importState": {
        "contract": {"title": "Zoo", "version": "1"},
        "clock": {"instant": NOON, "moving": False},
        "made": 0,
        "rows": {},
        "answers": [],
    },
    "changeSettings": {"as": "nobody"},
}
PAIRS = [(each, int(status)) for each in CONTROL.operations for status in each.replies]


def ask(operation: Operation, status: int, store: Path) -> httpx2.Response:
    """The request that is answered with a status, and its answer."""
    settings = {
        401: Settings(admin_token="secret"),
        403: Settings(host="0.0.0.0"),  # noqa: S104  # nothing listens
        503: Settings(store=f"sqlite:///{store}"),
    }.get(status, Settings())
    mock = Controlled(settings)
    body = SOUND.get(operation.id)
    if operation.id == "importState" and status in (200, 503):
        body = mock.state()
    match status:
        case 400 | 413 | 415:
            large = b"[" + b" " * (65 * 1024 * 1024 if operation.id == "importState" else 1024 * 1024)
            content = {400: b"{", 413: large, 415: b"{}"}[status]
            headers = {"Host": "localhost", "Content-Type": "text/plain" if status == 415 else "application/json"}
            return mock.client.request(operation.method, operation.path, content=content, headers=headers)
        case 405:
            return mock.control("DELETE", operation.path)
        case 409:
            if operation.id == "advanceClock":
                mock.done("PATCH", CLOCK, {"instant": "8998-12-31T00:00:00Z"})
            body = UNFIT[operation.id]
        case 422:
            body = {"unknown": 1}
        case 503:
            with closing(sqlite3.connect(store)) as connection:
                connection.execute("DROP TABLE _state")
    return mock.control(operation.method, operation.path, body)


@pytest.mark.parametrize(("operation", "status"), PAIRS, ids=[f"{each.id} {status}" for each, status in PAIRS])
def test_every_documented_answer_is_given(operation: Operation, status: int, tmp_path: Path) -> None:
    """Its status by a request that provokes it, its body by its schema, its headers as promised."""
    answer = ask(operation, status, tmp_path / "state.db")
    assert answer.status_code == status, answer.text
    reply = operation.reply(status)
    assert reply is not None
    assert reply.json is not None
    assert not validator(CONTROL).violations(reply.json, answer.json())
    assert all(header.name.lower() in answer.headers for header in reply.headers)


def test_every_operation_does_something() -> None:
    """The document and the table of operations name the same ones."""
    assert {each.id for each in CONTROL.operations} == OPERATIONS.keys()


def test_the_document_survives_the_suites(tmp_path: Path) -> None:
    """Judged by the suites' Schemathesis part, its writes too, the control API keeps its own document."""
    app = create_app(museum(), catalogue())
    written: dict[str, Any] = {"allow_writes": True, "ledger": tmp_path / "ledger.jsonl"}
    asked = Options("http://localhost", contract=DOCUMENT, only=("conformance",), pinned=True, **written)
    run = prepare(asked, app=app)
    rows = [each for each in INVARIANTS.values() if each.family in run.families]
    with run.examination.courier:
        verdicts = [run.examination.verdict(row, each) for each in run.operations for row in rows]
    loud = [f"{each.invariant} {each.operation}: {each.reason}" for each in verdicts if each.outcome not in QUIET]
    assert not loud, "\n".join(loud)
    assert {each.operation for each in verdicts if each.outcome is Outcome.PASS} >= {
        each.label for each in CONTROL.operations if each.reads or each.method == "POST"
    }


def test_a_clock_is_set_frozen_moved_and_let_run() -> None:
    """At rest at the fixtures' instant at first; moving, it keeps step with real time."""
    real = [datetime(2030, 1, 1, 12, tzinfo=UTC)]
    client = TestClient(create_app(museum(), catalogue(), real=lambda: real[0]), base_url="http://localhost")

    def clock(method: str, path: str = CLOCK, body: Any = None) -> tuple[str, bool]:
        told = client.request(method, path, json=body).json()
        return told["instant"], told["moving"]

    assert clock("GET") == (NOON, False)
    assert clock("PATCH", body={"instant": "2026-05-01T02:00:00.5+02:00"}) == ("2026-05-01T00:00:00.500000Z", False)
    assert clock("POST", f"{CLOCK}/advance", {"seconds": 1.5}) == ("2026-05-01T00:00:02Z", False)
    assert clock("PATCH", body={"instant": NOON, "moving": True}) == (NOON, True)
    real[0] = datetime(2030, 1, 1, 13, tzinfo=UTC)
    assert clock("GET") == ("2026-04-01T13:00:00Z", True)
    assert clock("POST", f"{CLOCK}/advance", {"seconds": 60}) == ("2026-04-01T13:01:00Z", True)
    assert clock("PATCH", body={"moving": False}) == ("2026-04-01T13:01:00Z", False)
    real[0] = datetime(2030, 1, 1, 14, tzinfo=UTC)
    assert clock("GET") == ("2026-04-01T13:01:00Z", False)


def test_the_clock_moves_a_timeline_and_dates_what_is_made() -> None:
    """A checkout session of the bundled contract is completed by the clock; a create says when it was."""
    client = bundled(Settings(acting_as="admin"))
    session = client.post("/v1/billing/setup-sessions").json()["session_id"]
    path = f"/v1/billing/checkout-sessions/{session}/status"
    assert client.get(path).json()["stripe_status"] == "open"
    client.post(f"{CLOCK}/advance", json={"seconds": 86400})
    assert client.get(path).json()["stripe_status"] == "complete"
    body = {"title": "Pots", "slug": "pots", "section_code": "pottery"}
    page = client.post("/v1/admin/solutions", json=body).json()
    assert page["created_at"].startswith("2026-04-02T12:00:00")


def test_everybody_acts_as_who_is_chosen() -> None:
    """Until somebody else is, or the mock is reset; a name that nobody has is refused, and the others are told."""
    mock = Controlled()
    depot = "/depot/exhibits"
    assert mock.ask(depot, None).status_code == 401
    assert mock.done("PATCH", SETTINGS, {"as": "keeper"})["as"] == "keeper"
    assert mock.ask(depot, None).status_code == 200
    assert mock.done("PATCH", SETTINGS, {"as": "visitor"})["as"] == "visitor"
    assert mock.ask(depot, "keeper").status_code == 403
    refused = mock.control("PATCH", SETTINGS, {"as": "nobody"})
    assert (refused.status_code, "visitor, keeper" in refused.json()["message"]) == (409, True)
    assert mock.done("PATCH", SETTINGS, {"as": None})["as"] is None
    assert mock.ask(depot, None).status_code == 401
    mock.done("POST", "/__admin/reset")
    assert mock.ask(depot, "keeper").status_code == 200


def test_settings_are_told_and_a_start_forgets_what_was_chosen(durable: str) -> None:
    """What the command said is in effect again then; no password is told."""
    first = Controlled(Settings(store=durable, acting_as="visitor", seed=10**30, live=True))
    first.done("PATCH", SETTINGS, {"as": "keeper"})
    again = Controlled(Settings(store=durable, acting_as="visitor", seed=10**30, live=True))
    own = {"as": "visitor", "seed": 10**30, "live": True, "workers": 1, "store": durable}
    assert again.done("GET", SETTINGS) == first.done("GET", SETTINGS) == own


def test_the_api_tells_of_itself() -> None:
    """Its index lists every operation, its document is the one it is judged by, its version names kit and contract."""
    mock = Controlled()
    index = mock.done("GET", "/__admin")
    assert [f"{each['method']} {each['path']}" for each in index["operations"]] == [
        each.label for each in CONTROL.operations
    ]
    assert mock.done("GET", index["document"]) == CONTROL.document
    assert mock.done("GET", "/__admin/version")["contract"] == {"title": "Museum", "version": "2"}
    assert mock.control("HEAD", CLOCK).content == b""
    assert mock.control("OPTIONS", CLOCK).headers["allow"] == "GET, HEAD, OPTIONS, PATCH"
    assert mock.control("GET", "/__admin/nothing").json()["code"] == "NOT_FOUND"
    assert mock.control("GET", "/%5F_admin/health").json() == {"status": "ok"}


def test_a_contract_with_such_paths_is_served_in_place_of_it(tmp_path: Path) -> None:
    """Its own paths win, as over the other pages of the mock, and nobody is led to a control API."""
    document = tmp_path / "openapi.yaml"
    document.write_text(
        "openapi: 3.1.0\ninfo: {title: Own, version: '1'}\n"
        "paths: {/__admin/reset: {get: {responses: {'200': {description: Own.}}}}}\n",
        encoding="utf-8",
    )
    contract = load_contract(document)
    client = TestClient(create_app(contract, load_catalogue(contract)), base_url="http://localhost")
    assert client.post("/__admin/reset").status_code == 405
    assert client.get("/__admin/health").status_code == 404
    assert "href='/__admin'" not in client.get("/").text
    assert "href='/__admin'" in Museum().ask("/").text


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda mock: mock.control("GET", f"{CLOCK}?{'a' * 17_000}"), 414),
        (lambda mock: mock.control("GET", CLOCK, Padding="a" * 33_000), 431),
        (lambda mock: mock.control("PUT", STATE, {**mock.state(), "made": 0.5}), 422),
        (lambda mock: mock.control("POST", f"{CLOCK}/advance", {"seconds": 0}), 422),
        (lambda mock: mock.control("PATCH", CLOCK, {"instant": "2026-02-30T00:00:00Z"}), 422),
        (lambda mock: mock.control("PATCH", CLOCK, {"instant": "2026-02-03"}), 422),
    ],
)
def test_what_a_client_sends_is_bounded(answer: Callable[[Controlled], httpx2.Response], status: int) -> None:
    """URL, headers and values beyond their bounds are refused in the control API's own envelope."""
    refused = answer(Controlled())
    assert refused.status_code == status
    assert refused.json().keys() == {"code", "message", "problems"}


def test_the_clock_of_a_reset_is_the_fixtures_own() -> None:
    """At rest at their instant; of a mock that was started live it moves from there."""
    for live in (False, True):
        mock = Controlled(Settings(live=live))
        mock.done("PATCH", CLOCK, {"instant": "2030-01-01T00:00:00Z", "moving": not live})
        clock = mock.done("POST", "/__admin/reset")["clock"]
        assert clock["moving"] is live
        assert clock["instant"].startswith(f"{INSTANT:%Y-%m-%dT%H:%M}")
