"""A baseline tells new, known, expired and stale findings apart, and only what is new or expired fails a run."""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts import ContractKitError
from suites import Case, SuitesPlugin, update_baseline
from suites.findings.baseline import Baseline, Entry, State, hold, read_baseline, seen
from suites.findings.fingerprint import fault_of
from suites.invariants import INVARIANTS
from suites.report import load_baseline, write_findings
from suites.result import Result, conclude_run
from suites.traffic import Asked, Exchange
from suites.verdicts import Breach, Outcome, Verdict
from tests.suites.asking import operation
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import AUTHORS, finishing, mute, opened, staging
from tests.suites.judging import examine

TODAY = date(2026, 11, 21)
BROKEN = Verdict(
    "AU-02", "authentication", AUTHORS, Outcome.FAIL, "law", reason="no challenge", breaches=(Breach("x"),)
)
HELD = replace(BROKEN, outcome=Outcome.PASS, reason="", breaches=())
MARK = fault_of(BROKEN, BROKEN.breaches[0]).fingerprint
LISTED = Entry(MARK, "AU-02", AUTHORS, "team-a", "the gateway eats it", "2026-10-01", "2026-11-21")
EXPIRED = replace(LISTED, expires="2026-11-20")


def run(*verdicts: Verdict, entries: tuple[Entry, ...] = (), strict: bool = False) -> Result:
    """The result of a run held against a baseline."""
    let_in = Exchange(1, Asked("GET", "/v1", credentials="valid"), operation(AUTHORS), {}, 200)
    baseline = Baseline("known.yaml", entries)
    return conclude_run(
        "http://app.test", "Library 1", verdicts, [let_in], 0, strict, True, baseline=baseline, today=TODAY
    )


def unlike(outcome: Outcome) -> Verdict:
    """The same promise with another verdict, which breaks nothing."""
    return replace(HELD, outcome=outcome, reason="so it is")


# The entries, the verdicts, --strict; then the exit code, the findings that fail, known, stale and not judged.
RUNS: tuple[tuple[tuple[Entry, ...], Verdict, bool, tuple[int, int, int, int, int]], ...] = (
    ((), BROKEN, False, (1, 1, 0, 0, 0)),
    ((LISTED,), BROKEN, False, (0, 0, 1, 0, 0)),
    ((LISTED,), BROKEN, True, (0, 0, 1, 0, 0)),
    ((replace(LISTED, fingerprint=MARK[:12]),), BROKEN, False, (0, 0, 1, 0, 0)),
    ((replace(LISTED, expires=None),), BROKEN, False, (0, 0, 1, 0, 0)),
    ((EXPIRED,), BROKEN, False, (1, 1, 0, 0, 0)),
    ((LISTED,), HELD, False, (0, 0, 0, 1, 0)),
    ((LISTED,), HELD, True, (1, 0, 0, 1, 0)),
    ((LISTED,), unlike(Outcome.FLAKY), True, (0, 0, 0, 0, 1)),
    ((LISTED,), unlike(Outcome.NOT_ASKED), True, (0, 0, 0, 0, 1)),
    ((LISTED,), unlike(Outcome.INCONCLUSIVE), True, (0, 0, 0, 0, 1)),
    ((LISTED,), replace(HELD, operation="GET /v1/sign-in"), True, (0, 0, 0, 0, 1)),
    ((LISTED,), replace(BROKEN, outcome=Outcome.DEVIATION), True, (0, 0, 0, 0, 0)),
    ((LISTED,), replace(BROKEN, breaches=(Breach("x", about=("query", "limit")),)), False, (1, 1, 0, 1, 0)),
)


@pytest.mark.parametrize(("entries", "verdict", "strict", "due"), RUNS)
def test_only_what_is_new_or_expired_fails(
    entries: tuple[Entry, ...], verdict: Verdict, strict: bool, due: tuple[int, int, int, int, int]
) -> None:
    """Known findings do not fail; stale ones are told where the promise was judged, and fail under --strict."""
    result = run(verdict, entries=entries, strict=strict)
    assert result.standing
    told = len(result.standing.stale), len(result.standing.unjudged)
    assert (result.exit, len(result.failing), len(result.known), *told) == due


def test_an_entry_holds_through_its_last_day() -> None:
    """On the day it expires a finding is known, on the day after it is not."""
    baseline = Baseline("known.yaml", (LISTED,))
    days = (date(2026, 11, 21), date(2026, 11, 22))
    assert [baseline.state(MARK, day) for day in days] == [State.KNOWN, State.EXPIRED]


def test_what_follows_from_another_finding_is_no_stale_entry() -> None:
    """An entry whose finding is folded into a graver one still shows."""
    cause = replace(BROKEN, invariant="AU-01")
    follows = replace(BROKEN, invariant="AU-11")
    entry = replace(LISTED, invariant="AU-11", fingerprint=fault_of(follows, follows.breaches[0]).fingerprint)
    standing = hold(Baseline("known.yaml", (entry,)), seen([cause, follows]), TODAY)
    assert (standing.stale, standing.unjudged) == ((), ())


GOOD = asdict(LISTED)
MALFORMED: tuple[tuple[Any, str], ...] = (
    ({}, "known.yaml#: holds no list of findings. Write {findings: [...]}"),
    ({"findings": {}}, "known.yaml#/findings: holds no list of findings."),
    ({"findings": [], "version": 1}, "known.yaml#/version: is no key of a baseline. Allowed are findings."),
    ({"findings": ["x"]}, "known.yaml#/findings/0: is no object."),
    (
        {"findings": [{**GOOD, "owners": "x"}]},
        "known.yaml#/findings/0/owners: is no key of a baseline. Did you mean owner?",
    ),
    ({"findings": [{**GOOD, "owner": " "}]}, "known.yaml#/findings/0/owner: is empty. Name who answers for it."),
    (
        {"findings": [{**GOOD, "reason": None}]},
        "known.yaml#/findings/0/reason: is no text. Say why it may stay for now.",
    ),
    ({"findings": [{**GOOD, "expires": "soon"}]}, "known.yaml#/findings/0/expires: 'soon' is no day."),
    ({"findings": [{**GOOD, "expires": "20261121"}]}, "known.yaml#/findings/0/expires: '20261121' is no day."),
    ({"findings": [{**GOOD, "expires": 2026}]}, "known.yaml#/findings/0/expires: 2026 is no day."),
    ({"findings": [{**GOOD, "first_seen": "x"}]}, "known.yaml#/findings/0/first_seen: 'x' is no day."),
    ({"findings": [{**GOOD, "fingerprint": "xyz"}]}, "known.yaml#/findings/0/fingerprint: 'xyz' is no fingerprint."),
    ({"findings": [{**GOOD, "fingerprint": MARK[:11]}]}, "known.yaml#/findings/0/fingerprint: "),
    ({"findings": [{**GOOD, "fingerprint": 123456789012}]}, "known.yaml#/findings/0/fingerprint: is no text. Put"),
    ({"findings": [{"fingerprint": "xyz"}]}, "known.yaml#/findings/0/fingerprint: 'xyz' is no fingerprint."),
    ({"findings": [GOOD, {**GOOD, "fingerprint": MARK[:12]}]}, "known.yaml#/findings/1/fingerprint: stands twice."),
    (
        {"findings": [{key: GOOD[key] for key in GOOD if key != "invariant"}]},
        "known.yaml#/findings/0/invariant: is missing.",
    ),
)


@pytest.mark.parametrize(("value", "told"), MALFORMED)
def test_a_malformed_baseline_is_refused_with_its_place(value: Any, told: str) -> None:
    """The file, the place and the way out stand in one line."""
    with pytest.raises(ContractKitError) as refused:
        read_baseline(value, "known.yaml")
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def report(folder: Path, *verdicts: Verdict) -> Path:
    """The `findings.json` of a run."""
    return write_findings(run(*verdicts), folder)


@pytest.mark.parametrize("name", ["known.yaml", "known.json"])
def test_an_update_keeps_what_people_wrote(name: str, tmp_path: Path) -> None:
    """Entries that stay keep owner, reason and days; new ones are entered, stale ones go, unjudged ones stay."""
    file = tmp_path / name
    elsewhere = replace(LISTED, fingerprint="b" * 64, invariant="PG-01")
    gone = replace(LISTED, fingerprint="c" * 64)
    value = {"findings": [asdict(each) for each in (gone, elsewhere, LISTED)]}
    file.write_text(json.dumps(value) if name.endswith("json") else yaml.safe_dump(value))
    fresh = replace(BROKEN, invariant="AU-03")
    lines = update_baseline(file, report(tmp_path, BROKEN, fresh), TODAY)
    assert [line.split()[0] for line in lines[:2]] == ["new", "stale"]
    assert lines[-1] == "1 of its entries lack an owner or a reason: fill them in, or no run takes the file."
    added = Entry(fault_of(fresh, fresh.breaches[0]).fingerprint, "AU-03", AUTHORS, "", "", "2026-11-21", "2027-02-19")
    assert set(load_baseline(file, complete=False).entries) == {LISTED, elsewhere, added}
    with pytest.raises(ContractKitError, match="owner: is empty"):
        load_baseline(file)
    again = file.read_text()
    update_baseline(file, report(tmp_path, BROKEN, fresh), TODAY)
    assert file.read_text() == again


def test_an_update_makes_a_baseline_that_a_run_takes(tmp_path: Path) -> None:
    """With an owner and a reason for what is new, the file is in force at once."""
    file = tmp_path / "known.yaml"
    update_baseline(file, report(tmp_path, BROKEN), TODAY, "team-a", "ticket 7")
    assert run(BROKEN, entries=load_baseline(file).entries).exit == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no JSON"),
        ("{}", "findings.json#/version: is not 2."),
        ('{"version": 1}', "findings.json#/version: is not 2."),
        ('{"version": 2}', "findings.json: is no report: 'summary'."),
        ('{"version": 2, "summary": []}', "findings.json: is no report"),
    ],
)
def test_what_is_no_report_is_refused(text: str, told: str, tmp_path: Path) -> None:
    """A file that is no report of this kit leaves the baseline as it is."""
    path = tmp_path / "findings.json"
    path.write_text(text)
    with pytest.raises(ContractKitError) as refused:
        update_baseline(tmp_path / "known.yaml", path, TODAY)
    assert told in str(refused.value)
    assert not (tmp_path / "known.yaml").exists()


@pytest.mark.parametrize("name", ["summary.md", ""])
def test_another_file_of_a_report_is_refused_with_the_one_to_name(name: str, tmp_path: Path) -> None:
    """Neither the summary nor the directory holds the findings for machines."""
    (tmp_path / "summary.md").write_text("# Contract: broken\n")
    with pytest.raises(ContractKitError, match=r"is no findings\.json\. Name the findings\.json of a run"):
        update_baseline(tmp_path / "known.yaml", tmp_path / name, TODAY)


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", ""), ("a.yaml", "# nothing yet\n\n  # soon\n"), ("a.json", "\n")]
)
def test_an_empty_file_is_a_baseline_without_entries(name: str, text: str, tmp_path: Path) -> None:
    """Who begins a list has nothing in it; a file that is not there is refused all the same."""
    (tmp_path / name).write_text(text)
    assert load_baseline(tmp_path / name) == Baseline(str(tmp_path / name))
    with pytest.raises(ContractKitError, match="cannot be read"):
        load_baseline(tmp_path / "none.yaml")


def test_a_run_that_judged_nothing_changes_no_baseline(tmp_path: Path) -> None:
    """The findings of a run that nobody let in are no findings."""
    result = replace(run(BROKEN), exit=3)
    with pytest.raises(ContractKitError, match="Judge again, to its end"):
        update_baseline(tmp_path / "known.yaml", write_findings(result, tmp_path), TODAY)


def case(entry: Entry | None, invariant: str = "AU-02") -> Case:
    """A node on a library whose 401 tells nothing, with a baseline."""
    baseline = Baseline("known.yaml", (entry,)) if entry else None
    return Case(examine(finishing(mute)), INVARIANTS[invariant], operation(AUTHORS), baseline, TODAY)


def test_in_pytest_a_known_finding_skips_its_node() -> None:
    """The skip gives the reason that the baseline gives, and until when."""
    with pytest.raises(pytest.skip.Exception, match=r"KNOWN: .* known until 2026-11-21, team-a answers for it"):
        case(LISTED).judge()


@pytest.mark.parametrize(("entry", "told"), [(EXPIRED, "expired on 2026-11-20, team-a"), (None, "fingerprint ")])
def test_in_pytest_an_expired_or_new_finding_fails_its_node(entry: Entry | None, told: str) -> None:
    """The failure says what the baseline says of it."""
    with pytest.raises(pytest.fail.Exception, match=told):
        case(entry).judge()


def test_in_pytest_what_follows_from_a_known_finding_skips_its_node() -> None:
    """A report folds it into its cause, and the baseline lists the cause alone."""
    run = examine(staging(authentication=opened(AUTHORS)))
    cause = run.verdict(INVARIANTS["AU-01"], operation(AUTHORS))
    entry = replace(LISTED, invariant="AU-01", fingerprint=fault_of(cause, cause.breaches[0]).fingerprint)
    follows = [each for each in INVARIANTS["AU-01"].implies if each.startswith("AU")]
    broken = [each for each in follows if run.verdict(INVARIANTS[each], operation(AUTHORS)).outcome is Outcome.FAIL]
    assert broken
    for name in broken:
        with pytest.raises(pytest.skip.Exception, match="KNOWN: it follows from AU-01, known until"):
            Case(run, INVARIANTS[name], operation(AUTHORS), Baseline("known.yaml", (entry,)), TODAY).judge()
        with pytest.raises(pytest.fail.Exception):
            Case(run, INVARIANTS[name], operation(AUTHORS), Baseline("known.yaml"), TODAY).judge()
    run.courier.close()


def test_a_session_knows_what_the_baseline_knows() -> None:
    """The result of a session is held against its baseline too."""
    examination = examine(SOUND)
    plugin = SuitesPlugin(examination, operations=(operation(AUTHORS),), baseline=Baseline("known.yaml", (LISTED,)))
    (first, *_) = plugin.cases("authentication")
    assert first.baseline == Baseline("known.yaml", (LISTED,))
    examination.courier.close()
