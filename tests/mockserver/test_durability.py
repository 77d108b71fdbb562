"""State that outlives its process: what was acknowledged is there, once, whoever was killed and whoever shares it."""

import http.client
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver import Settings, create_app
from mockserver.store import ForeignState, Store, StoreError
from tests.mockserver.mock_process import Running, begin, running
from tests.mockserver.museum import ROWS, Museum, catalogue, key, museum

ROUNDS = 5
CREATES = 200
SEEDS = len(ROWS["exhibits"])


def titles(address: str) -> Counter[str]:
    """How often each title is there."""
    contract = museum()
    with closing(Store(contract, address)) as store:
        return Counter(row["title"] for row in store.rows(contract.semantics.resources["exhibits"], ()))


def killed(mock: Running, wanted: Sequence[str], after: int) -> list[str]:
    """The titles that were acknowledged, by a mock that is killed after so many of them."""
    acknowledged: list[str] = []
    with ThreadPoolExecutor(16) as pool:
        for done in as_completed([pool.submit(mock.add, title) for title in wanted]):
            if isinstance(error := done.exception(), OSError | http.client.HTTPException):
                continue
            assert error is None, error
            acknowledged.append(done.result()["title"])
            if len(acknowledged) == after:
                mock.process.send_signal(signal.SIGKILL)
    return acknowledged


@pytest.mark.slow
def test_what_was_acknowledged_outlives_a_kill(kept: str) -> None:
    """Five times in the middle of two hundred concurrent creates: each row once, none of them half."""
    acknowledged: set[str] = set()
    asked: set[str] = set()
    for number in range(ROUNDS):
        wanted = [f"{number}-{each}" for each in range(CREATES)]
        with running(kept) as mock:
            done = killed(mock, wanted, after=20 + 10 * number)
        assert 20 <= len(done) < CREATES
        acknowledged.update(done)
        asked.update(wanted)
        found = titles(kept)
        assert set(found.values()) == {1}
        assert acknowledged <= found.keys() <= asked | {row["title"] for row in ROWS["exhibits"]}
        assert sum(found.values()) >= SEEDS + len(acknowledged)


@pytest.mark.slow
def test_several_processes_share_a_state(kept: str) -> None:
    """Begun at once they load the seeds once; a key that is sent to all of them makes one row."""
    first, second = begin(kept), begin(kept)
    for each in (first, second):
        each.kill()
        each.communicate()
    with running(kept) as one, running(kept) as other, ThreadPoolExecutor(8) as pool:
        made = [pool.submit(mock.add, f"{title}", f"once {title}") for title in range(40) for mock in (one, other, one)]
        rows = [each.result() for each in made]
    assert len({row["id"] for row in rows}) == 40
    found = titles(kept)
    assert sum(found.values()) == SEEDS + 40
    assert set(found.values()) == {1}


@pytest.mark.slow
def test_workers_answer_at_one_port_and_end_together(kept: str) -> None:
    """By a signal to the one that began them; and if one is killed, all end."""
    with running(kept, workers=2) as mock, ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(mock.add, map(str, range(30))))
        workers = children(mock.process.pid)
        mock.process.send_signal(signal.SIGTERM)
        _, err = mock.process.communicate(timeout=20)
        assert (mock.process.returncode, err) == (0, "")
    assert len({row["id"] for row in rows}) == 30
    assert len(workers) == 2
    assert gone(workers)


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["worker", "parent"])
def test_no_worker_outlives_the_others(durable: str, victim: str) -> None:
    """Nor the process that began them, however that ends."""
    with running(durable, workers=2) as mock:
        workers = children(mock.process.pid)
        os.kill(workers[0] if victim == "worker" else mock.process.pid, signal.SIGKILL)
        _, err = mock.process.communicate(timeout=20)
        assert gone(workers)
    expected = (2, True) if victim == "worker" else (-signal.SIGKILL, False)
    assert (mock.process.returncode, "a worker ended by itself" in err) == expected


def children(pid: int) -> list[int]:
    """The processes that a process began."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(processes: Sequence[int]) -> bool:
    """Whether they end within ten seconds; one that waits to be reaped has ended."""
    for _ in range(200):
        states = [Path(f"/proc/{each}/stat") for each in processes]
        alive = [each for each in states if each.exists() and each.read_text().rpartition(") ")[2][0] != "Z"]
        if not alive:
            return True
        time.sleep(0.05)
    return False


def test_workers_need_a_state_that_they_can_share() -> None:
    """The memory of one process is no such place."""
    process = begin("sqlite://", workers=2)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err.strip()) == (
        2,
        "2 workers share no memory. Name a database: --store sqlite:///FILE.",
    )


def test_a_state_goes_on_where_it_stopped(kept: str) -> None:
    """Rows, ids, keys and the clock; changed fixtures are not loaded again."""
    body, headers = b'{"title": "Pot"}', {"Content-Type": "application/json", "Once": "k"}
    first, second = Museum(Settings(store=kept)), Museum(Settings(store=kept), rows={})
    with first.client, second.client:
        made = first.ask("/exhibits", "keeper", "POST", headers, body)
        assert second.ask("/exhibits", "keeper", "POST", headers, body).content == made.content
        assert second.ask(made.headers["location"]).content == made.content
        other = second.ask("/exhibits", "keeper", "POST", {"Content-Type": "application/json"}, b'{"title": "Jug"}')
        assert other.json()["id"] > made.json()["id"]


def test_images_lead_to_the_mock_that_opened_the_state_last(kept: str) -> None:
    """Another port, and they load from there; within JSON and without."""
    rows = {**ROWS, "exhibits": ({**ROWS["exhibits"][0], "notes": {"seen": ["fixture://media/a.png", "a b"]}},)}
    for port in (4010, 4999):
        museum_ = Museum(Settings(store=kept, port=port), rows=rows)
        with museum_.client:
            row = museum_.ask(f"/exhibits/{key(1)}").json()
        assert row["image_url"] == f"http://127.0.0.1:{port}/__media/old_vase.webp"
        assert row["notes"] == {"seen": [f"http://127.0.0.1:{port}/__media/a.png", "a b"]}
        assert row["title"] == "Vase 1"


def test_the_state_of_another_contract_is_refused_by_name_and_left_as_it_is(kept: str) -> None:
    """By its title, its version, or its rows' shape."""
    titles(kept)
    own = museum()
    for other in (renamed(own, title="Zoo"), renamed(own, version="3")):
        with pytest.raises(ForeignState, match=r"holds the state of .*\. Name another one; it is left as it is\."):
            Store(other, kept)
    assert titles(kept) == Counter()


def renamed(contract: Any, **values: str) -> Any:
    """The contract under another name."""
    return replace(contract, **values)


def test_a_file_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """Another program's database, and what is no database at all."""
    alien, text = tmp_path / "alien.db", tmp_path / "text.db"
    with closing(sqlite3.connect(alien)) as connection:
        connection.execute("CREATE TABLE things (id)")
    text.write_bytes(b"Dear diary, " * 100)
    before = alien.read_bytes()
    with pytest.raises(ForeignState, match=r"alien\.db holds tables, and no state of a mock"):
        Store(museum(), f"sqlite:///{alien}")
    with pytest.raises(StoreError, match=r"text\.db: file is not a database"):
        Store(museum(), f"sqlite:///{text}")
    assert (alien.read_bytes(), text.read_bytes()) == (before, b"Dear diary, " * 100)


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("nonsense", "the text is no address of a database. Write sqlite:///FILE or postgresql"),
        ("mysql://u:secret@h/d", "mysql holds no state here. Write sqlite:///FILE or"),
        ("sqlite:////nowhere/at/all.db", "sqlite:////nowhere/at/all.db: unable to open database file. Name a file"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d", "postgresql+psycopg://u:***@127.0.0.1:1/d: connection failed"),
    ],
)
def test_a_database_that_cannot_be_had_is_one_line(address: str, line: str) -> None:
    """It names the address, and no password."""
    with pytest.raises(StoreError) as caught:
        create_app(museum(), catalogue(), Settings(store=address))
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
