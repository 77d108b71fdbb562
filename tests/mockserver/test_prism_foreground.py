"""Prism in the foreground of a terminal: it says where it is, and a signal ends it and all it started."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.mockserver.real_prism import ROOT

# A program that stands for Prism: it leaves its process id behind and says that it listens.
STANDS = """
import os, pathlib, sys, time
pathlib.Path(os.environ["NOTE"]).write_text(str(os.getpid()))
print("Prism is listening on http://127.0.0.1:7777", flush=True)
time.sleep(float(os.environ["LASTS"]))
sys.exit("out of memory")
"""
MOCK = """
import os, sys
from mockserver import MockServerError
from mockserver.prism import PrismCommand, serve_prism_mock
from tests.mockserver.museum import museum
command = PrismCommand((sys.executable, "-c", sys.argv[1]), os.environ)
try:
    serve_prism_mock(museum(), command, host="127.0.0.1", port=0, ready=lambda at: print(at, flush=True), told=len)
except MockServerError as error:
    sys.exit(str(error))
print("stopped")
"""
PROXY = """
import os, sys
from mockserver.prism import PrismCommand, serve_prism_proxy
from tests.mockserver.museum import museum
command = PrismCommand((sys.executable, "-c", sys.argv[1]), os.environ)
gathered = serve_prism_proxy(
    museum(), "http://127.0.0.1:9", command, host="127.0.0.1", port=0, ready=lambda at: print(at, flush=True), told=len
)
print(gathered.as_json())
"""


@contextmanager
def running(script: str, note: Path, lasts: float = 60) -> Iterator[subprocess.Popen[str]]:
    """A command that serves; killed where a test leaves it running."""
    words: Sequence[str] = (sys.executable, "-c", script, STANDS)
    environ = {**os.environ, "NOTE": str(note), "LASTS": str(lasts), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that a command says."""
    assert process.stdout
    return process.stdout.readline().strip()


def lives(note: Path) -> bool:
    """Whether the program that stands for Prism is still there."""
    try:
        state = Path(f"/proc/{note.read_text(encoding='utf-8')}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_mock(tmp_path: Path, number: signal.Signals) -> None:
    """It says where it listens; a signal ends it without an error, and Prism with it."""
    note = tmp_path / "pid"
    with running(MOCK, note) as process:
        assert line_of(process) == "http://127.0.0.1:7777"
        assert lives(note)
        process.send_signal(number)
        said, complained = process.communicate(timeout=20)
    assert (said, complained, process.returncode) == ("stopped\n", "", 0)
    assert not lives(note)


def test_the_mock_ends_where_prism_does(tmp_path: Path) -> None:
    """A terminal that looks alive and serves nothing is worse: the last line of the log is told."""
    with running(MOCK, tmp_path / "pid", lasts=0.2) as process:
        _, complained = process.communicate(timeout=20)
    assert complained == "Prism ended with exit code 1: out of memory\n"


def test_a_signal_stops_the_proxy_and_gives_what_it_gathered(tmp_path: Path) -> None:
    """It listens at an address of its own, answers there, and ends with its report."""
    note = tmp_path / "pid"
    with running(PROXY, note) as process:
        origin = line_of(process)
        assert origin != "http://127.0.0.1:7777"
        assert httpx2.get(f"{origin}/exhibits", trust_env=False).status_code == 502
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=20)
    assert (said, complained) == ("{'judged': {}, 'unjudged': {}, 'findings': []}\n", "")
    assert not lives(note)
