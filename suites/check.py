"""Runs the suites by file path with settings of their own, whatever stands in the user's folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import rich.console

from suites.actions import actions
from suites.findings.replaying import again, command
from suites.invariants import FAMILIES
from suites.options import OptionError, Options, Run, prepare
from suites.plugin import SuitesPlugin
from suites.report import Console

HERE = Path(__file__).parent
# What a user's shell may say to pytest must not change a judgement.
FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


def check(options: Options, console: rich.console.Console) -> int:
    """Judges a target and tells the result; returns the exit code (docs/suites.md).

    Args:
        options: what to judge, and how.
        console: where progress and result are told.

    Raises:
        ContractKitError: the run cannot start; nothing was judged.
    """
    run = prepare(options)
    arguments = [
        *(str(HERE / f"test_{family}.py") for family in FAMILIES if family in run.families),
        f"--rootdir={HERE}",
        f"--config-file={HERE / 'check.ini'}",
        "--noconftest",
        "--import-mode=importlib",
    ]
    if options.report:
        arguments.append(f"--junit-xml={options.report / 'junit.xml'}")
    display = Console(console)
    plugin = plugin_of(run, options, display)
    with run.examination.courier, _undisturbed():
        code = int(pytest.main(arguments, plugins=[plugin, *actions(plugin, os.environ)]))
    if plugin.result is None:
        raise OptionError(f"pytest ended with {code} before anything was judged. Nothing was judged.")
    return plugin.result.exit


def plugin_of(run: Run, options: Options, display: Console | None = None) -> SuitesPlugin:
    """What gives pytest the cases of a run."""
    return SuitesPlugin(
        run.examination,
        run.families,
        run.operations,
        options.strict,
        options.report,
        display,
        run.baseline,
        again(options),
        command(options),
    )


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    before = dict(os.environ)
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
