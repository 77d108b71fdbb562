"""A plugin of pytest for where pytest-xdist is at hand: all nodes of an operation go to one worker.

It is loaded by its name, and by nothing else: the kit needs no pytest-xdist. It takes the place of xdist's own
`xdist_group`, which needs `--dist loadgroup` and, since it writes into the ids of nodes, has no effect on pytest 9.2.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import xdist.scheduler  # type: ignore[import-untyped]  # it says nothing of its types
import xdist.workermanage  # type: ignore[import-untyped]  # likewise

from suites.plugin import NAME, SuitesPlugin
from suites.spread.parts import portions
from suites.spread.worker import GIVEN

PART = "part of the run: "
NODE = re.compile(r"\[\S+ (?P<operation>\S+ .+)\]$")
# How nodes that are not the suites' own are kept together, where somebody asked for it: by file, by class or module.
TOGETHER: Mapping[str, Callable[[str], str]] = {
    "loadfile": lambda nodeid: nodeid.partition("::")[0],
    "loadscope": lambda nodeid: nodeid.rpartition("::")[0],
}


class ByPart(xdist.scheduler.LoadGroupScheduling):  # type: ignore[misc]  # likewise
    """Gives each worker one part of the run, and all other tests as they come.

    Args:
        config: pytest's.
        log: xdist's own.
        parts: the number of the part that judges an operation, by its label.
    """

    def __init__(self, config: pytest.Config, log: object, parts: Mapping[str, int]) -> None:
        super().__init__(config, log)
        self._parts = parts
        self._together = TOGETHER.get(config.getoption("dist"), super()._split_scope)
        self.assigned_work: dict[Any, dict[str, dict[str, bool]]] = {}

    def _split_scope(self, nodeid: str) -> str:
        found = NODE.search(nodeid)
        part = self._parts.get(found["operation"]) if found else None
        return self._together(nodeid) if part is None else f"{PART}{part}"

    def schedule(self) -> None:
        """Hands out the first units: to each worker its own part, and none to one without work."""
        nodeids = next(iter(self.registered_collections.values()), ())
        wanted = {self._split_scope(each) for each in nodeids}
        nodes = sorted(self.assigned_work, key=lambda node: (_part(node) not in wanted, _number(node)))
        self.assigned_work = {node: self.assigned_work[node] for node in nodes}
        super().schedule()

    def _assign_work_unit(self, node: Any) -> None:
        # A worker's share of what may be asked is that of its own part: it takes no other.
        own = (each for each in self.workqueue if each == _part(node) or not each.startswith(PART))
        unit = min(own, key=lambda each: each != _part(node), default=None)
        if unit is None:
            node.shutdown()
            return
        self.workqueue.move_to_end(unit, last=False)
        super()._assign_work_unit(node)


def _part(node: Any) -> str:
    return f"{PART}{_number(node)}"


def _number(node: Any) -> int:
    """The place of a worker among those that pytest-xdist started."""
    return int(node.workerinput[GIVEN]["number"])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByPart | None:
    """The scheduler of a run that judges a deployment; xdist's own elsewhere."""
    plugin = config.pluginmanager.get_plugin(NAME)
    if not isinstance(plugin, SuitesPlugin) or plugin.examination is None:
        return None
    workers = len(xdist.workermanage.parse_tx_spec_config(config))
    count = min(workers, len(plugin.operations))
    parts = portions(plugin.operations, plugin.examination.contract, count)
    # pytest spells what is beyond ASCII so in a node's id.
    spelt = {label.encode("unicode_escape").decode("ascii"): part for label, part in parts.items()}
    return ByPart(config, log, spelt)
