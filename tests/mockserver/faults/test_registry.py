"""The registry of faults and variants: every row is whole, every id is found, an unknown one is refused."""

import pytest

from contracts import load_contract
from mockserver.faults import FAULTS, UNSHOWN, VARIANTS, UnknownFault, assemble, find
from mockserver.parts import Parts


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_says_where_it_shows(name: str) -> None:
    """Every fault shows on some operation and expects some invariant."""
    fault = FAULTS[name]
    assert fault.where(load_contract())
    assert fault.expected
    assert fault.title == fault.title.strip(" .")


def test_an_id_means_one_thing() -> None:
    """No id is a fault's and a variant's, or one that is said not to be shown."""
    told = [*FAULTS, *VARIANTS, *(each.id for each in UNSHOWN if each.id != "V")]
    assert len({each.casefold() for each in told}) == len(told)


def test_an_id_is_found_in_any_case() -> None:
    """`p03` is P03."""
    assert find("p03") is FAULTS["P03"]
    assert find("v-GZIP") is VARIANTS["V-gzip"]


@pytest.mark.parametrize(("name", "way_out"), [("P99", "Did you mean P"), ("nonsense", "faults list")])
def test_an_unknown_id_is_refused(name: str, way_out: str) -> None:
    """Who asks for a fault that nobody knows is told the nearest one, or where all are told."""
    with pytest.raises(UnknownFault, match=way_out):
        assemble((name,), load_contract())


def test_without_faults_the_parts_are_the_sound_ones() -> None:
    """A mock that is asked for none is made of the sound parts and nothing else."""
    assert assemble((), load_contract()) == Parts()
