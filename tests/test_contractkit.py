"""The command refuses in one line what it cannot use, and helps who asks for help."""

import subprocess
import sys

import pytest

REFUSED = {
    ("mock", "--hots", "x"): "No such option: --hots",
    ("mock", "--port", "x"): "Invalid value for '--port'",
    ("mock", "--fault", "P99"): "no fault or variant is called 'P99'. Did you mean P",
    ("faults", "list", "--area", "x"): "--area: 'x' is none of status, envelope",
    ("faults", "show", "T01"): "is not shown by this mock: no operation of the contract deletes a row",
    ("chekc",): "Did you mean 'check'?",
    ("check",): "Missing argument 'TARGET'",
    ("contract", "show", "--operation", "GET /nowhere"): "there is no operation GET /nowhere",
}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "contractkit", *words], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_command_line_that_cannot_be_used_is_refused_in_one_line(words: tuple[str, ...]) -> None:
    """Stderr holds one line that begins with the command's name, stdout nothing; the exit code is 2."""
    done = run(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("contractkit: ")
    assert REFUSED[words] in done.stderr


def test_the_command_alone_shows_its_help() -> None:
    """Without a word the help is shown, and names the verbs."""
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert all(verb in done.stdout for verb in ("mock", "check", "contract", "fixtures", "prism"))


def test_the_version_is_told() -> None:
    """--version tells the version of the package."""
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, "0.1.0\n")
