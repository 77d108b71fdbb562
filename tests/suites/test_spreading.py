"""What a gate cannot ask of each operation it spreads over those of a kind."""

from random import Random

from suites.inquiry import ANY, Inquiry
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


def test_what_hangs_on_the_server_is_spread_over_all_that_may_be_asked() -> None:
    """Where writes are not allowed, reads alone take the turns of all alternatives."""
    with sending(app=serve(), profile=PROFILES["gate"]) as courier:
        inquiries = [
            Inquiry(courier, each, None, Subjects(courier), Random(0)) for each in library_contract().operations
        ]
        own = [each.some("abcd", 1, ANY) for each in inquiries if each.operation.reads]
    assert all(len(each) == 1 for each in own)
    assert {way for each in own for way in each} == set("abcd")


def test_the_spare_request_of_an_operation_is_the_same_each_time() -> None:
    """What is to be refused is drafted once, so that its refusal can be shared; to confirm a breach it is fresh."""
    create = next(each for each in library_contract().operations if each.body)
    with sending(app=serve()) as courier:
        inquiry = Inquiry(courier, create, None, Subjects(courier), Random(0))
        courier.purpose = "status"
        first, second = inquiry.spare(), inquiry.spare()
        courier.purpose = ""
        third = inquiry.spare()
    assert first == second != third
