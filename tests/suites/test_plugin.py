"""The plugin turns verdicts into nodes, and tells a failure of the kit from a finding."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from suites import Case, SuitesPlugin
from suites.invariants import INVARIANTS
from suites.result import UNUSABLE
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import AUTHORS, finishing, mute
from tests.suites.judging import examine


def judging(parts: Any = SOUND) -> tuple[SuitesPlugin, Case]:
    """A plugin on a run, and its case for one invariant that the deployment may break."""
    examination = examine(parts)
    operation = examination.contract.operation(AUTHORS)
    assert operation
    return SuitesPlugin(examination, operations=(operation,)), Case(examination, INVARIANTS["AU-02"], operation)


def finished(plugin: SuitesPlugin, status: int) -> int:
    """The exit status of a session that would have ended with another."""
    session = SimpleNamespace(exitstatus=status)
    plugin.pytest_sessionfinish(cast("pytest.Session", session))
    return int(session.exitstatus)


def interact(plugin: SuitesPlugin, call: "pytest.CallInfo[Any]") -> None:
    """Hands the plugin what pytest would on an exception."""
    node = SimpleNamespace(name="test_authentication[AU-02]")
    plugin.pytest_exception_interact(cast("pytest.Item", node), call)


def test_a_finding_fails_its_node() -> None:
    """A FAIL fails with what was seen and due, and is no failure of the kit."""
    plugin, case = judging(finishing(mute))
    call = pytest.CallInfo.from_call(case.judge, "call")
    assert call.excinfo
    assert call.excinfo.errisinstance(pytest.fail.Exception)
    assert str(call.excinfo.value).splitlines() == [
        f"AU-02 · {AUTHORS}: A 401 comes without WWW-Authenticate.",
        "curl -i --path-as-is --globoff http://app.test/v1/authors",
        "fingerprint 44512a4153da",
    ]
    interact(plugin, call)
    case.examination.courier.ask(case.operation, identity=case.examination.courier.target.identities.get())
    assert finished(plugin, 1) == 1
    assert plugin.result
    assert not plugin.result.errors


def test_a_failure_of_the_kit_is_no_finding() -> None:
    """An exception in a probe or an invariant ends the run with 2: whatever was found is not all."""
    plugin, case = judging()
    assert case.examination.verdict(case.invariant, case.operation).outcome is Outcome.PASS

    def fails() -> None:
        raise RuntimeError("a\nbug")

    interact(plugin, pytest.CallInfo.from_call(fails, "call"))
    assert finished(plugin, 1) == UNUSABLE
    assert plugin.result
    assert plugin.result.errors == ("test_authentication[AU-02]: RuntimeError: a bug",)


def test_an_interrupted_run_ends_with_2() -> None:
    """What was judged before somebody ended the run is told, and not taken for all."""
    plugin, _ = judging()
    plugin.pytest_keyboard_interrupt()
    assert finished(plugin, 2) == UNUSABLE


def test_what_cannot_be_said_skips_its_node() -> None:
    """NOT_ASKED skips with the reason."""
    _, case = judging()
    writing = case.examination.contract.operation("POST /v1/admin/authors")
    assert writing
    with pytest.raises(pytest.skip.Exception, match="NOT_ASKED: it writes"):
        Case(case.examination, case.invariant, writing).judge()
    case.examination.courier.close()


def test_a_plugin_without_a_run_leaves_a_session_alone() -> None:
    """In a session that names no target nothing is concluded, and other tests end as they end."""
    plugin = SuitesPlugin(None)
    assert plugin.cases("pages") == []
    assert finished(plugin, 5) == 5
