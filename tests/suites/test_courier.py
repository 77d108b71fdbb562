"""The courier sends what it is given as it stands, keeps its rules whoever asks, and breaks for nothing it gets."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import pytest

from contracts import Identities, Identity
from suites.sending.courier import BudgetSpent, Courier, NotAllowed
from suites.target import Target
from suites.traffic import Exchange
from tests.suites.asking import URL, operation, sending
from tests.suites.clock import Clock
from tests.suites.deployment import serve
from tests.suites.library import library_contract, library_identities
from tests.suites.loopback import said, talking

MEMBER = library_identities().identities["member"]


def test_the_budget_is_never_overdrawn() -> None:
    """A run of three requests sends three, and the fourth is refused before it is sent."""
    with sending(app=serve(), budget=3) as courier:
        for _ in range(3):
            courier.ask(operation("GET /v1/authors"), identity=MEMBER)
        with pytest.raises(BudgetSpent, match="3 requests"):
            courier.ask(operation("GET /v1/authors"), identity=MEMBER)
        assert (len(courier.exchanges), courier.left) == (3, 0)


def test_requests_are_paced() -> None:
    """At four a second each goes a quarter of a second after the one before; a long pause is not made up for."""
    clock = Clock()
    target = Target(url=URL, app=serve(), rate=4.0)
    with Courier(library_contract(), target, clock.tell, clock.sleep) as courier:
        for _ in range(4):
            courier.send("GET", "/v1/authors")
        clock.now += 10
        for _ in range(2):
            courier.send("GET", "/v1/authors")
    assert clock.naps == [0.25] * 4


def test_time_that_a_request_took_is_not_waited_for_again() -> None:
    """A pause is only as long as what is left of the interval."""
    clock = Clock()
    with Courier(library_contract(), Target(url=URL, app=serve(), rate=4.0), clock.tell, clock.sleep) as courier:
        courier.send("GET", "/v1/authors")
        clock.now += 0.2
        courier.send("GET", "/v1/authors")
    assert clock.naps == [0.05]


WRITES: Mapping[str, Callable[[Courier], Exchange]] = {
    "asked as admin": lambda courier: courier.ask(
        operation("POST /v1/admin/authors"), identity=courier.target.identities.get("admin")
    ),
    "asked as nobody": lambda courier: courier.ask(operation("POST /v1/admin/authors")),
    "sent raw": lambda courier: courier.send("POST", "/v1/admin/authors", body=b"{}"),
    "in lower case": lambda courier: courier.send("post", "/v1/admin/authors", body=b"{}"),
    "in another spelling": lambda courier: courier.send("POST", "//v1/./Admin/%61uthors/;", body=b"{}"),
    "by a header": lambda courier: courier.send("GET", "/v1/admin/authors", [("X-HTTP-Method-Override", "POST")]),
    "an undeclared method with credentials": lambda courier: courier.ask(
        operation("GET /v1/authors"), identity=MEMBER, method="DELETE"
    ),
}


@pytest.mark.parametrize("way", WRITES)
def test_nothing_that_writes_is_sent(way: str) -> None:
    """An operation that writes is refused whoever asks and however it is written, and nothing leaves."""
    reached = []

    async def app(scope: MutableMapping[str, Any], _receive: Any, _send: Any) -> None:
        reached.append(scope)

    with sending(app=app) as courier:
        with pytest.raises(NotAllowed):
            WRITES[way](courier)
        assert not courier.exchanges
    assert not reached


def test_an_undeclared_method_is_sent_without_credentials() -> None:
    """How a path refuses a method it has not is asked as nobody."""
    with sending(app=serve()) as courier:
        assert courier.ask(operation("GET /v1/authors"), method="DELETE").status == 405


def test_an_exchange_says_who_asked() -> None:
    """An exchange names the identity of a known token, and tells any other text and none apart."""
    with sending(app=serve()) as courier:
        authors = operation("GET /v1/authors")
        known = courier.ask(authors, identity=MEMBER)
        foreign = courier.ask(authors, headers=[("Authorization", "Bearer nobody")])
        nobody = courier.ask(authors)
    asked = [(each.asked.identity, each.asked.credentials, each.status) for each in (known, foreign, nobody)]
    assert asked == [("member", "valid", 200), (None, "foreign", 401), (None, "none", 401)]
    assert known.asked.roles == ("member",)


@pytest.mark.parametrize("token", ["lib_member", "a+b/c=", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"])
def test_a_request_is_repeated_with_its_token(token: str) -> None:
    """What is recorded without its token is sent with it again, in headers and in the target alike."""
    identities = Identities(default="one", identities={"one": Identity("one", token)})
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (url, heard):
        with Courier(library_contract(), Target(url=url, identities=identities)) as courier:
            first = courier.ask(
                operation("GET /v1/authors"), query=[("access_token", token)], identity=identities.get()
            )
            courier.repeat(first)
        assert token not in str(first.asked)
    assert heard[0] == heard[1]
    assert f"Bearer {token}".encode() in heard[0]


def test_a_refusal_is_shared_by_who_asks_no_new_one() -> None:
    """A probe that needs just one refusal is told the run's; rows, and what is asked anew, go out each time."""
    with sending(app=serve()) as courier:
        courier.purpose = "status GET /v1/authors"
        first = courier.send("GET", "/nowhere")
        assert courier.send("GET", "/nowhere", anew=False) is first
        assert courier.refusals.told() == (first,)
        assert courier.send("GET", "/nowhere").number == 2
        courier.ask(operation("GET /v1/authors"), identity=MEMBER, anew=False)
        courier.ask(operation("GET /v1/authors"), identity=MEMBER, anew=False)
        courier.purpose = ""  # a breach is confirmed by what is sent
        assert courier.send("GET", "/nowhere", anew=False).number == 5
