"""The museum's mock in a process of its own, and what it is asked by many at once."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mockserver.museum import Json

ROOT = Path(__file__).parents[2]
_PROGRAM = """
import sys
from contracts import ContractKitError
from mockserver import LogLevel, Settings, serve
from tests.mockserver.museum import catalogue, museum

try:
    settings = Settings(port=0, store=sys.argv[1], workers=int(sys.argv[2]), log_level=LogLevel.error)
    serve(museum(), catalogue(), settings)
except ContractKitError as error:
    print(error, file=sys.stderr)
    raise SystemExit(2)
"""


@dataclass(frozen=True)
class Running:
    """A mock that listens."""

    process: subprocess.Popen[str]
    port: int

    def add(self, title: str, once: str | None = None) -> Json:
        """The row of a create as the keeper; OSError or HTTPException where the mock ended first."""
        headers = {"Authorization": "Bearer keeper", "Content-Type": "application/json"}
        body = json.dumps({"title": title})
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("POST", "/exhibits", body, headers | ({"Once": once} if once else {}))
            with connection.getresponse() as answer:
                row: Json = json.loads(answer.read())
        assert answer.status == 201, row
        return row


def begin(address: str, workers: int = 1) -> "subprocess.Popen[str]":
    """A process that serves the state of an address at a free port."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", _PROGRAM, address, str(workers)], env=environ, cwd=ROOT, **pipes)


@contextmanager
def running(address: str, workers: int = 1) -> Iterator[Running]:
    """A mock that listens, killed at the end if it has not ended by then."""
    process = begin(address, workers)
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        assert all(lines), process.communicate()[1]
        yield Running(process, int(lines[1].split()[0].rpartition(":")[2]))
    finally:
        process.kill()
        process.communicate()
