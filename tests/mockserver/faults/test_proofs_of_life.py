"""Every fault shows: a scripted difference between the sound mock and the faulty one."""

import pytest

from mockserver.faults import FAULTS
from tests.mockserver.faults.asking import Asker
from tests.mockserver.faults.lives import LIVES, TRACES

# What faults say of themselves that end in an error of the server.
FALLING = ("500", "breaks page two", "traceback")


@pytest.mark.parametrize("name", LIVES)
def test_a_fault_shows(name: str) -> None:
    """The script is answered otherwise by the faulty mock, and alike by two sound ones."""
    sound, again, faulty = Asker.sound(name in TRACES), Asker.sound(name in TRACES), Asker(name)
    for asker in (sound, again, faulty):
        LIVES[name](asker)
    assert sound.told == again.told
    assert sound.told != faulty.told
    fallen = any(status == 500 for status, *_ in faulty.told)
    assert fallen == any(word in FAULTS[name].title for word in FALLING)


def test_every_fault_has_a_proof_of_life() -> None:
    """No fault is without a script, and no script without a fault."""
    assert LIVES.keys() == FAULTS.keys()
