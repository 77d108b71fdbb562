"""Prism as a process: starting, failing, telling, stopping. A small program stands for it, and needs no Node."""

import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mockserver import CannotListen, PortTaken
from mockserver.prism import Prism, PrismCommand, PrismFailed
from mockserver.prism.process import DIALECT, reason_of

DOCUMENT: Mapping[str, Any] = {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"}, "paths": {}}
LISTENS = "print('[9:41:00 AM] > [CLI] ▶  start     Prism is listening on http://127.0.0.1:7777', flush=True)\n"
RESTS = "import time; time.sleep(60)\n"

USAGE = """[8:20:46 PM] > [CLI] …  awaiting  Starting Prism…
[8:20:46 PM] > [CLI] ✖  fatal     {fatal}
prism mock <document>

Positionals:
  document  Path to a document file.  [string] [required]

Options:
  -p, --port              Port that Prism will run on.  [number]

{reason}
    at Server.listen (node:net:2120:11)
    at new Promise (<anonymous>)
"""


def command(body: str, starts_within: float = 20.0) -> PrismCommand:
    """A program in place of Prism."""
    return PrismCommand((sys.executable, "-c", body), {**os.environ, "PYTHONIOENCODING": "utf-8"}, starts_within)


def fails(text: str) -> PrismCommand:
    """A program that prints a text and ends with 1."""
    return command(f"import sys; print({text!r}); sys.exit(1)")


def gone(pid: int, within: float = 10.0) -> bool:
    """Whether a process ends within some seconds; one that is dead and waits to be buried has ended."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_it_runs_as_long_as_its_block() -> None:
    """The address is the one that its log names, and after the block the process is gone."""
    with Prism(command(LISTENS + RESTS), DOCUMENT) as prism:
        assert prism.origin == "http://127.0.0.1:7777"
        pid = prism._process.pid
        assert not gone(pid, within=0.1)
    assert gone(pid)


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    """npx starts Prism as a child that outlives it: the whole group is stopped."""
    note = tmp_path / "child"
    child = f"import os, pathlib; pathlib.Path({str(note)!r}).write_text(str(os.getpid()))\n" + LISTENS + RESTS
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])\n"
    with Prism(command(parent), DOCUMENT):
        pid = int(note.read_text(encoding="utf-8"))
    assert gone(pid)


def test_one_that_does_not_hear_is_killed() -> None:
    """SIGTERM is ignored, and SIGKILL follows."""
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LISTENS + RESTS
    with Prism(command(deaf), DOCUMENT) as prism:
        pid = prism._process.pid
    assert gone(pid)


@dataclass(frozen=True, slots=True)
class Called:
    """How Prism was called: its words, and the document it was given."""

    words: tuple[str, ...]
    document: Mapping[str, Any]


def called(note: Path, upstream: str | None, **options: Any) -> Called:
    """How Prism is called with these options."""
    body = f"import json, pathlib, sys; pathlib.Path({str(note)!r}).write_text(json.dumps(sys.argv[1:]))\n"
    with Prism(command(body + LISTENS + RESTS), DOCUMENT, upstream, **options):
        verb, file, *rest = json.loads(note.read_text(encoding="utf-8"))
        document = json.loads(Path(file).read_text(encoding="utf-8"))
    assert not Path(file).exists()
    return Called((verb, *rest), document)


def test_a_proxy_reads_the_document_in_the_dialect_of_openapi(tmp_path: Path) -> None:
    """Its file holds the document with the dialect named, and is gone when Prism is; flags come last."""
    found = called(tmp_path / "note", "http://there", port=4011, flags=("--errors",))
    own = ("--host", "127.0.0.1", "--port", "4011", "--multiprocess=false")
    assert found == Called(("proxy", "http://there", *own, "--errors"), {**DOCUMENT, "jsonSchemaDialect": DIALECT})


def test_a_mock_reads_the_document_as_it_stands(tmp_path: Path) -> None:
    """It makes its examples from it, and listens on any free port unless told otherwise."""
    own = ("--host", "127.0.0.1", "--port", "0", "--multiprocess=false")
    assert called(tmp_path / "note", None) == Called(("mock", *own), DOCUMENT)


def test_its_log_is_told_line_by_line() -> None:
    """Without colours, in order, from the first line on."""
    lines: list[str] = []
    with Prism(command("print('\\x1b[1mfirst\\x1b[0m')\n" + LISTENS), DOCUMENT, told=lines.append):
        pass
    assert lines[0] == "first"
    assert lines[1].endswith("Prism is listening on http://127.0.0.1:7777")


@pytest.mark.parametrize(
    ("fatal", "reason", "told"),
    [
        (
            "No operations found in the current file.",
            "Error: something else",
            "No operations found in the current file",
        ),
        ("", "Invalid upstream URL provided: there", "Invalid upstream URL provided: there"),
    ],
)
def test_a_failing_start_tells_the_reason_of_its_log(fatal: str, reason: str, told: str) -> None:
    """The usage that Prism prints is not the reason, nor is the stack."""
    with (
        pytest.raises(PrismFailed, match=told) as refused,
        Prism(fails(USAGE.format(fatal=fatal, reason=reason)), DOCUMENT),
    ):
        pass
    assert "\n" not in str(refused.value)


def test_a_port_in_use_is_told_as_the_mock_tells_it() -> None:
    """The error is that of the mock: it names the port and the way out."""
    text = USAGE.format(fatal="", reason="listen EADDRINUSE: address already in use 127.0.0.1:4010")
    with pytest.raises(PortTaken, match="--port 0"), Prism(fails(text), DOCUMENT, port=4010):
        pass


def test_an_address_that_is_not_ours_is_told_as_the_mock_tells_it() -> None:
    """It cannot be listened on."""
    text = USAGE.format(fatal="", reason="listen EADDRNOTAVAIL: address not available 203.0.113.1")
    with pytest.raises(CannotListen, match="--host"), Prism(fails(text), DOCUMENT, host="203.0.113.1"):
        pass


def test_a_prism_that_says_nothing_is_given_up() -> None:
    """After its time it is stopped, and the error says how long that was."""
    prism = Prism(command(RESTS, starts_within=0.2), DOCUMENT)
    with pytest.raises(PrismFailed, match="does not say within 0 s"), prism:
        pass
    assert gone(prism._process.pid)


def test_a_program_that_cannot_be_run_is_refused() -> None:
    """The system's reason is told, in one line."""
    with (
        pytest.raises(PrismFailed, match="/nowhere/prism cannot be run"),
        Prism(PrismCommand(("/nowhere/prism",), {}), DOCUMENT),
    ):
        pass


def test_an_end_of_its_own_is_told() -> None:
    """A Prism that ends while it is needed is an error, with what its log says last."""
    with Prism(command(LISTENS + "import sys; sys.exit('out of memory')"), DOCUMENT) as prism:
        prism._process.wait()
        prism._listener.join()
        with pytest.raises(PrismFailed, match="exit code 1"):
            prism.refuse_end()


def test_a_running_prism_is_no_error() -> None:
    """Nothing is told as long as it runs."""
    with Prism(command(LISTENS + RESTS), DOCUMENT) as prism:
        prism.refuse_end()


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ([], ""),
        (
            ["npm warn EBADENGINE Unsupported engine", "npm error code E404", "npm error 404 Not Found"],
            "npm error 404 Not Found",
        ),
        (
            [
                "node:internal/main:1",
                "",
                "SyntaxError: Unexpected token",
                "    at x {",
                "  code: 1",
                "}",
                "",
                "Node.js v20.1.0",
            ],
            "SyntaxError: Unexpected token",
        ),
    ],
)
def test_a_reason_is_found_in_other_logs_too(log: list[str], reason: str) -> None:
    """npm says it first, Node before a stack."""
    assert reason_of(log) == reason


def test_port_0_is_any_free_one() -> None:
    """Two of them may listen at once, each where its log says."""
    port = "import socket; s = socket.create_server(('127.0.0.1', 0)); p = s.getsockname()[1]\n"
    says = "print(f'Prism is listening on http://127.0.0.1:{p}', flush=True)\n"
    with (
        Prism(command(port + says + RESTS), DOCUMENT) as one,
        Prism(command(port + says + RESTS), DOCUMENT) as other,
    ):
        ports = [int(each.origin.rpartition(":")[2]) for each in (one, other)]
        assert ports[0] != ports[1]
        for number in ports:
            socket.create_connection(("127.0.0.1", number)).close()
