"""Judges the family `backward`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_backward
def test_backward(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
