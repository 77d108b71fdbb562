"""Where the stores of these tests live: in memory, and what is no matter of one database's plans in PostgreSQL too."""

from collections.abc import Iterator

import pytest

from tests.mockserver.postgresql import Server
from tests.mockserver.store import world

# They tell what a store does, not how one database does it.
_EVERYWHERE = frozenset({"test_filters_in_sql", "test_pages", "test_rows", "test_threads"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Once for each database; within a module, one after the other."""
    everywhere = metafunc.module.__name__.rpartition(".")[2] in _EVERYWHERE
    homes = ("memory", pytest.param("postgresql", marks=pytest.mark.slow)) if everywhere else ("memory",)
    metafunc.parametrize("home", homes, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def home(request: pytest.FixtureRequest) -> Iterator[None]:
    """The database that `stored` keeps rows in meanwhile."""
    if request.param == "memory":
        yield
        return
    server: Server = request.getfixturevalue("postgresql")
    world.HOME.addresses.update(loose=server.database(), whole=server.database())
    yield
    world.HOME.addresses.clear()
