"""What a gate cannot ask of each operation it spreads over those of a kind."""

from random import Random

from suites.inquiry import Inquiry
from suites.profiles import PROFILES
from suites.subjects import Subjects
from tests.suites.asking import sending
from tests.suites.deployment import serve
from tests.suites.library import library_contract

LISTS = tuple(each for each in library_contract().operations if each.behaviour and each.behaviour.listing)


def asked(profile: str, seed: int = 0, most: int = 1) -> list[tuple[str, ...]]:
    """The alternatives that each list of the library is asked."""
    with sending(app=serve(), profile=PROFILES[profile], seed=seed) as courier:
        inquiries = [Inquiry(courier, each, None, Subjects(courier), Random(0)) for each in LISTS]
        return [each.some("abcdefgh", most) for each in inquiries]


def test_the_operations_of_a_kind_ask_all_alternatives_between_them() -> None:
    """In a gate no list is asked all of eight alternatives, and each alternative is asked of some list."""
    own = asked("gate")
    assert all(len(each) < 8 for each in own)
    assert {way for each in own for way in each} == set("abcdefgh")


def test_the_seed_turns_them() -> None:
    """Another seed asks a list other alternatives; the same one the same."""
    assert asked("gate", seed=1) != asked("gate") == asked("gate")


def test_a_deep_run_spares_nothing() -> None:
    """In profile deep each list is asked every alternative."""
    assert asked("deep") == [tuple("abcdefgh")] * len(LISTS)
