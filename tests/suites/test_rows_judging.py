"""Rows that change while they are read are no finding; reads that change them are."""

from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import pytest

from suites.verdicts import Outcome, Verdict
from tests.suites.deployment import SOUND
from tests.suites.faults_rows import AUTHORS, BOOKS, in_any_case, reading, worded_rows
from tests.suites.judging import examine, verdicts, with_policy
from tests.suites.library import library_rows, worded_contract
from tests.suites.listing import answer_read
from tests.suites.serving import Answer, Call, Deployment, World

Tables = MutableMapping[str, list[dict[str, Any]]]


def judged(parts: Deployment, operation: str = AUTHORS, **how: Any) -> dict[str, Verdict]:
    """The verdicts of the family on a list, by invariant; those that apply."""
    found = verdicts(examine(parts, **how), "rows", operation=operation)
    return {each.invariant: each for each in found if each.outcome is not Outcome.NOT_APPLICABLE}


def ever_other(rows: Tables, number: int) -> None:
    """Every row changes before each request."""
    for row in rows["authors"]:
        row["rank"], row["name"] = number, f"Ana {number}"


def ever_fewer(rows: Tables, number: int) -> None:
    """A row that is read by its id goes right then."""
    if number % 3 == 0 and len(rows["authors"]) > 4:
        del rows["authors"][-1], rows["authors"][0]


@pytest.mark.parametrize("tick", [ever_other, ever_fewer])
def test_rows_that_change_are_no_finding(tick: Any) -> None:
    """What a list showed before and not after, or otherwise after, is not held against the row."""
    found = judged(replace(SOUND, tick=tick))
    assert {each.outcome for each in found.values()} <= {Outcome.PASS, Outcome.VACUOUS}


def touching(world: World, call: Call) -> Answer:
    """A row counts how often it is read."""
    answer = answer_read(world, call)
    row = next(each for each in world.rows["authors"] if each["id"] == answer.document["id"])
    row["rank"] = (row["rank"] or 0) + 1
    return answer


def test_reads_that_change_rows_are_told() -> None:
    """Where each row that was read has changed since, and no other has, reading has done it."""
    found = judged(reading(touching))["XE-01"]
    assert found.outcome is Outcome.FAIL
    assert "since it was read" in found.reason


def test_a_row_by_its_id_in_another_case_is_told() -> None:
    """A text names one row, letter for letter, where texts are compared by code point; a UUID is spelt in any case."""
    worded, loose = worded_contract(), with_policy(worded_contract(), collation="any")
    found = judged(reading(in_any_case), contract=worded, rows=worded_rows())["XE-07"]
    assert found.outcome is Outcome.FAIL
    assert "in another case, WRITER-" in found.reason
    for parts, contract, turned in ((SOUND, worded, 1), (reading(in_any_case), loose, 0)):
        sound = judged(parts, contract=contract, rows=worded_rows())["XE-07"]
        assert (sound.outcome, sound.evidence["turned"]) == (Outcome.PASS, turned)
    assert judged(reading(in_any_case))["XE-07"].evidence["turned"] == 0


def test_a_key_that_another_row_has_in_another_case_is_not_asked_for() -> None:
    """Two rows whose keys differ by the case of letters are two rows, each found by its own."""
    rows, worded = worded_rows(), worded_contract()
    twins = [{**row, "id": each} for row in rows["authors"][:1] for each in ("ana-zoo", "ANA-ZOO")]
    found = judged(SOUND, contract=worded, rows={**rows, "authors": tuple(twins)})["XE-07"]
    assert (found.outcome, found.evidence["turned"]) == (Outcome.PASS, 0)


def test_a_list_is_asked_for_six_times_at_most() -> None:
    """Two pages and four rows are all that a list costs."""
    for label in (AUTHORS, BOOKS):
        examination = examine()
        found = verdicts(examination, "rows", operation=label)
        asked = [each for each in examination.courier.exchanges if each.purpose]
        assert len(asked) == 6
        assert [each.evidence["read"] for each in found if each.evidence] == [4, 4]


def test_a_list_without_rows_says_nothing() -> None:
    """Of an empty list nothing can be read by its id."""
    found = judged(SOUND, rows={**library_rows(), "authors": ()})
    assert {each.outcome for each in found.values()} == {Outcome.VACUOUS}
