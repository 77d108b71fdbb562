"""What breaks along with an invariant is declared by ids that exist, and no two are each other's cause."""

from collections.abc import Mapping

import pytest

from suites.invariants import INVARIANTS

IMPLIED: Mapping[str, tuple[str, ...]] = {row.id: row.implies for row in INVARIANTS.values()}


def below(invariant: str) -> set[str]:
    """All that is implied by an invariant, and by what it implies."""
    found: set[str] = set()
    waiting = list(IMPLIED[invariant])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(IMPLIED.get(one, ()))
    return found


@pytest.mark.parametrize("invariant", sorted(IMPLIED))
def test_implications_name_invariants_and_run_one_way(invariant: str) -> None:
    """Each implied id is registered, and none implies the invariant in turn."""
    assert set(IMPLIED[invariant]) <= set(IMPLIED)
    assert invariant not in below(invariant)
