"""Judges the family `cursors`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_cursors
def test_cursors(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
