"""Further faults of projection, embedding and cursors, each named by the right invariant."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from suites.examination import Examination
from suites.profiles import PROFILES
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome
from tests.second.deployment import SECOND, second_rows
from tests.second.world import second_catalogue, second_contract
from tests.suites.admission import STAGES
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_cursors import failing
from tests.suites.faults_embedding import STOCKED, showing
from tests.suites.judging import URL, examine, findings, pinned, verdicts
from tests.suites.library import library_contract, library_identities
from tests.suites.listing import show
from tests.suites.serving import Call, Deployment, Position, Refused, Row, World
from tests.suites.test_projection_judging import FAMILIES, by_key, plain_key, sparing

BOOKS = "GET /v1/shelves/{shelf_id}/books"


def beyond(depth: int, change: Callable[[Call], Call]) -> Deployment:
    """Forgets what was asked for from a page of this depth on."""
    deep: dict[str, int] = {}

    def write(world: World, call: Call, position: Position) -> str:
        text = SOUND.write_cursor(world, call, position)
        deep.setdefault(text, deep.get(dict(call.request.query).get("pq", ""), 1) + 1)
        return text

    def forget(world: World, call: Call) -> Call:
        call = STAGES["expression"](world, call)
        return change(call) if deep.get(dict(call.request.query).get("pq", ""), 1) >= depth else call

    return replace(SOUND, write_cursor=write, stages={**STAGES, "expression": forget})


def ignoring(world: World, call: Call, row: Row) -> Row:
    """Shows whole rows, whatever is asked for."""
    return show(world, replace(call, fields=None), row)


def told_apart(world: World, call: Call) -> Call:
    """Says of a private name that it is private."""
    if "organization_id" in dict(call.request.query).get("fields", ""):
        raise Refused("PERMISSION_DENIED")
    return STAGES["expression"](world, call)


def parent_again(_world: World, _call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Embeds the row itself once more in what it embeds."""
    again = {name: row.get(name) for name in ("id", "shelf_id")}
    return {**row, "author": {**row["author"], "book": again}} if row.get("author") else row


def restarting(world: World, call: Call, text: str) -> Position:
    """Begins anew where no row has the key that a cursor is."""
    known = any(row["id"] == text.partition(":")[2] for row in world.rows["books"])
    return by_key(world, call, text) if known else Position("start")


def first_only(world: World, call: Call, row: Row) -> Row:
    """Of a list one row is carried."""
    shown = dict(SECOND.show(world, call, row))
    return {
        name: value[:1] if name in call.embed and isinstance(value, list) else value for name, value in shown.items()
    }


def bare(_world: World, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Some whole rows lack a property."""
    lacking = call.fields is None and row["id"].startswith(tuple("01234567"))
    return {name: value for name, value in row.items() if not (lacking and name == "price")}


def never_there(_world: World, _call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Embeds nothing, ever."""
    return {**row, "author": None} if "author" in row else row


FAULTS: Mapping[str, tuple[Deployment, set[str]]] = {
    "fields are ignored": (replace(SOUND, show=ignoring), {"PJ-01"}),
    "fields are forgotten on page 2": (beyond(2, lambda call: replace(call, fields=None)), {"PJ-01"}),
    "embed is forgotten on page 2": (beyond(2, lambda call: replace(call, embed=())), {"EM-10"}),
    "nothing is ever embedded": (showing(never_there), {"EM-03"}),
    "some whole rows lack a property": (showing(bare), {"PJ-10"}),
    "a private name is told apart": (replace(SOUND, stages={**STAGES, "expression": told_apart}), {"PJ-07"}),
    "a parent comes again": (showing(parent_again), {"EM-07"}),
    "an odd cursor is an error": (replace(SOUND, read_cursor=failing), {"CU-01"}),
    "an unknown key begins anew": (
        replace(SOUND, write_cursor=plain_key, read_cursor=restarting),
        {"CU-01"},
    ),
}


DEEP: Mapping[str, tuple[Deployment, set[str]]] = {
    "fields are forgotten on page 3": (beyond(3, lambda call: replace(call, fields=None)), {"PJ-01"}),
    "embed is forgotten on page 3": (beyond(3, lambda call: replace(call, embed=())), {"EM-10"}),
}


def deeply(deployment: Deployment = SOUND) -> Examination:
    """A run that spares nothing."""
    contract, identities = library_contract(), library_identities()
    target = Target(URL, identities, app=serve(deployment, None, contract, identities), profile=PROFILES["deep"])
    return Examination(Courier(pinned(contract), target))


@pytest.mark.parametrize("name", DEEP)
def test_a_fault_of_the_third_page_is_named_where_nothing_is_spared(name: str) -> None:
    """A deep run asks for a third page in shapes; a gate does not."""
    deployment, due = DEEP[name]
    found = verdicts(deeply(deployment), *FAMILIES, operation=BOOKS)
    assert {each.verdict.invariant for each in findings(found)} == due


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_once(name: str) -> None:
    """One finding is told of the three families."""
    deployment, due = FAULTS[name]
    found = verdicts(examine(deployment), *FAMILIES, operation=BOOKS)
    named = {each.verdict.invariant: each.verdict.reason for each in findings(found)}
    assert set(named) == due, named


def test_verdicts_tell_what_was_reached() -> None:
    """Later pages were asked for in part, without keys and with rows embedded; nulls were among what was shown."""
    for examination, depth in ((examine(), 2), (deeply(), 3)):
        found = {each.invariant: each.evidence for each in verdicts(examination, *FAMILIES, operation=BOOKS)}
        assert [found[each]["deepest_page"] for each in ("PJ-01", "PJ-13", "EM-10")] == [depth] * 3
        assert found["PJ-01"]["nulls"] > 0
        assert found["EM-05"]["null_keys"] > 0
    assert found["CU-02"]["differing"].keys() == {"operation", "path", "filter", "order"}


def test_each_family_asks_little() -> None:
    """A family asks a list at most 16 times."""
    for family in FAMILIES:
        examination = examine()
        operation = examination.contract.operation(BOOKS)
        assert operation
        examination.subjects.of(operation)
        before = len(examination.courier.exchanges)
        verdicts(examination, family, operation=BOOKS)
        assert len(examination.courier.exchanges) - before <= 16, family


def test_what_is_left_out_everywhere_is_not_judged() -> None:
    """Where whole rows leave out what is null, a part may; the invariant is exercised all the same."""
    found = verdicts(examine(replace(SOUND, show=sparing)), "projection", operation=BOOKS)
    assert {each.outcome for each in found if each.invariant == "PJ-01"} == {Outcome.PASS}


def test_a_list_that_carries_one_row_of_many_is_named() -> None:
    """Where another operation shows all that is related to a row, a list that leaves one out is found."""
    faulty, identities = replace(SECOND, show=first_only), second_catalogue().identities
    found = verdicts(examine(faulty, second_contract(), second_rows(), identities), "embedding", operation=STOCKED)
    assert [each.verdict.invariant for each in findings(found)] == ["EM-03"]
