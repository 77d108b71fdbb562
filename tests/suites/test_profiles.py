"""A profile bounds what a run asks, and whatever it leaves out is not asked for rather than promised."""

from pathlib import Path

from suites.examination import Examination
from suites.profiles import PROFILES
from suites.result import Result
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites.asking import URL, operation
from tests.suites.clock import Clock
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_pages import FAULTS
from tests.suites.judging import judge, pinned
from tests.suites.library import library_contract, library_identities
from tests.suites.moody import Moody
from tests.suites.serving import Deployment


def smoke(parts: Deployment = SOUND) -> Result:
    """A whole run in profile smoke."""
    app = serve(parts)
    writes = Writes(True)
    target = Target(URL, library_identities(), app=app, profile=PROFILES["smoke"], budget=200, writes=writes)
    return judge(Examination(Courier(pinned(library_contract()), target)), strict=True)


def test_smoke_asks_little_and_promises_as_little() -> None:
    """Of a sound deployment it says PASS of what it saw and NOT_ASKED of all else, and is no failure when strict."""
    result = smoke()
    assert (result.exit, result.findings) == (0, ())
    assert result.requests <= 8 * len(library_contract().operations) + 10
    said = {each.outcome for each in result.verdicts}
    assert said == {Outcome.PASS, Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE}
    assert result.counts["PASS"] > 8 * len(library_contract().operations)
    assert all(each.exercised for each in result.verdicts if each.outcome is Outcome.PASS)
    reasons = {each.reason for each in result.verdicts if each.invariant.startswith("FW-")}
    assert "not in profile smoke" in reasons


def test_smoke_finds_what_any_response_shows() -> None:
    """A page that shows a row twice is found by the plain requests too."""
    found = smoke(FAULTS["PG-07"].deployment)
    assert "PG-07" in {each.verdict.invariant for each in found.findings} | {
        name for each in found.findings for name in each.also
    }


def test_the_table_stands_in_the_docs() -> None:
    """docs/suites.md tells each profile with its budget."""
    text = (Path(__file__).parents[2] / "docs" / "suites.md").read_text(encoding="utf-8")
    assert [name for name, each in PROFILES.items() if f"| `{name}` | {each.requests:,} |" not in text] == []


def test_a_run_ends_with_its_time() -> None:
    """After `--max-time` nothing is sent, and that is the reason for what was not judged."""
    clock = Clock()

    def mood(_number: int, _scope: object) -> None:
        clock.now += 1.0

    target = Target(URL, library_identities(), app=Moody(serve(), mood), seconds=30.0)
    examination = Examination(Courier(pinned(library_contract()), target, clock.tell, clock.sleep))
    result = judge(examination, "GET /v1/authors")
    assert result.requests == 30
    unsaid = {each.reason for each in result.verdicts if each.outcome is Outcome.INCONCLUSIVE}
    assert "the run has lasted 30 seconds, as long as it may (--max-time)" in unsaid
    assert result.counts["VACUOUS"] == 0


def test_a_walk_ends_with_its_pages() -> None:
    """No walk of a run is longer than `--max-pages`, and nothing is reported for it."""
    target = Target(URL, library_identities(), app=serve(), pages=3)
    examination = Examination(Courier(pinned(library_contract()), target))
    result = judge(examination, "GET /v1/authors")
    assert result.findings == ()
    assert operation("GET /v1/authors") in library_contract().operations
