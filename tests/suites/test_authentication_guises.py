"""The family `authentication` sees its faults in other guises, and takes a contract at its word."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from contracts import Contract, Operation
from suites.verdicts import Outcome
from tests.suites.admission import STAGES, authenticate
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import (
    ADMIN,
    AUTHOR,
    AUTHORS,
    FAMILY,
    as_member,
    by_prefix,
    finishing,
    is_absent,
    near,
    outcomes,
    staging,
    with_header,
)
from tests.suites.judging import DEEP, examine, findings, verdicts
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call, Deployment, Refused, World


def without_reply(contract: Contract, status: str) -> Contract:
    """The contract with no word of a status."""

    def changed(operation: Operation) -> Operation:
        return replace(operation, replies={name: each for name, each in operation.replies.items() if name != status})

    return replace(contract, operations=tuple(changed(each) for each in contract.operations))


def forbidding(_call: Call, answer: Answer) -> Answer:
    """403 for everybody who may not."""
    return replace(answer, status=403, headers=()) if answer.status == 401 else answer


def test_a_contract_without_401_is_taken_at_its_word() -> None:
    """Where the document knows 403 and no 401, strangers may get 403; where it knows 401, that is due."""
    assert outcomes(finishing(forbidding), without_reply(library_contract(), "401"))["AU-01", AUTHORS] is Outcome.PASS
    assert outcomes(finishing(forbidding))["AU-01", AUTHORS] is Outcome.FAIL


def answering(status: int, *, when: Callable[[str], bool]) -> Deployment:
    """The sound deployment, a status of its own for some credentials."""

    def changed(call: Call, answer: Answer) -> Answer:
        odd = answer.status == 401 and when(call.request.headers.get("authorization", ""))
        return replace(answer, status=status) if odd else answer

    return finishing(changed)


def any_token(world: World, call: Call) -> Call:
    """Whatever is called a token is one."""
    sent = call.request.headers.get("authorization", "")
    return as_member(world, call) if sent.startswith("Bearer ") and sent[7:] else authenticate(world, call)


def overridden(world: World, call: Call) -> Call:
    """A request that names another method passes the guard."""
    named = "x-http-method-override" in call.request.headers
    return as_member(world, call) if named else authenticate(world, call)


def lead_astray(_call: Call, answer: Answer) -> Answer:
    """A 401 of another scheme alone."""
    return replace(answer, headers=(("WWW-Authenticate", "Basic"),)) if answer.status == 401 else answer


def coded(world: World, call: Call) -> Call:
    """A 401 whose code tells whether the author is there."""
    if is_absent(world, call) and "authorization" not in call.request.headers:
        raise Refused("METHOD_NOT_ALLOWED")
    return authenticate(world, call)


def uncoded(call: Call, answer: Answer) -> Answer:
    """A 401 with whatever code."""
    return replace(answer, status=401, headers=(("WWW-Authenticate", "Bearer"),)) if answer.status == 405 else answer


kept = with_header("Cache-Control", "max-age=600")

FAULTY: tuple[tuple[str, str, Deployment], ...] = (
    ("AU-01", AUTHORS, staging(authentication=by_prefix)),
    ("AU-01", AUTHORS, staging(authentication=any_token)),
    ("AU-01", AUTHORS, answering(404, when=lambda sent: not sent)),
    ("AU-02", AUTHORS, finishing(lead_astray)),
    ("AU-04", AUTHOR, replace(staging(authentication=coded), finish=lambda _w, call, answer: uncoded(call, answer))),
    ("AU-12", AUTHORS, staging(authentication=overridden)),
    ("AU-03", ADMIN, replace(SOUND, stages={name: each for name, each in STAGES.items() if name != "identity"})),
    ("AU-14", AUTHORS, finishing(with_header("Cache-Control", "s-maxage=600"))),
    ("AU-14", AUTHORS, finishing(with_header("Cache-Control", "max-age=60, must-revalidate"))),
    ("AU-14", AUTHORS, finishing(lambda call, answer: kept(call, answer) if answer.status == 401 else answer)),
)


@pytest.mark.parametrize(("invariant", "operation", "parts"), FAULTY)
def test_a_further_fault_is_seen(invariant: str, operation: str, parts: Deployment) -> None:
    """Faults of one kind, each in another guise, are named where an operation is asked every alternative."""
    assert outcomes(parts, profile=DEEP)[invariant, operation] is Outcome.FAIL


ALIKE: Mapping[str, Callable[[str, str], bool]] = {
    "its beginning": lambda known, sent: known.startswith(sent),
    "more at its end": lambda known, sent: sent.startswith(known),
    "another case": lambda known, sent: sent.lower() == known.lower(),
    "another scheme": lambda known, sent: sent == known,
}


@pytest.mark.parametrize("name", ALIKE)
def test_a_gate_asks_each_operation_with_a_token_that_is_nearly_good(name: str) -> None:
    """One operation that takes such a token is named by it where its turn is, with the first or the second seed."""
    found = set()
    for label in (AUTHORS, AUTHOR):
        for seed in (0, 1):
            run = examine(staging(authentication=near(label, ALIKE[name])), seed=seed)
            told = findings(verdicts(run, FAMILY, operation=label))
            assert {each.verdict.invariant for each in told} <= {"AU-01"}
            found |= {label for _ in told}
    assert found == {AUTHORS, AUTHOR}


def claims(token: str) -> list[str]:
    """The middle part of a JWT."""
    return token.split(".")[1:2]


def unverified(world: World, call: Call) -> Call:
    """Reads the claims of a token, and leaves its signature alone."""
    token = call.request.headers.get("authorization", "").removeprefix("Bearer ")
    good = [each for each in world.identities.identities.values() if claims(token) == claims(each.token) != []]
    return as_member(world, call) if good else authenticate(world, call)


def test_a_signature_that_nobody_verifies_is_seen() -> None:
    """Of a JWT the claims are kept and the signature is not: who is let in by them is told as a finding."""
    known = library_identities()
    member = replace(known.identities["member"], token="eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl")
    identities = replace(known, identities={**known.identities, "member": member})
    parts = staging(authentication=unverified)
    assert outcomes(parts, identities=identities, profile=DEEP)["AU-01", AUTHORS] is Outcome.FAIL
    assert outcomes(SOUND, identities=identities)["AU-01", AUTHORS] is Outcome.PASS


def test_malformed_credentials_may_be_called_malformed() -> None:
    """A 400 for what is no credentials at all is only against our reading (RFC 6750, section 3.1)."""
    parts = answering(400, when=lambda sent: bool(sent) and not sent.startswith("Bearer "))
    examination = examine(parts)
    policy = library_contract().semantics.policy
    plain = replace(library_contract(), semantics=replace(library_contract().semantics, policy=policy))
    examination.courier.contract = examination.contract = plain
    found = {each.invariant: each for each in verdicts(examination, FAMILY, operation=AUTHORS)}
    assert found["AU-01"].outcome is Outcome.DEVIATION
    assert found["AU-01"].grade == "inferred"
