"""On GitHub Actions: nothing that a deployment says is taken for a command, findings become annotations and a summary.

Between the start of the session and its end GitHub obeys no command that it reads, but the one that ends this.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

import pytest

from suites.plugin import SuitesPlugin
from suites.report import annotations, places, summary


def actions(plugin: SuitesPlugin, environ: Mapping[str, str]) -> tuple["ActionsPlugin", ...]:
    """What a session of pytest also needs where it runs on GitHub Actions; nothing elsewhere.

    Args:
        plugin: has the result, once there is one.
        environ: says where the session runs (`GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY`, `GITHUB_WORKSPACE`).
    """
    if plugin.examination is None or environ.get("GITHUB_ACTIONS") != "true":
        return ()
    page, root = environ.get("GITHUB_STEP_SUMMARY"), environ.get("GITHUB_WORKSPACE")
    return (ActionsPlugin(plugin, Path(page) if page else None, Path(root).absolute() if root else Path.cwd()),)


class ActionsPlugin:
    """Prints the annotations of a run, and appends its summary to that of the step.

    Args:
        plugin: has the result, once there is one.
        page: the file of the step's summary; None for none.
        root: the folder that files are told from.
    """

    def __init__(self, plugin: SuitesPlugin, page: Path | None, root: Path) -> None:
        self._plugin, self._page, self._root = plugin, page, root
        self._word = f"contractkit-{token_hex(8)}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Asks GitHub to obey no command from here on."""
        _say(session.config, f"::stop-commands::{self._word}")

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Asks GitHub to obey again, and tells the result."""
        _say(config, f"::{self._word}::")
        result = self._plugin.result
        if result is None:
            return
        for line in annotations(result, places(result.source).under(self._root)):
            _say(config, line)
        if self._page:
            with self._page.open("a", encoding="utf-8", errors="backslashreplace") as page:
                page.write(summary(result))


def _say(config: pytest.Config, line: str) -> None:
    """A line of its own, through pytest's own display where there is one: it is not captured."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    else:
        reporter.ensure_newline()
        reporter.write_line(line)
