"""Ctrl-C ends the command in one line, however early it comes."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Modules from the first to nearly the last that is imported: the interrupt comes when one of them is there.
MOMENTS = ("contractkit.interruption", "typer", "sqlalchemy", "pytest", "suites.traffic", "contractkit.mock")
CHECK, MOCK = ("check", "http://127.0.0.1:9"), ("mock", "--port", "0")
MODULE = ("-m", "contractkit")
# What pip writes as the script `contractkit`.
SCRIPT = "import sys; sys.argv[0] = 'bin/contractkit'; from contractkit import main; sys.exit(main())"


def interrupted(moment: str, words: Sequence[str]) -> tuple[int, str]:
    """The exit code of Python with these words, and what it says; SIGINT comes when a module has been imported."""
    command = [sys.executable, "-X", "importtime", *words]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environ, text=True) as python:
        assert python.stderr
        for line in python.stderr:
            if line.rpartition("|")[2].strip() == moment:
                break
        python.send_signal(signal.SIGINT)
        said = [line for line in python.stderr.read().splitlines() if not line.startswith("import time:")]
    return python.returncode, "\n".join(said).strip()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("verb", [CHECK, MOCK], ids=["check", "mock"])
def test_an_interrupt_while_modules_are_imported_is_one_line(moment: str, verb: Sequence[str]) -> None:
    """The module that is imported, and the verb, make no difference."""
    assert interrupted(moment, [*MODULE, *verb]) == (130, "contractkit: interrupted")


def test_the_script_heeds_an_interrupt_as_the_module_does() -> None:
    """What pip installs is told by its name."""
    assert interrupted("typer", ["-c", SCRIPT, *CHECK]) == (130, "contractkit: interrupted")


def test_who_imports_the_package_keeps_his_own_handler() -> None:
    """An importer is interrupted as ever: by an exception."""
    code, said = interrupted("typer", ["-c", "import contractkit"])
    assert (code, said.splitlines()[-1]) == (-signal.SIGINT, "KeyboardInterrupt")
