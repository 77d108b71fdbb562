"""On GitHub Actions a session stops the obeying of commands while it runs, and tells its result afterwards."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from suites import SuitesPlugin, actions
from tests.suites.deployment import SOUND
from tests.suites.hostile import hostile_result
from tests.suites.judging import examine
from tests.suites.library import FOLDER


class Reporter:
    """pytest's display, as far as a plugin writes to it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def ensure_newline(self) -> None:
        """Nothing is on the line."""

    def write_line(self, line: str) -> None:
        """Keeps a line."""
        self.lines.append(line)


def config(reporter: Reporter | None) -> Any:
    """A session's configuration that has this display."""
    return SimpleNamespace(pluginmanager=SimpleNamespace(get_plugin=lambda _name: reporter))


def judged() -> SuitesPlugin:
    """A plugin whose run is over."""
    examination = examine(SOUND)
    examination.courier.close()
    plugin = SuitesPlugin(examination)
    plugin.result = replace(hostile_result(), errors=())
    return plugin


@pytest.mark.parametrize("environ", [{}, {"GITHUB_ACTIONS": "false"}, {"CI": "true"}])
def test_elsewhere_nothing_is_added(environ: dict[str, str]) -> None:
    """Only GitHub Actions, by its own variable, gets commands; a session that judges nothing does not either."""
    assert actions(judged(), environ) == ()
    assert actions(SuitesPlugin(None), {"GITHUB_ACTIONS": "true"}) == ()


@pytest.mark.parametrize("by_pytest", [True, False])
def test_commands_are_stopped_while_a_deployment_speaks(
    by_pytest: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The word that ends the stop is made anew for each session; annotations and the summary come after it."""
    page = tmp_path / "summary"
    page.write_text("before\n", encoding="utf-8")
    reporter = Reporter() if by_pytest else None
    words = set()
    for _ in range(2):
        (plugin,) = actions(judged(), {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)})
        plugin.pytest_sessionstart(cast("pytest.Session", SimpleNamespace(config=config(reporter))))
        plugin.pytest_unconfigure(config(reporter))
        lines = reporter.lines if reporter else capsys.readouterr().out.splitlines()
        stop, go, *told = lines[-4:]
        assert stop.startswith("::stop-commands::contractkit-")
        assert go == f"::{stop.removeprefix('::stop-commands::')}::"
        assert [line.split()[0] for line in told] == ["::error", "::warning"]
        words.add(go)
    assert len(words) == 2
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n## Contract: ")
    assert text.count("## Contract: ") == 2


def test_a_file_is_told_from_the_workspace() -> None:
    """GitHub finds the contract of a run that starts in a folder of the repository."""
    reporter = Reporter()
    (plugin,) = actions(judged(), {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(FOLDER.parent)})
    plugin.pytest_unconfigure(config(reporter))
    assert reporter.lines[1].startswith(f"::error file={FOLDER.name}/openapi.yaml,line=11,col=5,title=PG-01")


def test_a_session_that_was_cut_short_lets_github_obey_again() -> None:
    """Without a result the stop is ended all the same."""
    reporter, run = Reporter(), judged()
    run.result = None
    (plugin,) = actions(run, {"GITHUB_ACTIONS": "true"})
    plugin.pytest_unconfigure(config(reporter))
    assert len(reporter.lines) == 1
