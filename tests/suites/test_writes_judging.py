"""How the family `writes` judges deployments that are healthy, each in its own way; and where it cannot judge."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contracts import Contract
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.sending.ledger import Ledger
from suites.sending.writes import Writes
from suites.target import Target
from suites.verdicts import Outcome, Verdict
from tests.suites import broken_creates as broken
from tests.suites import writing
from tests.suites.deployment import SOUND, serve
from tests.suites.judging import URL, examine, pinned, verdicts, with_policy
from tests.suites.library import library_contract, library_identities
from tests.suites.listing import select
from tests.suites.serving import Answer, Call, Deployment, Row, World

AUTHORS = "POST /v1/admin/authors"
BOOKS = "POST /v1/shelves/{shelf_id}/books"
MEMBERSHIPS = "POST /v1/memberships"
EVERYTHING = Writes(everything=True)
QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)


def judged(parts: Deployment, operation: str | None = None, **others: Any) -> dict[tuple[str, str], Verdict]:
    """The verdicts of the family, by invariant and operation."""
    found = verdicts(examine(parts, **{"writes": EVERYTHING, **others}), "writes", operation=operation)
    return {(each.invariant, each.operation): each for each in found}


def loud(found: dict[tuple[str, str], Verdict]) -> list[str]:
    """The verdicts that tell of something."""
    return [f"{key}: {each.outcome} {each.reason}" for key, each in found.items() if each.outcome not in QUIET]


def lagging(lag: int) -> Deployment:
    """Lists that show a row only some requests after it was made."""
    born: dict[str, int] = {}

    def store(world: World, call: Call, row: dict[str, Any]) -> None:
        born[row["id"]] = world.counts.arrived
        writing.store(world, call, row)

    def late(world: World, call: Call) -> tuple[Row, ...]:
        arrived = world.counts.arrived
        return tuple(row for row in select(world, call) if arrived - born.get(row["id"], -lag) > lag)

    return replace(SOUND, store=store, select=late)


def changing(change: Callable[[Any], Any]) -> Deployment:
    """Answers of writes with their document changed."""

    def answered(world: World, call: Call, row: Row) -> Answer:
        answer = writing.answer_created(world, call, row)
        return replace(answer, document=change(answer.document))

    return replace(SOUND, answer_created=answered)


def elsewhere(world: World, call: Call, row: Row) -> str | None:
    """A `Location` as a whole URL."""
    place = writing.locate(world, call, row)
    return place and f"http://app.test{place}"


def in_another_zone(document: dict[str, Any]) -> dict[str, Any]:
    """The same moment with another offset, and a decimal with a zero more."""
    named = dict(document)
    if named.get("royalty"):
        named["royalty"] += "0" if "." in named["royalty"] else ".0"
    if named.get("created_at"):
        named["created_at"] = named["created_at"].replace("Z", "+00:00")
    return named


def refusing_the_second(world: World, call: Call, act: Callable[[], Answer]) -> Answer:
    """One answer at a time: who comes while the first is being made is told to wait."""
    key = writing.key_of(call)
    kept = world.kept.get(key) if key else None
    if kept is not None and kept.arrived >= call.request.number:
        return Answer(409, {"code": "CONFLICT", "message": "Still at it.", "errors": None})
    return writing.once(world, call, act)


HEALTHY = {
    "as it is": SOUND,
    "lists lag behind": lagging(2),
    "Location is a URL": replace(SOUND, locate=elsewhere),
    "answers have more": changing(lambda document: {**document, "beyond": 1}),
    "answers are turned round": changing(lambda document: dict(reversed(document.items()))),
    "answers lack an optional property": changing(
        lambda document: {name: value for name, value in document.items() if name != "biography"}
    ),
    "values are spelt otherwise": changing(in_another_zone),
    "equal writes wait": replace(SOUND, once=refusing_the_second, linger=broken.dawdle),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_deployment_breaks_no_promise(name: str) -> None:
    """Whatever is not promised may be as it likes, and each promise is exercised on each operation it is made of."""
    assert not loud(judged(HEALTHY[name], identities=broken.two_admins()))


def test_the_sound_deployment_is_exercised() -> None:
    """Every promise of the family is exercised on one operation at least."""
    found = judged(SOUND, identities=broken.two_admins())
    passed = {invariant for (invariant, _), each in found.items() if each.outcome is Outcome.PASS}
    assert passed == {invariant for invariant, _ in found}


@pytest.mark.parametrize(("clashes", "due"), [(SOUND.clashes, Outcome.PASS), (broken.never_clashing, Outcome.FAIL)])
def test_what_one_caller_may_not_have_twice_needs_no_name_of_its_organization(clashes: Any, due: Outcome) -> None:
    """One caller is in one organisation, named or not: its second row with what no two share is to be refused."""
    found = _by_one_unnamed_caller(replace(SOUND, clashes=clashes))
    assert {name: each.outcome for name, each in found.items() if name in ("WR-08", "WR-09", "XE-05")} == {
        "WR-08": due,
        "WR-09": Outcome.PASS,
        "XE-05": Outcome.PASS,
    }


def _by_one_unnamed_caller(parts: Deployment) -> dict[str, Verdict]:
    """The verdicts on books of a judge that knows a token and no more, by invariant."""
    contract, known = library_contract(), library_identities()
    member = replace(known.identities["member"], organization=None)
    alone = replace(known, identities={"member": member})
    target = Target(url=URL, identities=alone, app=serve(parts, None, contract, known), writes=EVERYTHING)
    found = verdicts(Examination(Courier(pinned(contract), target)), "writes", operation=BOOKS)
    return {each.invariant: each for each in found}


def test_a_run_that_may_not_write_asks_nothing() -> None:
    """Without leave no write is sent, and each promise is told as not asked."""
    examination = examine()
    found = verdicts(examination, "writes", operation=AUTHORS)
    assert {each.outcome for each in found} == {Outcome.NOT_ASKED}
    assert not [each for each in examination.courier.exchanges if each.asked.method == "POST"]


def test_an_organization_that_takes_no_write_is_no_finding() -> None:
    """A first write that is refused as a conflict says nothing of the promises: they are not asked."""
    identities = library_identities()
    organization = identities.identities["member"].organization or ""
    flagged = replace(identities, organizations={organization: {"is_member": True}})
    found = judged(SOUND, MEMBERSHIPS, identities=flagged)
    told = {each.outcome for each in found.values()}
    assert told == {Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE}
    assert any("409 CONFLICT" in each.reason for each in found.values())


@pytest.mark.parametrize("most", [1, 3, 4])
def test_the_bound_of_rows_is_kept(most: int) -> None:
    """A run makes no more rows than it may, and says of what it could not ask that it did not."""
    examination = examine(writes=Writes(everything=True, most=most))
    found = verdicts(examination, "writes")
    for operation in examination.contract.operations:
        assert examination.courier.ledger.made(operation) <= most
    told = {each.outcome: each for each in found}
    assert not {*told} - {Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED, Outcome.INCONCLUSIVE}, told


def test_unknown_properties_may_be_refused() -> None:
    """Where the policy refuses what nobody declares, a body that holds it must be refused."""
    contract: Contract = with_policy(library_contract(), unknown_body_property="reject")
    verdict = judged(SOUND, AUTHORS, contract=contract)["ST-20", AUTHORS]
    assert verdict.outcome is Outcome.FAIL
    assert "which nobody declares, is done" in verdict.reason


def test_rows_that_nothing_places_are_no_finding() -> None:
    """Where no number orders the rows, they come where the default order has them, and nothing is told of the rest."""
    document = copy.deepcopy(dict(library_contract().document))
    for name in ("rank", "royalty"):
        del document["components"]["schemas"]["NewAuthor"]["properties"][name]
    contract = replace(library_contract(), document=document)
    operation = contract.operation(AUTHORS)
    assert operation is not None
    found = judged(SOUND, AUTHORS, contract=contract)
    assert not loud(found)
    assert found["WR-16", AUTHORS].outcome is Outcome.PASS
    assert found["FW-15", AUTHORS].outcome is Outcome.NOT_ASKED


def test_a_late_row_is_told_after_a_while() -> None:
    """A list that does not show a row after several askings breaks its promise."""
    verdict = judged(lagging(10_000), AUTHORS)["XE-02", AUTHORS]
    assert verdict.outcome is Outcome.FAIL
    assert "shows it not; due is once" in verdict.reason


def test_rows_are_few() -> None:
    """A sound deployment makes at most six rows an operation, and the ledger has each of them."""
    examination = examine(writes=EVERYTHING, identities=broken.two_admins())
    verdicts(examination, "writes")
    ledger: Ledger = examination.courier.ledger
    assert max(ledger.made(each) for each in examination.contract.operations) <= 6
    assert len(ledger.entries) == len({(each.operation, each.key) for each in ledger.entries})
