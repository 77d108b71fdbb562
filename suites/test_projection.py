"""Judges the family `projection`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_projection
def test_projection(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
