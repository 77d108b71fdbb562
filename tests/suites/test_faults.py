"""Every invariant catches a small faulty deployment, and is silent on the sound one.

Each family keeps its faults in `faults_<family>.py`: FAULTS, from id to Fault; and where the library's data cannot
exercise an invariant, VACUOUS, from (id, operation) to the reason.
"""

import importlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from suites.invariants import INVARIANTS
from suites.probes import PROBES
from suites.verdicts import Outcome
from tests.suites.judging import Fault, examine, findings, verdicts

MODULES = [
    importlib.import_module(f"tests.suites.{path.stem}") for path in sorted(Path(__file__).parent.glob("faults_*.py"))
]
FAULTS: Mapping[str, Fault] = {key: fault for module in MODULES for key, fault in module.FAULTS.items()}
VACUOUS: Mapping[tuple[str, str], str] = {
    key: reason for module in MODULES for key, reason in getattr(module, "VACUOUS", {}).items()
}
SILENT = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)


def test_every_invariant_has_a_fault() -> None:
    """No invariant is registered without a faulty deployment that it catches."""
    assert sorted(INVARIANTS) == sorted(FAULTS)


@pytest.mark.parametrize("invariant", sorted(FAULTS))
def test_an_invariant_catches_its_fault(invariant: str) -> None:
    """On the faulty deployment the invariant falls, and a report of its family names it and what stands beside it."""
    fault = FAULTS[invariant]
    found = verdicts(fault.examine(), INVARIANTS[invariant].family, operation=fault.operation)
    outcomes = {each.invariant: (each.outcome, each.reason) for each in found}
    assert outcomes[invariant][0] is fault.outcome, outcomes[invariant]
    named = {finding.verdict.invariant for finding in findings(found)}
    assert named == {*fault.beside} | ({invariant} if fault.outcome is Outcome.FAIL else set())


@pytest.mark.parametrize("family", sorted(PROBES))
def test_a_family_is_silent_on_the_sound_deployment(family: str) -> None:
    """On the sound deployment no invariant of a family fails, and each is exercised."""
    found = verdicts(examine(), family)
    loud = [
        f"{each.invariant} {each.operation}: {each.outcome} {each.reason}"
        for each in found
        if each.outcome not in SILENT
        and not (each.outcome is Outcome.VACUOUS and (each.invariant, each.operation) in VACUOUS)
    ]
    assert not loud, "\n".join(loud)
