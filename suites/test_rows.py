"""Judges the family `rows`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_rows
def test_rows(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
