"""A run that pytest-xdist spreads over processes comes to what it comes to in one, and is one run to who reads it."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import pytest

from suites import Options, SuitesPlugin, plugin_of, prepare, refuse_unsound
from suites.result import BROKEN, CLEAN, UNJUDGED, UNUSABLE
from tests.suites.commanding import LIBRARY, by_pytest
from tests.suites.faults_authentication import finishing, mute
from tests.suites.judging import examine
from tests.suites.library import FOLDER
from tests.suites.test_plugin import judging

FAMILIES = ("pages", "authentication")
ONLY = [word for family in FAMILIES for word in ("--contract-only", family)]
# A plugin of somebody's that ends a worker at its third node, as a crash does.
KILLER = """
import os

seen = []


def pytest_runtest_call(item):
    seen.append(item)
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw1" and len(seen) == 3:
        os._exit(9)
"""
Told = set[tuple[str, str, str]]


def in_one_process(url: str) -> Told:
    """The verdicts of a run in this process, in the order in which pytest's nodes are judged."""
    options = Options.of(url, {**{name: FOLDER / file for name, file in LIBRARY}, "only": list(FAMILIES)})
    run = prepare(options)
    plugin = plugin_of(run, options)
    with run.examination.courier:
        found = [case.examination.verdict(case.invariant, case.operation) for case in plugin.plan()]
    return {(each.invariant, each.operation, each.outcome.value) for each in found}


def report(folder: Path) -> Mapping[str, Any]:
    """What findings.json holds."""
    found: Mapping[str, Any] = json.loads((folder / "out" / "findings.json").read_text(encoding="utf-8"))
    return found


def told(found: Mapping[str, Any]) -> Told:
    """The verdicts of a findings.json."""
    return {(each["invariant"], each["operation"], each["verdict"]) for each in found["verdicts"]}


@pytest.mark.slow
def test_a_sound_deployment_is_judged_alike_by_two_processes(sound: str, tmp_path: Path) -> None:
    """Two workers come to the verdicts of one process, with one budget, and end with 0."""
    options = ("-n", "2", *ONLY, "--contract-report", "out", "--contract-max-requests", "1000")
    done = by_pytest(tmp_path, "--contract-target", sound, *options)
    assert done.returncode == CLEAN, done.stdout + done.stderr
    found = report(tmp_path)
    assert told(found) == in_one_process(sound)
    assert found["summary"]["counts"]["PASS"] > 20
    assert found["summary"]["requests"] < 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.slow
def test_a_faulty_deployment_is_judged_alike_by_two_processes(faulty: str, tmp_path: Path) -> None:
    """Two workers find what one process finds, and it stands in one report, one junit.xml and one exit code."""
    options = ("-n", "2", *ONLY, "--contract-report", "out", "--junitxml", "out/junit.xml")
    done = by_pytest(tmp_path, "--contract-target", faulty, *options)
    assert done.returncode == BROKEN, done.stdout + done.stderr
    found = report(tmp_path)
    assert told(found) == in_one_process(faulty)
    assert sorted({each["invariant"] for each in found["findings"]}) == ["AU-02", "AU-14"]
    nodes = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot().findall(".//testcase")  # noqa: S314  # ours
    assert len(nodes) == len(found["verdicts"])
    prints = {each.get("value") for node in nodes for each in node.findall(".//property[@name='fingerprint']")}
    assert prints == {each["id"] for each in found["findings"]}
    assert {"report.html", "report.sarif", "summary.md"} <= {path.name for path in (tmp_path / "out").iterdir()}


@pytest.mark.slow
def test_a_budget_that_is_spent_by_two_processes_is_told_once(sound: str, tmp_path: Path) -> None:
    """A strict run whose workers spend their shares ends with 3, and counts what none of them judged."""
    options = ("-n", "2", *ONLY, "--contract-report", "out", "--contract-max-requests", "60", "--contract-strict")
    done = by_pytest(tmp_path, "--contract-target", sound, *options)
    assert done.returncode == UNJUDGED, done.stdout + done.stderr
    found = report(tmp_path)["summary"]
    assert found["spent"] == ["the budget of 30 requests is spent"]
    assert found["unjudged"] == found["counts"]["INCONCLUSIVE"] > 0
    assert done.stdout.count(f"requests is spent: {found['unjudged']} checks were not judged") == 1


@pytest.mark.slow
def test_a_worker_that_dies_is_an_error_of_the_run(sound: str, tmp_path: Path) -> None:
    """What the others judged is told, the run ends with 2, and no worker is started in its place."""
    (tmp_path / "killer.py").write_text(KILLER)
    options = ("-n", "2", "-p", "killer", "--contract-only", "authentication", "--contract-report", "out")
    done = by_pytest(tmp_path, "--contract-target", sound, *options, PYTHONPATH=str(tmp_path))
    assert done.returncode == UNUSABLE, done.stdout + done.stderr
    found = report(tmp_path)
    assert found["summary"]["errors"] == ["worker gw1 ended before its part was judged"]
    assert "ERROR worker gw1 ended before its part was judged" in done.stdout
    assert found["verdicts"]
    assert "gw2" not in done.stdout


def test_workers_without_a_target_are_refused() -> None:
    """A gate that lost its variable is not green under -n either: what a worker could not say is said for it."""
    node = SimpleNamespace(workeroutput={"exitstatus": int(pytest.ExitCode.USAGE_ERROR)})
    with pytest.raises(pytest.UsageError, match="no deployment to judge is named"):
        SuitesPlugin(None).pytest_testnodedown(node)
    SuitesPlugin(None).pytest_testnodedown(SimpleNamespace(workeroutput={"exitstatus": 1}))
    SuitesPlugin(None).pytest_testnodedown(SimpleNamespace())


@pytest.mark.parametrize(
    ("dist", "kinds", "record", "refusal"),
    [
        ("load", ["popen", "2*popen//python=python3"], None, None),
        ("no", [], "run.har", None),
        ("each", ["popen"], None, "--dist each would judge everything once for each worker"),
        ("load", ["ssh=elsewhere"], None, "processes of this machine only"),
        ("load", ["popen//chdir=/elsewhere"], None, "processes of this machine only"),
        ("load", ["popen"], "run.har", "--contract-record takes down one conversation"),
    ],
)
def test_what_cannot_be_right_is_refused(dist: str, kinds: list[str], record: str | None, refusal: str | None) -> None:
    """Workers that each judge everything or are not of this machine, and a recording of several, are refused."""
    option = SimpleNamespace()
    config = SimpleNamespace(getoption={"dist": dist, "tx": kinds, "--contract-record": record}.get, option=option)
    try:
        refuse_unsound(cast("pytest.Config", config))
    except pytest.UsageError as error:
        assert refusal
        assert refusal in str(error)
    else:
        assert not refusal
        assert option.maxworkerrestart == "0"


def test_promises_about_whatever_was_asked_see_what_others_asked() -> None:
    """A breach that only another process met is found by the one that judges the operation."""
    plugin, case = judging()
    with examine(finishing(mute)).courier as other:
        elsewhere = other.ask(case.operation)
    case.examination.elsewhere = (elsewhere,)
    operation = case.operation
    verdict = case.examination.verdict(case.invariant, operation)
    case.examination.courier.close()
    assert (elsewhere.status, verdict.outcome.value) == (401, "FLAKY")
    assert plugin.examination is case.examination
