"""Judges the family `writes`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_family("writes")
def test_writes(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
