"""Each row of the exclusions keeps a false alarm away: with it a sound deployment is left alone, without it not."""

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from contracts import Contract, ExpressionError
from suites.conformance import EXCLUSIONS, Exclusion, examine
from suites.inquiry import Inquiry
from suites.profiles import PROFILES
from suites.sending.courier import Courier
from suites.subjects import Subject, Subjects
from suites.target import Target
from tests.suites.deployment import SOUND, App, serve
from tests.suites.faults_conformance import AUTHOR, AUTHORS, amended, finishing
from tests.suites.judging import with_policy
from tests.suites.library import library_contract, library_identities
from tests.suites.listing import read_cursor
from tests.suites.serving import Answer, Call, Position, World

Message = MutableMapping[str, Any]
SIGN_IN, TAG = "GET /v1/sign-in", "GET /v1/tags/{name}"
CROOKED, LONG, SUSPECT = ["a/b", "c"], ["x" * 9_000, "c"], ["' or 1=1", "c"]


@dataclass(frozen=True, slots=True)
class Situation:
    """A sound deployment that a check takes for broken, and the row that knows better."""

    row: int
    check: str
    operation: str
    contract: Callable[[], Contract]
    app: Callable[[Contract], App]
    profile: str = "gate"


def tags(names: list[str], refused: bool) -> Callable[[], Contract]:
    """A contract of one operation that takes these names, with a documented refusal or without."""

    def change(document: dict[str, Any]) -> None:
        schema = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
        content = {"application/json": {"schema": schema}}
        headers = {"X-Reason": {"required": True, "schema": {"type": "string"}}}
        replies: dict[str, Any] = {"200": {"description": "The tag.", "content": content}}
        if refused:
            replies["400"] = {"description": "Refused.", "content": content, "headers": headers}
        name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "enum": names}}
        operation = {"operationId": "getTag", "security": [], "parameters": [name], "responses": replies}
        document["paths"] = {"/v1/tags/{name}": {"get": operation}}

    return lambda: amended(change, semantics=False)


def answering(
    refuses: Callable[[bytes], int | None],
    body: bytes = b"<h1>No.</h1>",
    kind: bytes = b"text/html",
    marks: Sequence[tuple[bytes, bytes]] = (),
) -> Callable[[Contract], App]:
    """An application that has every tag, behind a proxy that refuses some targets by itself and leaves its marks."""

    async def app(scope: Message, _receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        status = refuses(scope["raw_path"]) or (200 if scope["method"] == "GET" else 405)
        good = status == 200
        headers = [(b"content-type", b"application/json" if good else kind), (b"allow", b"GET"), *marks]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps({"name": "x"}).encode() if good else body})

    return lambda _contract: app


def crooked(path: bytes) -> int | None:
    """Refuses an encoded slash, as application servers do."""
    return 400 if b"%2f" in path.lower() else None


def long(path: bytes) -> int | None:
    """Refuses a target beyond 8 KiB (RFC 9110, section 15.5.15)."""
    return 414 if len(path) > 8_192 else None


def suspect(path: bytes) -> int | None:
    """Refuses what looks like an attack, as firewalls do."""
    return 400 if b"%27" in path else None


def sound(contract: Contract) -> App:
    """The sound deployment of a contract."""
    return serve(contract=contract)


def bound_to_limit(world: World, call: Call, text: str) -> Position:
    """A cursor goes with the limit it was made with."""
    if call.value("limit") != 1:
        raise ExpressionError("cursor", "the cursor is one of another limit")
    return read_cursor(world, call, text)


def no_such_method(call: Call, answer: Answer) -> Answer:
    """The server knows no TRACE at all."""
    return Answer(501) if call.request.method == "TRACE" else answer


def any_text(document: dict[str, Any]) -> None:
    """The address to return to is any text."""
    document["paths"]["/v1/sign-in"]["get"]["parameters"][0]["schema"].pop("minLength")


def clamping() -> Contract:
    """A limit beyond its bounds is no fault."""
    return with_policy(library_contract(), limit_over_max="clamp", limit_under_min="clamp")


def forward_alone() -> Contract:
    """A backward page without a cursor is a fault."""
    return with_policy(library_contract(), backward_without_cursor="reject")


def of_400() -> Contract:
    """What breaks its schema is a 400, which not every operation documents."""
    return with_policy(library_contract(), validation_status=400)


def answering_400(contract: Contract) -> App:
    """The library, in which every 422 is a 400."""
    told = finishing(lambda _call, answer: replace(answer, status=400) if answer.status == 422 else answer)
    return serve(told, contract=contract)


def unexplained() -> Contract:
    """The library without its meaning."""
    return amended(lambda _document: None, semantics=False)


def unbound(_contract: Contract) -> App:
    """The library, which knows what it means."""
    return serve()


def binding(contract: Contract) -> App:
    """The library with cursors that are bound to their limit."""
    return serve(replace(SOUND, read_cursor=bound_to_limit), contract=contract)


def without_trace(_contract: Contract) -> App:
    """The library behind a server that knows no TRACE."""
    return serve(finishing(no_such_method))


guarded = answering(suspect, marks=((b"server", b"cloudflare"), (b"cf-ray", b"8c1f-FRA")))

SITUATIONS = (
    Situation(0, "negative_data_rejection", AUTHORS, clamping, sound),
    Situation(1, "positive_data_acceptance", SIGN_IN, lambda: amended(any_text), sound),
    Situation(1, "positive_data_acceptance", AUTHORS, forward_alone, sound),
    Situation(2, "positive_data_acceptance", AUTHORS, unexplained, unbound),
    Situation(3, "positive_data_acceptance", AUTHORS, library_contract, binding, "deep"),
    Situation(4, "positive_data_acceptance", TAG, tags(CROOKED, True), answering(crooked)),
    Situation(4, "status_code_conformance", TAG, tags(CROOKED, False), answering(crooked)),
    Situation(4, "content_type_conformance", TAG, tags(CROOKED, True), answering(crooked)),
    Situation(4, "response_headers_conformance", TAG, tags(CROOKED, True), answering(crooked)),
    Situation(
        4, "response_schema_conformance", TAG, tags(CROOKED, True), answering(crooked, b"{}", b"application/json")
    ),
    Situation(5, "positive_data_acceptance", TAG, tags(LONG, False), answering(long)),
    Situation(6, "status_code_conformance", TAG, tags(LONG, False), answering(long)),
    Situation(6, "status_code_conformance", SIGN_IN, of_400, answering_400),
    Situation(7, "response_schema_conformance", AUTHORS, library_contract, sound),
    Situation(8, "not_a_server_error", AUTHOR, library_contract, without_trace),
    Situation(8, "unsupported_method", AUTHOR, library_contract, without_trace),
    Situation(9, "positive_data_acceptance", TAG, tags(SUSPECT, True), guarded),
    Situation(9, "status_code_conformance", TAG, tags(SUSPECT, False), guarded),
    Situation(9, "content_type_conformance", TAG, tags(SUSPECT, True), guarded),
    Situation(9, "response_headers_conformance", TAG, tags(SUSPECT, True), guarded),
)


def failures(situation: Situation, exclusions: tuple[Exclusion, ...]) -> int:
    """How many failures a check tells in a situation."""
    contract = situation.contract()
    app, profile = situation.app(contract), PROFILES[situation.profile]
    target = Target(url="http://app.test", identities=library_identities(), app=app, profile=profile)
    with Courier(contract, target) as courier:
        operation = contract.operation(situation.operation)
        assert operation
        subjects = Subjects(courier)
        subject = subjects.of(operation)
        known = subject if isinstance(subject, Subject) else None
        observations = examine(Inquiry(courier, operation, known, subjects, Random(0)), exclusions)
    assert observations.trouble is None
    return len(observations.checks[situation.check].failures)


@pytest.mark.parametrize("situation", SITUATIONS, ids=[f"{each.row} {each.check}" for each in SITUATIONS])
def test_a_row_keeps_a_false_alarm_away(situation: Situation) -> None:
    """A check is silent on a sound deployment, and would not be without the row that excuses it."""
    others = tuple(row for place, row in enumerate(EXCLUSIONS) if place != situation.row)
    assert failures(situation, EXCLUSIONS) == 0
    assert failures(situation, others) > 0


def test_no_row_is_needless() -> None:
    """Each row is needed in some situation, for each check it names."""
    named = {(place, check) for place, row in enumerate(EXCLUSIONS) for check in row.checks}
    assert named == {(each.row, each.check) for each in SITUATIONS}
