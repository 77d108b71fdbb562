"""Judges the family `forward`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_forward
def test_forward(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
