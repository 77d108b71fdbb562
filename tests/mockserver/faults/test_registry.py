"""The registry of faults and variants: every row is whole, every id is found, an unknown one is refused."""

from functools import cache

import pytest

from contracts import Contract, load_contract
from mockserver.engine import make_engine
from mockserver.faults import FAULTS, UNSHOWN, VARIANTS, UnknownFault, assemble, find
from mockserver.faults.churn import Changes, listed
from mockserver.parts import Parts
from mockserver.settings import Settings
from tests.second.world import second_catalogue, second_contract


@cache
def bundled() -> Contract:
    """The bundled contract."""
    return load_contract()


@cache
def other() -> Contract:
    """A contract that is quite different."""
    return second_contract()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_says_where_it_shows(name: str) -> None:
    """Every fault shows on some operation and expects some invariant."""
    fault = FAULTS[name]
    assert fault.where(bundled())
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
        assemble((name,), bundled())


@pytest.mark.parametrize("name", [*FAULTS, *VARIANTS])
def test_a_fault_is_of_any_contract(name: str) -> None:
    """What breaks the bundled contract can be put on a quite different one, where it may find nothing to break."""
    contract = other()
    parts = assemble((name,), contract)
    assert parts != Parts()
    assert parts.contract(contract).operations
    if name in FAULTS:
        assert all(each in contract.operations for each in FAULTS[name].where(contract))


def test_rows_of_another_contract_churn() -> None:
    """Rows with integers for keys come and go, too."""
    contract, catalogue, now = other(), second_catalogue(), [0.0]
    store = make_engine(contract, catalogue, Settings(), lambda: catalogue.instant).tools.store
    changes = Changes(store, listed(contract), 10, lambda: now[0])
    now[0] = 5.0
    changes.catch_up()
    assert any(len(store.rows(each, ())) != len(catalogue.rows[each.name]) for each in listed(contract))


def test_without_faults_the_parts_are_the_sound_ones() -> None:
    """A mock that is asked for none is made of the sound parts and nothing else."""
    assert assemble((), bundled()) == Parts()
