"""The bundled operations that write: every documented answer of them, by a request, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from contracts import Operation, load_contract, validator
from fixtures import Catalogue, load_catalogue
from mockserver import Settings, create_app

CONTRACT = load_contract()
CATALOGUE: Catalogue = load_catalogue(CONTRACT)
WRITING = tuple(each for each in CONTRACT.operations if not each.reads)
MODEL = str(CATALOGUE.rows["models"][0]["id"])
NOBODY = "0190a0b0-c0d0-7000-8000-00000000dead"
BODIES: Mapping[str, Any] = {
    "createModelExampleAsAdmin": {"input": {"prompt": "a pot"}, "title": "Pot", "cost": 0.10},
    "createSolutionAsAdmin": {"title": "Pots", "slug": "pots", "section_code": "pottery"},
    "createDocPage": {"title": "Pots", "slug": "pots", "section_code": "pottery", "content": "# Pots"},
    "createSetupSession": None,
}
# Only a preference shows them: nothing that is sent to the operation is read, so that nothing of it can be wrong.
UNREACHABLE = frozenset({("createSetupSession", 400), ("createSetupSession", 422)})
PAIRS = [
    (each, int(status)) for each in WRITING for status in each.replies if (each.id, int(status)) not in UNREACHABLE
]


@dataclass
class Asker:
    """The bundled mock, and real time as the test turns it."""

    client: TestClient
    real: list[datetime]

    def post(
        self, operation: Operation, who: str | None, body: Any = None, content: bytes | None = None, model: str = MODEL
    ) -> httpx2.Response:
        """A create; its body JSON, or bytes that say they are."""
        headers = self.headers(who) | ({"Content-Type": "application/json"} if content is not None else {})
        path = operation.path.replace("{model_id}", model)
        return self.client.post(path, headers=headers, json=body, content=content)

    def get(self, target: str, who: str = "member") -> Any:
        """The JSON of what is there."""
        answer = self.client.get(target, headers=self.headers(who))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def headers(self, who: str | None) -> dict[str, str]:
        """The token of an identity."""
        return {"Authorization": f"Bearer {CATALOGUE.identities.identities[who].token}"} if who else {}


@pytest.fixture
def mock() -> Iterator[Asker]:
    """A mock whose clock is set moving at the machine's noon."""
    real = [datetime(2030, 1, 1, 12, tzinfo=UTC)]
    with TestClient(create_app(CONTRACT, CATALOGUE, Settings(live=True), lambda: real[0])) as client:
        yield Asker(client, real)


def operation(name: str) -> Operation:
    """The operation of that id."""
    found = CONTRACT.operation(name)
    assert found is not None
    return found


def ask(mock: Asker, operation: Operation, status: int) -> httpx2.Response:
    """The request that is answered with a status, and its answer."""
    body = BODIES[operation.id]
    match status:
        case 400:
            return mock.post(operation, "admin", content=b"{")
        case 401:
            return mock.post(operation, None, body)
        case 403:
            return mock.post(operation, "impersonated", body)
        case 409:
            mock.post(operation, "admin", body)
            return mock.post(operation, "admin" if body else "other", body)
        case 422:
            return mock.post(operation, "admin", {})
    return mock.post(operation, "admin", body)


@pytest.mark.parametrize(("operation", "status"), PAIRS, ids=[f"{each.id} {status}" for each, status in PAIRS])
def test_every_documented_status_is_produced_by_a_request(mock: Asker, operation: Operation, status: int) -> None:
    """Its body follows the schema that the document promises."""
    answer, reply = ask(mock, operation, status), operation.reply(status)
    assert answer.status_code == status, answer.text
    assert reply is not None
    assert reply.json is not None
    assert validator(CONTRACT).violations(reply.json, answer.json()) == ()


def test_an_example_can_be_read_where_it_says_it_is_and_in_the_lists(mock: Asker) -> None:
    """Its price is a text with all its digits, and it is the newest."""
    made = mock.post(operation("createModelExampleAsAdmin"), "admin", content=b'{"input": {}, "cost": 0.10}')
    assert made.json()["cost"] == "0.10"
    assert mock.get(made.headers["location"], "admin") == made.json()
    for target, who in ((f"/v1/models/{MODEL}/examples", "member"), (f"/v1/admin/models/{MODEL}/examples", "admin")):
        assert mock.get(f"{target}?limit=1", who)["items"] == [made.json()]


def test_an_example_of_no_model_is_refused_at_its_place(mock: Asker) -> None:
    """It is the path that is at fault."""
    answer = mock.post(operation("createModelExampleAsAdmin"), "admin", {"input": {}}, model=NOBODY)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["path", "model_id"])


def test_a_solution_is_seen_by_members(mock: Asker) -> None:
    """It is active at once, and nothing else than what was sent and set."""
    made = mock.post(operation("createSolutionAsAdmin"), "admin", BODIES["createSolutionAsAdmin"]).json()
    assert mock.get("/v1/solutions?limit=1")["items"] == [made]
    assert (made["is_active"], made["sort_order"], made["subtitle"]) == (True, 0, None)


def test_a_page_clashes_within_its_organisation_alone(mock: Asker) -> None:
    """The same section and slug over there is another page."""
    body = BODIES["createDocPage"]
    answers = [mock.post(operation("createDocPage"), who, body).status_code for who in ("member", "other", "admin")]
    assert answers == [201, 201, 409]


def test_a_setup_session_leads_to_a_page_and_moves_on_by_the_clock(mock: Asker) -> None:
    """Its status is read by its organisation only."""
    made = mock.post(operation("createSetupSession"), "member").json()
    assert "nothing is charged" in mock.client.get(made["url"]).text
    target = f"/v1/billing/checkout-sessions/{made['session_id']}/status"
    shown = []
    for seconds in (0, 59, 60, 89, 90):
        mock.real[0] = datetime(2030, 1, 1, 12, tzinfo=UTC) + timedelta(seconds=seconds)
        shown.append(tuple(mock.get(target).values()))
    opened, complete = ("open", "unpaid", False), ("complete", "no_payment_required", False)
    assert shown == [opened, opened, complete, complete, (*complete[:2], True)]
    assert mock.client.get(target, headers=mock.headers("other")).status_code == 404


def test_the_pages_of_others_show_names_as_texts(mock: Asker) -> None:
    """What stands in the path is no HTML, and has a bound."""
    answer = mock.client.get("/__hosted/%3Cscript%3E")
    assert "&lt;script&gt;" in answer.text
    assert mock.client.get(f"/__hosted/{'a' * 256}").status_code == 404


def test_created_rows_carry_the_time_of_the_clock(mock: Asker) -> None:
    """It moves on from the instant of the fixtures, by real time."""
    mock.real[0] += timedelta(hours=1, microseconds=1)
    made = mock.post(operation("createDocPage"), "member", BODIES["createDocPage"]).json()
    assert made["created_at"] == made["updated_at"] == "2026-04-01T13:00:00.000001Z"
    assert urlsplit(made["id"]).path[14] == "7"
