"""A deployment that asks to be left alone for a while is left alone, and then asked once more."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import Operation
from suites.examination import Examination
from suites.invariants import INVARIANTS
from suites.sending.courier import BudgetSpent, Courier
from suites.sending.ledger import Ledger
from suites.sending.patience import pause_of
from suites.sending.writes import Writes
from suites.target import Target
from suites.traffic import Asked, Exchange
from suites.verdicts import Outcome
from tests.suites.asking import URL, operation
from tests.suites.clock import NOON, Clock
from tests.suites.deployment import serve
from tests.suites.library import library_contract, library_identities
from tests.suites.moody import Mood, Moody, failing, throttled

MEMBER = library_identities().identities["member"]
AUTHORS = "GET /v1/authors"


def courier(mood: Mood, clock: Clock, **limits: Any) -> tuple[Courier, Moody]:
    """A courier to the library in a mood."""
    app = Moody(serve(), mood)
    target = Target(url=URL, identities=library_identities(), app=app, **limits)
    return Courier(library_contract(), target, clock.tell, clock.sleep, today=clock.today), app


def answer(status: int, **headers: str) -> Exchange:
    """An answer with these headers."""
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(1, Asked("GET", "/"), None, {}, status, told)


@pytest.mark.parametrize(
    ("exchange", "seconds"),
    [
        (answer(429, Retry_After="7"), 7),
        (answer(503, Retry_After=" 0 "), 0),
        (answer(503, Retry_After="Wed, 01 Apr 2026 12:00:30 GMT"), 30),
        (answer(429, Retry_After="Wednesday, 01-Apr-26 12:00:30 GMT"), 30),
        (answer(429, Retry_After="Wed, 01 Apr 2026 12:00:30 GMT", Date="Wed, 01 Apr 2026 12:00:25 GMT"), 5),
        (answer(429, Retry_After="Wed, 01 Apr 2020 12:00:30 GMT"), 0),
        (answer(429), None),
        (answer(429, Retry_After="soon"), None),
        (answer(429, Retry_After="-1"), None),
        (answer(429, Retry_After="9" * 400), None),
        (answer(429, Retry_After="٣"), None),
        (answer(500, Retry_After="7"), None),
        (answer(200, Retry_After="7"), None),
    ],
)
def test_a_wish_to_wait_is_read(exchange: Exchange, seconds: float | None) -> None:
    """Seconds and dates are read, by the clock of the deployment where it shows one; whatever else is none."""
    assert pause_of(exchange, NOON) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_a_request_that_was_turned_away_is_asked_once_more(status: int) -> None:
    """The run waits as long as it is asked to; the first answer stays in the trace as noise that was made good."""
    clock, told = Clock(), list[str]()
    sender, app = courier(throttled("7", 1, status=status), clock)
    with sender:
        sender.tell = told.append
        exchange = sender.ask(operation(AUTHORS), identity=MEMBER)
    assert (exchange.status, len(app.heard), clock.naps) == (200, 2, [7])
    first, second = sender.exchanges
    assert (first.status, first.noisy, first.deferred, first.unheard) == (status, True, True, False)
    assert second is exchange
    assert told == [f"The target asks to wait ({status}, Retry-After): 7 s."]


def test_a_date_is_waited_for() -> None:
    """A moment is waited for by the courier's own time where the answer shows none."""
    clock = Clock()
    later = (NOON + timedelta(seconds=12)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    sender, _ = courier(throttled(later, 1), clock)
    with sender:
        assert sender.ask(operation(AUTHORS), identity=MEMBER).status == 200
    assert clock.naps == [12]


def test_patience_ends() -> None:
    """A wish that is longer than what the run still waits is not granted: the answer stands, and is noise."""
    clock = Clock()
    sender, app = courier(throttled("40", 1, 3, 4), clock, patience=60.0)
    with sender:
        answers = [sender.ask(operation(AUTHORS), identity=MEMBER) for _ in range(3)]
    assert [each.status for each in answers] == [200, 429, 429]
    assert (clock.naps, len(app.heard)) == ([40], 4)
    assert answers[1].unheard


def test_asking_again_is_paced_and_counted() -> None:
    """What is asked once more costs a request of the budget, and keeps its distance."""
    clock = Clock()
    sender, app = courier(throttled("0", 1, 2), clock, budget=2, rate=4.0)
    with sender:
        assert sender.ask(operation(AUTHORS), identity=MEMBER).status == 429
        with pytest.raises(BudgetSpent):
            sender.ask(operation(AUTHORS), identity=MEMBER)
    assert (len(app.heard), sender.left, clock.naps) == (2, 0, [0, 0.25])


def test_where_the_budget_ends_meanwhile_the_first_answer_stands() -> None:
    """An answer that could not be asked for again is noise of its own."""
    sender, _ = courier(throttled("0", 1), Clock(), budget=1)
    with sender, pytest.raises(BudgetSpent):
        sender.ask(operation(AUTHORS), identity=MEMBER)
    assert [each.unheard for each in sender.exchanges] == [True]


def create(sender: Courier) -> Exchange:
    """Sends a good row."""
    admin = sender.target.identities.get("admin")
    body = b'{"name": "Nobody knew", "kind": "paper"}'
    return sender.ask(
        operation("POST /v1/admin/authors"), identity=admin, headers=[("Content-Type", "application/json")], body=body
    )


@pytest.mark.parametrize(
    ("mood", "asked"),
    [
        (throttled("1", 1), 2),
        (throttled("1", 1, status=503), 2),
        (failing(1, 1, status=None), 1),
        (failing(1, 1, status=503), 1),
        (throttled("1", 1, status=502), 1),
        (throttled("1", 1, status=504), 1),
    ],
)
def test_a_write_is_repeated_only_where_it_surely_was_not_done(mood: Mood, asked: int) -> None:
    """Turned away with a time to come again it is sent once more; after a lost answer, or without a time, it is not."""
    sender, app = courier(mood, Clock(), writes=Writes(True))
    with sender:
        create(sender)
    assert len(app.heard) == asked


def test_repeating_a_write_keeps_to_the_rows_it_may_make() -> None:
    """A create that was turned away counts for nothing; the one after it counts for one."""
    clock = Clock()
    app = Moody(serve(), throttled("1", 1, 3))
    target = Target(url=URL, identities=library_identities(), app=app, writes=Writes(True, most=1))
    ledger = Ledger()
    with Courier(library_contract(), target, clock.tell, clock.sleep, ledger) as sender:
        first = create(sender)
        assert first.status == 201, first.body
        with pytest.raises(BudgetSpent):
            create(sender)
    assert (len(ledger.entries), len(app.heard)) == (1, 2)


def judged(mood: Mood, subject: Operation) -> dict[str, Outcome]:
    """The verdicts of the family `pages` on the library in a mood."""
    sender, _ = courier(mood, Clock())
    examination = Examination(sender)
    with sender:
        rows = [each for each in INVARIANTS.values() if each.family == "pages"]
        return {each.id: examination.verdict(each, subject).outcome for each in rows}


def test_a_throttled_deployment_is_judged_like_any_other() -> None:
    """Where every third request is asked to come again at once, every verdict is the one of a deployment at ease."""
    at_ease = judged(lambda _number, _scope: None, operation(AUTHORS))
    assert judged(throttled("0", *range(1, 3000, 3)), operation(AUTHORS)) == at_ease
