"""Judges the family `headers`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_headers
def test_headers(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
