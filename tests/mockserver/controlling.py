"""The museum's mock and the bundled one with their control APIs, asked from this machine."""

from typing import Any

import httpx2
from starlette.testclient import TestClient

from contracts import load_contract
from fixtures import load_catalogue
from mockserver import Settings, create_app
from tests.mockserver.museum import Json, Museum

STATE, CLOCK, SETTINGS = "/__admin/state", "/__admin/clock", "/__admin/settings"


class Controlled(Museum):
    """The museum's mock, and what controls it."""

    def control(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """The answer to one control request from this machine."""
        return self.client.request(method, path, json=body, headers={"Host": "localhost:4010", **headers})

    def done(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a control request that is done."""
        answer = self.control(method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def add(self, title: str, once: str | None = None) -> httpx2.Response:
        """A create as the keeper."""
        headers = {"Content-Type": "application/json"} | ({"Once": once} if once else {})
        return self.ask("/exhibits", "keeper", "POST", headers, f'{{"title": "{title}"}}'.encode())

    def state(self) -> Json:
        """The state, exported."""
        state: Json = self.done("GET", STATE)
        return state


def bundled(settings: Settings = Settings()) -> TestClient:  # noqa: B008  # frozen
    """A client of the bundled contract's mock, on this machine."""
    contract = load_contract()
    return TestClient(create_app(contract, load_catalogue(contract), settings), base_url="http://localhost")
