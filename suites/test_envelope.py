"""Judges the family `envelope`: one node for each (invariant, operation)."""

import pytest

from suites import Case


@pytest.mark.contract_envelope
def test_envelope(case: Case) -> None:
    """An operation keeps what the family promises."""
    case.judge()
