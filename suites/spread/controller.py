"""The process that pytest-xdist starts workers from: it gives each a part of the run, and tells what all come to.

A worker that did not come to its end is an error of the run, and none is started in its place: nobody knows what it
has asked for, and how often.
"""

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

import pytest

from suites.examination import Examination
from suites.plugin import SuitesPlugin
from suites.sending.writes import TAG
from suites.spread.account import Account, total
from suites.spread.meeting import Meeting
from suites.spread.parcels import Parcels
from suites.spread.worker import GIVEN

EACH = "contractkit: --dist each would judge everything once for each worker. Leave it out."
RECORDED = "contractkit: --contract-record takes down one conversation, and -n makes several. Leave one of them out."
REMEMBERED = "contractkit: --contract-corpus is asked by one process, and -n makes several. Leave one of them out."
FAR = "contractkit: the suites are spread over processes of this machine only. Name workers with -n."


def refuse_unsound(config: pytest.Config) -> None:
    """Refuses to spread a run in a way that could not be judged rightly, and has no worker replaced.

    Raises:
        UsageError: the workers are not to share the run, are not all on this machine, or would share a file.
    """
    kinds = config.getoption("tx")
    if config.getoption("dist") == "each":
        raise pytest.UsageError(EACH)
    if not all(_is_here(each) for each in kinds):
        raise pytest.UsageError(FAR)
    if kinds and config.getoption("--contract-record"):
        raise pytest.UsageError(RECORDED)
    if kinds and config.getoption("--contract-corpus"):
        raise pytest.UsageError(REMEMBERED)
    config.option.maxworkerrestart = "0"


class Node(Protocol):
    """A worker as pytest-xdist hands it to hooks."""

    workerinput: dict[str, Any]


class Controller:
    """What the controller does for the suites.

    Args:
        plugin: concludes the run.
        run: made here as in each worker; nothing is asked by it.
    """

    def __init__(self, plugin: SuitesPlugin, run: Examination) -> None:
        self._plugin, self._run = plugin, run
        self._folder: Path | None = None
        self._count = 0

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Node) -> None:
        """Gives a worker its part, the run's tag and the run's folder."""
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="contractkit-"))
            self._plugin.account_of_all = self.account
        node.workerinput[GIVEN] = {
            "number": self._count,
            "count": min(node.workerinput["workercount"], len(self._plugin.operations)),
            "tag": self._run.courier.target.tag.removeprefix(f"{TAG}-"),
            "folder": str(self._folder),
        }
        self._count += 1

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Node, error: object) -> None:
        """Has nobody wait for a worker that is gone."""
        told = node.workerinput.get(GIVEN)
        if error and told and self._folder:
            Meeting(self._folder, self._count).arrive(told["number"])

    def account(self) -> Account:
        """What all workers come to; what one of them left unsaid is an error."""
        folder, contract = self._folder, self._run.contract
        found = [Parcels(folder, number).read(contract) for number in range(self._count)] if folder else []
        gone = [number for number, each in enumerate(found) if not each.ended]
        errors = (*self._plugin.errors, *(f"worker gw{number} ended before its part was judged" for number in gone))
        whole = total([Account(errors=errors), *found])
        order = {each.key: place for place, each in enumerate(self._plugin.plan())}
        verdicts = sorted(whole.verdicts, key=lambda each: order[each.invariant, each.operation])
        return Account(
            tuple(verdicts), whole.exchanges, whole.entries, whole.errors, whole.spent, whole.stopped, ended=not gone
        )

    def pytest_unconfigure(self) -> None:
        """Leaves nothing behind on this machine."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def _is_here(spec: str) -> bool:
    """Whether workers of a kind, `2*popen`, run on this machine and in this folder."""
    kind, *more = spec.rpartition("*")[2].split("//")
    return kind == "popen" and not any(each.startswith(("chdir", "via", "ssh")) for each in more)
