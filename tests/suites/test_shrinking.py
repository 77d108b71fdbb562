"""A finding is told by the simplest requests that still show it, and by its first ones where no simpler do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from suites import INVARIANTS, Options, Replay, SuitesPlugin, plugin_of, prepare, replay
from suites.examination import Examination
from suites.plan import Link, Step, as_json, from_json, named
from suites.report import read_report, write_findings
from suites.sending.courier import Courier
from suites.shrinking.proposals import Usual, proposals
from suites.shrinking.shrinker import MOST
from suites.target import Target
from suites.verdicts import Breach, Outcome, Verdict
from tests.suites import broken_comparisons as comparisons
from tests.suites import broken_lists as broken
from tests.suites.broken_filters import passing, reading
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_filter import FAULTS as FILTERS
from tests.suites.faults_forward import AUTHORS, BOOKS
from tests.suites.faults_pages import next_when_full
from tests.suites.judging import Fault, examine
from tests.suites.library import FOLDER, library_contract, library_identities
from tests.suites.listing import split
from tests.suites.serving import Deployment, Halves, Sought

CONTRACT = {"contract": FOLDER / "openapi.yaml", "semantics": FOLDER / "semantics.yaml"}
CALLERS = {"identities": FOLDER / "identities.json"}


Found = tuple[Verdict, Verdict, int]


def found(fault: Fault, family: str, invariant: str, alter: Callable[[Examination], None] | None = None) -> Found:
    """A finding before and after it is made simpler.

    Args:
        alter: what happens to the deployment in between.
    """
    run = fault.examine()
    with run.courier:
        operation = next(each for each in run.contract.operations if each.label == fault.operation)
        for row in (each for each in INVARIANTS.values() if each.family == family):
            run.verdict(row, operation)
        before, asked = run.verdicts[invariant, operation.label], len(run.courier.exchanges)
        if alter:
            alter(run)
        run.shrink()
    return before, run.verdicts[invariant, operation.label], len(run.courier.exchanges) - asked


def queries(breach: Breach) -> list[list[tuple[str, str]]]:
    """What a breach's requests ask for, cursors left out."""
    return [[pair for pair in each.asked.query if pair[0] != "pq"] for each in breach.exchanges]


@pytest.mark.parametrize("kind", [int, datetime, str, Decimal])
def test_a_deviation_whose_simplest_form_is_attested_is_a_finding(kind: type) -> None:
    """A wrong bound that a long filter shows is told by the one comparison that is wrong, as a failure."""
    contract, callers = library_contract(), library_identities()
    app = serve(passing(reading(comparisons.exclusive(kind))), None, contract, callers)
    run = Examination(Courier(contract, Target(url="http://app.test", identities=callers, app=app)))
    with run.courier:
        operation = next(each for each in contract.operations if each.label == BOOKS)
        for row in (each for each in INVARIANTS.values() if each.family == "filter"):
            run.verdict(row, operation)
        before = run.verdicts["FI-07", BOOKS]
        run.shrink()
    after = run.verdicts["FI-07", BOOKS]
    assert (before.outcome, before.grade) == (Outcome.DEVIATION, "inferred")
    assert (after.outcome, after.grade) == (Outcome.FAIL, "attested")
    (told,) = after.breaches[0].exchanges[-1].asked.values("q")
    assert ">=" in told
    assert " AND " not in told


def test_a_walk_comes_down_to_two_pages_of_one_row() -> None:
    """What large pages showed first is told by the smallest limit, at the first boundary."""
    before, after, asked = found(Fault(replace(SOUND, split=broken.inclusive), BOOKS), "forward", "FW-07")
    assert queries(before.breaches[0])[0] != [("limit", "1")]
    assert queries(after.breaches[0]) == [[("limit", "1")]] * 2
    assert [each.asked.values("pq") != () for each in after.breaches[0].exchanges] == [False, True]
    assert after.shrunk
    assert after.breaches[0].origin == tuple(each.number for each in before.breaches[0].exchanges)
    assert 0 < asked <= MOST


def test_what_a_judge_refers_to_is_asked_with_it() -> None:
    """A row that never comes is missed by two pages of a walk, a page before it and one after it."""
    before, after, asked = found(Fault(replace(SOUND, split=broken.shifted(1)), BOOKS), "forward", "FW-03")
    reading, *walk, again = after.breaches[0].plan
    assert [step.link for step in (reading, *walk, again)] == [None, None, Link(1, "next", "pq"), None]
    assert [[named(pair) for pair in step.query] for step in (reading, again)] == [["limit"]] * 2
    assert walk[0].query == walk[1].query
    assert after.shrunk
    assert (after.outcome, after.reason) == (before.outcome, after.breaches[0].readable)
    assert asked <= MOST


def test_parameters_that_have_no_part_in_it_are_left_out() -> None:
    """A filter that lets a wrong row through is told by the filter alone."""
    before, after, _ = found(FILTERS["FI-01"], "filter", "FI-01")
    assert {name for pairs in queries(before.breaches[0]) for name, _ in pairs} == {"limit", "q"}
    assert [[name for name, _ in pairs] for pairs in queries(after.breaches[0])] == [["q"]]


def test_credentials_stay() -> None:
    """Who asks, and for which organisation, is no parameter to be left out."""
    _, after, _ = found(FILTERS["FI-01"], "filter", "FI-01")
    assert [name for name, _ in after.breaches[0].plan[0].headers] == ["Authorization", "X-Organization-Id"]


def test_a_finding_that_no_simpler_form_shows_stands_as_it_was() -> None:
    """A page that is full by chance has a dangling `next`: with another limit it has none."""
    fault = Fault(replace(SOUND, cut_page=broken.relinked(next_when_full)), AUTHORS)
    before, after, asked = found(fault, "pages", "PG-04")
    assert (after.reason, after.breaches[0].exchanges) == (before.reason, before.breaches[0].exchanges)
    assert not after.shrunk
    first = before.breaches[0].exchanges[-1].asked.values("limit")
    assert {step.values("limit") for step in after.breaches[0].plan} == {first}
    assert asked <= MOST


def healing(until: list[int]) -> Callable[[Sought], Halves]:
    """Shows the cursor's own row again, up to a request of that number."""

    def cut(sought: Sought) -> Halves:
        return broken.inclusive(sought) if sought.call.request.number <= until[0] else split(sought)

    return cut


@pytest.mark.parametrize("requests", [0, 1, 2, 3])
def test_a_simpler_form_that_does_not_show_again_changes_nothing(requests: int) -> None:
    """Where the deployment changes while a finding is made simpler, its first requests stand, and so does it."""
    until = [10**9]
    fault = Fault(replace(SOUND, split=healing(until)), BOOKS)

    def heal(run: Examination) -> None:
        until[0] = len(run.courier.exchanges) + requests

    before, after, _ = found(fault, "forward", "FW-07", heal)
    assert after == before
    assert (after.outcome, after.shrunk, after.breaches[0].plan) == (Outcome.FAIL, False, ())


def spending(run: Examination) -> None:
    """Leaves one request of the budget."""
    target = run.courier.target
    run.courier.target = replace(target, budget=len(run.courier.exchanges) + 1)


def test_nothing_is_made_simpler_beyond_the_budget() -> None:
    """A budget that ends amid a simpler form leaves the finding as it was."""
    before, after, asked = found(Fault(replace(SOUND, split=broken.inclusive), BOOKS), "forward", "FW-07", spending)
    assert (after, asked) == (before, 1)


def test_only_what_is_told_is_made_simpler() -> None:
    """What follows from another finding costs no request, nor does what is known."""
    run = examine(replace(SOUND, split=broken.inclusive))
    with run.courier:
        operation = next(each for each in run.contract.operations if each.label == BOOKS)
        for row in (each for each in INVARIANTS.values() if each.family == "forward"):
            run.verdict(row, operation)
        asked = len(run.courier.exchanges)
        run.shrink(lambda _fingerprint: True)
        assert len(run.courier.exchanges) == asked
        run.shrink()
    plans = {name: each.breaches[0].plan for (name, _), each in run.verdicts.items() if each.breaches}
    assert sorted(name for name, plan in plans.items() if plan) == ["FW-07"]
    assert len(plans) > 1


def judged(parts: Deployment) -> SuitesPlugin:
    """A run of the forward walks of one operation."""
    options = Options.of("http://app.test", {**CONTRACT, **CALLERS, "only": ["forward"], "operation": [BOOKS]})
    run = prepare(options, {}, serve(parts))
    plugin = plugin_of(run, options)
    for case in plugin.cases("forward"):
        run.examination.verdict(case.invariant, case.operation)
    return plugin


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run against a list that repeats the cursor's row."""
    plugin = judged(replace(SOUND, split=broken.inclusive))
    assert plugin.examination
    with plugin.examination.courier:
        return write_findings(plugin.concluded(plugin.examination), tmp_path_factory.mktemp("shrinking"))


def again(report: Path, parts: Deployment) -> Replay:
    """Its one finding asked again."""
    (finding,) = read_report(report).findings
    return replay(finding.fingerprint, report, None, CALLERS, {}, serve(parts))


def test_a_replay_asks_the_simplest_form(report: Path) -> None:
    """Two pages of one row, three times, and no more, for a finding that still shows."""
    told = again(report, replace(SOUND, split=broken.inclusive))
    assert (told.exit, told.lines[0].split("  ")[0]) == (1, "STILL BROKEN")
    assert sum("limit=1" in line for line in told.lines) == 2
    assert told.lines[-1].strip() == "6 requests to http://app.test"


def test_a_replay_whose_simplest_form_holds_asks_all(report: Path) -> None:
    """That two pages are right is no proof of a repair: the family's own requests are."""
    told = again(report, SOUND)
    assert (told.exit, told.lines[0].split("  ")[0]) == (0, "NO LONGER")
    assert "exercised" in told.lines[1]


def test_a_report_tells_the_simplest_form_and_the_first(report: Path) -> None:
    """`simplest` is what a replay asks, `first_shown_by` the numbers of the requests that showed it first."""
    (finding,) = read_report(report).findings
    assert from_json(as_json(finding.plan)) == finding.plan
    assert [step.query for step in finding.plan] == [("limit=1",)] * 2
    text = report.read_text(encoding="utf-8")
    assert '"first_shown_by": [\n    ' in text
    assert "TOKEN" in finding.plan[0].headers[0][1]


WALK = (
    Step("GET", "/a", ("size=8", "sort=x%2Cy", "seen=1"), (("Authorization", "$T"), ("Accept", "*/*")), status=200),
    *(
        Step("GET", "/a", ("size=8", "sort=x%2Cy", "seen=1"), (("Authorization", "$T"), ("Accept", "*/*")), link, 200)
        for link in (Link(0, "next", "at"), Link(1, "next", "at"))
    ),
)
KNOWN = Usual(frozenset({"seen"}), frozenset({"authorization"}), "size", 1, "back")


def test_the_simplest_form_is_proposed_first() -> None:
    """The earliest boundary, then fewer parameters, then headers, then the smallest limit; what is required stays."""
    forms = list(proposals(WALK, KNOWN))
    assert [len(form) for form in forms[:2]] == [2, 3]
    assert forms[1][0].query == ("size=8", "seen=1")
    assert [name for name, _ in forms[2][0].headers] == ["Authorization"]
    assert [form[0].values("size") for form in forms[3:]] == [("1",), ("2",), ("3",), ("4",)]
    assert all(step.values("seen") for form in forms for step in form)


def beside(limit: str) -> tuple[Step, ...]:
    """A walk in an order, and two pages in the default one that it is held against."""
    walk = (
        Step("GET", "/a", ("size=8", "sort=x"), status=200),
        Step("GET", "/a", ("size=8", "sort=x"), (), Link(1, "next", "at"), 200),
    )
    return Step("GET", "/a", ("size=50",), status=200), *walk, Step("GET", "/a", (f"size={limit}",), status=200)


@pytest.mark.parametrize("limit", ["8", "20"])
def test_a_walk_is_made_simpler_before_the_pages_beside_it(limit: str) -> None:
    """A page that shows the missing row keeps its size while the walk comes to its first boundary, in no order."""
    forms = list(proposals(beside(limit), Usual(limit="size")))
    queries = [tuple(step.query for step in form) for form in forms]
    first, last = ("size=50",), (f"size={limit}",)
    assert queries[:4] == [
        (first, ("size=1",), ("size=1",), last),
        (first, ("size=1", "sort=x"), ("size=1", "sort=x"), last),
        (first, ("size=2", "sort=x"), ("size=2", "sort=x"), last),
        (first, ("size=8",), ("size=8",), last),
    ]
    assert (("size=1",), ("size=8", "sort=x"), ("size=8", "sort=x"), last) in queries
    assert len(set(queries)) == len(queries)


@pytest.mark.parametrize("operation", [AUTHORS, BOOKS])
def test_a_row_that_never_comes_is_told_by_the_first_boundary(operation: str) -> None:
    """Two pages of one row in the default order, and a page that holds the row between them, before and after."""
    _, after, asked = found(Fault(replace(SOUND, split=broken.shifted(1)), operation), "forward", "FW-03")
    plan = after.breaches[0].plan
    walk = [
        step for place, step in enumerate(plan) if step.link or (Link(place, "next", "pq") in [s.link for s in plan])
    ]
    assert [step.query for step in walk] == [("limit=1",)] * 2
    assert asked <= MOST


def test_what_followed_a_page_that_is_left_out_begins_where_it_began() -> None:
    """Of three pages the first two are left: the second begins the walk, the third follows it."""
    form = next(iter(proposals(WALK, KNOWN)))
    assert [step.link for step in form] == [None, Link(0, "next", "at")]


def test_a_plan_that_follows_no_step_before_it_is_refused() -> None:
    """A file that was tampered with is none of ours."""
    told = as_json(WALK)
    told[1]["follows"] = {"step": 5, "link": "next", "parameter": "at"}
    with pytest.raises(ValueError, match="step 1 follows no link of a step before it"):
        from_json(told)
