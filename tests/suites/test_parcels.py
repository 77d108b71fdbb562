"""What a process of a spread run has come to arrives whole, or as far as it went."""

from pathlib import Path

from contracts import Identity
from suites.examination import Examination
from suites.invariants import INVARIANTS
from suites.spread.account import Account, total
from suites.spread.meeting import Meeting
from suites.spread.parcels import Parcels
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import AUTHORS, finishing, mute
from tests.suites.judging import examine


def judged() -> Examination:
    """A run that has found a breach."""
    run = examine(finishing(mute))
    operation = run.contract.operation(AUTHORS)
    assert operation
    assert run.verdict(INVARIANTS["AU-02"], operation).outcome is Outcome.FAIL
    run.courier.close()
    return run


def test_an_account_arrives_as_it_was_sent(tmp_path: Path) -> None:
    """Verdicts with their breaches, exchanges with their operations and errors are the same on the other side."""
    run = judged()
    sent = Account.of(run, ["a bug"], ended=True)
    Parcels(tmp_path, 0).send(sent)
    assert Parcels(tmp_path, 0).read(run.contract) == sent


def test_each_parcel_holds_what_is_new(tmp_path: Path) -> None:
    """What was sent before is not sent again, and all of it is read in order."""
    run = judged()
    whole = Account.of(run, ())
    parcels = Parcels(tmp_path, 0)
    parcels.send(Account(exchanges=whole.exchanges[:3]))
    length = parcels.send(Account(exchanges=whole.exchanges[:5]))
    assert parcels.send(whole) > length
    assert parcels.read(run.contract) == whole
    assert parcels.read(run.contract, length).exchanges == whole.exchanges[:5]


def test_a_parcel_that_is_cut_short_is_none(tmp_path: Path) -> None:
    """A process that dies while it sends leaves what it had sent before, and has not ended."""
    run = judged()
    parcels = Parcels(tmp_path, 0)
    length = parcels.send(Account.of(run, ()))
    parcels.send(Account.of(run, ("x" * 500,), ended=True))
    parcels.path.write_bytes(parcels.path.read_bytes()[:-40])
    assert parcels.read(run.contract) == Account.of(run, ())
    assert length < parcels.path.stat().st_size
    assert Parcels(tmp_path, 1).read(run.contract) == Account()


def test_one_that_has_not_ended_is_not_all() -> None:
    """Together, processes have ended once each of them has; what stopped one of them stopped the run."""
    ended, stopped = (
        Account(ended=True, errors=("a", "b")),
        Account(stopped="in trouble", spent=("all",), errors=("a",)),
    )
    assert total([ended, stopped]) == Account(errors=("a", "b"), stopped="in trouble", spent=("all",))
    assert total([ended, ended]).ended
    assert not total([]).ended


def test_processes_meet_and_judge_by_what_all_asked(tmp_path: Path) -> None:
    """Whoever comes to the meeting first waits for the others, and hears what they had asked until then."""
    run = examine(SOUND)
    operation = run.contract.operation(AUTHORS)
    identity: Identity | None = run.courier.target.identities.get()
    assert operation
    with run.courier as courier:
        early, late = courier.ask(operation, identity=identity), courier.ask(operation, identity=identity)
    theirs = Parcels(tmp_path, 1)
    length = theirs.send(Account(exchanges=(early,)))
    theirs.send(Account(exchanges=(early, late)))
    waits: list[float] = []

    def meanwhile(seconds: float) -> None:
        waits.append(seconds)
        Meeting(tmp_path, 2).arrive(1, length)
        Meeting(tmp_path, 2).arrive(1)

    meeting = Meeting(tmp_path, 2, meanwhile)
    meeting.arrive(0)
    assert meeting.others(0, run.contract) == (early,)
    assert len(waits) == 1
