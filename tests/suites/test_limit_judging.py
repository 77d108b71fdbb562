"""What is wrong with a limit is told once, by what says so, and of callers whose request was read."""

from collections.abc import Callable, Mapping

import pytest

from suites.examination import Examination
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Finding, Outcome, Verdict
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_authentication import finishing
from tests.suites.faults_status import failing
from tests.suites.judging import DEEP, URL, examine, findings, verdicts, with_policy
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call, Deployment

AUTHORS, BOOKS = "GET /v1/authors", "GET /v1/shelves/{shelf_id}/books"
BROKEN = (Outcome.FAIL, Outcome.DEVIATION)
PARAMETERS = {"PG-09", "ST-13", "ST-14", "ST-15", "ST-16", "ST-17", "ST-18", "ST-19"}
REFUSALS: Mapping[int, str] = {401: "UNAUTHORIZED", 403: "NOT_YOUR_ROLE"}


def broken(parts: Deployment) -> Mapping[str, Verdict]:
    """What the books of a deployment break."""
    found = verdicts(examine(parts), "pages", "status", operation=BOOKS)
    return {each.invariant: each for each in found if each.outcome in BROKEN}


def refusing(status: int, when: Callable[[Call], bool]) -> Deployment:
    """A deployment that refuses who calls where it should not."""
    refusal = Answer(status, {"code": REFUSALS[status], "message": "No.", "errors": None})
    return finishing(lambda call, answer: refusal if when(call) else answer)


@pytest.mark.parametrize("status", REFUSALS)
def test_who_is_let_in_nowhere_shows_nothing_of_parameters(status: int) -> None:
    """A caller whose every request is refused for who it is breaks no promise of parameters and rows."""
    assert not PARAMETERS & set(broken(refusing(status, lambda _call: True)))


@pytest.mark.parametrize("status", REFUSALS)
def test_who_is_let_in_is_not_refused_for_a_limit(status: int) -> None:
    """A caller that is let in, and turned away for a limit of nothing, was refused for that limit."""
    found = broken(refusing(status, lambda call: ("limit", "0") in call.request.query))
    assert found["PG-09"].reason == f"limit=0 is answered {status} instead of 422."


def test_a_failure_of_the_server_is_told_once() -> None:
    """A limit that ends in a 500 is a failure, and says nothing of the limit's domain."""
    assert set(broken(finishing(failing))) == {"ST-01"}


def judged_by_clamp() -> tuple[tuple[Verdict, ...], tuple[Finding, ...]]:
    """The verdicts and findings on a deployment that refuses what a policy file says it clamps."""
    contract, identities = with_policy(library_contract(), limit_over_max="clamp"), library_identities()
    target = Target(url=URL, identities=identities, app=serve(SOUND), profile=DEEP)
    found = verdicts(Examination(Courier(contract, target)), "pages", "status", operation=AUTHORS)
    return found, findings(found)


def test_a_limit_that_should_be_clamped_leans_on_the_policy() -> None:
    """Its refusal is worded and graded by the rule that takes the limit, and told once."""
    found, told = judged_by_clamp()
    bounds = next(each for each in found if each.invariant == "ST-19")
    assert (bounds.outcome, bounds.grade) == (Outcome.FAIL, "pinned")
    assert bounds.reason == "limit as '51' is answered 422; limit_over_max: clamp takes it."
    assert [(each.verdict.invariant, each.also) for each in told] == [("PG-09", ("ST-19",))]
