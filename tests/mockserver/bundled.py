"""The mock of the bundled contract and fixtures, and a request that it answers for each operation that reads."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from starlette.testclient import TestClient

from contracts import Contract, Operation, load_contract
from fixtures import Catalogue, load_catalogue
from mockserver import Settings, create_app
from mockserver.pages import Sample, samples

NOBODY = "0190a0b0-c0d0-7000-8000-00000000dead"


@dataclass(frozen=True)
class World:
    """The bundled contract, its rows, its mock, and a request that is answered for each operation."""

    contract: Contract
    catalogue: Catalogue
    client: TestClient
    samples: dict[str, Sample]

    def get(self, target: str, who: str | None = "member", **headers: str) -> httpx2.Response:
        """One request as one of the identities."""
        token = {} if who is None else {"Authorization": f"Bearer {self.catalogue.identities.identities[who].token}"}
        return self.client.get(target, headers={**token, **headers})

    def rows(self, target: str, who: str = "member") -> list[dict[str, Any]]:
        """The rows of a page."""
        answer = self.get(target, who)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found


@cache
def world() -> World:
    """Made once: reading changes nothing."""
    contract = load_contract()
    catalogue = load_catalogue(contract)
    found = samples(contract, catalogue, Settings().origin)
    client = TestClient(create_app(contract, catalogue), follow_redirects=False)
    return World(contract, catalogue, client, {each.operation.label: each for each in found})


def reading() -> tuple[Operation, ...]:
    """The operations that read."""
    return tuple(each for each in world().contract.operations if each.reads)


def target(operation: Operation) -> str:
    """The path and query of the operation's sample."""
    url = urlsplit(world().samples[operation.label].url)
    return f"{url.path}?{url.query}" if url.query else url.path


def who(operation: Operation) -> str | None:
    """The identity of the operation's sample."""
    identity = world().samples[operation.label].identity
    return identity.name if identity else None


def with_query(path: str, **values: str | None) -> str:
    """A target without its query, but with another."""
    query = urlencode({name: value for name, value in values.items() if value is not None})
    return f"{urlsplit(path).path}?{query}"
