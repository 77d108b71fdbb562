"""A finding is judged again by itself: still broken, no longer, or that nothing can be said."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts import ContractKitError
from suites import Options, Replay, SuitesPlugin, plugin_of, prepare, replay
from suites.report import write_findings
from suites.result import Result
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_authentication import AUTHORS, finishing, mute
from tests.suites.library import FOLDER
from tests.suites.serving import Answer, Call, Deployment

CONTRACT = {"contract": FOLDER / "openapi.yaml", "semantics": FOLDER / "semantics.yaml"}
CALLERS = {"identities": FOLDER / "identities.json"}


def failing(call: Call, answer: Answer) -> Answer:
    """Who asks for pages in an order gets a failure."""
    sorted_pages = answer.status == 200 and {"limit", "sort_by"} <= {name for name, _ in call.request.query}
    return replace(answer, status=500) if sorted_pages else answer


def judged(parts: Deployment, family: str) -> Result:
    """A run of one family on one operation."""
    options = Options.of(
        "http://app.test", {**CONTRACT, **CALLERS, "only": [family], "operation": [AUTHORS], "seed": 3}
    )
    run = prepare(options, {}, serve(parts))
    plugin = plugin_of(run, options)
    for case in plugin.cases(family):
        run.examination.verdict(case.invariant, case.operation)
    return concluded(plugin)


def concluded(plugin: SuitesPlugin) -> Result:
    """The result of a session that has ended."""
    assert plugin.examination
    result = plugin.concluded(plugin.examination)
    plugin.examination.courier.close()
    return result


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run against a library whose 401 tells nothing."""
    return write_findings(judged(finishing(mute), "authentication"), tmp_path_factory.mktemp("replay"))


def again(report: Path, parts: Deployment, finding: str = "44512a4153da", **given: Any) -> Replay:
    """The finding judged again, on a deployment."""
    return replay(finding, report, None, {**CALLERS, **given}, {}, serve(parts))


def test_a_finding_that_still_shows_ends_with_1(report: Path) -> None:
    """It is told with what was seen and its curl lines."""
    told = again(report, finishing(mute))
    assert told.exit == 1
    assert told.lines[:3] == (
        f"STILL BROKEN  44512a4153da AU-02 · {AUTHORS}",
        "      A 401 comes without WWW-Authenticate.",
        "        curl -i --path-as-is --globoff http://app.test/v1/authors",
    )


def test_a_finding_that_is_repaired_ends_with_0(report: Path) -> None:
    """What was exercised is told, so that nobody takes silence for a repair."""
    told = again(report, SOUND)
    assert (told.exit, told.lines[0].split("  ")[0]) == (0, "NO LONGER")
    assert "exercised" in told.lines[1]


def test_what_cannot_be_asked_ends_with_3(report: Path) -> None:
    """A budget that holds nothing is no repair."""
    told = again(report, SOUND, max_requests=1)
    assert (told.exit, told.lines[0].split("  ")[0]) == (3, "CANNOT BE SAID")
    assert "the budget of requests is spent" in told.lines[1]


def test_only_its_family_and_operation_are_asked(report: Path) -> None:
    """A replay asks a small part of what a run asks."""
    (asked,) = (line for line in again(report, finishing(mute)).lines if " requests to " in line)
    assert int(asked.split()[0]) < 60


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        ("ffff", "holds no finding 'ffff'. It holds 44512a4153da."),
        ("", "holds no finding ''"),
    ],
)
def test_a_finding_that_is_none_is_refused(finding: str, told: str, report: Path) -> None:
    """The refusal names those that there are."""
    with pytest.raises(ContractKitError) as refused:
        again(report, SOUND, finding)
    assert told in str(refused.value)


def test_an_unclear_finding_is_refused(tmp_path: Path) -> None:
    """Two that begin alike are named, and none is guessed."""
    result = judged(finishing(mute), "authentication")
    (one,) = result.findings
    both = (replace(one, fingerprint="ab" * 32), replace(one, fingerprint="ac" * 32))
    path = write_findings(replace(result, findings=both), tmp_path)
    with pytest.raises(ContractKitError, match=r"2 findings begin with 'a'\. Say more of abababababab, acacacacacac"):
        again(path, SOUND, "a")


def open_requests(parts: Deployment, families: Sequence[str]) -> Result:
    """A run of several families, in order."""
    options = Options.of("http://app.test", {**CONTRACT, **CALLERS, "only": list(families), "operation": [AUTHORS]})
    run = prepare(options, {}, serve(parts))
    plugin = plugin_of(run, options)
    for case in (each for family in families for each in plugin.cases(family)):
        run.examination.verdict(case.invariant, case.operation)
    return concluded(plugin)


def test_a_finding_of_another_familys_request_is_asked_again(tmp_path: Path) -> None:
    """An invariant that judges whatever was asked meets the request that broke it, though its probe asks otherwise."""
    parts = finishing(failing)
    result = open_requests(parts, ("forward", "status"))
    finding = next(each for each in result.findings if each.verdict.invariant == "ST-01")
    path = write_findings(result, tmp_path)
    assert again(path, parts, finding.fingerprint).exit == 1
    assert again(path, SOUND, finding.fingerprint).exit == 0


def test_who_asked_is_given_again(tmp_path: Path) -> None:
    """A finding that took a token is not judged without it: it would look repaired."""
    result = open_requests(finishing(failing), ("forward", "status"))
    finding = next(each for each in result.findings if each.verdict.invariant == "ST-01")
    path = write_findings(result, tmp_path)
    assert "identities" not in path.read_text(encoding="utf-8").partition('"baseline"')[0]
    with pytest.raises(ContractKitError, match=r"was asked with \w+_TOKEN, and nobody given has that token"):
        replay(finding.fingerprint, path, None, {}, {}, serve(SOUND))
