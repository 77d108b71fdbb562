"""A state that somebody else holds: what cannot be had now is 503, in the contract's own words, and had again later."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from contracts import load_contract
from fixtures import load_catalogue
from mockserver import Settings, create_app
from mockserver.store import Store, StoreError
from tests.mockserver.museum import museum

WAIT = 0.2  # seconds
CREATE, LIST = "/v1/admin/solutions", "/v1/solutions"
BODY = {"title": "A", "slug": "a", "section_code": "a"}
UNAVAILABLE = {"code": "SERVICE_UNAVAILABLE", "message": "The service is not available now.", "errors": None}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the state is."""
    return tmp_path / "state.db"


@pytest.fixture
def mock(file: Path) -> TestClient:
    """A mock of the bundled contract that waits for its file no longer than a moment."""
    contract = load_contract()
    settings = Settings(store=f"sqlite:///{file}?timeout={WAIT}", acting_as="admin")
    return TestClient(create_app(contract, load_catalogue(contract), settings), raise_server_exceptions=False)


@contextmanager
def held(file: Path, lock: str) -> Iterator[None]:
    """Somebody else's lock on a file, until it is let go."""
    with closing(sqlite3.connect(file, timeout=5, isolation_level=None)) as connection:
        if lock == "EXCLUSIVE":
            # Written ahead, a file is read whoever writes it.
            assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
        connection.execute(f"BEGIN {lock}")
        yield
        connection.execute("ROLLBACK")


def test_a_create_that_waits_in_vain_is_told_to_come_again(mock: TestClient, file: Path) -> None:
    """While somebody else writes, lists are answered and a create is 503 with Retry-After; after that it is made."""
    with mock:
        with held(file, "IMMEDIATE"):
            refused = mock.post(CREATE, json=BODY)
            read = mock.get(LIST)
        made = mock.post(CREATE, json=BODY)
    assert (refused.status_code, refused.headers["retry-after"], refused.json()) == (503, "1", UNAVAILABLE)
    assert (read.status_code, made.status_code) == (200, 201)


def test_what_only_reads_waits_in_vain_too(mock: TestClient, file: Path) -> None:
    """Of a file that nobody else may read, a list is 503 with Retry-After, and is answered again after that."""
    with mock:
        assert mock.get(LIST).status_code == 200
    # The end of the application lets go of the file; what is asked then opens it anew.
    with held(file, "EXCLUSIVE"):
        refused = mock.get(LIST)
    assert (refused.status_code, refused.headers["retry-after"], refused.json()) == (503, "1", UNAVAILABLE)
    with mock:
        assert mock.get(LIST).status_code == 200


@pytest.mark.parametrize("text", ["soon", "1&timeout=2"])
def test_a_wait_that_is_no_number_is_one_line(file: Path, text: str) -> None:
    """How long a file is waited for is told in seconds, once."""
    with pytest.raises(StoreError, match=r"is no number of seconds\. Write sqlite:///FILE\?timeout=5"):
        Store(museum(), f"sqlite:///{file}?timeout={text}")
