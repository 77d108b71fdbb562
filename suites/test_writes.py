"""Judges the family `writes`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_writes
def test_writes(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
