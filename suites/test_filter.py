"""Judges the family `filter`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_filter
def test_filter(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
