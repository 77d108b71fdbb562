"""What breaks along with an invariant is declared by ids that exist, and no two are each other's cause."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

import suites.invariants
from suites.invariants import INVARIANTS

HERE = Path(suites.invariants.__file__).parent

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


def test_an_id_is_of_one_invariant() -> None:
    """No invariant takes the id of another and stands in its place."""
    modules = [import_module(f"suites.invariants.{path.stem}") for path in HERE.glob("*.py") if path.stem != "__init__"]
    rows = {row for module in modules for row in getattr(module, "INVARIANTS", ())}
    assert sorted(row.id for row in rows) == sorted(INVARIANTS)


@pytest.mark.parametrize("invariant", sorted(IMPLIED))
def test_implications_name_invariants_and_run_one_way(invariant: str) -> None:
    """Each implied id is registered, and none implies the invariant in turn."""
    assert set(IMPLIED[invariant]) <= set(IMPLIED)
    assert invariant not in below(invariant)
