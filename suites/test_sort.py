"""Judges the family `sort`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_sort
def test_sort(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
