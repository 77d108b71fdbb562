"""Schemathesis asks through the courier, the same every time, and tells what shows again."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from schemathesis.checks import CHECKS

from contracts import Contract
from suites.examination import Examination
from suites.invariants import INVARIANTS
from suites.sending.courier import Courier
from suites.target import Target
from suites.traffic import Exchange
from suites.verdicts import Outcome, Verdict
from tests.suites.deployment import SOUND, App, Message, serve
from tests.suites.faults_conformance import AUTHOR, AUTHORS, FAULTS, amended, any_limit, finishing
from tests.suites.judging import examine as run
from tests.suites.judging import pinned, verdicts
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call

BOOKS = "GET /v1/shelves/{shelf_id}/books"
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ROOT = Path(__file__).parents[2]


def examination(app: App, contract: Contract | None = None, seed: int = 0, budget: int = 10_000) -> Examination:
    """A run against an application."""
    target = Target(url="http://app.test", identities=library_identities(), app=app, seed=seed, budget=budget)
    return Examination(Courier(pinned(contract or library_contract()), target))


def outcome(of: Examination, invariant: str, label: str) -> Verdict:
    """The verdict on one invariant for one operation."""
    return next(each for each in verdicts(of, "conformance", operation=label) if each.invariant == invariant)


def sent(exchanges: list[Exchange]) -> list[tuple[object, ...]]:
    """What was asked, without what came back."""
    return [(each.asked.method, each.asked.target, each.asked.headers) for each in exchanges]


def test_every_check_is_an_invariant() -> None:
    """Each check of Schemathesis is registered under its own name, and no other."""
    registered = {each.removeprefix("schemathesis.") for each in INVARIANTS if each.startswith("schemathesis.")}
    assert registered == set(CHECKS.get_all_names())


def test_every_request_goes_through_the_courier() -> None:
    """The application sees as many requests as the courier records, and nobody knocks at the target's address."""
    seen = count(1)
    last = 0

    def counted(_call: Call, answer: Answer) -> Answer:
        nonlocal last
        last = next(seen)
        return answer

    with create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        target = Target(
            url=f"http://127.0.0.1:{door.getsockname()[1]}",
            identities=library_identities(),
            app=serve(finishing(counted)),
        )
        of = Examination(Courier(pinned(library_contract()), target))
        verdicts(of, "conformance", operation=AUTHORS)
        with pytest.raises(BlockingIOError):
            door.accept()
    assert last == len(of.courier.exchanges) > 10
    assert {each.asked.credentials for each in of.courier.exchanges} == {"valid", "foreign", "none"}


def test_nothing_unsafe_is_sent() -> None:
    """Only safe methods leave (RFC 9110, section 9.2.1), and TRACE, which comes back, without credentials."""
    of = run()
    verdicts(of, "conformance")
    assert {each.asked.method for each in of.courier.exchanges} == {"GET", "OPTIONS", "TRACE"}
    echoed = [each.asked for each in of.courier.exchanges if each.asked.method == "TRACE"]
    assert {each.credentials for each in echoed} == {"none"}


def test_the_seed_decides_what_is_asked() -> None:
    """Two runs of one seed ask the same; another seed asks otherwise."""
    asked = []
    for seed in (3, 3, 4):
        of = run(seed=seed)
        verdicts(of, "conformance", operation=BOOKS)
        asked.append(sent(of.courier.exchanges))
    assert asked[0] == asked[1] != asked[2]


@pytest.mark.parametrize(("label", "bound"), [(BOOKS, 20), (AUTHOR, 12)])
def test_an_operation_costs_a_bounded_number_of_requests(label: str, bound: int) -> None:
    """A list with nine parameters takes fewer than twenty requests, a read with one fewer than twelve."""
    of = run()
    verdicts(of, "conformance", operation=label)
    assert 0 < len(of.courier.exchanges) < bound


def test_a_failure_is_told_by_its_smallest_request() -> None:
    """Of all parameters that were sent, the request that is told keeps the one at fault."""
    of = run(replace(SOUND, read_parameter=any_limit))
    verdict = outcome(of, "schemathesis.negative_data_rejection", AUTHORS)
    asked = verdict.breaches[0].exchanges[0].asked
    assert [name for name, _ in asked.query] == ["limit"]
    assert {name.lower() for name, _ in asked.headers} == {"authorization"}
    assert verdict.reason.startswith("A request that the contract refuses (query limit: ")


def test_ignored_credentials_are_told_by_the_request_that_was_let_in() -> None:
    """The last request shown is one without a good token, answered well."""
    fault = FAULTS["schemathesis.ignored_auth"]
    verdict = outcome(fault.examine(), "schemathesis.ignored_auth", fault.operation)
    shown = verdict.breaches[0].exchanges[-1]
    assert shown.asked.credentials != "valid"
    assert shown.status == 200


def test_a_failure_that_does_not_show_again_is_flaky() -> None:
    """An error that comes once is told as such, and is no finding."""
    failures = iter([True])

    def once(call: Call, answer: Answer) -> Answer:
        return Answer(500) if call.value("embed") and next(failures, False) else answer

    verdict = outcome(run(finishing(once)), "schemathesis.not_a_server_error", BOOKS)
    assert verdict.outcome is Outcome.FLAKY
    assert verdict.reason.endswith("Asked again, it held.")


def test_noise_is_no_finding() -> None:
    """A deployment that throttles every other request is judged by what is left."""
    turns = count()
    of = run(finishing(lambda _call, answer: Answer(429) if next(turns) % 2 else answer))
    found = {each.outcome for each in verdicts(of, "conformance", operation=AUTHORS)}
    assert not found & {Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY}
    assert Outcome.PASS in found


def test_noise_alone_judges_nothing() -> None:
    """Of a deployment that only throttles, nothing can be said."""
    of = run(finishing(lambda _call, _answer: Answer(503)))
    found = {each.outcome for each in verdicts(of, "conformance", operation=AUTHORS)}
    assert found == {Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize("budget", [1, 2, 5, 9])
def test_a_spent_budget_ends_asking(budget: int) -> None:
    """Where the budget ends nothing more is sent, and what was not exercised is inconclusive."""
    of = examination(serve(replace(SOUND, read_parameter=any_limit)), budget=budget)
    found = {each.outcome for each in verdicts(of, "conformance", operation=AUTHORS)}
    assert len(of.courier.exchanges) == budget
    assert Outcome.INCONCLUSIVE in found
    assert Outcome.FAIL not in found
    assert Outcome.VACUOUS not in found


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_operation_that_is_never_reached_is_vacuous(status: int) -> None:
    """Where every answer is a refusal, none of them is a finding, and the statuses seen are told."""
    refusing = run(finishing(lambda call, answer: Answer(status, answer.document) if call.allowed else answer))
    verdict = outcome(refusing, "CF-01", AUTHORS)
    assert verdict.outcome is Outcome.VACUOUS
    assert verdict.reason.startswith("no answer is a 2xx: ")
    assert f"{status}" in verdict.reason


def test_no_message_holds_a_token() -> None:
    """What a deployment echoes of a token stands as the variable that holds it."""
    echo = finishing(lambda call, _answer: Answer(200, {"items": call.request.headers.get("authorization", "")}))
    found = verdicts(run(echo), "conformance", operation=AUTHORS)
    assert any(each.outcome is Outcome.FAIL for each in found)
    assert "lib_member" not in "".join(f"{each.reason} {each.breaches}" for each in found)


def test_a_contract_without_meaning_is_judged_by_what_it_says() -> None:
    """Of a document alone Schemathesis asks what it can, is answered well, and calls nothing broken."""
    of = examination(serve(), amended(lambda _document: None, semantics=False))
    found = verdicts(of, "conformance", operation=BOOKS)
    assert {each.outcome for each in found} <= {Outcome.PASS, Outcome.NOT_APPLICABLE}


def test_a_caller_who_may_not_is_no_finding() -> None:
    """Where a member asks what only an admin may, all is refused, and nothing is called broken."""
    of = examination(serve(), amended(lambda _document: None, semantics=False))
    found = {each.invariant: each.outcome for each in verdicts(of, "conformance", operation="GET /v1/admin/authors")}
    assert found["CF-01"] is Outcome.VACUOUS
    assert not set(found.values()) & {Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY}


def test_a_deployment_may_stand_below_a_path() -> None:
    """Requests keep the base of the target's address, and the contract is still recognised."""
    inner, bases = serve(), set()

    async def below(scope: Message, receive: Receive, send: Send) -> None:
        base, _, rest = scope["raw_path"].decode().partition("/v1/")
        bases.add(base)
        await inner({**scope, "raw_path": f"/v1/{rest}".encode(), "path": f"/v1/{rest}"}, receive, send)

    target = Target(url="http://app.test/library/api", identities=library_identities(), app=below)
    of = Examination(Courier(pinned(library_contract()), target))
    found = verdicts(of, "conformance", operation=AUTHORS)
    assert {each.outcome for each in found} <= {Outcome.PASS, Outcome.NOT_APPLICABLE}
    assert bases == {"/library/api"}


def test_an_open_operation_is_asked_by_nobody() -> None:
    """Where no operation asks for credentials none are sent, and none are looked for."""

    def opened(document: dict[str, Any]) -> None:
        document["paths"] = {"/v1/sign-in": document["paths"]["/v1/sign-in"]}
        document["paths"]["/v1/sign-in"]["get"]["security"] = []

    of = examination(serve(), amended(opened, semantics=False))
    found = {each.invariant: each.outcome for each in verdicts(of, "conformance")}
    assert {each.asked.credentials for each in of.courier.exchanges} == {"none"}
    assert found["schemathesis.ignored_auth"] is found["schemathesis.missing_required_header"]
    assert found["schemathesis.ignored_auth"] is Outcome.NOT_APPLICABLE


@pytest.mark.slow
def test_nothing_is_left_in_the_folder_it_runs_in(tmp_path: Path) -> None:
    """A run leaves no folder of Hypothesis or Schemathesis behind."""
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.suites.judging import examine, verdicts\n"
        "print(len(verdicts(examine(), 'conformance', operation='GET /v1/authors/{id}')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10
    assert list(tmp_path.iterdir()) == []
