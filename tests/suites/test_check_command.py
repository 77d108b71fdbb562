"""`contractkit check` and pytest judge a deployment on this machine, whatever stands in the folder they run in."""

import json
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from suites.plugin import LACKING
from suites.sending.secrets import shortened
from tests.suites.commanding import ROOT, TOKENS, by_pytest, check, command, installed, kit, run
from tests.suites.deployment import serve
from tests.suites.faults_authentication import finishing
from tests.suites.loopback import closed_port, listening
from tests.suites.serving import Answer, Call

pytestmark = pytest.mark.slow
REPORTS = ["findings.json", "junit.xml", "report.html", "report.sarif", "summary.md"]
Found = tuple["subprocess.CompletedProcess[str]", Path]


@pytest.fixture(scope="module")
def found(faulty: str, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What a run against the faulty library says, and where its report is."""
    folder = tmp_path_factory.mktemp("found")
    return check(faulty, folder, "--only", "authentication", "--only", "pages", "--report", "out"), folder / "out"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder that would break any pytest and any import that looks into it."""
    (tmp_path / "conftest.py").write_text("raise RuntimeError('a conftest of somebody else')\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    for name in ("suites", "contracts", "fixtures", "mockserver"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('a folder of somebody else')\n")
        (tmp_path / name / "conftest.py").write_text("raise RuntimeError('a conftest of somebody else')\n")
        (tmp_path / name / "test_pages.py").write_text("def test_nothing():\n    assert False\n")
    return tmp_path


def verdicts(report: Path) -> Mapping[str, Any]:
    """What findings.json holds."""
    found: Mapping[str, Any] = json.loads((report / "findings.json").read_text(encoding="utf-8"))
    return found


def test_a_users_folder_changes_nothing(sound: str, hostile: Path) -> None:
    """Conftests, settings, options in the environment and folders named like ours leave a run as it is."""
    done = check(
        sound,
        hostile,
        *("--only", "authentication", "--only", "pages", "--report", "out"),
        PYTEST_ADDOPTS="--no-such-option",
        PYTEST_PLUGINS="no_such_plugin",
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = verdicts(hostile / "out")
    assert found["summary"]["exit"] == 0
    assert {each["family"] for each in found["verdicts"]} == {"authentication", "pages"}
    assert found["summary"]["counts"]["PASS"] > 20
    assert sorted(path.name for path in (hostile / "out").iterdir()) == REPORTS
    assert sorted(path.name for path in hostile.iterdir()) == [
        *("conftest.py", "contracts", "fixtures", "mockserver", "out", "pytest.ini", "suites")
    ]


def test_findings_end_with_1_and_hold_no_token(found: Found) -> None:
    """A finding is told on the terminal, in findings.json and in junit.xml, with curl lines and without a token."""
    done, report = found
    assert done.returncode == 1
    assert sorted({each["invariant"] for each in verdicts(report)["findings"]}) == ["AU-02", "AU-14"]
    assert "FAIL  AU-02 a 401 tells how to authenticate" in done.stdout
    assert "10 findings" in done.stdout
    failures = ElementTree.parse(report / "junit.xml").getroot().findall(".//failure")  # noqa: S314  # ours
    assert len(failures) == 10
    texts = [done.stdout, done.stderr, *(path.read_text(encoding="utf-8") for path in report.iterdir())]
    assert not [token for text in texts for token in (*TOKENS, *map(shortened, TOKENS)) if token in text]


def test_lines_are_plain_and_fit_elsewhere_than_on_a_terminal(found: Found) -> None:
    """Without a terminal there is no colour, a line a family, and a table of 120 columns at most."""
    told = found[0].stdout
    lines = told.splitlines()
    assert "\x1b" not in told
    assert [line.split()[0] for line in lines if "requests so far" in line] == ["pages", "authentication"]
    assert max(len(line) for line in lines if "curl" not in line) <= 120
    assert not [line for line in lines if line != line.rstrip()]
    assert lines[-2].endswith("exit 1")
    assert lines[-1].startswith("Next: ")


def test_the_printed_next_step_works(found: Found) -> None:
    """The line that is told, pasted where the run was started, judges the finding again."""
    _, told = found[0].stdout.splitlines()[-1].rsplit(" contractkit ", 1)
    done = run(kit(*shlex.split(told)), found[1].parent)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("STILL BROKEN")


def test_a_closed_port_ends_with_2_in_one_line(tmp_path: Path) -> None:
    """Nobody there: one line on stderr, nothing on stdout."""
    done = check(f"http://127.0.0.1:{closed_port()}", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    told = r"contractkit: cannot reach http://127\.0\.0\.1:\d+: connection refused\. Nothing was judged\.\n"
    assert re.fullmatch(told, done.stderr)


@pytest.mark.parametrize("options", [("--only", "page"), ("--report", "/dev/null/out")])
def test_a_bad_option_ends_with_2_in_one_line(options: tuple[str, ...], sound: str, tmp_path: Path) -> None:
    """It is told in one line, and nothing is judged."""
    done = check(sound, tmp_path, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("contractkit: ")
    assert done.stderr.count("\n") == 1


def test_what_the_command_does_not_understand_ends_with_2(tmp_path: Path) -> None:
    """An option that is none is refused by the command."""
    assert check("http://127.0.0.1:1", tmp_path, "--no-such-option").returncode == 2


def test_a_server_that_answers_401_to_everything_ends_with_3(tmp_path: Path) -> None:
    """Nothing was judged: findings are written all the same, and what to do is told."""
    refusal = {"code": "UNAUTHORIZED", "message": "Who are you?", "errors": None}

    def unauthorized(_call: Call, _answer: Answer) -> Answer:
        return Answer(401, refusal, (("WWW-Authenticate", 'Bearer error="invalid_token"'),))

    with listening(serve(finishing(unauthorized))) as url:
        done = check(url, tmp_path, "--report", "out", "--only", "authentication", "--only", "pages", "--strict")
    assert done.returncode == 3
    assert verdicts(tmp_path / "out")["summary"]["exit"] == 3
    assert "the target knows no token, and is asked no more" in done.stdout
    assert "Nothing was judged. Check the token" in done.stdout


def test_strict_fails_on_what_was_not_exercised(tmp_path: Path) -> None:
    """A deployment without rows is fine, and under --strict it is not."""
    rows = {"authors": (), "shelves": (), "books": ()}
    with listening(serve(rows=rows)) as url:
        codes = [check(url, tmp_path, "--only", "pages", *more).returncode for more in ((), ("--strict",))]
    assert codes == [0, 1]


def test_a_spent_budget_is_told(sound: str, tmp_path: Path) -> None:
    """A run of few requests ends by itself, and says what it could not say."""
    options = ("--only", "authentication", "--operation", "listAuthors", "--max-requests", "9", "--report", "out")
    done = check(sound, tmp_path, *options)
    assert "(1 operation)" in done.stdout.splitlines()[0]
    assert verdicts(tmp_path / "out")["summary"]["requests"] == 9
    assert "UNSURE" in done.stdout
    assert "SPENT  The budget of 9 requests is spent: " in done.stdout
    assert done.stdout.endswith("what is told above is not all. What to do stands at SPENT.\n")
    told = verdicts(tmp_path / "out")["summary"]
    assert (done.returncode, told["spent"]) == (0, ["the budget of 9 requests is spent"])
    assert 0 < told["unjudged"] == told["counts"]["INCONCLUSIVE"]
    assert check(sound, tmp_path, *options, "--strict").returncode == 3


def test_a_spent_time_is_told_by_pytest(sound: str, tmp_path: Path) -> None:
    """A strict run that lasts as long as it may ends pytest with 3, and its last lines say why."""
    words = ("--contract-only", "authentication", "--contract-max-time", "0.01", "--contract-strict")
    done = by_pytest(tmp_path, "--contract-target", sound, *words)
    assert done.returncode == 3, done.stdout
    assert "The run has lasted 0.01 seconds, as long as it may (--contract-max-time): " in done.stdout


def test_pytest_gives_a_node_for_each_verdict(sound: str, tmp_path: Path) -> None:
    """By name, with the prefixed options: passes, and skips that say why."""
    done = by_pytest(tmp_path, "--contract-target", sound, "--contract-only", "authentication", "-rs", "-v")
    assert done.returncode == 0, done.stdout
    assert "test_authentication[AU-01 GET /v1/authors] PASSED" in done.stdout
    assert "test_authentication[AU-04 GET /v1/authors] SKIPPED" in done.stdout
    told = " ".join(done.stdout.split())
    assert "NOT_ASKED: it writes, and this run may not (--allow-writes, or --write for this one)" in told


def test_pytest_fails_on_findings(faulty: str, tmp_path: Path) -> None:
    """A finding fails its node with what was seen and due, without a traceback; reports are written too."""
    done = by_pytest(
        tmp_path,
        *("--contract-target", faulty, "--contract-only", "authentication", "--contract-operation", "listAuthors"),
        *("--contract-report", "out"),
    )
    assert done.returncode == 1
    assert "AU-02 · GET /v1/authors: A 401 comes without WWW-Authenticate." in done.stdout
    assert "Traceback" not in done.stdout
    assert "2 failed" in done.stdout
    assert verdicts(tmp_path / "out")["summary"]["exit"] == 1


def test_pytest_without_a_target_is_no_green_gate(tmp_path: Path) -> None:
    """The suites collected by a run that names no target end it as a mistake in its usage, in one line."""
    done = by_pytest(tmp_path)
    assert done.returncode == 4
    told = [line for line in done.stderr.splitlines() if line]
    assert told == [f"ERROR: {LACKING}"]
    assert "--contract-target URL" in LACKING


def test_a_users_own_pytest_is_untouched(tmp_path: Path) -> None:
    """Where the plugin is merely there, other tests run and end as they would without it."""
    (tmp_path / "test_own.py").write_text("def test_own(case=None):\n    assert True\n")
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_own.py"]
    plugin = [] if installed() else ["-p", "pytest_contractkit"]
    done = run([*words, *plugin], tmp_path, PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 passed" in done.stdout


def test_pytest_refuses_a_mistake_in_one_line(tmp_path: Path) -> None:
    """What the command would refuse, pytest refuses too, as a mistake in its usage."""
    done = by_pytest(tmp_path, "--contract-target", f"http://127.0.0.1:{closed_port()}")
    assert done.returncode == 4
    assert next(line for line in done.stderr.splitlines() if line).startswith("ERROR: contractkit: cannot reach http")
    done = by_pytest(tmp_path, "--contract-target", "http://127.0.0.1:1", "--contract-only", "nosuch")
    assert "ERROR: contractkit: --contract-only: 'nosuch' is none of " in done.stderr


def test_an_interrupted_run_ends_with_2(tmp_path: Path) -> None:
    """Ctrl-C ends a run at once: what was judged is told and written, and not taken for all."""

    def slowly(_call: Call, answer: Answer) -> Answer:
        time.sleep(0.05)
        return answer

    with listening(serve(finishing(slowly))) as url:
        words = command(url, "--only", "authentication", "--report", "out")
        with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as judge:
            assert judge.stdout
            head = judge.stdout.readline()
            time.sleep(1.5)
            judge.send_signal(signal.SIGINT)
            said = judge.stdout.read()
    assert head.startswith("Judging http://127.0.0.1:")
    assert judge.returncode == 2
    assert "ERROR  interrupted" in said
    assert verdicts(tmp_path / "out")["summary"]["errors"] == ["interrupted"]
