"""The parts of a spread run share out its operations and what it may ask, and no more than that is ever asked."""

from dataclasses import replace

import pytest

from suites.sending.writes import Writes
from suites.spread.parts import Part, portions
from suites.target import Target
from tests.suites.judging import URL
from tests.suites.library import library_contract

CONTRACT = library_contract()
OPERATIONS = CONTRACT.operations
TARGET = Target(url=URL, budget=1001, rate=10.0, writes=Writes(everything=True, most=20))


def parts(count: int, target: Target = TARGET) -> list[Target]:
    """What each part of a run is bound to."""
    return [Part(number, count).bound(target, OPERATIONS, CONTRACT) for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_operation_is_of_one_part(count: int) -> None:
    """No operation is left out, no part is without one, and the parts are the same each time."""
    found = portions(OPERATIONS, CONTRACT, count)
    assert set(found) == {each.label for each in OPERATIONS}
    assert set(found.values()) == set(range(count))
    assert found == portions(OPERATIONS, CONTRACT, count)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_the_shares_add_up_to_the_whole(count: int) -> None:
    """All parts together may ask as often and as fast as the run may, and number their exchanges apart."""
    bound = parts(count)
    assert sum(each.budget for each in bound) == TARGET.budget
    assert sum(each.rate or 0 for each in bound) == pytest.approx(TARGET.rate)
    taken = [number for each in bound for number in range(each.first, each.first + each.budget)]
    assert taken == list(range(TARGET.budget))


@pytest.mark.parametrize("most", [1, 2, 5, 20])
@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_all_parts_together_make_no_more_rows(count: int, most: int) -> None:
    """The rows that all parts may make with an operation are those of the run, and most of them are its own part's."""
    target = replace(TARGET, writes=replace(TARGET.writes, most=most))
    own = portions(OPERATIONS, CONTRACT, count)
    for operation in OPERATIONS:
        rows = [each.writes.rows(operation) for each in parts(count, target)]
        assert sum(rows) == most
        assert rows[own[operation.label]] >= most / 2


def test_an_operation_that_is_not_judged_is_shared_alike() -> None:
    """Rows of an operation that only other operations' promises are about are shared out too."""
    judged, other = OPERATIONS[0], OPERATIONS[-1]
    bound = [Part(number, 3).bound(TARGET, (judged,), CONTRACT) for number in range(3)]
    assert [each.writes.rows(other) for each in bound] == [6, 6, 6]


def test_a_process_without_a_part_may_ask_nothing() -> None:
    """Where there are more processes than operations, those beyond have no budget."""
    assert Part(2, 2).bound(TARGET, OPERATIONS, CONTRACT).budget == 0


def test_an_unpaced_run_stays_unpaced() -> None:
    """Without a rate there is none to share."""
    assert {each.rate for each in parts(2, replace(TARGET, rate=None))} == {None}
