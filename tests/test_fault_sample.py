"""Of each area some faults are named by an expected invariant on an operation where they show, judged in this process.

The whole catalogue is tried by `python -m benchmarks.faults`; this is the part of it that every test run affords.
"""

from functools import cache

import pytest

from contracts import Contract, load_contract
from fixtures import Catalogue, load_catalogue
from mockserver import FAULTS, Settings, create_app
from suites import INVARIANTS
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites.judging import URL, pinned

SAMPLE = ("S11", "E08", "C11", "P02", "U58", "P56", "B51", "A53", "A10", "S02")


@cache
def ground() -> tuple[Contract, Catalogue]:
    """The bundled contract and its rows."""
    contract = load_contract()
    return contract, load_catalogue(contract)


def judged(meant: str, *faults: str) -> dict[str, str]:
    """The invariants that are expected of a fault and fail on a mock with some faults, each with its reason."""
    contract, catalogue = ground()
    app = create_app(contract, catalogue, Settings(faults=faults))
    operation = FAULTS[meant].where(contract)[0]
    examination = Examination(Courier(pinned(contract), Target(url=URL, identities=catalogue.identities, app=app)))
    rows = [INVARIANTS[each] for each in FAULTS[meant].expected if each in INVARIANTS]
    with examination.courier:
        verdicts = [examination.verdict(row, operation) for row in rows]
    return {each.invariant: each.reason for each in verdicts if each.outcome is Outcome.FAIL}


@pytest.mark.parametrize("name", SAMPLE)
def test_a_fault_is_named(name: str) -> None:
    """An expected invariant fails on the faulty mock, and holds on the sound one."""
    assert judged(name, name)
    assert judged(name) == {}
