"""Faults of refusals and statuses beyond the first of each invariant: each is named by the invariant it breaks."""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import Contract, Envelope
from suites.invariants.status_negotiation import acceptable
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.faults_envelope import AUTHOR, AUTHORS, BOOKS, finishing, saying
from tests.suites.faults_status import staged
from tests.suites.judging import DEEP, Fault, examine, findings, verdicts
from tests.suites.library import library_contract
from tests.suites.serving import Answer, Call, Refused, World

PAGE = b"<html><h1>Sorry</h1></html>"
HTML = (("Content-Type", "text/html"), ("Server", "nginx"))


def nested() -> Contract:
    """The library with its errors as `{"error": {code, message, status}}`, and no field details."""
    contract = library_contract()
    registry = contract.semantics.errors
    assert registry is not None
    envelope = Envelope(schema=None, code="/error/code", message="/error/message", status="/error/status", errors=None)
    bare = tuple(
        replace(
            each,
            replies={
                name: replace(reply, content=_successful(name, reply.content)) for name, reply in each.replies.items()
            },
        )
        for each in contract.operations
    )
    errors = replace(registry, envelope=envelope)
    return replace(contract, operations=bare, semantics=replace(contract.semantics, errors=errors))


def _successful(status: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
    return content if status.startswith("2") else {}


def when(
    condition: Callable[[Call, Answer], bool], change: Callable[[Answer], Answer]
) -> Callable[[Call, Answer], Answer]:
    """A change to the answers that meet a condition."""
    return lambda call, answer: change(answer) if condition(call, answer) else answer


def paged(answer: Answer) -> Answer:
    """The same status with a page of HTML."""
    return replace(answer, body=PAGE, headers=(*HTML, *answer.headers))


def detailed(answer: Answer) -> Answer:
    """The framework's own words for a refusal."""
    return replace(answer, document={"detail": "Method Not Allowed"})


def silent_405(_world: World, call: Call) -> Call:
    """A 405 that does not say what there is."""
    if call.operation is None:
        raise Refused("method_unknown")
    return call


def coin(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """One status with two codes: a row that is not there is told in two ways."""
    odd = call.request.number % 2 and document["code"] == "NOT_FOUND"
    return {"code": "ROUTE_NOT_FOUND"} if odd else {}


def moved(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another status in the body than on the response."""
    return {"error": {**document["error"], "status": 418}} if call.operation else {}


CASES: Mapping[str, tuple[str, Fault]] = {
    "a 405 with the framework's body": (
        "ER-01",
        Fault(finishing(when(lambda _, answer: answer.status == 405, detailed)), AUTHORS),
    ),
    "a 414 of a proxy": ("ER-01", Fault(finishing(when(lambda _, answer: answer.status == 414, paged)), AUTHORS)),
    "a 404 of a proxy to a plain path": (
        "ER-01",
        Fault(finishing(when(lambda call, answer: answer.status == 404 and not call.allowed, paged)), AUTHORS),
    ),
    "a 401 without a body": (
        "ER-01",
        Fault(finishing(when(lambda _, answer: answer.status == 401, lambda answer: Answer(401))), AUTHORS),
    ),
    "a code that is a number": (
        "ER-01",
        Fault(saying(lambda _, document: {"code": 42}), AUTHORS),
    ),
    "a name twice": (
        "ER-02",
        Fault(
            finishing(
                when(
                    lambda _, answer: answer.status == 401,
                    lambda answer: replace(
                        answer,
                        body=b'{"code": "UNAUTHORIZED", "code": "UNAUTHORIZED", "message": "No.", "errors": null}',
                        headers=(*answer.headers, ("Content-Type", "application/json")),
                    ),
                )
            ),
            AUTHORS,
        ),
    ),
    "one status with two codes": ("ER-06", Fault(saying(coin), AUTHOR, beside=("ER-09", "ER-10"), profile=DEEP)),
    "a status in the body that is another one": ("ER-04", Fault(saying(moved), AUTHORS, contract=nested())),
    "a 405 without Allow": ("ST-08", Fault(staged("method", silent_405), AUTHORS)),
    "an unknown row with 400": (
        "ST-13",
        Fault(
            finishing(
                when(
                    lambda _, answer: answer.status == 404 and answer.document["code"] == "NOT_FOUND",
                    lambda answer: replace(answer, status=400),
                )
            ),
            BOOKS,
        ),
    ),
    "a row that is not there with 200": (
        "ST-13",
        Fault(
            finishing(
                when(
                    lambda _, answer: answer.status == 404 and answer.document["code"] == "NOT_FOUND",
                    lambda answer: Answer(200, None),
                )
            ),
            AUTHOR,
            beside=("ST-03",),
        ),
    ),
    "a number as a text": (
        "ST-03",
        Fault(
            replace(SOUND, show=lambda world, call, row: {**SOUND.show(world, call, row), "is_active": "true"}),
            AUTHORS,
        ),
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_fault_is_named(name: str) -> None:
    """A fault is named by its invariant, and by no other of its family but those that stand beside it."""
    invariant, fault = CASES[name]
    family = "envelope" if invariant.startswith("ER") else "status"
    found = verdicts(fault.examine(), family, operation=fault.operation)
    named = sorted(finding.verdict.invariant for finding in findings(found))
    assert named == sorted({invariant, *fault.beside}), [each.reason for each in found if each.breaches]


@pytest.mark.parametrize("family", ["envelope", "status"])
def test_another_envelope_is_read_by_its_pointers(family: str) -> None:
    """Errors of another shape are judged as well, and field details only where there are any."""
    found = verdicts(examine(SOUND, nested()), family)
    wrong = (Outcome.FAIL, Outcome.DEVIATION, Outcome.VACUOUS, Outcome.FLAKY)
    assert not [f"{each.invariant} {each.operation} {each.reason}" for each in found if each.outcome in wrong]
    detailed = {each.outcome for each in found if each.invariant in ("ER-07", "ER-08")}
    assert detailed <= {Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED}


def test_a_finding_shows_no_token() -> None:
    """A deployment that repeats a token is told without the token being shown."""
    fault = finishing(
        lambda call, answer: replace(
            answer, headers=(*answer.headers, ("X-Who", call.request.headers.get("authorization", "")))
        )
    )
    found = verdicts(examine(fault), "envelope", operation=AUTHORS)
    verdict = next(each for each in found if each.invariant == "ER-12")
    assert verdict.outcome is Outcome.FAIL
    assert "lib_member" not in str(verdict)


@pytest.mark.parametrize(
    ("accept", "fits"),
    [
        ("*/*", True),
        ("", True),
        ("application/*", True),
        ("APPLICATION/JSON", True),
        ("text/html;q=0.4, */*;q=0.1", True),
        ("application/json; charset=utf-8; q=0.5", True),
        ("text/html", False),
        ("application/json;q=0", False),
        ("application/json;q=0, */*", False),
    ],
)
def test_the_most_specific_range_decides(accept: str, fits: bool) -> None:
    """Of the ranges of Accept that span a media type, the most specific one gives its weight."""
    assert acceptable(accept, ("application/json",)) is fits


@pytest.mark.parametrize(("times", "outcome"), [({2, 8}, Outcome.FAIL), ({2}, Outcome.FLAKY)])
def test_a_refusal_that_changes_now_and_then_is_a_finding_once_it_is_seen_to_change_again(
    times: set[int], outcome: Outcome
) -> None:
    """ER-09: the same request has another code the second time and the eighth, or the second time alone."""
    asked: Counter[tuple[object, ...]] = Counter()

    def seldom(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
        request = (call.request.method, call.request.path, call.request.query)
        asked[request] += 1
        return {"code": f"{document['code']}_AGAIN"} if asked[request] in times else {}

    found = verdicts(examine(saying(seldom)), "envelope", operation=AUTHORS)
    assert [each.outcome for each in found if each.invariant == "ER-09"] == [outcome]


def test_a_code_that_is_wrong_now_and_then_is_a_finding() -> None:
    """ER-05: every third refusal of an order has a code of another status; one asking in three shows it."""
    asked = itertools.count(1)

    def seldom(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
        ordered = any(name == "sort_by" for name, _ in call.request.query)
        return {"code": "CONFLICT"} if ordered and next(asked) % 3 == 0 else {}

    found = verdicts(examine(saying(seldom)), "sort", "envelope", operation=AUTHORS)
    told = {each.invariant: each.outcome for each in found if each.invariant in ("ER-05", "ER-06")}
    assert Outcome.FAIL in told.values()
    assert Outcome.FLAKY not in told.values()
