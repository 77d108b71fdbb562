"""Judges the family `status`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_status
def test_status(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
