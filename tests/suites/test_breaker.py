"""A run leaves a deployment in trouble alone, and says so; one that only refuses, or fails oddly, is judged on."""

from collections.abc import Iterable

import pytest
import rich.console

import suites
from suites.examination import Examination
from suites.report.advice import advice
from suites.result import BROKEN, UNJUDGED, Result, stopped
from suites.sending.breaker import BEGINNING, FLOOR, IN_A_ROW, WINDOW, Breaker
from suites.sending.courier import Courier, Stopped
from suites.target import Target
from suites.traffic import Exchange
from suites.verdicts import Outcome
from tests.suites.asking import URL, operation
from tests.suites.clock import Clock
from tests.suites.deployment import serve
from tests.suites.judging import judge, pinned
from tests.suites.library import FOLDER, library_contract, library_identities
from tests.suites.loopback import listening
from tests.suites.moody import Mood, Moody, Outburst, Scope, failing

MEMBER = library_identities().identities["member"]
AUTHORS = "GET /v1/authors"
SECURED = (AUTHORS, "GET /v1/authors/{id}", "GET /v1/shelves/{shelf_id}/books")


def suspected(statuses: Iterable[int | None], seconds: float = 0.01) -> str | None:
    """What a breaker suspects after these answers."""
    breaker = Breaker()
    for status in statuses:
        breaker.note(status, seconds)
    return breaker.suspicion


def test_failures_in_a_row_are_suspicious() -> None:
    """Twenty requests in a row that failed, were lost or turned away look like trouble; nineteen do not."""
    for status in (500, 503, None, 429):
        assert suspected([200] * 9 + [status] * IN_A_ROW) == "20 requests in a row failed or were turned away"
        assert suspected([200] * 9 + [status] * (IN_A_ROW - 1)) is None


def test_a_share_of_failures_is_suspicious() -> None:
    """Half of the last fifty; a share below does not count, nor does what lies further back."""
    assert suspected([200, 500] * (WINDOW // 2)) == "25 of the last 50 requests failed"
    assert suspected([200, 200, 500] * WINDOW) is None
    assert suspected([200, 500] * (WINDOW // 2 - 1)) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422, 501, 505])
def test_a_refusal_is_no_failure(status: int) -> None:
    """A target that merely refuses is well, however often it does."""
    assert suspected([status] * 500) is None


def slowed(before: float, after: float, slow: int = WINDOW) -> str | None:
    """What is suspected of a target whose answers take longer."""
    breaker = Breaker()
    for _ in range(BEGINNING):
        breaker.note(200, before)
    for number in range(WINDOW):
        breaker.note(200, after if number < slow else before)
    return breaker.suspicion


def test_answers_that_grow_slow_are_suspicious() -> None:
    """Three times the time of the beginning; not where that is still fast, nor for a few that took their time."""
    assert slowed(0.5, 1.6) == "the slowest answers take 1.6 s, and took 0.5 s in the beginning"
    assert slowed(0.5, 1.4) is None
    assert slowed(0.001, FLOOR) is None
    assert slowed(0.5, 9.0, slow=2) is None


def ask(courier: Courier, times: int) -> list[Exchange]:
    """Asks for the authors as a member."""
    return [courier.ask(operation(AUTHORS), identity=MEMBER) for _ in range(times)]


def courier(mood: Mood, clock: Clock) -> tuple[Courier, Moody]:
    """A courier to the library in a mood."""
    app = Moody(serve(), mood)
    target = Target(url=URL, identities=library_identities(), app=app)
    return Courier(library_contract(), target, clock.tell, clock.sleep), app


@pytest.mark.parametrize("status", [500, 503, None])
def test_a_target_that_fails_is_asked_no_more(status: int | None) -> None:
    """After twenty failures a request that went well is tried three times, with pauses; then nothing is sent."""
    clock = Clock()
    sender, app = courier(failing(4, status=status), clock)
    with sender:
        ask(sender, 3 + IN_A_ROW)
        assert sender.stopped == (
            "the target is in trouble, and is asked no more: 20 requests in a row failed or were turned away"
        )
        with pytest.raises(Stopped, match="is in trouble"):
            ask(sender, 1)
    assert len(app.heard) == 3 + IN_A_ROW + 3
    assert clock.naps == [0, 1, 3]
    assert sender.left == sender.target.budget - len(app.heard)


def test_a_target_that_never_was_well_is_asked_no_more() -> None:
    """Where nothing was ever answered there is nothing to try."""
    clock = Clock()
    sender, app = courier(failing(1), clock)
    with sender:
        ask(sender, IN_A_ROW)
        assert sender.stopped
    assert (len(app.heard), clock.naps) == (IN_A_ROW, [])


def test_a_target_that_comes_back_is_judged_on() -> None:
    """A restart that takes a moment stops nothing: what went well goes well again."""
    sender, _ = courier(failing(4, 4 + IN_A_ROW), Clock())
    with sender:
        ask(sender, 3 + IN_A_ROW)
        assert sender.stopped is None
        assert ask(sender, 1)[0].status == 200


def test_an_operation_that_fails_is_no_target_in_trouble() -> None:
    """Where one operation fails however it is asked, a plain request to another is answered, and the run goes on."""

    def mood(_number: int, scope: Scope) -> Outburst | None:
        return Outburst(500) if "shelves" in scope["path"] else None

    sender, app = courier(mood, Clock())
    with sender:
        ask(sender, 1)
        for _ in range(3 * IN_A_ROW):
            sender.send("GET", "/v1/shelves")
        assert sender.stopped is None
    assert len(app.heard) - len(sender.exchanges) == 3


def test_a_target_that_grows_slow_is_asked_no_more() -> None:
    """Answers that take four times as long as in the beginning stop the run, where a plain request does too."""
    clock = Clock()

    def mood(number: int, _scope: Scope) -> None:
        clock.now += 0.5 if number <= BEGINNING else 2.0

    sender, _ = courier(mood, clock)
    with sender:
        ask(sender, BEGINNING + WINDOW)
        assert sender.stopped
        assert "the slowest answers take 2.0 s, and took 0.5 s" in sender.stopped


def test_a_slow_operation_is_no_target_in_trouble() -> None:
    """Where only one operation takes its time the run goes on."""
    clock = Clock()

    def mood(_number: int, scope: Scope) -> None:
        clock.now += 3.0 if "shelves" in scope["path"] else 0.1

    sender, _ = courier(mood, clock)
    with sender:
        ask(sender, BEGINNING)
        for _ in range(2 * WINDOW):
            sender.send("GET", "/v1/shelves")
        assert sender.stopped is None


def test_what_is_larger_than_servers_take_may_be_dropped() -> None:
    """A connection that a server ends where a request is beyond all size says nothing of its health."""
    sender, _ = courier(lambda _, scope: Outburst(None) if len(scope["query_string"]) > 8_000 else None, Clock())
    with sender:
        for _ in range(3 * IN_A_ROW):
            sender.send("GET", f"/v1/authors?q={'a' * 20_000}")
        assert sender.stopped is None


def run_of(mood: Mood, *labels: str) -> tuple[Result, Moody]:
    """A run against the list of authors, or against these operations."""
    clock = Clock()
    app = Moody(serve(), mood)
    target = Target(url=URL, identities=library_identities(), app=app)
    examination = Examination(Courier(pinned(library_contract()), target, clock.tell, clock.sleep))
    told = judge(examination, *(labels or (AUTHORS,)))
    return stopped(told, examination.courier.stopped), app


def test_a_run_that_was_stopped_tells_what_it_knows() -> None:
    """Its exit code is 3; what was judged stands, and the reason for the rest is the target's trouble."""
    result, app = run_of(failing(150))
    assert result.exit == UNJUDGED
    assert result.stopped
    assert "The run was stopped" in advice(result)
    assert result.counts["PASS"] > 10
    unsaid = {each.reason for each in result.verdicts if each.outcome is Outcome.INCONCLUSIVE}
    assert result.stopped in unsaid
    assert len(app.heard) < 200


def refusing(path: str) -> Mood:
    """Whoever shows a token is told that it is unknown, wherever the path begins so."""
    return lambda _, scope: Outburst(401) if scope["path"].startswith(path) and has_token(scope) else None


def has_token(scope: Scope) -> bool:
    """Whether a request shows who asks."""
    return any(name == b"authorization" for name, _ in scope["headers"])


def test_a_target_that_knows_no_token_is_asked_no_more() -> None:
    """Forty answers 401 to tokens that are said to be good end the run: what is next is to name a good one."""
    result, app = run_of(refusing("/"), *SECURED)
    assert result.exit == UNJUDGED
    assert result.stopped == "the target knows no token, and is asked no more: 40 requests with one are answered 401"
    assert advice(result).startswith("Nothing was judged. ")
    assert len(app.heard) < 200


def test_a_token_that_is_known_somewhere_is_judged_on() -> None:
    """Whoever is let in anywhere is known: a refusal elsewhere is the deployment's, and no reason to stop."""
    result, _ = run_of(refusing("/v1/authors"), *SECURED)
    assert (result.stopped, result.exit) == (None, BROKEN)


def test_a_sound_target_is_never_stopped() -> None:
    """A whole run is mostly refusals, and none of them stops it."""
    result, _ = run_of(lambda _number, _scope: None)
    assert (result.stopped, result.exit) == (None, 0)


def test_the_command_says_that_it_stopped() -> None:
    """`contractkit check` ends with 3 and one line that says why."""
    console = rich.console.Console(record=True, width=200, file=None, quiet=False)
    with listening(Moody(serve(), failing(20))) as url:
        options = suites.Options.of(
            url,
            {
                "contract": FOLDER / "openapi.yaml",
                "semantics": FOLDER / "semantics.yaml",
                "identities": FOLDER / "identities.json",
                "only": ["pages"],
            },
        )
        assert suites.check(options, console) == UNJUDGED
    lines = [line for line in console.export_text().splitlines() if line.startswith("STOPPED")]
    assert len(lines) == 1
    assert "the target is in trouble, and is asked no more: 20 requests in a row failed" in lines[0]
