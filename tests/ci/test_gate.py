"""The gate for CI: one script that judges, ends as the command does, and names its reports."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.suites.deployment import serve
from tests.suites.faults_authentication import finishing, mute
from tests.suites.library import FOLDER
from tests.suites.loopback import listening

CI = Path(__file__).parents[2] / "ci"
LIBRARY = f"--contract\n{FOLDER / 'openapi.yaml'}\n--semantics\n{FOLDER / 'semantics.yaml'}\n"
FEW = "--only\nauthentication\n--operation\nlistAuthors\n"


@pytest.fixture(scope="module")
def faulty() -> Iterator[str]:
    """The address of a library whose 401 tells nothing."""
    with listening(serve(finishing(mute))) as url:
        yield url


def gate(folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """The script, with the kit of this tree and what GitHub Actions gives a step."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GATE", "GITHUB"))}
    given = {
        "PYTHONPATH": str(CI.parent),
        "GATE_PYTHON": sys.executable,
        "GATE_INSTALL": "none",
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_ACTIONS": "true",
    }
    words = ["bash", str(CI / "gate.sh")]
    return subprocess.run(
        words, cwd=folder, env={**kept, **given, **environ}, capture_output=True, text=True, check=False, timeout=120
    )


def action() -> Mapping[str, Any]:
    """The action's own file."""
    found: Mapping[str, Any] = yaml.safe_load((CI / "action.yml").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_a_broken_promise_stops_the_gate(faulty: str, tmp_path: Path) -> None:
    """A finding ends the step with 1, an annotation and a summary; the folder of the reports is named all the same."""
    done = gate(
        tmp_path,
        GATE_TARGET=faulty,
        GATE_IDENTITIES=str(FOLDER / "identities.json"),
        GATE_OPTIONS=LIBRARY + FEW,
        GATE_REPORT="my report",
    )
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "output").read_text() == "report=my report\nexit=1\n"
    assert sorted(path.name for path in (tmp_path / "my report").iterdir()) == [
        *("findings.json", "junit.xml", "report.html", "report.sarif", "summary.md")
    ]
    assert (tmp_path / "summary").read_text().startswith("## Contract: broken (exit 1)")
    lines = done.stdout.splitlines()
    stop = next(line for line in lines if line.startswith("::stop-commands::"))
    resumed = lines.index(f"::{stop.removeprefix('::stop-commands::')}::")
    assert [line.split("::")[1].split()[0] for line in lines[resumed + 1 :]] == ["error"]
    assert "AU-02 GET /v1/authors" in lines[-1]


@pytest.mark.slow
def test_a_gate_that_cannot_run_is_not_green(tmp_path: Path) -> None:
    """A bad option ends with 2, and so does a target that is empty, as a lost variable leaves it."""
    assert gate(tmp_path, GATE_TARGET="http://127.0.0.1:1", GATE_OPTIONS="--no-such-option").returncode == 2
    assert (tmp_path / "output").read_text() == "report=contract-report\nexit=2\n"
    done = gate(tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "GATE_TARGET is empty" in done.stderr


def test_the_gate_installs_apart_from_the_job(tmp_path: Path) -> None:
    """The kit goes into an environment of its own, pinned by the constraints of the repository."""
    fake = tmp_path / "python"
    fake.write_text(
        '#!/bin/sh\necho "$@" >> "$LOG"\nif [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi\n'
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    log = tmp_path / "log"
    done = gate(
        tmp_path,
        GATE_TARGET="http://a b",
        GATE_PYTHON=str(fake),
        GATE_INSTALL="",
        RUNNER_TEMP=str(tmp_path / "temp"),
        LOG=str(log),
        GATE_BASELINE="known.yaml",
        GATE_TOKEN_ENV="API_TOKEN",
        GATE_CORPUS="my cases",
    )
    assert done.returncode == 0, done.stderr
    venv, install, judged = log.read_text().splitlines()
    assert venv == f"-m venv {tmp_path / 'temp' / 'contractkit-gate'}"
    assert install.endswith(f"--constraint {CI}/../constraints.txt {CI}/..")
    assert judged == (
        "-m contractkit check http://a b --report contract-report --token-env API_TOKEN --baseline known.yaml "
        "--corpus my cases"
    )


def test_the_action_hands_its_inputs_over_as_variables() -> None:
    """Each input is a variable that the script reads, none stands in a command, and each output is written by it."""
    read = action()
    (step,) = read["runs"]["steps"]
    script = (CI / "gate.sh").read_text(encoding="utf-8")
    assert {value[len("${{ inputs.") : -len(" }}")] for value in step["env"].values()} == set(read["inputs"])
    assert all(f"{name}" in script for name in step["env"])
    assert "${{" not in step["run"]
    assert all(f"{name}=%s" in script for name in read["outputs"])
    assert all(each["value"] == f"${{{{ steps.gate.outputs.{name} }}}}" for name, each in read["outputs"].items())
