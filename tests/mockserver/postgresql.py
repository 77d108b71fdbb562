"""A PostgreSQL server for tests: started from the machine's own programs, reached by a socket, and ended."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import psycopg

_PROGRAMS: Final = Path("/usr/lib/postgresql")  # where Debian keeps those that are not on PATH, by version
_STARTS_WITHIN: Final = 60.0  # seconds
_ACCOUNT: Final = "postgres"


class Absent(Exception):
    """There is no PostgreSQL here; str() says what is missing."""


def _program(name: str) -> str:
    found = shutil.which(name) or next(map(str, sorted(_PROGRAMS.glob(f"*/bin/{name}"), reverse=True)), None)
    if found is None:
        raise Absent(f"PostgreSQL is not installed: there is no program {name}")
    return found


def _account() -> list[str]:
    """What a command begins with that root runs: the server refuses to be root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Absent("PostgreSQL does not run as root, and there is no program setpriv")
    try:
        pwd.getpwnam(_ACCOUNT)
    except KeyError:
        raise Absent(f"PostgreSQL does not run as root, and there is no account {_ACCOUNT}") from None
    return ["setpriv", f"--reuid={_ACCOUNT}", f"--regid={_ACCOUNT}", "--clear-groups"]


class Server:
    """A server with nothing in it; it lives as long as a `with` block.

    Raises:
        Absent: where its programs are not installed.
    """

    def __init__(self) -> None:
        self._initdb, self._postgres, self._account = _program("initdb"), _program("postgres"), _account()
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        """Make a cluster and start it."""
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        if self._account:
            os.chown(self._folder, pwd.getpwnam(_ACCOUNT).pw_uid, pwd.getpwnam(_ACCOUNT).pw_gid)
        data = str(self._folder / "data")
        initdb = [self._initdb, "-D", data, "-U", _ACCOUNT, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*self._account, *initdb], check=True, cwd=self._folder, capture_output=True)
        options = ["-D", data, "-k", str(self._folder), "-c", "listen_addresses=", "-c", "fsync=off"]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*self._account, self._postgres, *options], cwd=self._folder, stdout=log, stderr=log
            )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, and take its folder away."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        shutil.rmtree(self._folder)

    def database(self) -> str:
        """The address of a new schema, with nothing in it."""
        name = f"s{next(self._numbers)}"
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        folder, options = quote(str(self._folder), safe=""), quote(f"-csearch_path={name}", safe="")
        return f"postgresql+psycopg://{_ACCOUNT}@/postgres?host={folder}&options={options}"

    @property
    def _conninfo(self) -> str:
        return f"host={self._folder} user={_ACCOUNT} dbname=postgres"

    def _wait(self) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                psycopg.connect(self._conninfo).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return
