"""Judges the family `embedding`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_embedding
def test_embedding(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
