"""What `make check` runs: the mock on a free port judged by the kit's own command, or a target that is named.

It judges nothing itself: its exit code is the judge's, and its last line is `exit N`, since make turns every
failure into its own 2. Whatever happens, the mock it started is stopped by its process id.
"""

import argparse
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
KIT = (str(Path(sys.executable).parent / "contractkit"),)
IDENTITIES = ROOT / "fixtures" / "runflow" / "identities.json"
BUILD = ROOT / "build"

CANNOT_RUN = 2
INTERRUPTED = 130
LISTENS_WITHIN = 60.0  # seconds; a cold start on a busy machine of two cores took under ten
STOPS_WITHIN = 10.0  # seconds, then it is killed
ADDRESS = re.compile(r"http://[^\s/'\"]+:\d+")


class MockDidNotListen(Exception):
    """The mock ended, or said no address, before its time was up."""


def address_of(mock: subprocess.Popen[bytes], output: Path, within: float = LISTENS_WITHIN) -> str:
    """Wait for the line that tells where the mock listens.

    Args:
        mock: the running process.
        output: the file its stdout goes to.
        within: how many seconds it may take.

    Raises:
        MockDidNotListen: it ended, or the time was up.
    """
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        ended = mock.poll() is not None
        lines, _, _ = output.read_text(encoding="utf-8").rpartition("\n")  # a half-written line is no address
        if found := ADDRESS.search(lines):
            return found[0]
        if ended:
            raise MockDidNotListen(f"the mock ended with exit code {mock.returncode} before it listened")
        time.sleep(0.05)
    raise MockDidNotListen(f"the mock said no address within {within:.0f} s")


def stop(mock: subprocess.Popen[bytes]) -> None:
    """End the mock: SIGTERM, and SIGKILL where it does not listen to that."""
    mock.terminate()
    try:
        mock.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        mock.kill()
        mock.wait()


@contextmanager
def running_mock(kit: Sequence[str], build: Path, store: str) -> Iterator[str]:
    """Run the mock on a free port and give its address; `mock.out` and `mock.log` in `build` keep what it says.

    Args:
        store: where its state lives, as `contractkit mock --store` takes it; empty for memory.

    Raises:
        MockDidNotListen: it never came up; the message ends with the last line of its log.
    """
    build.mkdir(parents=True, exist_ok=True)
    output, log = build / "mock.out", build / "mock.log"
    with output.open("wb") as out, log.open("wb") as err:
        # A session of its own: Ctrl-C reaches the judge first, which then still has a server to finish with.
        command = [*kit, "mock", "--port", "0", *(("--store", store) if store else ())]
        mock = subprocess.Popen(command, stdout=out, stderr=err, start_new_session=True)
        try:
            yield address_of(mock, output)
        except MockDidNotListen as problem:
            last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
            raise MockDidNotListen(f"{problem}: {last or 'it said nothing'}") from None
        finally:
            stop(mock)


def judge(kit: Sequence[str], build: Path, target: str, options: Sequence[str]) -> int:
    """Run `contractkit check` on a target and give its exit code; the report goes to `check` in `build`."""
    return subprocess.run([*kit, "check", target, *options, "--report", str(build / "check")], check=False).returncode


def check(kit: Sequence[str], build: Path, target: str, identities: str, store: str = "") -> int:
    """Judge the target; without one, the mock, its writes too, every inferred rule pinned, nothing left unexercised."""
    if target:
        return judge(kit, build, target, ["--identities", identities] if identities else [])
    options = ["--identities", identities or str(IDENTITIES), "--pinned", "--strict", "--allow-writes"]
    try:
        with running_mock(kit, build, store) as address:
            print(f"the mock listens at {address}, its log is {build / 'mock.log'}", flush=True)
            return judge(kit, build, address, options)
    except MockDidNotListen as problem:
        print(f"check: {problem}", file=sys.stderr)
        return CANNOT_RUN


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: Sequence[str] | None = None, kit: Sequence[str] = KIT, build: Path = BUILD) -> int:
    """Judge what the arguments name, print `exit N` and give N."""
    parser = argparse.ArgumentParser(description="Judge the mock, or a target.", allow_abbrev=False)
    parser.add_argument("--target", default="", help="the deployment to judge; without it, the mock")
    parser.add_argument("--identities", default="", help="the identities file to judge it with")
    parser.add_argument("--store", default="", help="where the mock's state lives; in memory without it")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background hands it on as ignored
    try:
        code = check(kit, build, given.target, given.identities, given.store)
    except KeyboardInterrupt:
        code = INTERRUPTED
    print(f"exit {code}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
