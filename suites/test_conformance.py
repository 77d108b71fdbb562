"""Judges the family `conformance`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_conformance
def test_conformance(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
