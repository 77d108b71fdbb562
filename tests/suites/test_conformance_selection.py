"""A gate sends one request of each class of fault at each place, and operations take turns with the others."""

from typing import cast

from suites.conformance.carrier import Case
from suites.conformance.selection import Selection, turn_of
from suites.examination import Examination
from tests.suites.faults_conformance import ADD_AUTHOR, AUTHORS, writing
from tests.suites.judging import examine, verdicts
from tests.suites.library import library_contract

BOOKS = "GET /v1/shelves/{shelf_id}/books"


def refused(of: Examination, label: str) -> list[str]:
    """The queries of an operation that were refused as invalid."""
    verdicts(of, "conformance", operation=label)
    own = [each for each in of.courier.exchanges if each.operation and each.operation.label == label]
    return [each.asked.target.partition("?")[2] for each in own if each.status == 422]


def test_each_end_of_a_range_is_passed_once() -> None:
    """Below and above a limit's range one request goes each, alone, so that the check sees what became of it."""
    wrong = refused(examine(), AUTHORS)
    assert [query for query in wrong if query in ("limit=0", "limit=51")] == ["limit=0", "limit=51"]
    assert not [query for query in wrong if query.endswith(("&limit=0", "&limit=51"))]


def test_seeds_take_turns_with_wrong_types() -> None:
    """One value of a wrong type is sent in a run, and runs of other seeds send others."""
    found = {tuple(refused(examine(seed=seed), AUTHORS)) for seed in (0, 1, 2)}
    assert {len(each) for each in found} == {4}
    assert len({each[0] for each in found}) == 3


def test_each_property_of_a_body_is_wrong_once() -> None:
    """Of a body that is written each property has one wrong value, which code must look for where there is such."""
    of = writing()
    verdicts(of, "conformance", operation=ADD_AUTHOR)
    errors = [each.document["errors"] for each in of.courier.exchanges if each.status == 422]
    told = {each["loc"][-1]: each["type"] for [each] in errors if len(each["loc"]) > 1}
    assert told == {
        "name": "maxLength",
        "rank": "type",
        "royalty": "type",
        "born_at": "format",
        "biography": "type",
        "pen_name": "maxLength",
        "content-type": "media_type",
    }
    assert sum(1 for [each] in errors if each["loc"][0] == "body" and len(each["loc"]) == 2) == 6


def test_who_tells_something_comes_first() -> None:
    """The first request that tells something is taken; where none does the first of all, and of nothing nothing."""
    one, two = cast(Case, "one"), cast(Case, "two")
    assert Selection(0, lambda case: case is two).first([one, two]) == (two,)
    assert Selection(0, lambda _case: False).first([one, two]) == (one,)
    assert Selection(0, lambda _case: True).first([]) == ()


def test_operations_that_are_asked_alike_take_turns() -> None:
    """Lists are counted by themselves, and the seed moves all of them on."""
    contract = library_contract()
    lists = [each for each in contract.operations if each.behaviour and each.behaviour.listing and each.reads]
    assert [turn_of(contract, each, 2) for each in lists] == [2 + place for place in range(len(lists))]
