"""What a finding is known by outlives a rewording and other data, and tells two faults apart."""

from dataclasses import replace
from typing import Any

import pytest

from suites.findings.fingerprint import Fault, apart, fault_of, faults, short
from suites.verdicts import Breach, Finding, Outcome, Verdict
from tests.suites.faults_pages import FAULTS as PAGES
from tests.suites.faults_status import FAULTS as STATUS
from tests.suites.judging import examine, verdicts
from tests.suites.library import Rows, library_rows

AUTHORS = "GET /v1/authors"
FAILED = Verdict("ST-19", "status", AUTHORS, Outcome.FAIL, "law", reason="limit as 'x' is answered 200.")


def printed(breach: Breach | None, **changes: Any) -> str:
    """The fingerprint of a breach of a verdict."""
    return fault_of(replace(FAILED, **changes), breach).fingerprint


def test_a_fingerprint_is_what_it_was() -> None:
    """A baseline that somebody keeps stays good: a change here is a change of every baseline."""
    fault = Fault("ST-19", AUTHORS, ("validation_status",), ("query", "limit"))
    assert fault.fingerprint == "713c3a40e8c6d68d93895613bf2909408f4f11dd1ccddee55d17b9e17e107f0d"
    assert short(fault.fingerprint) == "713c3a40e8c6"


LIMIT = Breach("limit as 'x' is answered 200; 422 is due.", rules=("attested",), about=("query", "limit"))
SAME = (
    replace(LIMIT, message="Another wording, and another value: 'y'."),
    replace(LIMIT, rows=({"id": 7},)),
    replace(LIMIT, rules=("law",)),
    replace(LIMIT, rules=None),
)
OTHER = (
    replace(LIMIT, about=("query", "sort_by")),
    replace(LIMIT, about=()),
    replace(LIMIT, rules=("validation_status",)),
)


def test_words_values_and_grades_do_not_count() -> None:
    """Another message, other rows and another firmness of the rule leave the fingerprint as it is."""
    assert {printed(each) for each in SAME} == {printed(LIMIT)}
    assert printed(LIMIT, reason="Told otherwise.", grade="inferred", exercised=9) == printed(LIMIT)


def test_another_fault_has_another_fingerprint() -> None:
    """The invariant, the operation, a rule of the policy and what it is about count."""
    prints = [printed(each) for each in (LIMIT, *OTHER)]
    prints += [printed(LIMIT, invariant="ST-20"), printed(LIMIT, operation="GET /v1/shelves")]
    assert len(set(prints)) == len(prints)


def test_a_place_in_an_array_counts_as_any() -> None:
    """The third and the fourth element of an array are one fault."""
    assert printed(replace(LIMIT, about=("body", "tags", "3"))) == printed(replace(LIMIT, about=("body", "tags", "4")))


def test_a_verdict_of_two_faults_is_two_findings() -> None:
    """Each kind of fault is a finding of its own, with its own message and breaches; a kind met twice is one."""
    twice = replace(LIMIT, message="limit as 'y' is answered 200.")
    order = replace(LIMIT, message="sort_by\x1b as 'z' is answered 200.", about=("query", "sort_by"))
    verdict = replace(FAILED, breaches=(LIMIT, order, twice))
    first, second = apart([Finding(verdict, ("ST-02",))])
    assert (first.verdict.reason, first.verdict.breaches) == (FAILED.reason, (LIMIT, twice))
    assert (second.verdict.reason, second.verdict.breaches) == (r"sort_by\x1b as 'z' is answered 200.", (order,))
    assert {first.also, second.also} == {("ST-02",)}
    assert first.fingerprint != second.fingerprint


def test_a_verdict_without_a_breach_has_a_fingerprint() -> None:
    """What shows no exchange is known by its promise and operation."""
    (found,) = apart([Finding(FAILED)])
    assert found.fingerprint == printed(None)
    assert found.verdict.reason == FAILED.reason


def turned(rows: Rows) -> Rows:
    """Other rows: the same ones, other names and another order."""
    return {
        name: tuple({**row, **({"name": f"Other {place}"} if "name" in row else {})} for place, row in enumerate(found))
        for name, found in rows.items()
    }


@pytest.mark.parametrize(("family", "invariant"), [("pages", "PG-01"), ("pages", "PG-09"), ("status", "ST-03")])
def test_other_data_and_another_seed_leave_a_finding_known(family: str, invariant: str) -> None:
    """A deployment with one fault has the same fingerprints for it over other rows and under another seed."""
    fault = {**PAGES, **STATUS}[invariant]
    runs = [(None, 0), (turned(library_rows()), 0), (None, 5)]
    seen = []
    for rows, seed in runs:
        found = verdicts(examine(fault.deployment, rows=rows, seed=seed), family, operation=fault.operation)
        broken = [each for each in found if each.invariant == invariant and each.outcome is Outcome.FAIL]
        seen.append({each.fingerprint for verdict in broken for each in faults(verdict)})
    assert seen[0]
    assert seen[0] == seen[1] == seen[2]
