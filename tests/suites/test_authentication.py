"""The family `authentication` holds its tongue where a deployment is sound in its own way, and sees further faults."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import EVERY_ROLE, PRECEDENCE, Contract, Identities, Identity
from suites.inputs.detours import straighten
from suites.invariants import INVARIANTS
from suites.traffic import Trace
from suites.verdicts import Outcome
from tests.suites.admission import STAGES, authenticate
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import (
    ADMIN,
    AUTHOR,
    FAMILY,
    as_member,
    finishing,
    outcomes,
    parameters_first,
    rows_first,
    staging,
    straightening,
    with_header,
)
from tests.suites.judging import examine, verdicts, with_policy
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call, Deployment, Refused, World

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZW1iZXIifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"


def ordered(*first: str) -> tuple[str, ...]:
    """A precedence that begins with these stages."""
    return (*first, *(name for name in PRECEDENCE if name not in first))


def loud(found: Mapping[tuple[str, str], Outcome]) -> dict[tuple[str, str], Outcome]:
    """The verdicts that a strict run would not let pass."""
    quiet = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)
    return {key: outcome for key, outcome in found.items() if outcome not in quiet}


def stamped(call: Call, answer: Answer) -> Answer:
    """Every refusal carries an id and a time of its own."""
    if answer.status < 400:
        return answer
    message = f"Refused at {call.request.number} o'clock, request {call.request.path}."
    return replace(answer, document={**answer.document, "message": message, "request_id": str(call.request.number)})


def guarded(call: Call, answer: Answer) -> Answer:
    """A firewall answers odd credentials in HTML."""
    odd = not call.request.headers.get("authorization", "Bearer x").startswith("Bearer ")
    page = (("Content-Type", "text/html"),)
    return Answer(403, headers=page, body=b"<h1>Forbidden</h1>") if odd else answer


def redirecting(call: Call, answer: Answer) -> Answer:
    """Crooked spellings are sent to the straight one."""
    straight = straighten(call.request.path)
    return answer if straight == call.request.path else Answer(308, headers=(("Location", straight),))


def page_for_all(call: Call, answer: Answer) -> Answer:
    """A browser application answers every path that the API does not take."""
    page = (("Content-Type", "text/html; charset=utf-8"),)
    return answer if call.allowed else Answer(200, headers=page, body=b"<!doctype html><div id=app></div>")


def page_beside(call: Call, answer: Answer) -> Answer:
    """A page for people stands where the path ends in a slash."""
    page = (("Content-Type", "text/html"),)
    return Answer(200, headers=page, body=b"<h1>Authors</h1>") if call.request.path.endswith("/") else answer


def json_for_all(call: Call, answer: Answer) -> Answer:
    """A gateway says hello on every path that the API does not take."""
    return answer if call.allowed else Answer(200, {"status": "ok"})


def many_schemes(_call: Call, answer: Answer) -> Answer:
    """A 401 offers two schemes, each in a header of its own."""
    basic = (("WWW-Authenticate", 'Basic realm="library"'),) if answer.status == 401 else ()
    return replace(answer, headers=(*basic, *answer.headers))


def throttled(call: Call, answer: Answer) -> Answer:
    """Nobody gets through after a while."""
    return Answer(429, headers=(("Retry-After", "1"),)) if call.request.number > 5 else answer


def no_head(_world: World, call: Call) -> Call:
    """HEAD is no method here."""
    if call.request.method == "HEAD":
        raise Refused("method_unknown", headers=(("Allow", "GET, OPTIONS"),))
    return STAGES["method"](_world, call)


kept = with_header("Cache-Control", "max-age=60")

HEALTHY: Mapping[str, tuple[Deployment, Contract]] = {
    "parameters before who calls": (
        parameters_first(),
        with_policy(library_contract(), precedence=ordered("size", "route", "method", "parameters")),
    ),
    "rows before who calls": (
        staging(authentication=rows_first),
        with_policy(library_contract(), precedence=ordered("size", "route", "method", "parameters", "resource")),
    ),
    "ids and times in a 401": (finishing(stamped), library_contract()),
    "a firewall": (finishing(guarded), library_contract()),
    "crooked paths are redirected": (finishing(redirecting), library_contract()),
    "crooked paths are straightened": (staging(route=straightening), library_contract()),
    "a browser application": (finishing(page_for_all), library_contract()),
    "a page beside the API": (finishing(page_beside), library_contract()),
    "a talkative gateway": (finishing(json_for_all), library_contract()),
    "no HEAD": (staging(method=no_head), with_policy(library_contract(), head=405)),
    "kept, and asked for again": (
        finishing(with_header("Cache-Control", "public, max-age=0, must-revalidate")),
        library_contract(),
    ),
    "kept for each caller": (
        replace(
            SOUND,
            finish=lambda _world, _call, answer: replace(
                answer, headers=(*answer.headers, ("Cache-Control", "public, max-age=9"), ("Vary", "Authorization"))
            ),
        ),
        library_contract(),
    ),
    "kept by each browser": (
        finishing(lambda call, answer: kept(call, answer) if answer.status == 200 else answer),
        library_contract(),
    ),
    "private": (finishing(with_header("Cache-Control", "private, max-age=60")), library_contract()),
    "two schemes": (finishing(many_schemes), library_contract()),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_sound_deployment_is_left_in_peace(name: str) -> None:
    """Whatever order, guard, router or cache a sound deployment has, nothing is said against it."""
    parts, contract = HEALTHY[name]
    assert not loud(outcomes(parts, contract))


def test_a_session_cookie_lets_nobody_else_in() -> None:
    """A deployment that knows its callers again by a cookie is not taken for one that knows everybody."""

    def by_cookie(world: World, call: Call) -> Call:
        return as_member(world, call) if "cookie" in call.request.headers else authenticate(world, call)

    remembering = with_header("Set-Cookie", "session=1; Path=/")
    parts = replace(staging(authentication=by_cookie), finish=lambda _world, call, answer: remembering(call, answer))
    assert not loud(outcomes(parts))


def test_throttling_says_nothing() -> None:
    """A deployment that answers 429 is in doubt, and neither at fault nor unexercised."""
    found = outcomes(finishing(throttled))
    assert set(found.values()) <= {Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED, Outcome.INCONCLUSIVE}
    assert Outcome.INCONCLUSIVE in found.values()


@pytest.mark.parametrize("token", [JWT, "abcdefgh==", "ab", "a+b/c="])
def test_tokens_of_any_kind_are_forged(token: str) -> None:
    """What is made of a token is nobody's, be it a JWT, padded, short or in need of encoding."""
    known = library_identities()
    member = replace(known.identities["member"], token=token)
    identities = replace(known, identities={**known.identities, "member": member})
    assert not loud(outcomes(SOUND, identities=identities))


@pytest.mark.parametrize(
    "identities",
    [
        Identities(default="one", identities={"one": Identity("one", "lib_one_token", roles=(EVERY_ROLE,))}),
        Identities(default="one", identities={"one": Identity("one", "lib_one_token")}),
    ],
    ids=["every role", "no role told"],
)
def test_roles_that_nobody_told_are_not_judged(identities: Identities) -> None:
    """An identity whose roles are not told may have any: that it may call is no fault."""
    parts = replace(SOUND, stages={name: each for name, each in STAGES.items() if name != "identity"})
    assert outcomes(parts, identities=identities)["AU-03", ADMIN] is Outcome.NOT_ASKED


def test_a_row_that_is_asked_for_first_says_nothing_of_who_calls() -> None:
    """Where rows are looked for first, a 404 for a row that nobody knows is no answer to a stranger."""
    contract = with_policy(library_contract(), precedence=ordered("size", "route", "method", "parameters", "resource"))
    assert outcomes(staging(authentication=rows_first), contract, Identities())["AU-01", AUTHOR] is Outcome.PASS


def test_nobody_known_is_enough_to_ask_as_a_stranger() -> None:
    """Without an identity, strangers' requests are judged, and what needs a token or a row is told as not asked."""
    found = outcomes(SOUND, identities=Identities())
    assert not loud(found)
    assert found["AU-01", AUTHOR] is Outcome.PASS
    assert found["AU-04", AUTHOR] is Outcome.NOT_ASKED
    assert found["AU-10", AUTHOR] is Outcome.NOT_ASKED


@pytest.mark.parametrize(("local", "reason"), [(True, "no identity and row are known"), (False, "access logs keep")])
def test_a_token_that_was_put_into_no_url_has_its_reason(local: bool, reason: str) -> None:
    """On this machine a token lacked its row; elsewhere access logs keep it out of URLs."""
    contract = library_contract()
    operation = next(each for each in contract.operations if each.label == AUTHOR)
    judgement = INVARIANTS["AU-10"].judge(Trace(contract, operation, (), {"local": local}))
    assert (judgement.unasked or "").startswith(reason)


def test_no_exchange_holds_what_forgeries_are_made_of() -> None:
    """Neither a token nor what is left of one stands in any exchange, whatever was made of it."""
    known = library_identities()
    identities = replace(
        known, identities={**known.identities, "member": replace(known.identities["member"], token=JWT)}
    )
    examination = examine(identities=identities)
    verdicts(examination, FAMILY)
    told: Any = json.dumps([repr(each) for each in examination.courier.exchanges])
    assert not [part for part in (*JWT.split("."), JWT[:-1]) if part in told]
