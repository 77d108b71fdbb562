"""The statuses that a policy names: who answers with them is sound, documented or not, and with others is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from contracts import Contract, Envelope
from suites.expectations import expect, needs_no_word, refused_with
from suites.traffic import Asked, Exchange
from tests.suites.deployment import SOUND
from tests.suites.faults_conformance import amended
from tests.suites.faults_envelope import AUTHOR, AUTHORS, finishing
from tests.suites.faults_status import CREATE, SIGN_IN, foreign_is_unreadable, picky, staged, writing
from tests.suites.judging import broken, examine, verdicts, with_policy
from tests.suites.library import library_contract
from tests.suites.serving import Answer, Call, Deployment
from tests.suites.test_body_variants import on_writes
from tests.suites.test_refusal_variants import loud, not_acceptable

LIBRARY = library_contract()
ADMIN_AUTHORS = "GET /v1/admin/authors"
FOUR_HUNDRED = with_policy(LIBRARY, validation_status=400, path_type_status=400)
UNSUPPORTED = with_policy(LIBRARY, wrong_media_type=415)
UNACCEPTABLE = with_policy(LIBRARY, not_acceptable=406)
OWN = Envelope(schema=None, code=None, message=None, status=None, errors="/detail")


def broken_is_400(_call: Call, answer: Answer) -> Answer:
    """What breaks its schema is a 400, whatever is documented."""
    return replace(answer, status=400) if answer.status == 422 else answer


def broken_is_400_where_documented(call: Call, answer: Answer) -> Answer:
    """What breaks its schema is a 400 where that is documented, and else the 422 that is."""
    documented = call.operation is not None and call.operation.reply(400) is not None
    return replace(answer, status=400) if answer.status == 422 and documented else answer


def refusing_media(status: int, code: str) -> Deployment:
    """Refuses a body of another media type with a status and a code."""

    def finish(call: Call, answer: Answer) -> Answer:
        document = answer.document if isinstance(answer.document, Mapping) else {}
        errors = document.get("errors") or [{"loc": ()}]
        foreign = answer.status == 422 and tuple(errors[0]["loc"]) == ("header", "content-type")
        return replace(answer, status=status, document={**document, "code": code}) if foreign else answer

    return finishing(finish)


def unfit_is_invalid(call: Call, answer: Answer) -> Answer:
    """A 406 where nothing fits, told as a request that breaks its schema."""
    told = not_acceptable(call, answer)
    return replace(told, document={**told.document, "code": "VALIDATION_ERROR"}) if told.status == 406 else told


def own_shape() -> Contract:
    """The library, in which a refusal to sign in has a shape of its own."""
    shape = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "array"}}}

    def change(document: dict[str, Any]) -> None:
        replies = document["paths"]["/v1/sign-in"]["get"]["responses"]
        replies["422"] = {"description": "Refused.", "content": {"application/json": {"schema": shape}}}

    contract = with_policy(amended(change), validation_status=400, path_type_status=400)
    own = {label: {422: OWN} for label in (SIGN_IN,)}
    operations = tuple(replace(each, envelopes=own.get(each.label, each.envelopes)) for each in contract.operations)
    return replace(contract, operations=operations)


def shaped(status: int) -> Callable[[Call, Answer], Answer]:
    """What breaks its schema gets this status, of a sign-in in the shape that is its own."""

    def finish(call: Call, answer: Answer) -> Answer:
        if answer.status != 422:
            return answer
        if call.operation is None or call.operation.label != SIGN_IN:
            return replace(answer, status=400)
        return replace(answer, status=status, document={"detail": answer.document["errors"]})

    return finish


SOUND_READS: Mapping[str, tuple[Deployment, Contract]] = {
    "400, documented or not": (finishing(broken_is_400), FOUR_HUNDRED),
    "400 where it is documented": (finishing(broken_is_400_where_documented), FOUR_HUNDRED),
    "400 in the shape of the 422": (finishing(shaped(400)), own_shape()),
    "400 in the shape of all others": (finishing(broken_is_400), own_shape()),
    "422 in its own shape": (finishing(shaped(422)), own_shape()),
    "406 with a code of its own": (finishing(not_acceptable), UNACCEPTABLE),
    "406 as what breaks its schema": (finishing(unfit_is_invalid), UNACCEPTABLE),
}
SOUND_WRITES: Mapping[str, tuple[Deployment, Contract]] = {
    "400, documented or not": SOUND_READS["400, documented or not"],
    "400 where it is documented": SOUND_READS["400 where it is documented"],
    "415 with a code of its own": (refusing_media(415, "WRONG_MEDIA"), UNSUPPORTED),
    "415 as what breaks its schema": (refusing_media(415, "VALIDATION_ERROR"), UNSUPPORTED),
}


@pytest.mark.parametrize("name", SOUND_READS)
def test_who_reads_by_the_policy_stays_green(name: str) -> None:
    """No document can tell what a policy changes: its statuses need not be documented, nor have a code."""
    parts, contract = SOUND_READS[name]
    assert not loud(verdicts(examine(parts, contract), "status", "envelope", "pages", "backward"))


@pytest.mark.parametrize("name", SOUND_WRITES)
def test_who_writes_by_the_policy_stays_green(name: str) -> None:
    """The same of requests with a body."""
    parts, contract = SOUND_WRITES[name]
    assert not loud(on_writes(parts, contract, "status", "envelope"))


def undocumented(status: int) -> Deployment:
    """Answers every success with a status."""
    return finishing(lambda _call, answer: replace(answer, status=status) if answer.status == 200 else answer)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A deployment that breaks its policy, where, and what finds it."""

    parts: Deployment
    contract: Contract
    operation: str
    invariant: str


WRONG: Mapping[str, Wrong] = {
    "422 where 400 is documented": Wrong(SOUND, FOUR_HUNDRED, ADMIN_AUTHORS, "ST-19"),
    "400 where the policy says 422": Wrong(finishing(broken_is_400), LIBRARY, AUTHORS, "ST-02"),
    "415 where nothing has a body": Wrong(undocumented(415), UNSUPPORTED, AUTHORS, "ST-02"),
    "406 though something fits": Wrong(finishing(picky), UNACCEPTABLE, AUTHOR, "ST-06"),
    "an ill-typed id with 400 where it is 422": Wrong(finishing(broken_is_400), LIBRARY, AUTHOR, "ST-14"),
    "415 where the policy says 422": Wrong(refusing_media(415, "VALIDATION_ERROR"), LIBRARY, CREATE, "ST-05"),
    "422 where the policy says 415": Wrong(SOUND, UNSUPPORTED, CREATE, "ST-05"),
    "400 where the policy says 415": Wrong(staged("media_type", foreign_is_unreadable), UNSUPPORTED, CREATE, "ST-05"),
}


@pytest.mark.parametrize("name", WRONG)
def test_who_breaks_the_policy_is_found(name: str) -> None:
    """A status that the policy does not name where it is answered is still a finding."""
    wrong = WRONG[name]
    run = writing if wrong.operation == CREATE else examine
    families = ("status", "envelope")
    found = verdicts(run(wrong.parts, wrong.contract), *families, operation=wrong.operation)
    assert wrong.invariant in broken(found)


def test_the_policy_and_the_document_tell_together() -> None:
    """The policy's status is first; the other that is documented will do only where that one is not."""
    where = {label: LIBRARY.operation(label) for label in (AUTHORS, ADMIN_AUTHORS, SIGN_IN)}
    found = {label: refused_with(FOUR_HUNDRED, each, "validation_status") for label, each in where.items()}
    assert found == {AUTHORS: (400, 422), ADMIN_AUTHORS: (400,), SIGN_IN: (400, 422)}
    assert refused_with(LIBRARY, where[AUTHORS], "validation_status") == (422,)
    assert refused_with(FOUR_HUNDRED, None, "validation_status") == (400,)


def test_an_operation_that_refuses_nothing_keeps_to_its_document() -> None:
    """Where neither is documented the policy's status has to be documented, too."""
    operation = LIBRARY.operation(AUTHORS)
    assert operation is not None
    bare = replace(operation, replies={"200": operation.replies["200"]})
    asked = Asked("GET", "/v1/authors", ())
    assert 400 in needs_no_word(FOUR_HUNDRED, operation, asked)
    assert 400 not in needs_no_word(FOUR_HUNDRED, bare, asked)


@pytest.mark.parametrize(("target", "refused"), [("", True), ("&pq=", True), ("&pq=abc", False), ("&limit=x", True)])
def test_backward_alone_is_a_fault_where_the_policy_refuses_it(target: str, refused: bool) -> None:
    """It is surely refused, and at which stage is not foretold; with a cursor only the deployment knows."""
    rejecting = with_policy(LIBRARY, backward_without_cursor="reject")
    operation = LIBRARY.operation(AUTHORS)
    asked = Asked("GET", f"/v1/authors?from_prev=true{target}", (), identity="member", credentials="valid")
    exchange = Exchange(1, asked, operation, {}, None)
    assert bool(expect(rejecting, exchange).faults) is refused
    lone = [each for each in expect(rejecting, exchange).faults if each.kind == "lone"]
    assert [each.statuses for each in lone] == ([(422,)] if refused else [])
    assert not [each for each in expect(LIBRARY, exchange).faults if each.kind == "lone"]
