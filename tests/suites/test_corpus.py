"""Minimal cases are kept by a deep run, asked before all else by every run, and told."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from suites import OptionError, Options, plugin_of, prepare
from suites.result import Result
from suites.traffic import Exchange
from suites.verdicts import Outcome
from tests.suites import broken_lists as broken
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_forward import BOOKS
from tests.suites.library import FOLDER
from tests.suites.serving import Deployment, Halves, Sought

CONTRACT = {"contract": FOLDER / "openapi.yaml", "semantics": FOLDER / "semantics.yaml"}
CALLERS = {"identities": FOLDER / "identities.json"}
FAULTY = replace(SOUND, split=broken.inclusive)
# The case of FAULTY: its file, and what it is called.
NAME = "8c03154f7d8f.json"
TITLE = f"8c03154f7d8f FW-07 · {BOOKS}"


def run(
    parts: Deployment, corpus: Path, invariants: Sequence[str] = ("FW-07",), **given: Any
) -> tuple[Result, list[Exchange]]:
    """A run of some forward promises of one list, and all it asked."""
    values = {**CONTRACT, **CALLERS, "only": ["forward"], "operation": [BOOKS], "corpus": corpus, **given}
    options = Options.of("http://app.test", values)
    ready = prepare(options, {}, serve(parts))
    plugin = plugin_of(ready, options)
    with ready.examination.courier as courier:
        for case in (each for family in ready.families for each in plugin.cases(family)):
            if case.invariant.id in invariants:
                ready.examination.verdict(case.invariant, case.operation)
        return plugin.concluded(ready.examination), courier.exchanges


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that a deep run has kept of the faulty list."""
    directory = tmp_path_factory.mktemp("corpus") / "kept"
    result, _ = run(FAULTY, directory, profile="deep")
    assert [each.verdict.invariant for each in result.findings] == ["FW-07"]
    return directory


@pytest.fixture
def corpus(kept: Path, tmp_path: Path) -> Path:
    """A copy of that corpus."""
    return shutil.copytree(kept, tmp_path / "corpus")


def test_a_deep_run_keeps_a_case_of_each_finding(corpus: Path) -> None:
    """A small file by fingerprint: what is broken, since when, the requests, and no token."""
    (file,) = corpus.iterdir()
    told = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == NAME
    assert (told["invariant"], told["operation"]) == ("FW-07", BOOKS)
    assert [each["target"].partition("?")[2] for each in told["requests"]] == ["limit=1"] * 2
    assert told["requests"][1]["follows"] == {"step": 0, "link": "next", "parameter": "pq"}
    assert told["requests"][0]["headers"][0] == ["Authorization", "Bearer ${MEMBER_TOKEN}"]


def test_a_gate_keeps_none(tmp_path: Path) -> None:
    """Only a deep run writes."""
    result, _ = run(FAULTY, tmp_path / "corpus")
    assert result.findings
    assert list((tmp_path / "corpus").iterdir()) == []


def test_a_case_is_asked_first_and_told_once(corpus: Path) -> None:
    """What the families find as well is one finding, and costs no request to be made simpler."""
    result, asked = run(FAULTY, corpus)
    assert [dict(each.asked.query).get("limit") for each in asked[:6]] == ["1"] * 6
    assert [each.verdict.invariant for each in result.findings] == ["FW-07"]
    assert [dict(each.asked.query)["limit"] for each in result.findings[0].verdict.breaches[0].exchanges] == ["1", "1"]
    day = json.loads((corpus / NAME).read_text(encoding="utf-8"))["first_seen"]
    assert result.corpus == (f"{TITLE}: still broken, first seen {day}.",)


def rarely(sought: Sought) -> Halves:
    """Shows the cursor's own row again in pages of one row only."""
    return broken.inclusive(sought) if sought.limit == 1 else SOUND.split(sought)


@pytest.mark.parametrize("profile", ["smoke", "gate"])
def test_a_case_that_the_families_do_not_find_is_a_finding(profile: str, corpus: Path) -> None:
    """Any profile asks it, whatever the profile leaves out."""
    result, _ = run(replace(SOUND, split=rarely), corpus, ("FW-07",), profile=profile)
    (finding,) = result.findings
    assert (finding.verdict.outcome, finding.fingerprint[:12]) == (Outcome.FAIL, NAME[:12])
    assert result.exit == 1


def test_a_case_that_no_longer_shows_is_said_and_kept(corpus: Path) -> None:
    """A gate drops nothing."""
    result, _ = run(SOUND, corpus)
    assert result.corpus == (f"{TITLE}: no longer broken.",)
    assert (corpus / NAME).exists()
    assert result.findings == ()


def test_a_deep_run_drops_what_no_longer_shows(corpus: Path) -> None:
    """Its promise was judged by the family as well, and held."""
    result, _ = run(SOUND, corpus, profile="deep")
    assert result.corpus == (f"{TITLE}: no longer broken, and dropped.",)
    assert list(corpus.iterdir()) == []


def test_a_case_whose_promise_was_not_judged_is_kept(corpus: Path) -> None:
    """That two requests are answered right is no repair."""
    result, _ = run(SOUND, corpus, ("FW-05",), profile="deep")
    assert result.corpus == (f"{TITLE}: did not show, and its promise was not judged otherwise.",)
    assert (corpus / NAME).exists()


def test_a_case_that_could_not_be_asked_is_said(corpus: Path) -> None:
    """A spent budget is no repair."""
    result, _ = run(SOUND, corpus, profile="deep", max_requests=1)
    assert result.corpus == (f"{TITLE}: cannot be said: the budget of 1 requests is spent.",)


def test_a_case_keeps_the_day_it_was_first_seen(corpus: Path) -> None:
    """A deep run that finds it again writes it anew, and not that day."""
    told = json.loads((corpus / NAME).read_text(encoding="utf-8"))
    (corpus / NAME).write_text(json.dumps({**told, "first_seen": "2025-01-31"}), encoding="utf-8")
    result, _ = run(FAULTY, corpus, profile="deep")
    assert result.corpus[0] == f"{TITLE}: still broken, first seen 2025-01-31."
    assert json.loads((corpus / NAME).read_text(encoding="utf-8"))["first_seen"] == "2025-01-31"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"operation": "GET /v1/gone"}, "its operation is not in the contract any more, and is not asked."),
        ({"invariant": "XX-99"}, "its invariant is none of this kit's, and is not asked."),
        ({"operation": "GET /v1/authors/{id}"}, "it does not fit the contract any more: the operation answers"),
        ({"version": 7}, "/version: is not 1. Delete it: a deep run writes it anew."),
        ({"requests": [{}]}, "is no case of a corpus: 'target'. Delete it: a deep run writes it anew."),
    ],
)
def test_a_case_that_fits_no_longer_is_told_and_skipped(changed: dict[str, Any], told: str, corpus: Path) -> None:
    """One line, and the run goes on without it."""
    value = json.loads((corpus / NAME).read_text(encoding="utf-8"))
    (corpus / NAME).write_text(json.dumps({**value, **changed}), encoding="utf-8")
    result, _ = run(SOUND, corpus)
    (line,) = result.corpus
    assert told in line
    assert (result.exit, result.unsaid) == (0, 1)


def test_a_case_that_somebody_unknown_asked_is_skipped(corpus: Path) -> None:
    """It would come to nothing, and look repaired."""
    text = (corpus / NAME).read_text(encoding="utf-8")
    (corpus / NAME).write_text(text.replace("MEMBER_TOKEN", "STRANGER_TOKEN"), encoding="utf-8")
    result, _ = run(SOUND, corpus)
    assert result.corpus == (f"{TITLE}: nobody given has the token of STRANGER_TOKEN, and is not asked.",)


def test_a_case_of_another_family_is_left_alone(corpus: Path) -> None:
    """What is not judged is not asked, and nothing is said of it."""
    result, _ = run(SOUND, corpus, ("PG-01",), only=["pages"], profile="deep")
    assert result.corpus == ()
    assert (corpus / NAME).exists()


def test_a_corpus_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    """One line names the option."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OptionError, match=r"--corpus: .*Name a directory that can be written"):
        run(SOUND, tmp_path / "file")
