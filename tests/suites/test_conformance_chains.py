"""Rows that were made are followed: read, listed, read by a stranger, looked for when they are deleted."""

from collections import Counter
from dataclasses import replace

from suites.examination import Examination
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from suites.verdicts import Outcome, Verdict
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_conformance import ADD_BOOK, amended, deleting, everybodys, finishing, with_delete, writing
from tests.suites.judging import pinned, verdicts, with_policy
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call
from tests.suites.test_healthy_lists import Changing

REFUSAL = {"code": "NOT_FOUND", "message": "There is no such row.", "errors": None}


def outcomes(of: Examination, label: str) -> dict[str, Verdict]:
    """The verdicts on one operation, by the check's own name."""
    found = verdicts(of, "conformance", operation=label)
    return {each.invariant.removeprefix("schemathesis."): each for each in found}


def test_what_changes_rows_is_not_asked() -> None:
    """DELETE goes only to rows the run has made: the operation itself is not asked by examples."""
    of = writing(deleting(True), amended(with_delete))
    found = outcomes(of, "DELETE /v1/shelves/{shelf_id}/books/{id}")
    assert {each.outcome for each in found.values()} <= {Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE}
    assert "DELETE" not in {each.asked.method for each in of.courier.exchanges}


def test_a_row_that_is_deleted_is_looked_for() -> None:
    """On a deployment that deletes, the check is exercised and holds."""
    verdict = outcomes(writing(deleting(True), amended(with_delete)), ADD_BOOK)["use_after_free"]
    assert verdict.outcome is Outcome.PASS, verdict.reason
    assert verdict.exercised == 2


def test_a_deletion_is_not_asked_without_leave() -> None:
    """Where only the create may write, what follows a deletion is not asked."""
    of = writing(deleting(True), amended(with_delete), Writes(named=(ADD_BOOK,)))
    verdict = outcomes(of, ADD_BOOK)["use_after_free"]
    assert verdict.outcome is Outcome.NOT_ASKED
    assert "DELETE" in verdict.reason


def test_a_stranger_is_needed() -> None:
    """Where every identity is of one organisation, whether rows are shown to others is not asked."""
    known = library_identities()
    own = {name: each for name, each in known.identities.items() if name != "neighbour"}
    identities = replace(known, identities=own)
    target = Target(url="http://app.test", identities=identities, app=serve(), writes=Writes(everything=True))
    found = outcomes(Examination(Courier(pinned(library_contract()), target)), ADD_BOOK)
    assert found["object_level_authorization"].outcome is Outcome.NOT_ASKED


def test_a_shared_row_is_shown_by_the_request_of_the_stranger() -> None:
    """The exchanges told are the create, its maker's read and the stranger's."""
    of = writing(replace(SOUND, stages={**SOUND.stages, "organization": everybodys}))
    verdict = outcomes(of, ADD_BOOK)["object_level_authorization"]
    shown = [(each.asked.method, each.asked.identity) for each in verdict.breaches[0].exchanges]
    assert shown == [("POST", "member"), ("GET", "member"), ("GET", "neighbour")]


def test_a_read_may_lag_behind_as_the_policy_says() -> None:
    """A row that is read a moment later than it was made is there, where the policy grants that moment."""
    asked: Counter[str] = Counter()

    def late(call: Call, answer: Answer) -> Answer:
        if call.operation and call.operation.id == "getBook" and call.request.method == "GET":
            asked[call.request.path] += 1
            return answer if asked[call.request.path] > 1 else Answer(404, REFUSAL)
        return answer

    patient = writing(finishing(late), rules=lambda contract: with_policy(contract, replica_lag=1))
    assert outcomes(patient, ADD_BOOK)["ensure_resource_availability"].outcome is Outcome.PASS
    asked.clear()
    assert outcomes(writing(finishing(late)), ADD_BOOK)["ensure_resource_availability"].outcome is Outcome.FLAKY


def test_a_row_that_others_delete_later_was_available() -> None:
    """A row is looked at right after it was made: that it is gone some requests later is nobody's fault."""
    since: dict[str, int] = {}

    def tick(rows: Changing, number: int) -> None:
        for row in list(rows["books"]):
            since.setdefault(row["id"], 0 if number == 1 else number)
            if since[row["id"]] and number > since[row["id"]] + 2:
                rows["books"].remove(row)

    verdict = outcomes(writing(replace(SOUND, tick=tick)), ADD_BOOK)["ensure_resource_availability"]
    assert verdict.outcome is Outcome.PASS, verdict.reason
