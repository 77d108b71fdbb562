"""Deployments whose writes are sound in another way stay green, and make no more rows than a probe may."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import Code, Contract
from suites.expectations import expect
from suites.invariants import INVARIANTS
from suites.verdicts import Outcome, Verdict
from tests.suites.deployment import SOUND
from tests.suites.faults_envelope import finishing, saying
from tests.suites.faults_status import staged, writing
from tests.suites.judging import verdicts, with_policy
from tests.suites.library import library_contract
from tests.suites.serving import Answer, Call, Deployment, Refused, World
from tests.suites.test_refusal_variants import VARIANTS, busy, firewalled, statuses

LIBRARY = library_contract()
WRITES = ("POST /v1/admin/authors", "POST /v1/shelves/{shelf_id}/books", "POST /v1/memberships")
FAMILIES = ("status", "envelope", "authentication")
# Rows that a sound deployment makes for each operation.
MOST: Mapping[str, int] = {"status": 3, "envelope": 1, "authentication": 0}
SILENT = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)


def with_media_code() -> Contract:
    """The library with a status and a code of their own for other media types."""
    registry = LIBRARY.semantics.errors
    assert registry is not None
    codes = {**registry.codes, "MEDIA_TYPE": Code("MEDIA_TYPE", 415, "Send JSON.")}
    errors = replace(registry, codes=codes, refusals={**registry.refusals, "media_type_unknown": "MEDIA_TYPE"})
    operations = tuple(
        replace(each, replies={**each.replies, "415": each.replies["422"]}) for each in LIBRARY.operations
    )
    contract = replace(LIBRARY, operations=operations, semantics=replace(LIBRARY.semantics, errors=errors))
    return with_policy(contract, wrong_media_type=415)


def foreign_is_415(world: World, call: Call) -> Call:
    """Refuses other media types with a status of their own."""
    try:
        return SOUND.stages["media_type"](world, call)
    except Refused:
        raise Refused("media_type_unknown") from None


def turned(call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Details in another order for each request."""
    errors = list(document["errors"] or ())
    return {"errors": errors[::-1] if call.request.number % 2 else errors} if errors else {}


def first_only(_call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of several faults."""
    return {"errors": document["errors"] and document["errors"][:1]}


def only_known(world: World, call: Call) -> list[Any]:
    """Refuses properties that nobody declared."""
    found = SOUND.check_body(world, call)
    schema = call.asked.body.content["application/json"] if call.asked.body else None
    node = world.contract.document["components"]["schemas"] if schema else {}
    name = str(schema.value["$ref"]).rpartition("/")[2] if schema and isinstance(schema.value, dict) else ""
    known = node.get(name, {}).get("properties", {}) if isinstance(node, dict) else {}
    sent = call.body if isinstance(call.body, dict) else {}
    return [*found, *((("body", each), "What is that?", "unknown") for each in sent if each not in known)]


def boundless(_world: World, call: Call) -> Call:
    """Takes bodies of any size."""
    return call


def embedded(_call: Call, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tells the way to a property of a body with a word more."""
    errors = [
        {**each, "loc": ["body", "new", *each["loc"][1:]]} if each["loc"][0] == "body" and each["loc"][1:] else each
        for each in document["errors"] or ()
    ]
    return {"errors": errors or None}


SOUND_WRITES: Mapping[str, tuple[Deployment, Contract]] = {
    **{name: variant for name, variant in VARIANTS.items() if name != "a 503 now and then"},
    "malformed is 422": (SOUND, statuses(422, "MALFORMED_JSON", malformed_status=422)),
    "another media type is 415": (staged("media_type", foreign_is_415), with_media_code()),
    "details in any order": (saying(turned), LIBRARY),
    "the first fault of a body is told": (saying(first_only), with_policy(LIBRARY, errors_reported="first")),
    "unknown properties are refused": (
        replace(SOUND, check_body=only_known),
        with_policy(LIBRARY, unknown_body_property="reject"),
    ),
    "bodies of any size": (staged("payload", boundless), LIBRARY),
    "a word more in the way to a property": (saying(embedded), LIBRARY),
}


def giving_up(call: Call, answer: Answer) -> Answer:
    """A gateway that gives up on large bodies."""
    return Answer(502) if len(call.request.body) > 100_000 else answer


IN_BETWEEN: Mapping[str, Deployment] = {
    "a firewall": finishing(firewalled),
    "a busy server": finishing(busy),
    "a gateway that gives up": finishing(giving_up),
}


def on_writes(parts: Deployment, contract: Contract, *families: str) -> tuple[Verdict, ...]:
    """The verdicts of families on every operation that writes."""
    examination = writing(parts, contract)
    rows = [each for each in INVARIANTS.values() if each.family in families]
    with examination.courier as courier:
        operations = [each for each in courier.contract.operations if not each.reads]
        return tuple(examination.verdict(row, each) for each in operations for row in rows)


def loud(found: tuple[Verdict, ...]) -> list[str]:
    """The verdicts that say something is wrong."""
    return [
        f"{each.invariant} {each.operation}: {each.outcome} {each.reason}"
        for each in found
        if each.outcome not in SILENT
    ]


@pytest.mark.parametrize("name", sorted(SOUND_WRITES))
@pytest.mark.parametrize("family", FAMILIES)
def test_a_sound_variant_of_writes_stays_green(name: str, family: str) -> None:
    """A deployment that keeps its declared policy breaks nothing when it is asked to write."""
    parts, contract = SOUND_WRITES[name]
    assert not loud(on_writes(parts, contract, family))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("label", WRITES)
def test_a_probe_makes_few_rows(family: str, label: str) -> None:
    """A sound deployment makes a few rows for a family, and none for a request that it had to refuse."""
    examination = writing()
    verdicts(examination, family, operation=label)
    courier = examination.courier
    operation = courier.contract.operation(label)
    assert operation is not None
    assert courier.ledger.made(operation) <= MOST[family]
    made = [each for each in courier.exchanges if each.operation == operation and (each.status or 0) < 300]
    assert not [each.number for each in made if expect(courier.contract, each).faults]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", sorted(IN_BETWEEN))
def test_what_stands_before_a_deployment_gives_no_finding(family: str, name: str) -> None:
    """A firewall, a server that is busy now and then and a gateway that gives up are no findings on writes."""
    found = on_writes(IN_BETWEEN[name], LIBRARY, family)
    assert not [each for each in found if each.outcome in (Outcome.FAIL, Outcome.DEVIATION)]


@pytest.mark.parametrize("label", WRITES)
def test_without_leave_nothing_is_written(label: str) -> None:
    """A run that may not write asks an operation that writes for nothing."""
    examination = writing()
    bare = replace(examination.courier.target, writes=type(examination.courier.target.writes)())
    courier = type(examination.courier)(examination.courier.contract, bare)
    found = verdicts(type(examination)(courier), *FAMILIES, operation=label)
    assert {each.outcome for each in found} <= {Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE}
    assert not courier.exchanges


def answer_conflict(_world: World, _call: Call) -> Answer:
    """Everything is there already."""
    raise Refused("conflict")


def test_a_clash_is_no_finding() -> None:
    """Where every good write clashes with what is there, nothing is said of what it would have been."""
    parts = replace(SOUND, acts={**SOUND.acts, "create": answer_conflict})
    found = on_writes(parts, LIBRARY, *FAMILIES)
    assert not [each.reason for each in found if each.outcome in (Outcome.FAIL, Outcome.DEVIATION)]
