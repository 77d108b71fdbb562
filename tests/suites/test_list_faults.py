"""A list that is broken in one place is one finding, and the finding names the place.

Judged by all families of lists at once, as a run does; what follows from the cause is folded into it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from suites.examination import Examination
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites import broken_lists as broken
from tests.suites.admission import STAGES
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_backward import no_way_back, no_way_forth
from tests.suites.faults_pages import (
    filtered_late,
    first_is_here,
    last_row_untold,
    limit_forgotten,
    next_by_default_only,
)
from tests.suites.judging import URL, Fault, examine, findings, pinned, verdicts, with_policy
from tests.suites.library import Rows, library_contract, library_identities, library_rows
from tests.suites.listing import arrange, cut_page
from tests.suites.serving import Answer, Call, Cut, Deployment, Refused, Row, Sought, World

FAMILIES = ("forward", "backward", "pages")
AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"


def ties_at_random() -> Any:
    """Ties stand as the database finds them, each time otherwise."""
    chance = Random(1)

    def shuffled(rows: tuple[Row, ...], place: Any, call: Call) -> tuple[Row, ...]:
        mixed = list(rows)
        chance.shuffle(mixed)
        weak = len(call.order.keys) if call.order else 1
        return tuple(sorted(mixed, key=lambda row: place(row)[:weak]))

    return shuffled


def failing_beyond(world: World, sought: Sought) -> Cut:
    """The second page falls over."""
    if sought.position is not None and not sought.backward:
        raise Refused("internal")
    return cut_page(world, sought)


def falling_over_backward(world: World, sought: Sought) -> Cut:
    """The backward direction without a cursor falls over."""
    if sought.position is None and sought.backward:
        raise Refused("internal")
    return cut_page(world, sought)


def as_text(rows: tuple[Row, ...], place: Any, call: Call) -> tuple[Row, ...]:
    """Numbers sort as texts."""
    if not call.order or call.order.keys[0].field != "rank":
        return arrange(rows, place, call)
    down = call.order.keys[0].descending
    return tuple(sorted(rows, key=lambda row: (row["rank"] is None, str(row["rank"]), row["id"]), reverse=down))


def zero_is_all(world: World, call: Call) -> Call:
    """A limit of nought is no limit."""
    sent = [value for name, value in call.request.query if name == "limit"]
    return call if sent == ["0"] else STAGES["parameters"](world, call)


def elsewhere(_world: World, _call: Call, answer: Answer) -> Answer:
    """Links name the host behind the proxy."""
    if not isinstance(answer.document, dict):
        return answer
    moved = {
        name: value.replace("http://app.test", "http://10.0.0.7:8080") if isinstance(value, str) else value
        for name, value in answer.document.items()
    }
    return replace(answer, document=moved)


def showing_twice(_sought: Sought, cut: Cut) -> Cut:
    """The first row of a page stands in it twice, in the place of the last."""
    return replace(cut, items=(cut.items[0], *cut.items[:-1])) if len(cut.items) > 2 else cut


def alone_is_last(sought: Sought, cut: Cut) -> Cut:
    """A page of one row is the last one."""
    return replace(cut, next=None) if sought.limit == 1 else cut


def largest_is_last(sought: Sought, cut: Cut) -> Cut:
    """Reads no more than the largest page, and so never the row that tells of more."""
    return replace(cut, next=None) if sought.limit == LARGEST and not sought.backward else cut


def largest_off(rows: int) -> Callable[[World, Sought], Cut]:
    """The largest page holds some rows more, or fewer."""

    def cut(world: World, sought: Sought) -> Cut:
        return cut_page(world, replace(sought, limit=LARGEST + rows) if sought.limit == LARGEST else sought)

    return cut


LARGEST = 50
BY_URL = with_policy(library_contract(), cursor_form="url")
FAULTS: Mapping[str, tuple[Fault, str]] = {
    "the cursor is inclusive": (Fault(replace(SOUND, split=broken.inclusive), AUTHORS), "FW-07"),
    "the cursor is one row off": (Fault(replace(SOUND, split=broken.shifted(1)), AUTHORS), "FW-03"),
    "ties are dropped": (Fault(replace(SOUND, split=broken.dropping_ties(backward=False)), BOOKS), "FW-10"),
    "ties are dropped going back": (Fault(replace(SOUND, split=broken.dropping_ties(backward=True)), BOOKS), "BW-06"),
    "nulls are dropped": (Fault(replace(SOUND, split=broken.dropping_nulls), BOOKS), "FW-11"),
    "instants lose their microseconds": (Fault(replace(SOUND, write_cursor=broken.blunt_cursor), AUTHORS), "FW-12"),
    "the limit is ignored on page two": (
        Fault(replace(SOUND, stages={**STAGES, "parameters": limit_forgotten}), BOOKS),
        "PG-01",
    ),
    "the cursor is an offset": (Fault(broken.counting(2), AUTHORS), "FW-14"),
    "the cursor is a page number": (Fault(replace(SOUND, split=broken.to_whole_pages), AUTHORS), "FW-08"),
    "the cursor is ignored": (Fault(replace(SOUND, split=broken.ignoring_cursor), AUTHORS), "FW-01"),
    "the sort is forgotten on page two": (
        Fault(replace(SOUND, arrange=broken.sort_forgotten, split=broken.by_key), AUTHORS),
        "FW-06",
    ),
    "the second page falls over": (Fault(replace(SOUND, cut_page=failing_beyond), AUTHORS), "FW-01"),
    "ties stand at random": (Fault(replace(SOUND, arrange=ties_at_random(), split=broken.by_key), BOOKS), "FW-10"),
    "a walk forgets its order beside another": (Fault(broken.one_order_at_a_time(), AUTHORS), "FW-17"),
    "the filter comes after the page is cut": (Fault(replace(SOUND, cut_page=filtered_late), BOOKS), "PG-03"),
    "next is missing in other orders": (
        Fault(replace(SOUND, cut_page=broken.relinked(next_by_default_only)), BOOKS),
        "PG-05",
    ),
    "a last page of one row is not told of": (
        Fault(replace(SOUND, cut_page=broken.relinked(last_row_untold)), BOOKS),
        "PG-05",
    ),
    "first is the page at hand": (Fault(replace(SOUND, cut_page=broken.relinked(first_is_here)), BOOKS), "PG-08"),
    "a page of one row has no next": (
        Fault(replace(SOUND, cut_page=broken.relinked(alone_is_last)), AUTHORS),
        "PG-05",
    ),
    "a row stands twice in a page": (Fault(replace(SOUND, cut_page=broken.relinked(showing_twice)), BOOKS), "PG-10"),
    "numbers sort as texts": (Fault(replace(SOUND, arrange=as_text, split=broken.by_key), AUTHORS), "PG-11"),
    "a limit of nought is no limit": (
        Fault(replace(SOUND, stages={**STAGES, "parameters": zero_is_all}), AUTHORS),
        "PG-09",
    ),
    "links name another host": (Fault(replace(SOUND, finish=elsewhere), AUTHORS, contract=BY_URL), "PG-12"),
    "a step back goes to the first page": (Fault(replace(SOUND, split=broken.to_the_first_page), BOOKS), "BW-04"),
    "a step back goes forward": (Fault(replace(SOUND, cut_page=broken.always_forward), AUTHORS), "BW-01"),
    "backward pages are reversed": (Fault(replace(SOUND, cut_page=broken.reversed_back), BOOKS), "BW-03"),
    "a step back loses the way forth": (Fault(replace(SOUND, cut_page=broken.relinked(no_way_forth)), BOOKS), "BW-05"),
    "the third page loses the way back": (Fault(replace(SOUND, cut_page=broken.relinked(no_way_back)), BOOKS), "BW-05"),
    "backward alone falls over": (Fault(replace(SOUND, cut_page=falling_over_backward), AUTHORS), "BW-08"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_one_finding(name: str) -> None:
    """The report of a faulty list names one cause, and by the right invariant."""
    fault, invariant = FAULTS[name]
    found = verdicts(fault.examine(), *FAMILIES, operation=fault.operation)
    assert [finding.verdict.invariant for finding in findings(found)] == [invariant]


def test_a_list_longer_than_a_walk_is_judged_as_far_as_it_is_walked() -> None:
    """A long list is no finding, and a cursor that skips a row of it is one all the same."""
    rows = library_rows()
    books = [book for book in rows["books"] if book["shelf_id"] == rows["books"][0]["shelf_id"]]
    many = tuple({**books[n % len(books)], "id": f"{n * 7919 % 10**8:08}-0000-4000-8000-{n:012}"} for n in range(620))
    long = {**rows, "books": many}
    sound = {each.invariant: each for each in verdicts(examine(SOUND, rows=long), "forward", operation=BOOKS)}
    told = {name: each.reason for name, each in sound.items() if each.outcome is not Outcome.PASS}
    assert sorted(told) == ["FW-01", "FW-14"]
    assert sound["FW-01"].outcome is Outcome.INCONCLUSIVE
    assert sound["FW-03"].evidence["pages"] >= 3
    lossy = verdicts(examine(replace(SOUND, split=broken.shifted(1)), rows=long), "forward", operation=BOOKS)
    assert [finding.verdict.invariant for finding in findings(lossy)] == ["FW-03"]


def long_shelf() -> Rows:
    """The library, with more books on its first shelf than a page holds."""
    rows = library_rows()
    books = [book for book in rows["books"] if book["shelf_id"] == rows["books"][0]["shelf_id"]]
    many = tuple({**books[n % len(books)], "id": f"{n * 7919 % 10**8:08}-0000-4000-8000-{n:012}"} for n in range(70))
    return {**rows, "books": many}


@pytest.mark.parametrize(
    ("parts", "invariant"),
    [
        (replace(SOUND, cut_page=broken.relinked(largest_is_last)), "PG-05"),
        (replace(SOUND, cut_page=largest_off(1)), "PG-01"),
        (replace(SOUND, cut_page=largest_off(-1)), "PG-03"),
    ],
)
def test_a_fault_of_the_largest_page_alone_is_one_finding(parts: Deployment, invariant: str) -> None:
    """A list longer than its largest page is asked for that page, and for the rows behind it."""
    sound = verdicts(examine(rows=long_shelf()), "pages", operation=BOOKS)
    assert findings(sound) == ()
    found = verdicts(examine(parts, rows=long_shelf()), *FAMILIES, operation=BOOKS)
    assert [finding.verdict.invariant for finding in findings(found)] == [invariant]


def test_nulls_at_the_other_end_are_a_deviation_until_that_is_pinned() -> None:
    """A rule that nobody attests is told and forgiven; once pinned it is a finding."""
    served, identities = with_policy(library_contract(), null_order="first_ascending"), library_identities()
    target = Target(url=URL, identities=identities, app=serve(SOUND, contract=served))
    for judged, outcome in ((library_contract(), Outcome.DEVIATION), (pinned(library_contract()), Outcome.FAIL)):
        found = {
            each.invariant: each
            for each in verdicts(Examination(Courier(judged, target)), "forward", "pages", operation=BOOKS)
        }
        assert found["PG-11"].outcome is outcome
        assert "None" in found["PG-11"].reason
