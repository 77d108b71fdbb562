"""Where the policy lets pages be short, as many steps and the same place tell nothing; what still does is judged."""

from dataclasses import replace

import pytest

from suites.invariants import INVARIANTS
from suites.traffic import Trace
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.judging import broken, examine, verdicts, with_policy
from tests.suites.library import library_contract
from tests.suites.listing import cut_page
from tests.suites.seen_pages import AUTHORS, author, exchange
from tests.suites.serving import Cut, Sought, World

BOOKS = "GET /v1/shelves/{shelf_id}/books"
SHORT = with_policy(library_contract(), short_pages="allow", repeated_query_parameter="first")


def shorter_back(world: World, sought: Sought) -> Cut:
    """A page reached backward holds a row less than it may."""
    return cut_page(world, replace(sought, limit=max(1, sought.limit - sought.backward)))


def test_steps_are_not_counted_where_pages_may_be_short() -> None:
    """A list whose pages back are shorter is no finding, and what counts steps or places is not applicable."""
    found = verdicts(examine(replace(SOUND, cut_page=shorter_back), SHORT), "backward", "projection", operation=BOOKS)
    assert not broken(found), [(each.invariant, each.reason) for each in found if each.outcome is Outcome.FAIL]
    still = {each.invariant: each for each in found if each.invariant in ("BW-07", "PJ-13")}
    assert {each.outcome for each in still.values()} == {Outcome.NOT_APPLICABLE}
    assert all("short_pages" in each.reason for each in still.values())
    assert any(each.invariant == "BW-02" and each.outcome is Outcome.PASS for each in found)


@pytest.mark.parametrize(("shown", "due"), [((1, 2), True), ((1, 2, 3, 4), True), ((2, 3), False)])
def test_a_short_page_is_that_of_its_cursor(shown: tuple[int, ...], due: bool) -> None:
    """Of a cursor sent twice, the page of the one that counts may come shorter or longer, and no other page."""
    alone = exchange(1, [author(str(each)) for each in (1, 2, 3)], limit="4", pq="one")
    asked = exchange(2, [author(str(each)) for each in shown], limit="4", pq="one")
    doubled = replace(asked, asked=replace(asked.asked, target=f"{asked.asked.target}&pq=two"))
    told = INVARIANTS["CU-08"].judge(Trace(SHORT, AUTHORS, (alone, doubled)))
    assert (told.exercised, not told.breaches) == (1, due)
