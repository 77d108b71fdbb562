"""The suites inside pytest: one node for each (invariant, operation), judged in the order of the families."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts import Operation
from suites.baseline import Baseline, State
from suites.coverage import cover
from suites.examination import Examination
from suites.fingerprint import apart, short
from suites.invariants import FAMILIES, INVARIANTS, Invariant
from suites.report import LINES, Console, corpus, curl, known_as, remains, write_reports
from suites.result import Result, conclude_run, stopped
from suites.verdicts import SKIPS, Finding, Outcome, Verdict, collapse, following, readable

LACKING = "contractkit: the suites are to judge a deployment, and none is named. Name it with --contract-target URL."


@dataclass(frozen=True, slots=True)
class Case:
    """One node: an invariant held against one operation.

    Args:
        baseline: the findings that are known; None for none.
        today: the day on which they are.
    """

    examination: Examination
    invariant: Invariant
    operation: Operation
    baseline: Baseline | None = None
    today: date = date.min

    def judge(self) -> None:
        """Fails on a finding, skips with the reason where it is known or nothing could be said, passes otherwise."""
        verdict = self.examination.verdict(self.invariant, self.operation)
        if verdict.outcome is Outcome.FAIL:
            self._broken(verdict)
        if verdict.outcome in SKIPS:
            pytest.skip(f"{verdict.outcome.value}: {verdict.reason}")

    def _broken(self, verdict: Verdict) -> None:
        findings = tuple(apart([Finding(verdict)]))
        failing = next((each for each in findings if self._state(each) is not State.KNOWN), None)
        first = failing or findings[0]
        if failing is None:
            pytest.skip(f"KNOWN: {first.verdict.reason} {self._standing(first)}")
        if cause := self._known_cause(verdict):
            pytest.skip(f"KNOWN: it follows from {cause.verdict.invariant}, {self._standing(cause)}")
        shown = first.verdict.breaches[0].exchanges[:LINES] if first.verdict.breaches else ()
        lines = [curl(exchange, self.examination.courier.target.url) for exchange in shown]
        standing = f" · {self._standing(first)}" if self.baseline else ""
        told = f"{verdict.invariant} · {verdict.operation}: {first.verdict.reason}"
        pytest.fail("\n".join((told, *lines, f"fingerprint {short(first.fingerprint)}{standing}")), pytrace=False)

    def _state(self, finding: Finding) -> State:
        return self.baseline.state(finding.fingerprint, self.today) if self.baseline else State.NEW

    def _standing(self, finding: Finding) -> str:
        entry = self.baseline.entry(finding.fingerprint) if self.baseline else None
        return readable(known_as(entry, self._state(finding)))

    def _known_cause(self, verdict: Verdict) -> Finding | None:
        """A finding that tells this one too, and that the baseline knows as a whole."""
        implied = {each.id: each.implies for each in INVARIANTS.values()} if self.baseline else {}
        causes = [each for each in implied if verdict.invariant in following(each, implied) - {each}]
        for cause in causes:
            theirs = self.examination.verdict(INVARIANTS[cause], self.operation)
            told = collapse([theirs, verdict], implied) if theirs.outcome is Outcome.FAIL else ()
            found = tuple(apart(told)) if len(told) == 1 and told[0].verdict is theirs else ()
            if found and all(self._state(each) is State.KNOWN for each in found):
                return found[0]
        return None


class SuitesPlugin:
    """Gives the suites' test functions their cases, and tells the result.

    Args:
        examination: the run; None where pytest was given no target.
        families: the families to judge.
        operations: the operations to judge.
        strict: whether a VACUOUS verdict fails the run.
        directory: where reports go; None for none.
        console: where progress and result are told; None to leave that to pytest.
        baseline: the findings that are known; None for none.
        told: what it takes to judge the same again.
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
    ) -> None:
        self.examination = examination
        self.result: Result | None = None
        self._families, self._operations = families, operations
        self._strict, self._directory, self._console = strict, directory, console
        self._baseline, self._told = baseline, told or {}
        self._started, self._today = time.monotonic(), datetime.now(UTC).date()
        self._errors: list[str] = []

    def cases(self, family: str) -> list[Case]:
        """The nodes of a family."""
        if self.examination is None or family not in self._families:
            return []
        rows = [invariant for invariant in INVARIANTS.values() if invariant.family == family]
        known = (self._baseline, self._today)
        return [Case(self.examination, row, operation, *known) for operation in self._operations for row in rows]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Gives a test function marked with a family that family's cases."""
        mark = metafunc.definition.get_closest_marker("contract_family")
        if mark is None or self.examination is None:
            return
        cases = self.cases(mark.args[0])
        metafunc.parametrize("case", cases, ids=[f"{each.invariant.id} {each.operation.label}" for each in cases])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Orders the families, so that those which judge every exchange of the run come last.

        Raises:
            UsageError: the suites are to run and no target is named: a gate that lost its variable is not green.
        """
        if self.examination is None and any(_family(item) for item in items):
            raise pytest.UsageError(LACKING)
        order = {family: place for place, family in enumerate(FAMILIES)}
        items.sort(key=lambda item: order.get(_family(item), -1))
        if self._console and self.examination:
            target = self.examination.courier.target
            contract = self.examination.contract
            mode = f"writes allowed, as {target.tag}" if target.writes.any else "read-only"
            count = len(self._operations)
            operations = f"{count} operation{'' if count == 1 else 's'}"
            self.examination.courier.tell = self._console.note
            rate = f"{target.rate:g} requests a second" if target.rate else "not paced"
            self._console.begin(
                f"Judging {target.url} by {contract.title} {contract.version} ({operations}) · "
                f"{mode} · at most {target.budget} requests, {rate} · seed {target.seed}",
                [_family(item) for item in items],
            )

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Refuses to be spread over processes: some promises are about the whole of one conversation."""
        if self.examination and session.config.getoption("numprocesses", None):
            raise pytest.UsageError("contractkit: the suites run in one process. Leave out -n.")

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Tells the display of a verdict as it falls, and a report of pytest's what a finding is known by."""
        case = _case(item)
        verdict = case and case.examination.verdicts.get((case.invariant.id, case.operation.label))
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
            self._errors.append(f"{node.name}: {readable(call.excinfo.exconly())}")

    def pytest_keyboard_interrupt(self) -> None:
        """Keeps that somebody ended the run."""
        self._errors.append("interrupted")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Concludes the run, writes its reports and, where nothing was judged, says so by the exit code."""
        if self.examination is None or not (self.examination.verdicts or self._errors):
            return
        self.result = self.concluded(self.examination)
        session.exitstatus = max(int(session.exitstatus), self.result.exit)
        self.examination.courier.close()
        if self._directory:
            write_reports(self.result, self._directory)
        if self._console:
            self._console.end(self.result)

    def concluded(self, run: Examination) -> Result:
        """What a run comes to as far as it went, its findings told by the simplest requests."""
        spent, trouble = run.courier.left <= 0, run.courier.stopped
        if not self._errors:
            run.shrink(self._is_known)
        result = conclude_run(
            target=run.courier.target.url,
            title=f"{run.contract.title} {run.contract.version}",
            verdicts=tuple(run.verdicts.values()),
            exchanges=run.courier.exchanges,
            seed=run.courier.target.seed,
            strict=self._strict,
            secured=any(each.security == "required" for each in self._operations),
            seconds=time.monotonic() - self._started,
            errors=self._errors,
            spent=spent,
            ledger=run.courier.ledger,
            baseline=self._baseline,
            today=self._today,
        )
        return replace(
            stopped(result, trouble),
            coverage=tuple(cover(self._operations, run.courier.exchanges)),
            source=run.contract.source,
            report=str(self._directory / "findings.json") if self._directory else "",
            told=self._told,
            corpus=run.corpus.settle(result.verdicts, self._today) if run.corpus else (),
        )

    def _is_known(self, fingerprint: str) -> bool:
        return self._baseline is not None and self._baseline.state(fingerprint, self._today) is State.KNOWN

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tells what was made and left behind, and what has become of a corpus, where pytest does the telling."""
        for line in (*remains(self.result), *corpus(self.result)) if self.result and not self._console else ():
            terminalreporter.write_line(line)


def _case(item: pytest.Item) -> Case | None:
    spec = getattr(item, "callspec", None)
    case = spec.params.get("case") if spec else None
    return case if isinstance(case, Case) else None


def _family(item: pytest.Item) -> str:
    mark = item.get_closest_marker("contract_family")
    return str(mark.args[0]) if mark else ""
