"""What is asked of a mock in this process, and all that it answered, to be compared with what another one did."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from starlette.testclient import TestClient

from contracts import Contract, load_contract
from fixtures import Catalogue, load_catalogue
from mockserver import Settings, create_app

WAYS: tuple[tuple[str, dict[str, Any]], ...] = (("next", {}), ("previous", {"from_prev": "true"}))
PAGES = 40  # that a walk takes at most: a faulty one may not end


@cache
def ground() -> tuple[Contract, Catalogue]:
    """The bundled contract and its rows."""
    contract = load_contract()
    return contract, load_catalogue(contract)


def made(*faults: str) -> TestClient:
    """A mock with some faults."""
    app = create_app(*ground(), Settings(faults=faults))
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@cache
def shared() -> TestClient:
    """The sound mock, made once, for those who leave no trace."""
    return made()


class Asker:
    """Asks a mock with some faults, and keeps what it is told.

    Args:
        faults: their ids; the sound mock where there are none.
    """

    def __init__(self, *faults: str) -> None:
        self.catalogue = ground()[1]
        self.client = made(*faults)
        self.told: list[Any] = []

    @classmethod
    def sound(cls, traces: bool) -> "Asker":
        """One that asks the sound mock: one of its own where it leaves traces."""
        asker = cls.__new__(cls)
        asker.catalogue, asker.told = ground()[1], []
        asker.client = made() if traces else shared()
        return asker

    def ask(
        self,
        target: str,
        who: str | None = "member",
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **query: Any,
    ) -> Any:
        """Ask once; the JSON of the answer, or its text."""
        token = {"Authorization": f"Bearer {self.catalogue.identities.identities[who].token}"} if who else {}
        sent = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        url = f"{target}?{urlencode(query)}" if query else target
        answer = self.client.request(method, url, headers={**token, **(headers or {})}, **sent)
        try:
            value: Any = answer.json()
        except ValueError:
            value = answer.text
        self.told.append((answer.status_code, sorted(answer.headers.items()), answer.text))
        return value

    def walk(self, target: str, who: str = "member", **query: Any) -> None:
        """Follow `next` to the end, then `previous` to the beginning."""
        page = self.ask(target, who, **query)
        for name, way in WAYS:
            for _ in range(PAGES):
                if not isinstance(page, dict) or not page.get(name):
                    break
                page = self.ask(target, who, pq=page[name], **way, **query)


Script = Callable[[Asker], object]


def asking(target: str, who: str | None = "member", method: str = "GET", **how: Any) -> Script:
    """A script of one request."""
    return lambda asker: asker.ask(target, who, method, **how)


def walking(target: str, who: str = "member", **query: Any) -> Script:
    """A script that walks a list to and fro."""
    return lambda asker: asker.walk(target, who, **query)


def steps(*scripts: Script) -> Script:
    """A script of scripts."""
    return lambda asker: [script(asker) for script in scripts]
