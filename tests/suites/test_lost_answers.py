"""What is not answered excuses no promise: a verdict that hung on it is inconclusive."""

from dataclasses import replace

from suites.invariants import INVARIANTS
from suites.traffic import Asked, Exchange, Trace
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.judging import examine, verdicts
from tests.suites.seen_pages import AUTHORS, CONTRACT, author, exchange
from tests.suites.serving import Answer, Call, World

AUTHOR = "GET /v1/authors/{id}"


def no_time_for_odd_ids(_world: World, call: Call, answer: Answer) -> Answer:
    """An id that is none meets an overloaded server."""
    document = {"code": "SERVICE_UNAVAILABLE", "message": "Not now.", "errors": None}
    return Answer(503, document) if answer.status in (400, 422) and not call.request.query else answer


def test_a_verdict_that_hung_on_a_lost_answer_is_inconclusive() -> None:
    """Where every ill-typed id met an overloaded server, nothing is said of ill-typed ids."""
    parts = replace(SOUND, finish=no_time_for_odd_ids)
    found = {each.invariant: each for each in verdicts(examine(parts), "status", operation=AUTHOR)}
    assert found["ST-14"].outcome is Outcome.INCONCLUSIVE
    assert "met an overloaded server" in found["ST-14"].reason
    assert found["ST-06"].outcome is Outcome.PASS


def get(number: int, cursor: str) -> Exchange:
    """A page whose link is new each time."""
    found = exchange(number, [author("1")], next_=cursor)
    return replace(found, headers=(("Content-Length", str(len(found.body))),))


def head(number: int, length: int) -> Exchange:
    """HEAD for the same target."""
    asked = Asked("HEAD", get(1, "x").asked.target)
    return Exchange(number, asked, None, {}, 200, (("Content-Length", str(length)),))


def lengths(*exchanges: Exchange) -> list[str]:
    """What ST-10 tells of a trace."""
    return [breach.message for breach in INVARIANTS["ST-10"].judge(Trace(CONTRACT, AUTHORS, exchanges)).breaches]


def test_the_length_of_head_is_held_against_pages_that_do_not_change() -> None:
    """A cursor written anew makes a page as long as it likes; where two pages are the same, HEAD tells their length."""
    long = len(get(1, "abcd").body)
    assert not lengths(get(1, "abcd"), head(2, long + 1), get(3, "efgh"))
    assert not lengths(head(1, long + 1), get(2, "abcd"), get(3, "abcd"))
    assert not lengths(get(1, "abcd"), head(2, long), get(3, "abcd"))
    assert len(lengths(get(1, "abcd"), head(2, long + 1), get(3, "abcd"))) == 1
