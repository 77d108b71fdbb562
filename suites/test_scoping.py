"""Judges the family `scoping`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_scoping
def test_scoping(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
