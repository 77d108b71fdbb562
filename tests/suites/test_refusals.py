"""The refusals of a run are shared with who sends the very same request, whatever the order of its headers."""

from suites.invariants import INVARIANTS
from suites.sending.refusals import Refusals
from suites.traffic import Asked, Exchange, Sending, Trace
from tests.suites.seen_pages import AUTHORS, CONTRACT

TARGET = "/v1/authors?limit=0"
ONE = (("Authorization", "Bearer ${TOKEN}"), ("X-Library", "1"))


def answered(number: int, status: int, headers: tuple[tuple[str, str], ...] = ONE) -> Exchange:
    """An answer to one bad request."""
    body = b'{"code": "INVALID", "message": "No.", "errors": null}'
    typed = (("Content-Type", "application/json"),)
    return Exchange(number, Asked("GET", TARGET, headers), AUTHORS, {}, status, typed, body)


def test_a_refusal_is_shared_whatever_the_order_of_headers() -> None:
    """Fields of different names may come in any order (RFC 9110, section 5.3); those of one name may not."""
    known, refusal = Refusals(), answered(1, 422)
    known.keep(Sending("GET", TARGET, ONE), refusal)
    assert known.recall(Sending("GET", TARGET, ONE[::-1])) is refusal
    assert known.told() == (refusal,)
    accepts = (("Accept", "text/html"), ("Accept", "application/json"))
    known.keep(Sending("GET", TARGET, accepts), refusal)
    assert known.recall(Sending("GET", TARGET, accepts[::-1])) is None


def test_rows_and_overload_are_asked_for_anew() -> None:
    """What was answered well hangs on rows, and a throttled request was never judged."""
    known = Refusals()
    for number, status in enumerate((200, 429, 503), start=1):
        known.keep(Sending("GET", TARGET, ONE), answered(number, status))
        assert known.recall(Sending("GET", TARGET, ONE)) is None


def test_a_request_asked_twice_is_one_request_whatever_the_order_of_its_headers() -> None:
    """ER-09 holds a shared refusal against the one that was asked anew."""
    judgement = INVARIANTS["ER-09"].judge(Trace(CONTRACT, AUTHORS, (answered(1, 422), answered(2, 400, ONE[::-1]))))
    assert (judgement.exercised, len(judgement.breaches)) == (1, 1)
