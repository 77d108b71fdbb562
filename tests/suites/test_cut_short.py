"""A run that was cut short says so: whatever it did not come to ask is neither promised nor excused."""

from collections.abc import Callable
from typing import Any

from suites.examination import Examination
from suites.result import Result
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites.deployment import serve
from tests.suites.judging import URL, judge, pinned
from tests.suites.library import library_contract, library_identities

AUTHORS = "GET /v1/authors"
# Those with reasons of their own where nothing was exercised.
EXCUSED = ("ST-15", "ST-08", "FW-14")
App = Callable[..., Any]


def run_of(app: App, **limits: Any) -> Result:
    """A whole run against the list of authors."""
    target = Target(url=URL, identities=library_identities(), app=app, **limits)
    return judge(Examination(Courier(pinned(library_contract()), target)), AUTHORS)


def reasons(result: Result, *invariants: str) -> set[tuple[Outcome, str]]:
    """The outcomes of invariants, and why."""
    return {(each.outcome, each.reason) for each in result.verdicts if each.invariant in invariants}


def silent(app: App, unless: Callable[[dict[str, Any]], bool]) -> App:
    """An application that leaves requests without an answer, unless they are such."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if unless(scope):
            await app(scope, receive, send)

    return answer


def test_a_spent_budget_is_the_reason_for_what_was_not_exercised() -> None:
    """After the budget is spent, no invariant has another excuse."""
    result = run_of(serve(), budget=20)
    assert result.counts["INCONCLUSIVE"] > 40
    assert reasons(result, *EXCUSED) == {(Outcome.INCONCLUSIVE, "the budget of 20 requests is spent")}
    assert (result.counts["NOT_ASKED"], result.counts["VACUOUS"]) == (0, 0)


def test_a_target_that_is_gone_is_the_reason_for_what_was_not_exercised() -> None:
    """Where hardly a request is answered, no invariant has another excuse."""
    found = {outcome for outcome, _ in reasons(run_of(silent(serve(), lambda _scope: False)), *EXCUSED)}
    assert found == {Outcome.INCONCLUSIVE}


def test_a_server_that_hangs_up_on_odd_requests_is_judged_by_the_others() -> None:
    """A dropped connection beyond size excuses what is asked beyond size, and nothing else."""
    result = run_of(silent(serve(), lambda scope: len(scope["raw_path"] + scope["query_string"]) < 8_000))
    assert {outcome for outcome, _ in reasons(result, "ST-16", "ST-17", "ST-19")} == {Outcome.PASS}
    assert "INCONCLUSIVE" not in {outcome for outcome, _ in reasons(result, "FW-14", "ST-22")}
