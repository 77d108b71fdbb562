"""The judge finds nothing wrong with the mock, wherever its state lives: every operation, those that write too."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from contracts import load_contract
from tests.mockserver.postgresql import Absent, Server

MOST = 2_000  # requests of a gate where nothing is found: docs/suites.md, profiles
ROOT = Path(__file__).parent.parent.parent


def judged(store: str, build: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """What `make check STORE=URL` runs, and what it reports."""
    program = (
        "import pathlib, sys; from ci.check import main; sys.exit(main(sys.argv[2:], build=pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(build), "--store", store]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    report = build / "check" / "findings.json"
    return done, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}


def sound(store: str, build: Path) -> None:
    """Says that nothing is found, that every operation was asked, and within what a gate may ask."""
    done, report = judged(store, build)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert (report["findings"], report["deviations"]) == ([], [])
    passed = Counter(each["operation"] for each in report["verdicts"] if each["verdict"] == "PASS")
    assert {operation.label for operation in load_contract().operations if not passed[operation.label]} == set()
    assert report["summary"]["made"] > 0
    assert report["summary"]["requests"] <= MOST


@pytest.mark.slow
def test_a_mock_on_a_file_is_sound(tmp_path: Path) -> None:
    """State in a SQLite file: no finding, no operation left unasked."""
    sound(f"sqlite:///{tmp_path / 'state.db'}", tmp_path / "build")


@pytest.mark.slow
def test_a_mock_on_postgresql_is_sound(tmp_path: Path) -> None:
    """State in PostgreSQL: no finding, no operation left unasked."""
    try:
        server = Server()
    except Absent as reason:
        pytest.skip(str(reason))
    with server:
        sound(server.database(), tmp_path / "build")
