"""The suites inside pytest: one node for each (invariant, operation), judged in the order of the families."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts import Operation
from suites.case import Case, case_of
from suites.command import Command
from suites.evidence.coverage import cover
from suites.examination import Examination
from suites.findings.baseline import Baseline, State
from suites.findings.fingerprint import apart, short
from suites.invariants import FAMILIES, INVARIANTS
from suites.options import prefixed
from suites.report import Console, bounds, corpus, remains, write_reports
from suites.result import Result, conclude_run, stopped
from suites.sending.ledger import Ledger
from suites.spread.account import Account
from suites.verdicts import Finding, Outcome, readable

NAME = "contractkit-suites"  # by which a session knows this plugin
SCHEDULING = "suites.spread.scheduling"  # the module that spreads the nodes, where pytest-xdist is at hand
LACKING = "contractkit: no deployment to judge is named. Name it with --contract-target URL."
# The marker of each family's test function: pytest is told a name, for -m knows no arguments.
MARKERS: Mapping[str, str] = {f"contract_{family}": family for family in FAMILIES}


class SuitesPlugin:
    """Gives the suites' test functions their cases, and tells the result.

    Args:
        examination: the run; None where pytest was given no target.
        families: the families to judge.
        operations: the operations to judge.
        strict: whether a VACUOUS verdict fails the run, and a bound that kept something from being judged.
        directory: where reports go; None for none.
        console: where progress and result are told; None to leave that to pytest.
        baseline: the findings that are known; None for none.
        told: what it takes to judge the same again.
        command: the same as words, and who calls.
    """

    def __init__(
        self,
        examination: Examination | None,
        families: tuple[str, ...] = FAMILIES,
        operations: tuple[Operation, ...] = (),
        strict: bool = False,
        directory: Path | None = None,
        console: Console | None = None,
        baseline: Baseline | None = None,
        told: Mapping[str, Any] | None = None,
        command: Command | None = None,
    ) -> None:
        self.examination = examination
        self.operations = operations
        self.result: Result | None = None
        # Why the run did not come to its end.
        self.errors: list[str] = []
        # A process of a spread run leaves that to the one that started it, which knows what all have come to.
        self.concludes = True
        self.account_of_all: Callable[[], Account] | None = None
        self._families = families
        self._strict, self._directory, self._console = strict, directory, console
        self._baseline, self._told, self._command = baseline, told or {}, command or Command()
        self._started, self._today = time.monotonic(), datetime.now(UTC).date()

    def cases(self, family: str) -> list[Case]:
        """The nodes of a family."""
        if self.examination is None or family not in self._families:
            return []
        rows = [invariant for invariant in INVARIANTS.values() if invariant.family == family]
        known = (self._baseline, self._today)
        return [Case(self.examination, row, operation, *known) for operation in self.operations for row in rows]

    def plan(self) -> list[Case]:
        """Every node, in the order in which they are judged."""
        return sorted((each for family in FAMILIES for each in self.cases(family)), key=lambda each: each.late)

    def account(self) -> Account:
        """What the run has come to; in one process its findings are told by their simplest requests."""
        if self.account_of_all:
            return self.account_of_all()
        return self._simplest(self.examination) if self.examination else Account()

    def _simplest(self, run: Examination) -> Account:
        """What a run has come to. What it takes to make its findings simpler is no sign of a target in trouble."""
        before = Account.of(run, self.errors)
        if not before.errors:
            run.shrink(self._is_known)
        return replace(Account.of(run, self.errors), spent=before.spent, stopped=before.stopped)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Registers the families' markers."""
        for marker, family in MARKERS.items():
            config.addinivalue_line("markers", f"{marker}: judges a deployment by the promises of the family {family}")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Gives a test function marked with a family that family's cases."""
        family = _family(metafunc.definition)
        if not family or self.examination is None:
            return
        cases = self.cases(family)
        metafunc.parametrize("case", cases, ids=[f"{each.invariant.id} {each.operation.label}" for each in cases])

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Has `-k` know a node by the operation's id, too."""
        if case := case_of(item):
            item.extra_keyword_matches.add(case.operation.id)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Orders the families; what is judged by whatever was asked comes last, and a family without cases has no node.

        Raises:
            UsageError: the suites are to run and no target is named: a gate that lost its variable is not green.
        """
        if self.examination is None and any(_family(item) for item in items):
            raise pytest.UsageError(LACKING)
        if empty := [item for item in items if _is_empty(item)]:
            config.hook.pytest_deselected(items=empty)
        order = {family: place for place, family in enumerate(FAMILIES)}
        kept = (item for item in items if not _is_empty(item))
        items[:] = sorted(kept, key=lambda item: (_is_late(item), order.get(_family(item), -1)))
        if self._console and self.examination:
            self._begin(self._console, self.examination, items)

    def _begin(self, console: Console, examination: Examination, items: list[pytest.Item]) -> None:
        target, contract = examination.courier.target, examination.contract
        mode = f"writes allowed, as {target.tag}" if target.writes.any else "read-only"
        count = len(self.operations)
        operations = f"{count} operation{'' if count == 1 else 's'}"
        examination.courier.tell = console.note
        rate = f"{target.rate:g} requests a second" if target.rate else "not paced"
        console.begin(
            f"Judging {target.url} by {contract.title} {contract.version} ({operations}) · "
            f"{mode} · at most {target.budget} requests, {rate} · seed {target.seed}",
            [_family(item) for item in items],
        )

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Tells the display of a verdict as it falls, and a report of pytest's what a finding is known by."""
        case = case_of(item)
        verdict = case and case.examination.verdicts.get(case.key)
        if case is None or not verdict:
            return
        if self._console:
            self._console.told(verdict, len(case.examination.courier.exchanges))
        if verdict.outcome is Outcome.FAIL:
            found = (("fingerprint", short(each.fingerprint)) for each in apart([Finding(verdict)]))
            item.user_properties.extend(found)

    def pytest_exception_interact(self, node: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Keeps what is no finding: the kit itself failed, and whatever it had found is not all."""
        if call.excinfo and not call.excinfo.errisinstance(pytest.fail.Exception) and self.examination:
            self.errors.append(f"{node.name}: {readable(call.excinfo.exconly())}")

    def pytest_keyboard_interrupt(self) -> None:
        """Keeps that somebody ended the run."""
        self.errors.append("interrupted")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Says what a worker of pytest-xdist could not: that no target is named.

        Raises:
            UsageError: as when a session collects by itself.
        """
        output = getattr(node, "workeroutput", {})
        if self.examination is None and output.get("exitstatus") == pytest.ExitCode.USAGE_ERROR:
            raise pytest.UsageError(LACKING)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Concludes the run, writes its reports and, where nothing was judged, says so by the exit code."""
        if self.examination is None or not self.concludes:
            return
        account = self.account()
        self.examination.courier.close()
        if not (account.verdicts or account.errors):
            return
        self.result = self.concluded(self.examination, account)
        worst = max(int(session.exitstatus), self.result.exit)
        session.exitstatus = self.result.exit if self.result.errors else worst
        if self._directory:
            write_reports(self.result, self._directory)
        if self._console:
            self._console.end(self.result)

    def concluded(self, run: Examination, account: Account | None = None) -> Result:
        """What a run comes to as far as it went; `account` is what it has come to, told by the plugin unless given."""
        account = account or self.account()
        ledger = Ledger(tag=run.courier.ledger.tag, path=run.courier.ledger.path)
        ledger.entries.extend(account.entries)
        result = conclude_run(
            target=run.courier.target.url,
            title=f"{run.contract.title} {run.contract.version}",
            verdicts=account.verdicts,
            exchanges=account.exchanges,
            seed=run.courier.target.seed,
            strict=self._strict,
            secured=any(each.security == "required" for each in self.operations),
            seconds=time.monotonic() - self._started,
            errors=account.errors,
            spent=account.spent,
            ledger=ledger,
            baseline=self._baseline,
            today=self._today,
        )
        return replace(
            stopped(result, account.stopped),
            coverage=tuple(cover(self.operations, account.exchanges)),
            source=run.contract.source,
            report=str(self._directory / "findings.json") if self._directory else "",
            told=self._told,
            corpus=run.corpus.settle(result.verdicts, self._today) if run.corpus else (),
            unsaid=run.corpus.unsaid if run.corpus else 0,
            command=self._command,
        )

    def _is_known(self, fingerprint: str) -> bool:
        return self._baseline is not None and self._baseline.state(fingerprint, self._today) is State.KNOWN

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tells what pytest does not: why the run did not come to its end, what was left behind, and of a corpus."""
        if self.result is None or self._console:
            return
        stop = (self.result.stopped,) if self.result.stopped else ()
        errors = (f"ERROR {each}" for each in self.result.errors)
        for line in (*errors, *stop, *remains(self.result), *corpus(self.result), *bounds(self.result)):
            terminalreporter.write_line(prefixed(line))


def _family(item: pytest.Item) -> str:
    return next((MARKERS[mark.name] for mark in item.iter_markers() if mark.name in MARKERS), "")


def _is_empty(item: pytest.Item) -> bool:
    return bool(_family(item)) and case_of(item) is None


def _is_late(item: pytest.Item) -> bool:
    case = case_of(item)
    return case is not None and case.late
