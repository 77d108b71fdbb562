"""Policies that leave something open, and long cursors, are no finding; a fault beside them still is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from contracts import Contract
from suites.evidence.pages import page_of
from suites.invariants import INVARIANTS
from suites.sending.writes import Writes
from suites.traffic import Trace
from suites.verdicts import Outcome, Verdict
from tests.suites.admission import STAGES
from tests.suites.deployment import SOUND
from tests.suites.faults_embedding import known_only
from tests.suites.judging import DEEP, examine, verdicts, with_policy
from tests.suites.library import library_contract
from tests.suites.listing import read_cursor, write_cursor
from tests.suites.seen_pages import AUTHORS, author, exchange
from tests.suites.serving import Answer, Call, Deployment, Position, World
from tests.suites.test_body_variants import only_known
from tests.suites.test_projection_judging import last_one

LIBRARY = library_contract()
BOOKS, MADE = "GET /v1/shelves/{shelf_id}/books", "POST /v1/admin/authors"
QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE)
LINE = 8_190  # octets of a request line that many proxies take
LONG = "." + "x" * 5_000


def by_policy(**values: object) -> Contract:
    """The library's contract under another policy."""
    return with_policy(LIBRARY, **values)


def told(parts: Deployment, contract: Contract, *families: str, label: str = BOOKS) -> dict[str, Verdict]:
    """The verdicts of families on one list, every way asked."""
    found = verdicts(examine(parts, contract, profile=DEEP, writes=Writes(everything=True)), *families, operation=label)
    return {each.invariant: each for each in found}


def with_long_cursors(finish: Callable[[World, Call, Answer], Answer]) -> Deployment:
    """Cursors of some 5,000 characters, behind something that looks at each answer."""

    def write(world: World, call: Call, position: Position) -> str:
        return write_cursor(world, call, position) + LONG

    def read(world: World, call: Call, text: str) -> Position:
        return read_cursor(world, call, text.removesuffix(LONG))

    return replace(SOUND, write_cursor=write, read_cursor=read, finish=finish)


def too_long(_world: World, call: Call, answer: Answer) -> Answer:
    """A proxy that takes request lines of 8 KiB."""
    return Answer(414) if call.request.size > LINE else answer


def no_escapes(world: World, call: Call, answer: Answer) -> Answer:
    """Whoever encodes a character of a cursor that needs no escape is refused."""
    cursor = dict(call.request.query).get("pq", "")
    spare = call.request.size - len(call.request.path) - sum(len(a) + len(b) + 2 for a, b in call.request.query)
    return Answer(400) if cursor and spare > len(cursor) // 4 else too_long(world, call, answer)


def test_a_long_cursor_is_encoded_as_far_as_every_server_takes_it() -> None:
    """A cursor that is too long where each character is an escape is compared all the same."""
    verdict = told(with_long_cursors(too_long), LIBRARY, "pages")["PG-13"]
    assert (verdict.outcome, verdict.evidence["compared"] > 0) == (Outcome.PASS, True), verdict.reason
    assert told(with_long_cursors(no_escapes), LIBRARY, "pages")["PG-13"].outcome is Outcome.FAIL


def test_of_two_values_any_may_count() -> None:
    """Nothing is known of a page that was asked for with two limits, where the policy leaves open which one counts."""
    open_, parts = by_policy(repeated_query_parameter="any"), replace(SOUND, read_parameter=last_one)
    found = told(parts, open_, "pages", "cursors")
    assert {each.outcome for each in found.values()} <= {*QUIET}, [each.reason for each in found.values()]
    assert found["CU-08"].outcome is Outcome.NOT_APPLICABLE
    assert "repeated_query_parameter: any" in found["CU-08"].reason


@pytest.mark.parametrize(("rule", "limit"), [("first", 1), ("last", 2), ("any", None), ("reject", None)])
def test_a_page_is_asked_for_by_the_value_that_counts(rule: str, limit: int | None) -> None:
    """Of several limits a page has the one that the policy says; where it says none, nobody knows of which it is."""
    contract, asked = by_policy(repeated_query_parameter=rule), exchange(1, [author("1"), author("2")], limit="1")
    twice = replace(asked, asked=replace(asked.asked, target=f"{asked.asked.target}&limit=2"))
    page = page_of(twice, AUTHORS, contract)
    assert (page.limit if page else None) == limit
    breaches = INVARIANTS["PG-01"].judge(Trace(contract, AUTHORS, (twice,))).breaches
    assert bool(breaches) is (rule == "first")


def test_unknown_relations_are_ignored_where_the_policy_says_so() -> None:
    """A relation that is not offered is passed over; refused all the same it is a finding."""
    lenient = by_policy(unknown_name="ignore")
    parts = replace(SOUND, stages={**STAGES, "expression": known_only})
    verdict = told(parts, lenient, "embedding")["EM-07"]
    assert (verdict.outcome, verdict.exercised > 0) == (Outcome.PASS, True), verdict.reason
    refused = replace(SOUND, stages={**STAGES, "expression": unknown_refused})
    assert told(refused, lenient, "embedding")["EM-07"].outcome is Outcome.FAIL


def unknown_refused(world: World, call: Call) -> Call:
    """Refuses relations that it does not know, whatever the policy says."""
    strict = replace(world, contract=LIBRARY)
    return STAGES["expression"](strict, call)


def test_unknown_properties_are_refused_where_the_policy_says_so() -> None:
    """The refusal of what nobody declares is what the policy asks for; a write that is done is a finding."""
    strict = by_policy(unknown_body_property="reject")
    verdict = told(replace(SOUND, check_body=only_known), strict, "writes", label=MADE)["ST-20"]
    assert (verdict.outcome, verdict.exercised > 0) == (Outcome.PASS, True), verdict.reason
    assert told(SOUND, strict, "writes", label=MADE)["ST-20"].outcome is Outcome.FAIL
