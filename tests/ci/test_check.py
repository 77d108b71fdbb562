"""`make check` starts a mock, has it judged, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ci.check import ROOT, check

# A kit of twenty lines: a mock that says an address and waits, and a judge that notes what it was asked.
KIT = """
import json, os, pathlib, sys, time
here = pathlib.Path(__file__).parent
world = json.loads((here / "world.json").read_text())
if sys.argv[1] == "mock":
    (here / "mock.pid").write_text(str(os.getpid()))
    if world["mock"] == "broken":
        print("starting", file=sys.stderr)
        sys.exit("port 4010 is taken")
    print("21 operations", "  http://127.0.0.1:54321  start here", sep="\\n", flush=True)
    time.sleep(60)
(here / "asked.json").write_text(json.dumps(sys.argv[1:]))
time.sleep(world["judges_for"])
sys.exit(world["exit"])
"""


def kit(folder: Path, *, code: int = 0, mock: str = "sound", judges_for: float = 0) -> Sequence[str]:
    """Lay a small kit in a folder and give its command."""
    (folder / "kit.py").write_text(KIT)
    (folder / "world.json").write_text(json.dumps({"exit": code, "mock": mock, "judges_for": judges_for}))
    return (sys.executable, str(folder / "kit.py"))


def verb(folder: Path, command: Sequence[str]) -> list[str]:
    """The whole check as a command of its own, over a small kit and with a build folder of its own."""
    program = (
        "import pathlib, sys; from ci.check import main; sys.exit(main([], sys.argv[2:], pathlib.Path(sys.argv[1])))"
    )
    return [sys.executable, "-c", program, str(folder / "build"), *command]


def asked(folder: Path) -> list[str]:
    """What the judge was asked."""
    return [str(word) for word in json.loads((folder / "asked.json").read_text())]


def runs(pid_file: Path) -> bool:
    """Whether the process that wrote the file is still there."""
    try:
        os.kill(int(pid_file.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_exit_code_is_that_of_the_judge(code: int, tmp_path: Path) -> None:
    """Each exit code of the judge becomes that of the check, and the mock is stopped after each."""
    assert check(kit(tmp_path, code=code), tmp_path / "build", "", "") == code
    assert not runs(tmp_path / "mock.pid")


def test_the_mock_is_judged_with_every_rule_pinned(tmp_path: Path) -> None:
    """Without a target the mock is judged at the address it says, pinned, strict and with writes."""
    check(kit(tmp_path), tmp_path / "build", "", "")
    identities = str(ROOT / "fixtures" / "runflow" / "identities.json")
    options = [
        "--identities",
        identities,
        "--pinned",
        "--strict",
        "--allow-writes",
        "--report",
        str(tmp_path / "build" / "check"),
    ]
    assert asked(tmp_path) == ["check", "http://127.0.0.1:54321", *options]


def test_a_target_is_judged_without_a_mock(tmp_path: Path) -> None:
    """A named target is judged as it stands, and no mock is started."""
    assert check(kit(tmp_path, code=1), tmp_path / "build", "http://127.0.0.1:9", "mine.yaml") == 1
    report = ["--report", str(tmp_path / "build" / "check")]
    assert asked(tmp_path) == ["check", "http://127.0.0.1:9", "--identities", "mine.yaml", *report]
    assert not (tmp_path / "mock.pid").exists()


def test_a_mock_that_does_not_listen_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mock that ends too early gives exit code 2 and the last line of its log."""
    assert check(kit(tmp_path, mock="broken"), tmp_path / "build", "", "") == 2
    assert "exit code 1 before it listened: port 4010 is taken" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGINT, 130)])
def test_an_interrupted_check_stops_its_mock(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """A check that is told to stop while it judges stops the mock before it ends."""
    with subprocess.Popen(verb(tmp_path, kit(tmp_path, judges_for=60)), cwd=ROOT) as running:
        deadline = time.monotonic() + 30
        while not (tmp_path / "asked.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        running.send_signal(number)
        assert running.wait(20) == code
    assert not runs(tmp_path / "mock.pid")


def test_the_last_line_tells_the_exit_code(tmp_path: Path) -> None:
    """What a person sees last is `exit N`, since make hides the number."""
    done = subprocess.run(verb(tmp_path, kit(tmp_path, code=3)), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (3, "exit 3")
