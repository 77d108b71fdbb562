"""What a run makes is counted, bounded and written down; what it may not make is never sent."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from contracts import ContractKitError, Operation
from suites.examination import Examination
from suites.inputs.drafts import encode
from suites.inquiry import Inquiry
from suites.options import Options, prepare
from suites.report import LedgerFile
from suites.sending.courier import Courier, CreatesSpent, NotAllowed
from suites.sending.ledger import Entry, Ledger
from suites.sending.writes import Writes
from suites.target import Target
from suites.traffic import Exchange
from tests.suites.deployment import serve
from tests.suites.library import FOLDER, library_contract, library_identities

AUTHORS = "POST /v1/admin/authors"
MEMBERSHIPS = "POST /v1/memberships"


def courier(writes: Writes, url: str = "http://app.test", ledger: Ledger | None = None) -> Courier:
    """A courier to the library that may write."""
    target = Target(url=url, identities=library_identities(), app=serve(), writes=writes)
    return Courier(library_contract(), target, ledger=ledger)


def operation(label: str) -> Operation:
    """An operation of the library."""
    found = library_contract().operation(label)
    assert found
    return found


def create(sender: Courier, label: str = AUTHORS) -> Exchange:
    """Creates a row from a fresh draft."""
    subjects = Examination(sender).subjects
    subject = subjects.of(operation(label))
    assert not hasattr(subject, "reason"), subject
    inquiry = Inquiry(sender, operation(label), subject, subjects, random=None)  # type: ignore[arg-type]  # no chance
    draft = inquiry.draft()
    assert draft
    return inquiry.create(draft)


def test_a_run_that_may_not_write_sends_no_write() -> None:
    """Without leave to write, a create is refused by the courier and never sent."""
    with courier(Writes()) as sender:
        with pytest.raises(NotAllowed, match="--allow-writes"):
            sender.ask(operation(AUTHORS), body=b"{}")
        assert sender.exchanges == []


def test_an_operation_makes_no_more_rows_than_it_may() -> None:
    """The row beyond the cap is not asked for."""
    with courier(Writes(everything=True, most=2)) as sender:
        assert [create(sender).status, create(sender).status] == [201, 201]
        with pytest.raises(CreatesSpent, match="--max-creates"):
            create(sender)
        assert sender.ledger.made(operation(AUTHORS)) == 2


def test_a_refused_write_makes_no_row() -> None:
    """What is answered with a refusal stands in no ledger."""
    with courier(Writes(everything=True)) as sender:
        headers = (("Content-Type", "application/json"),)
        admin = library_identities().with_role("admin")
        assert sender.ask(operation(AUTHORS), identity=admin, headers=headers, body=b"{}").status == 422
        assert sender.ledger.entries == []


def test_effects_outside_need_a_name_or_this_machine() -> None:
    """An operation with effects outside is asked elsewhere only when it is named."""
    outside = operation(MEMBERSHIPS)
    everything, named = Writes(everything=True), Writes(named=(MEMBERSHIPS,))
    assert everything.refusal(outside, local=True) is None
    assert "--write" in (everything.refusal(outside, local=False) or "")
    assert named.refusal(outside, local=False) is None
    assert "--allow-writes" in (named.refusal(operation(AUTHORS), local=True) or "")


def test_the_ledger_grows_as_rows_are_made(tmp_path: Path) -> None:
    """Each row stands in the file before the next request, with its key and the run's tag."""
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(LedgerFile(path, "http://app.test", "contractkit-x").add, "contractkit-x", str(path))
    assert not path.exists()
    with courier(Writes(everything=True), ledger=ledger) as sender:
        key = create(sender).document["id"]
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        assert [(line["tag"], line["operation"], line["key"]) for line in lines] == [("contractkit-x", AUTHORS, key)]
        create(sender)
        assert len(path.read_text().splitlines()) == 2


def test_a_lost_answer_counts_as_a_row_that_may_be_there() -> None:
    """Where no answer came, the ledger says so, and the cap counts it."""
    told: list[Entry] = []
    ledger = Ledger(told.append)
    with courier(Writes(everything=True)) as sender:
        made = create(sender)
    ledger.note(Exchange(2, made.asked, made.operation, made.path_values, None, trouble="timeout"))
    assert [(entry.key, entry.sure) for entry in told] == [(None, False)]
    assert ledger.made(operation(AUTHORS)) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failure_counts_as_a_row_that_may_be_there(status: int) -> None:
    """A server that keeps a row and then fails has made it all the same."""
    ledger = Ledger()
    with courier(Writes(everything=True)) as sender:
        made = create(sender)
    ledger.note(replace(made, status=status))
    assert [(entry.key, entry.sure) for entry in ledger.entries] == [(None, False)]


def test_an_answer_told_again_is_no_second_row() -> None:
    """A replayed answer shows the same key, and counts once."""
    ledger = Ledger()
    with courier(Writes(everything=True)) as sender:
        made = create(sender)
    ledger.note(made)
    ledger.note(made)
    assert ledger.made(operation(AUTHORS)) == 1


def test_the_options_name_what_may_be_written(tmp_path: Path) -> None:
    """--write takes a label or an id, and refuses an operation that only reads."""
    files = {"contract": FOLDER / "openapi.yaml", "semantics": FOLDER / "semantics.yaml"}
    given = {**files, "write": ["createAuthorAsAdmin"], "tag": "x", "ledger": tmp_path / "l.jsonl"}
    run = prepare(Options.of("http://app.test", given), {}, app=serve())
    with run.examination.courier as sender:
        assert sender.target.writes.named == (AUTHORS,)
        assert sender.fresh() == "contractkit-x-1"
    for wrong, told in (
        ({"write": ["listAuthors"]}, "only reads"),
        ({"tag": "A B"}, "--tag"),
        ({"max_creates": 0}, "--max-creates"),
    ):
        with pytest.raises(ContractKitError, match=told):
            prepare(Options.of("http://app.test", {**files, **wrong}), {}, app=serve())


def test_a_draft_is_sent_with_its_decimals_exact() -> None:
    """A decimal goes out as it is, through no float."""
    with courier(Writes(everything=True)) as sender:
        made = create(sender)
    assert made.status == 201
    assert b'"royalty":10.50' in (made.asked.body or b"")
    assert encode({"a": 1, "b": [None, "x"]}) == b'{"a":1,"b":[null,"x"]}'
