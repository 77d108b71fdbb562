"""Judges the family `pages`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_pages
def test_pages(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
