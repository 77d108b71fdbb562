"""Judges the family `authentication`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_authentication
def test_authentication(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
