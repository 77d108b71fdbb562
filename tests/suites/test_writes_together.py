"""Requests that the courier sends at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from suites.sending.courier import BudgetSpent, Courier, CreatesSpent, NotAllowed, Sending
from suites.sending.writes import Writes
from suites.target import Target
from tests.suites.library import library_contract, library_identities

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
MEMBERSHIP = Sending("POST", "/v1/memberships")
TIMES = 3


class Meeting:
    """An application that answers nobody before a number of requests have come."""

    def __init__(self, expected: int) -> None:
        self.expected, self.arrived = expected, 0

    async def __call__(self, _scope: Message, _receive: Any, send: Send) -> None:
        """Answers each with the number of its arrival."""
        self.arrived += 1
        number = self.arrived
        while self.arrived < self.expected:
            await asyncio.sleep(0.005)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b'{"session_id": "ms_%d"}' % number})


def courier(app: Meeting, **limits: Any) -> Courier:
    """A courier to an application, which may write."""
    given = {"writes": Writes(everything=True), **limits}
    return Courier(
        library_contract(), Target(url="http://app.test", identities=library_identities(), app=app, timeout=5, **given)
    )


def test_requests_meet() -> None:
    """Requests sent together are under way at one time, and are recorded in the order given."""
    with courier(Meeting(TIMES)) as sender:
        bodies = [Sending("POST", f"/v1/memberships?n={number}") for number in range(TIMES)]
        found = sender.together(bodies)
        assert [each.status for each in found] == [200] * TIMES
        assert [each.number for each in found] == [1, 2, 3]
        assert [each.asked.target for each in found] == [each.target for each in bodies]
        assert sender.exchanges == list(found)
        assert len(sender.ledger.entries) == TIMES


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        ({"budget": TIMES - 1}, BudgetSpent),
        ({"writes": Writes(everything=True, most=TIMES - 1)}, CreatesSpent),
        ({"writes": Writes()}, NotAllowed),
    ],
)
def test_all_are_allowed_or_none_is_sent(limits: dict[str, Any], refusal: type[Exception]) -> None:
    """Where one of several requests would go beyond what the run may, none of them leaves."""
    app = Meeting(1)
    with courier(app, **limits) as sender:
        with pytest.raises(refusal):
            sender.together([MEMBERSHIP] * TIMES)
        assert app.arrived == 0
        assert not sender.exchanges


def test_requests_together_keep_the_pace() -> None:
    """A shared deployment is given the time of each request before they leave."""
    slept: list[float] = []
    target = Target(url="http://app.test", app=Meeting(TIMES), rate=10, writes=Writes(everything=True))
    with Courier(library_contract(), target, clock=lambda: 0.0, sleep=slept.append) as sender:
        sender.together([MEMBERSHIP] * TIMES)
    assert slept == pytest.approx([0.1, 0.2])
