"""What a run comes to: its exit code, its counts and its reasons."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from suites.command import Command
from suites.findings.baseline import Baseline, Entry, seen
from suites.report import annotations, bounds, folded, places, summary, write_findings
from suites.report.advice import advice
from suites.report.summary import plain
from suites.result import Result, conclude_run, judged
from suites.traffic import Asked, Exchange
from suites.verdicts import Breach, Outcome, Verdict
from tests.suites.asking import operation

SECURED, PUBLIC = "GET /v1/authors", "GET /v1/sign-in"


def exchange(label: str = SECURED, status: int | None = 200, credentials: Any = "valid") -> Exchange:
    """One exchange."""
    return Exchange(1, Asked("GET", "/v1", credentials=credentials), operation(label), {}, status)


def verdict(outcome: Outcome, invariant: str = "PG-10", **changes: Any) -> Verdict:
    """One verdict."""
    return replace(Verdict(invariant, "pages", SECURED, outcome, "law", reason=f"{outcome} it is"), **changes)


def run(outcomes: list[Outcome], exchanges: list[Exchange] | None = None, **options: Any) -> Result:
    """The result of a run."""
    given = {"seed": 7, "strict": False, "secured": True, **options}
    seen = [exchange()] if exchanges is None else exchanges
    return conclude_run("http://app.test", "Library 1", [verdict(each) for each in outcomes], seen, **given)


FAIL, VACUOUS, PASS = Outcome.FAIL, Outcome.VACUOUS, Outcome.PASS
QUIET = [PASS, Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE, Outcome.FLAKY, Outcome.INCONCLUSIVE, Outcome.DEVIATION]
BUDGET = "the budget of 9 requests is spent"
CUT = [PASS, PASS, Outcome.INCONCLUSIVE]


def bounded(outcomes: list[Outcome], said: str = BUDGET, **options: Any) -> Result:
    """The result of a run that met a bound, which what is inconclusive says."""
    found = [verdict(each, reason=said, operation=f"GET /v1/{n}") for n, each in enumerate(outcomes)]
    given = {"seed": 7, "strict": True, "secured": True, "spent": (said,), **options}
    return conclude_run("http://app.test", "Library 1", found, [exchange()] * 20, **given)


EXITS: tuple[tuple[int, Result], ...] = (
    (0, run([PASS])),
    (0, run(QUIET)),
    (0, run(QUIET, strict=True)),
    (0, run([VACUOUS])),
    (1, run([VACUOUS], strict=True)),
    (1, run([FAIL])),
    (3, run([FAIL], [exchange(status=401)])),
    (3, run([VACUOUS], [exchange(status=401)], strict=True)),
    (3, run([FAIL], [exchange(status=None)])),
    (3, run([PASS], [exchange(credentials="none")])),
    (3, run([PASS], [exchange(PUBLIC)])),
    (3, run([Outcome.NOT_ASKED], [])),
    (0, run([PASS], [exchange(PUBLIC)], secured=False)),
    (1, run([FAIL], [exchange(PUBLIC)], secured=False)),
    (3, run([], [], secured=False)),
    (3, bounded(CUT)),
    (0, bounded(CUT, strict=False)),
    (0, bounded(CUT, spent=())),
    (1, bounded([*CUT, FAIL])),
    (1, bounded([*CUT, VACUOUS])),
    (2, bounded(CUT, errors=["interrupted"])),
    (2, run([FAIL], errors=["interrupted"])),
    (2, run([PASS], [exchange(status=401)], errors=["it broke"])),
)


@pytest.mark.parametrize(("code", "result"), EXITS)
def test_the_exit_code_follows_the_table(code: int, result: Result) -> None:
    """A run cut short is 2, before 3 for nothing judged, 1 for findings, 3 for a bound of a strict run, and 0."""
    assert result.exit == code


@pytest.mark.parametrize("status", [200, 204, 299])
def test_any_2xx_of_a_secured_operation_is_judged(status: int) -> None:
    """One secured operation that lets a known caller in is enough."""
    assert judged([exchange(status=403), exchange(status=status)])
    assert not judged([exchange(status=status + 100)])


ALL_HOLDS = "Every promise that was asked for holds."


def listed(found: Outcome, **options: Any) -> Result:
    """The result of a run under a baseline that lists what a broken run shows."""
    (mark,) = next(seen([verdict(FAIL)])).fingerprints
    baseline = Baseline("known.yaml", (Entry(mark, "PG-10", SECURED, "us", "later", "2026-11-21"),))
    return run([found], baseline=baseline, **options)


IDENTITIES = ("--identities", "my file.json")
NAMED = Command(("contractkit", "check", "http://app.test", "--pinned"), IDENTITIES)
ONLY = f"--only pages --operation '{SECURED}'"
REFUSED = run([PASS], [exchange(status=401)])
ADVICE: tuple[tuple[Result, str], ...] = (
    (run([PASS]), ALL_HOLDS),
    (bounded(CUT), "The run met its bounds: what is told above is not all."),
    (bounded(CUT, strict=False), "The run met its bounds: what is told above is not all."),
    (run([VACUOUS, Outcome.INCONCLUSIVE, Outcome.INCONCLUSIVE]), "Next: 2 checks are inconclusive, for the reasons"),
    (run([PASS, Outcome.FLAKY]), "Next: what is flaky was broken and held when asked again"),
    (bounded([*CUT, FAIL]), "Next: run a curl line above"),
    (listed(FAIL), "What was asked for holds, but for 1 finding that known.yaml knows (KNOWN)."),
    (listed(PASS), f"{ALL_HOLDS} Drop what known.yaml lists and no longer shows, as STALE tells."),
    (listed(PASS, strict=True), "Exit 1 is of --strict. 1 entry of known.yaml no longer shown: drop them"),
    (run([VACUOUS] * 2, strict=True), "Exit 1 is of --strict. 2 checks met no data (VACUOUS): give"),
    (bounded([*CUT, VACUOUS]), "Exit 1 is of --strict. 1 check met no data"),
    (run([PASS, Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE]), f"{ALL_HOLDS} Of 2 checks 1 was not asked, for"),
    (replace(run([PASS]), unsaid=2), f"{ALL_HOLDS} Of 2 kept cases nothing can be said, for the reasons at CORPUS."),
    (REFUSED, "Nothing was judged: no secured operation answered 2xx. No token was given: name who calls with"),
    (run([Outcome.NOT_ASKED], []), "Nothing was judged: none of these operations could be asked. No token was given:"),
    (replace(REFUSED, command=NAMED), "Nothing was judged: no secured operation answered 2xx. Check the token"),
)


@pytest.mark.parametrize(("result", "told"), ADVICE)
def test_advice_claims_no_more_than_was_shown(result: Result, told: str) -> None:
    """That all holds is said only where nothing is in doubt; else what keeps it from being said."""
    assert advice(result).startswith(told)


def test_what_to_do_next_is_a_line_to_paste() -> None:
    """It has verb, target and who calls, whether there is a report or not."""
    broken = replace(run([FAIL]), command=NAMED)
    called = "--identities 'my file.json'"
    assert advice(broken).endswith(f" with contractkit check http://app.test --pinned {called} {ONLY}")
    kept = f"--report out/findings.json {called}"
    mark = broken.findings[0].fingerprint[:12]
    assert advice(replace(broken, report="out/findings.json")).endswith(f" contractkit replay {mark} {kept}")


LASTED = "the run has lasted 3 seconds, as long as it may (--max-time)"
LESS = "judge less (--only, --operation)"
SMOKE = ", or ask less of each operation (--profile smoke)"
SPENT: tuple[tuple[Result, str], ...] = (
    (bounded(CUT), f"1 check was not judged. Raise --max-requests to about 30, {LESS}{SMOKE}."),
    (bounded(CUT * 2), f"2 checks were not judged. Raise --max-requests to about 30, {LESS}{SMOKE}."),
    (bounded([*CUT, Outcome.NOT_ASKED]), f"1 check was not judged. Raise --max-requests to about 30, {LESS}{SMOKE}."),
    (bounded([Outcome.INCONCLUSIVE]), f"1 check was not judged. Raise --max-requests, {LESS}{SMOKE}."),
    (bounded(CUT, LASTED), f"1 check was not judged. Raise --max-time, {LESS}{SMOKE}."),
    (replace(bounded(CUT), told={"profile": "smoke"}), f"Raise --max-requests to about 30, {LESS}."),
)


@pytest.mark.parametrize(("result", "told"), SPENT)
def test_a_bound_that_was_met_is_told_with_what_to_do(result: Result, told: str) -> None:
    """How many checks it kept from being judged, and what would do: as many requests as those judged took each."""
    (line,) = bounds(result)
    assert line.startswith(("The budget of 9 requests is spent: ", "The run has lasted 3 seconds, "))
    assert line.endswith(told)
    assert plain(line) in summary(result)
    assert f"::error title=contractkit::{line}" in annotations(result, places(""))


def test_what_no_bound_kept_is_not_told() -> None:
    """What is inconclusive for throttling or moving data is no matter of the run's bounds."""
    assert not list(bounds(run(QUIET, strict=True)))
    assert bounded(CUT).unjudged == bounded(CUT).verdicts[2:]
    assert not bounded(CUT, spent=(LASTED,)).unjudged


def test_every_outcome_is_counted() -> None:
    """The counts name every outcome, also those that did not come up."""
    assert run([FAIL, PASS, PASS]).counts == {**dict.fromkeys(map(str, Outcome), 0), "PASS": 2, "FAIL": 1}


def test_a_reason_is_told_once() -> None:
    """Verdicts with one reason are told together, each operation and invariant named once."""
    seen = [
        verdict(VACUOUS, reason="no ties"),
        verdict(VACUOUS, "PG-11", reason="no ties"),
        verdict(VACUOUS, operation="GET /v1/other", reason="no ties"),
        verdict(VACUOUS, reason="no nulls"),
    ]
    result = replace(run([]), verdicts=tuple(seen))
    assert [(each.text, each.invariants, each.operations) for each in result.reasons(VACUOUS)] == [
        ("no ties", ("PG-10", "PG-11"), (SECURED, "GET /v1/other")),
        ("no nulls", ("PG-10",), (SECURED,)),
    ]


def test_a_deviation_that_follows_from_a_finding_is_told_with_it() -> None:
    """What a finding explains is no deviation of its own."""
    seen = [verdict(FAIL, "AU-01"), verdict(Outcome.DEVIATION, "AU-11"), verdict(Outcome.DEVIATION, "AU-02")]
    result = conclude_run("http://app.test", "Library 1", seen, [exchange()], 0, False, True)
    assert [(each.verdict.invariant, each.also) for each in result.findings] == [("AU-01", ("AU-11",))]
    assert [each.verdict.invariant for each in result.deviations] == ["AU-02"]


def test_findings_are_told_with_the_checks_they_are_folded_from() -> None:
    """Where they are as many, the checks are left out."""
    seen = [verdict(FAIL, "AU-01"), verdict(FAIL, "AU-11"), verdict(Outcome.DEVIATION, "AU-12")]
    result = conclude_run("http://app.test", "Library 1", seen, [exchange()], 0, False, True)
    told = "1 finding (of 2 failed checks)", "0 deviations (1 deviating check, which findings explain)"
    assert (folded.findings(result), folded.deviations(result)) == told
    assert f"{', '.join(told)}." in summary(result)
    alone = run([FAIL, Outcome.DEVIATION])
    assert (folded.findings(alone), folded.deviations(alone)) == ("1 finding", "1 deviation")


SUMMARY = (
    *("target", "contract", "exit", "counts", "requests", "seed", "errors", "stopped"),
    *("spent", "unjudged", "tag", "made", "options", "corpus"),
)


def shape(value: Any) -> Any:
    """The keys of an object, the length of a list, a value itself."""
    return list(value) if isinstance(value, dict) else len(value) if isinstance(value, list) else value


def test_findings_are_written_in_the_documented_shape(tmp_path: Path) -> None:
    """`findings.json` has the keys that docs/suites.md tells, and holds what any server may send."""
    breach = Breach("broken", (exchange(),), rows=({"name": "\ud800"},))
    found = verdict(FAIL, breaches=(breach,), evidence={"pages": 3})
    result = conclude_run("http://app.test", "Library 1", [found], [exchange()], 7, False, True)
    written = json.loads(write_findings(result, tmp_path / "deep" / "out").read_text(encoding="utf-8"))
    assert {key: shape(value) for key, value in written.items()} == {
        "version": 2,
        "summary": list(SUMMARY),
        "baseline": None,
        "verdicts": 1,
        "findings": 1,
        "deviations": 0,
    }
    assert list(written["verdicts"][0]) == [
        *("invariant", "family", "operation", "verdict", "grade", "exercised", "reason", "evidence"),
        "fingerprints",
    ]
    mark = written["verdicts"][0]["fingerprints"][0]
    assert written["findings"][0] == {
        "id": mark[:12],
        "fingerprint": mark,
        "state": None,
        "known": None,
        "invariant": "PG-10",
        "family": "pages",
        "also": [],
        "operation": SECURED,
        "grade": "law",
        "message": "FAIL it is",
        "curl": ["curl -i --path-as-is --globoff http://app.test/v1"],
        "requests": [{"method": "GET", "target": "/v1", "headers": [], "body": None}],
        "simplest": None,
        "first_shown_by": [],
        "evidence": {"pages": 3, "rows": [{"name": "\ud800"}]},
    }
