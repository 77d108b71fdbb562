"""One process of a run that pytest-xdist spreads: it judges its part, and tells all it comes to by parcels."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from suites.case import case_of
from suites.examination import Examination
from suites.plugin import SuitesPlugin
from suites.spread.account import Account
from suites.spread.meeting import Meeting
from suites.spread.parcels import Parcels
from suites.spread.parts import Part

# What the controller gives each worker, by this name in `workerinput`.
GIVEN = "contractkit"


class Worker:
    """What a worker does beside judging.

    Args:
        plugin: judges; it leaves the result to the controller.
        run: of this worker's part.
        part: which one.
        folder: the run's own.
    """

    def __init__(self, plugin: SuitesPlugin, run: Examination, part: Part, folder: Path) -> None:
        plugin.concludes = False
        self._plugin, self._run, self._part = plugin, run, part
        self._parcels, self._meeting = Parcels(folder, part.number), Meeting(folder, part.count)
        self._met = False

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Before the first promise about whatever was asked, waits for what the others asked."""
        case = case_of(item)
        if case is None or not case.late or self._met:
            return
        self._met = True
        self._meeting.arrive(self._part.number, self._send())
        self._run.elsewhere = self._meeting.others(self._part.number, self._run.contract)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Tells the verdict that has just fallen."""
        if case_of(item):
            self._send()

    def pytest_sessionfinish(self) -> None:
        """Tells that this is all."""
        self._meeting.arrive(self._part.number, self._send(ended=True))
        self._run.courier.close()

    def _send(self, ended: bool = False) -> int:
        return self._parcels.send(Account.of(self._run, self._plugin.errors, ended))


def given(config: pytest.Config) -> Mapping[str, Any] | None:
    """What the controller gave this process; None where it is no worker of a run."""
    found: Mapping[str, Any] | None = getattr(config, "workerinput", {}).get(GIVEN)
    return found


def part_of(told: Mapping[str, Any]) -> Part:
    """The part that a worker is given."""
    return Part(told["number"], told["count"])
