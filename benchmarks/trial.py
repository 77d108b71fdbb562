"""One trial: a mock with a fault in a process of its own, judged by the command in another; nothing outlives it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.kills import Judged, Named

ROOT: Final = Path(__file__).parents[1]
IDENTITIES: Final = next((ROOT / "fixtures").glob("*/identities.json"))
ROOMS: Final = ("contracts", "contractkit", "fixtures", "mockserver", "suites")
_LIMIT: Final = 900  # seconds that a judgement may take: a gate takes two minutes on an idle machine
_STARTS: Final = 3  # lines of a greeting, at most, until the address is told
_COMMAND: Final = (sys.executable, "-m", "contractkit")


@dataclass(frozen=True, slots=True)
class Terms:
    """How trials are judged.

    Args:
        faults: the faults and variants of the mock; none for the sound one.
        families: the families that judge; all of them where none is named.
        operations: the operations that are judged; all of them where none is named.
        seed: what the judge starts from.
        policy: what the judge is told that the mock declares.
    """

    faults: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    seed: int = 0
    policy: Mapping[str, Any] = field(default_factory=dict)

    def digest(self, whole: str) -> str:
        """What tells these terms and this tree, of which `whole` is the digest, from others."""
        told = [whole, self.faults, self.families, self.operations, self.seed, dict(self.policy)]
        return sha256(json.dumps(told).encode()).hexdigest()[:16]


def tree() -> str:
    """The digest of all that a trial hangs on."""
    digest = sha256()
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def judge(name: str, terms: Terms, digest: str) -> Judged:
    """A judgement of a mock.

    Args:
        name: what it goes by.
        terms: how the mock is, and how it is judged.
        digest: what the judgement is kept under.
    """
    began = time.monotonic()
    with TemporaryDirectory() as folder, serving(terms.faults, Path(folder)) as url:
        if url is None:
            return Judged(name, digest, 2, trouble="the mock did not start")
        command = [*_COMMAND, "check", url, *_options(terms, Path(folder))]
        try:
            ended = subprocess.run(  # noqa: S603  # our own command
                command, cwd=ROOT, capture_output=True, text=True, timeout=_LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            return Judged(name, digest, 2, trouble=f"no judgement within {_LIMIT} s")
        return _read(name, digest, ended, Path(folder), time.monotonic() - began)


def _options(terms: Terms, folder: Path) -> Iterator[str]:
    yield from ("--identities", str(IDENTITIES), "--pinned", "--allow-writes", "--tag", "faults")
    yield from ("--seed", str(terms.seed), "--report", str(folder))
    for family in terms.families:
        yield from ("--only", family)
    for operation in terms.operations:
        yield from ("--operation", operation)
    if terms.policy:
        (folder / "policy.json").write_text(json.dumps({"policy": dict(terms.policy)}))
        yield from ("--policy", str(folder / "policy.json"))


def _read(name: str, digest: str, ended: "subprocess.CompletedProcess[str]", folder: Path, seconds: float) -> Judged:
    path = folder / "findings.json"
    if not path.exists():
        return Judged(name, digest, ended.returncode, seconds=seconds, trouble=(ended.stderr or ended.stdout)[-500:])
    told = json.loads(path.read_text(encoding="utf-8"))
    findings = tuple(
        Named(each["invariant"], tuple(each["also"]), each["operation"], each["message"][:300])
        for each in told["findings"]
    )
    errors = "; ".join(told["summary"]["errors"])
    summary = told["summary"]
    requests, counts = summary["requests"], summary["counts"]
    return Judged(name, digest, ended.returncode, findings, round(seconds, 1), requests, errors, counts)


@contextmanager
def serving(faults: Iterable[str], folder: Path) -> Iterator[str | None]:
    """The address of a mock that listens; None where it did not start. Its log goes to a file.

    Args:
        faults: the ids of its faults and variants.
        folder: where the log goes.
    """
    command = [*_COMMAND, "mock", "--port", "0", "--log-level", "error"]
    command += [word for each in faults for word in ("--fault", each)]
    with (folder / "mock.log").open("w") as log:
        environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
        mock = subprocess.Popen(  # noqa: S603  # our own command
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            lines = (mock.stdout.readline() if mock.stdout is not None else "" for _ in range(_STARTS))
            yield next((line.split()[0] for line in lines if line.strip().startswith("http://")), None)
        finally:
            mock.terminate()
            mock.wait(timeout=30)
            if mock.stdout is not None:
                mock.stdout.close()
