"""A small world: a museum of two houses, its contract, and its mock as a client sees it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
from starlette.testclient import TestClient

from contracts import Contract, Identities, Identity, load_contract
from fixtures import Catalogue
from mockserver import Settings, create_app

Json = dict[str, Any]

HERE, THERE = "0196e780-fb40-7298-abb7-00000000000a", "0196e780-fb40-7298-abb7-00000000000b"
MAKER = "0196e780-fb40-7298-abb7-0000000000c1"
INSTANT = datetime(2026, 4, 1, 12, tzinfo=UTC)

_CONTRACT = Path(__file__).parent / "contract"


def museum() -> Contract:
    """The museum's contract."""
    return load_contract(_CONTRACT / "openapi.yaml", _CONTRACT / "semantics.yaml")


def key(number: int) -> str:
    """The id of an exhibit."""
    return f"0196e780-fb40-7298-abb7-{number:012d}"


def exhibit(number: int, **values: Any) -> Json:
    """A row: shown in room 1 of the house here, unless it is said otherwise."""
    row: Json = {
        "id": key(number),
        "house": HERE,
        "room_number": 1,
        "title": f"Vase {number}",
        "worth": "1.5",
        "shown": True,
        "made_at": f"1900-01-{number:02}T00:00:00Z",
        "notes": {"dents": number},
        "image_url": "fixture://media/old_vase.webp",
        "maker_id": MAKER if number % 2 else None,
    }
    return row | values


ROWS: Mapping[str, tuple[Json, ...]] = {
    "rooms": ({"number": 1, "house": HERE}, {"number": 2, "house": THERE}, {"number": 3, "house": HERE}),
    "makers": ({"id": MAKER, "name": "Clarice"},),
    "exhibits": (
        *(exhibit(number) for number in range(1, 8)),
        exhibit(8, shown=False),
        exhibit(9, house=THERE, room_number=2),
        exhibit(10, room_number=None, title=None),
    ),
    "loans": (
        {"id": 1, "house": HERE, "exhibit_id": key(1), "place": "Lyon"},
        {"id": 2, "house": HERE, "exhibit_id": key(1), "place": "Bath"},
        {"id": 3, "house": HERE, "exhibit_id": key(2), "place": "Turin"},
    ),
    "labels": ({"id": 1, "exhibit_id": key(1), "text": "Do not touch"},),
}

# Nothing more goes into the house over there.
HOUSES: Mapping[str, Json] = {HERE: {}, THERE: {"full": True}}

PEOPLE = (
    Identity("visitor", "visitor", HERE, ("guest",)),
    Identity("keeper", "keeper", HERE, ("staff",)),
    Identity("neighbour", "neighbour", THERE, ("guest",)),
    Identity("stacker", "stacker", THERE, ("staff",)),
    Identity("deputy", "deputy", HERE, ("staff",)),
    Identity("homeless", "homeless", None, ("guest",)),
    Identity("lost", "lost", HERE, ("guest",), shows="TICKET_LOST"),
    Identity("watched", "watched", HERE, ("staff",), shows="HANDS_OFF"),
    Identity("expired", "expired", HERE, ("guest",), shows="NO_TICKET"),
)


def catalogue(rows: Mapping[str, tuple[Json, ...]] = ROWS) -> Catalogue:
    """The museum's rows and the people who may call."""
    identities = Identities(
        default="visitor", identities={each.name: each for each in PEOPLE}, organizations=HOUSES, instant=INSTANT
    )
    return Catalogue(rows=rows, identities=identities, instant=INSTANT)


class Museum:
    """The museum's mock, asked as one of its people; errors of the server are raised here.

    Args:
        settings: the choices of the mock.
        contract: another contract than the museum's own.
        rows: other rows.
    """

    def __init__(
        self,
        settings: Settings = Settings(),  # noqa: B008  # frozen
        contract: Contract | None = None,
        rows: Mapping[str, tuple[Json, ...]] = ROWS,
    ) -> None:
        self.app = create_app(contract or museum(), catalogue(rows), settings)
        self.client = TestClient(self.app, base_url="http://museum.test", follow_redirects=False)

    def ask(
        self,
        target: str,
        who: str | None = "visitor",
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> httpx2.Response:
        """The answer to one request; `target` is sent as it is written."""
        own = {"Authorization": f"Bearer {who}"} if who else {}
        return self.client.request(method, target, headers={**own, **(headers or {})}, content=body)

    def raw(
        self, path: bytes, query: bytes = b"", who: str = "visitor", method: str = "GET", body: bytes = b""
    ) -> tuple[int, str | None]:
        """Status and code of a request whose bytes no client library touches; a body is sent as JSON."""
        sent: list[Any] = []
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "headers": [(b"authorization", f"Bearer {who}".encode()), (b"content-type", b"application/json")],
        }

        async def receive() -> Json:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        anyio.run(self.app, scope, receive, send)
        content = sent[1]["body"]
        held = json.loads(content) if content.startswith(b"{") else {}
        return sent[0]["status"], held.get("code")

    def get(self, target: str, who: str | None = "visitor") -> Any:
        """The JSON of an answer that has data."""
        answer = self.ask(target, who)
        assert answer.status_code == 200, answer.text
        return answer.json()
