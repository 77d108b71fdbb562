"""Lists of many pages: what filters promise is exercised on them too, and a fault among them is found."""

from dataclasses import replace

import pytest

from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.faults_filter import FAULTS as FILTERS
from tests.suites.judging import broken, examine, verdicts, with_policy
from tests.suites.library import library_contract
from tests.suites.listing import cut_page
from tests.suites.serving import Cut, Deployment, Sought, World

BOOKS = "GET /v1/shelves/{shelf_id}/books"
QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE)


def capped(most: int, parts: Deployment = SOUND) -> Deployment:
    """Pages hold no more rows than this, whatever the limit."""

    def cut(world: World, sought: Sought) -> Cut:
        return cut_page(world, replace(sought, limit=min(most, sought.limit)))

    return replace(parts, cut_page=cut)


@pytest.mark.parametrize("most", [3, 7])
def test_a_list_of_many_pages_is_filtered_all_the_same(most: int) -> None:
    """Each promise of filters is exercised where the list has some pages, and where it has more than are read."""
    contract = with_policy(library_contract(), short_pages="allow")
    found = verdicts(examine(capped(most), contract), "filter", operation=BOOKS)
    left = [(each.invariant, each.outcome, each.reason) for each in found if each.outcome not in QUIET]
    assert not left
    for name in ("FI-04", "FI-05", "FI-06"):
        faulty = examine(capped(most, FILTERS[name].deployment), contract)
        assert name in broken(verdicts(faulty, "filter", operation=BOOKS))
