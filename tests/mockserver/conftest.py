"""The databases that a mock's state may live in, each empty: what holds of one holds of all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mockserver.postgresql import Absent, Server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL of the tests' own, where its programs are installed."""
    try:
        server = Server()
    except Absent as reason:
        pytest.skip(str(reason))
    with server:
        yield server


@pytest.fixture(params=["memory", "file", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once for each kind."""
    if request.param == "memory":
        return "sqlite://"
    return str(request.getfixturevalue("durable")) if request.param == "file" else _empty(request)


@pytest.fixture
def durable(tmp_path: Path) -> str:
    """The address of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'state.db'}"


@pytest.fixture(params=["file", "postgresql"])
def kept(request: pytest.FixtureRequest) -> str:
    """The address of an empty database that outlives who uses it, once for each kind."""
    return str(request.getfixturevalue("durable")) if request.param == "file" else _empty(request)


def _empty(request: pytest.FixtureRequest) -> str:
    server: Server = request.getfixturevalue("postgresql")
    return server.database()
