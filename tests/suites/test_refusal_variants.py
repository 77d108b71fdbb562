"""Deployments that are sound in another way stay green: what a policy declares, and what HTTP leaves open."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import Code, Contract, Operation, load_contract
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome, Verdict
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_envelope import finishing, saying
from tests.suites.faults_status import (
    caller_first,
    clamped,
    ill_typed_is_unknown,
    last_counts,
    only_declared,
    redirecting,
    staged,
)
from tests.suites.judging import URL, examine, pinned, verdicts, with_policy
from tests.suites.library import FOLDER, library_contract, library_identities
from tests.suites.serving import Answer, Call, Deployment

LIBRARY = library_contract()
SILENT = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)
LISTED = ("Allow", "Cache-Control")
FIREWALL = (("Content-Type", "text/html"), ("Server", "cloudflare"), ("CF-RAY", "8c1d"))
CALLER_FIRST = ("size", "route", "authentication", "method", *LIBRARY.semantics.policy["precedence"][4:])


NEW = Code("NEW", 400, "No.")


def statuses(status: int, *codes: str, **policy: Any) -> Contract:
    """The library, with another status for some codes and a policy to fit."""
    registry = LIBRARY.semantics.errors
    assert registry is not None
    other = {name: replace(registry.codes.get(name, NEW), name=name, status=status) for name in codes}
    changed = replace(registry, codes={**registry.codes, **other})
    operations = tuple(_documenting(each, status) for each in LIBRARY.operations)
    contract = replace(LIBRARY, operations=operations, semantics=replace(LIBRARY.semantics, errors=changed))
    return with_policy(contract, **policy)


def _documenting(operation: Operation, status: int) -> Operation:
    """An operation that documents a further status, as it does a validation error."""
    return replace(operation, replies={**operation.replies, str(status): operation.replies["422"]})


def hidden(_call: Call, answer: Answer) -> Answer:
    """A row that is not there is forbidden."""
    unknown = answer.status == 404 and answer.document["code"] == "NOT_FOUND"
    return Answer(403, {**answer.document, "code": "PERMISSION_DENIED"}) if unknown else answer


def options_200(call: Call, answer: Answer) -> Answer:
    """OPTIONS with a body."""
    return replace(answer, status=200, document={}) if call.request.method == "OPTIONS" else answer


def bare_allow(_call: Call, answer: Answer) -> Answer:
    """`Allow` without HEAD and OPTIONS."""

    def plain(value: str) -> str:
        return ", ".join(name for name in value.split(", ") if name not in ("HEAD", "OPTIONS"))

    told = tuple((name, plain(value) if name == "Allow" else value) for name, value in answer.headers)
    return replace(answer, headers=told)


def in_lines(call: Call, answer: Answer) -> Answer:
    """Headers that are lists in a line for each member, of a HEAD in one."""
    listed = (*answer.headers, ("Cache-Control", "private, no-cache"))
    lines = [(name, text) for name, value in listed for text in (value.split(", ") if name in LISTED else (value,))]
    return replace(answer, headers=listed if call.request.method == "HEAD" else tuple(lines))


def ornate(call: Call, answer: Answer) -> Answer:
    """Headers and an order of keys that nobody promised, and a charset."""
    more = (("X-Request-Id", f"r-{call.request.number}"), ("X-Served-By", "shelf-7"), ("Vary", "Origin"))
    document = answer.document
    turned = {name: document[name] for name in reversed(list(document))} if isinstance(document, Mapping) else document
    typed = (("Content-Type", "application/json; charset=utf-8"),) if document is not None else ()
    return replace(answer, document=turned, headers=(*answer.headers, *more, *typed))


def zipped(_call: Call, answer: Answer) -> Answer:
    """Bodies in gzip."""
    if answer.document is None:
        return answer
    packed = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"))
    return replace(answer, body=gzip.compress(json.dumps(answer.document).encode()), headers=(*answer.headers, *packed))


def firewalled(call: Call, answer: Answer) -> Answer:
    """A firewall that takes quotes, markup and long requests for attacks."""
    asked = "".join(value for _, value in call.request.query)
    odd = any(mark in asked for mark in "'<\0") or call.request.size > 1024 or len(str(call.request.headers)) > 4096
    return Answer(403, body=b"<html><h1>Blocked</h1></html>", headers=FIREWALL) if odd else answer


def busy(call: Call, answer: Answer) -> Answer:
    """Now and then a 503 that says when to come back."""
    document = {"code": "SERVICE_UNAVAILABLE", "message": "Not now.", "errors": None}
    return Answer(503, document, (("Retry-After", "1"),)) if call.request.number % 50 == 7 else answer


def not_acceptable(call: Call, answer: Answer) -> Answer:
    """A 406 where nothing fits."""
    accept = call.request.headers.get("accept", "*/*")
    document = {"code": "NOT_ACCEPTABLE", "message": "That is not to be had.", "errors": None}
    return Answer(406, document) if accept == "application/x-nothing" else answer


def unknown_for_known_only(call: Call, answer: Answer) -> Answer:
    """An unknown path is told to callers only."""
    if answer.status != 404 or call.allowed or "authorization" in call.request.headers:
        return answer
    document = {"code": "UNAUTHORIZED", "message": "A valid token is needed.", "errors": None}
    return Answer(401, document, (("WWW-Authenticate", "Bearer"),))


def first_only(_call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of several faults."""
    return {"errors": document["errors"] and document["errors"][:1]}


def no_head(call: Call, answer: Answer) -> Answer:
    """HEAD is a method like any other, and not there."""
    allowed = ", ".join(name for name in call.allowed if name != "HEAD")
    return Answer(405, headers=(("Allow", allowed),)) if call.request.method == "HEAD" and allowed else answer


VARIANTS: Mapping[str, tuple[Deployment, Contract]] = {
    "sound": (SOUND, LIBRARY),
    "rows of others are forbidden": (finishing(hidden), with_policy(LIBRARY, existence_hiding=403)),
    "validation is 400": (
        SOUND,
        statuses(400, "VALIDATION_ERROR", validation_status=400, path_type_status=400),
    ),
    "OPTIONS is 200": (finishing(options_200), with_policy(LIBRARY, options=200)),
    "Allow names declared methods only": (finishing(bare_allow), LIBRARY),
    "lists in several lines": (finishing(in_lines), LIBRARY),
    "more headers, other key order": (finishing(ornate), LIBRARY),
    "gzip": (finishing(zipped), LIBRARY),
    "a 503 now and then": (finishing(busy), LIBRARY),
    "a repeated parameter: the last counts": (
        replace(SOUND, read_parameter=last_counts),
        with_policy(LIBRARY, repeated_query_parameter="last"),
    ),
    "undeclared parameters are refused": (
        staged("parameters", only_declared),
        with_policy(LIBRARY, unknown_query_parameter="reject"),
    ),
    "a limit is clamped": (replace(SOUND, read_parameter=clamped), with_policy(LIBRARY, limit_over_max="clamp")),
    "a slash more redirects": (finishing(redirecting), with_policy(LIBRARY, trailing_slash="redirect")),
    "the first fault is told": (saying(first_only), with_policy(LIBRARY, errors_reported="first")),
    "unknown paths for callers only": (
        finishing(unknown_for_known_only),
        with_policy(LIBRARY, unknown_path_before_authentication=False),
    ),
    "HEAD is 405": (finishing(no_head), with_policy(LIBRARY, head=405)),
    "what nothing fits is 406": (finishing(not_acceptable), statuses(406, "NOT_ACCEPTABLE", not_acceptable=406)),
    "an ill-typed id is 404": (finishing(ill_typed_is_unknown), with_policy(LIBRARY, path_type_status=404)),
    "who calls is asked first": (caller_first(), with_policy(LIBRARY, precedence=CALLER_FIRST)),
}


def loud(found: tuple[Verdict, ...]) -> list[str]:
    """The verdicts that say something is wrong."""
    return [
        f"{each.invariant} {each.operation}: {each.outcome} {each.reason}"
        for each in found
        if each.outcome not in SILENT
    ]


@pytest.mark.parametrize("name", sorted(VARIANTS))
@pytest.mark.parametrize("family", ["envelope", "status"])
def test_a_sound_variant_stays_green(name: str, family: str) -> None:
    """A deployment that keeps its declared policy breaks nothing, whatever HTTP leaves open."""
    parts, contract = VARIANTS[name]
    assert not loud(verdicts(examine(parts, contract), family))


@pytest.mark.parametrize("family", ["envelope", "status"])
def test_a_firewall_gives_no_finding(family: str) -> None:
    """What a firewall answers to odd requests is told as a doubt, never as a finding."""
    found = verdicts(examine(finishing(firewalled)), family)
    assert not [each for each in found if each.outcome in (Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY)]
    doubtful = {each.invariant for each in found if each.outcome is Outcome.INCONCLUSIVE}
    assert doubtful == ({"ER-01"} if family == "envelope" else set())


@pytest.mark.parametrize("family", ["envelope", "status"])
def test_a_document_alone_can_be_judged(family: str) -> None:
    """Without semantics nothing is judged that only they tell, and nothing breaks."""
    bare = load_contract(FOLDER / "openapi.yaml")
    target = Target(url=URL, identities=library_identities(), app=serve(SOUND))
    found = verdicts(Examination(Courier(pinned(bare), target)), family)
    assert not [each.reason for each in found if each.outcome in (Outcome.FAIL, Outcome.DEVIATION)]
