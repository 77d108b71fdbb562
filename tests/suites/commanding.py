"""The command of this kit in a process of its own, run in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.suites.library import FOLDER, library_identities

ROOT = Path(__file__).parents[2]
LIBRARY = ("contract", "openapi.yaml"), ("semantics", "semantics.yaml"), ("identities", "identities.json")
TOKENS = [each.token for each in library_identities().identities.values()]
COMMAND = "import sys; from contractkit import main; sys.exit(main())"


def run(words: Sequence[str], folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """A command in a folder, with what the kit needs and nothing of this run."""
    foreign = ("PYTEST", "COV", "COLUMNS", "GITHUB")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return subprocess.run(
        words,
        cwd=folder,
        env={**kept, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def check(target: str, folder: Path, *options: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """`contractkit check` of the library in a folder."""
    return run(command(target, *options), folder, **environ)


def command(target: str, *options: str) -> Sequence[str]:
    """The words of `contractkit check`; the command finds the kit as if it was installed."""
    given = [word for name, file in LIBRARY for word in (f"--{name}", str(FOLDER / file))]
    return kit("check", target, *given, *options)


def kit(*words: str) -> Sequence[str]:
    """The words of a command of this kit, wherever it is run."""
    return [sys.executable, "-c", f"import sys; sys.path[0] = {str(ROOT)!r}; {COMMAND}", *words]


def by_pytest(folder: Path, *options: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """The suites run by pytest, by name."""
    given = [word for name, file in LIBRARY for word in (f"--contract-{name}", str(FOLDER / file))]
    words = [sys.executable, "-m", "pytest", "--pyargs", "suites", "-p", "no:cacheprovider", *given, *options]
    plugin = [] if installed() else ["-p", "pytest_contractkit"]
    paths = os.pathsep.join((str(ROOT), *filter(None, [environ.pop("PYTHONPATH", "")])))
    return run([*words, *plugin], folder, **environ, PYTHONPATH=paths)


def installed() -> bool:
    """Whether pytest knows the kit by its entry point."""
    program = "from importlib.metadata import entry_points as e; print('contractkit' in e(group='pytest11').names)"
    return run([sys.executable, "-c", program], ROOT).stdout.strip() == "True"
