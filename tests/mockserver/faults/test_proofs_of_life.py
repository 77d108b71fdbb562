"""Every fault shows: a scripted difference between the sound mock and the faulty one."""

from functools import cache
from typing import Any

import pytest

from mockserver.faults import FAULTS
from tests.mockserver.faults.asking import Asker, Script
from tests.mockserver.faults.lives import LIVES, TRACES

# What faults say of themselves that end in an error of the server.
FALLING = ("500", "breaks page two", "traceback")


@cache
def told_by_sound_mocks(script: Script, traces: bool) -> tuple[list[Any], list[Any]]:
    """What two sound mocks tell, asked once for all faults of a script; who leaves no trace has one for both."""
    askers = [Asker.sound(traces), Asker.sound(traces)]
    for asker in askers:
        script(asker)
    return askers[0].told, askers[1].told


@pytest.mark.parametrize("name", LIVES)
def test_a_fault_shows(name: str) -> None:
    """The script is answered otherwise by the faulty mock, and alike by two sound ones."""
    faulty = Asker(name)
    LIVES[name](faulty)
    sound, again = told_by_sound_mocks(LIVES[name], name in TRACES)
    assert sound == again
    assert sound != faulty.told
    fallen = any(status == 500 for status, *_ in faulty.told)
    assert fallen == any(word in FAULTS[name].title for word in FALLING)


def test_every_fault_has_a_proof_of_life() -> None:
    """No fault is without a script, and no script without a fault."""
    assert LIVES.keys() == FAULTS.keys()
