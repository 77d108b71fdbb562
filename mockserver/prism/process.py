"""Prism as a process: started in a group of its own, waited for, listened to, and stopped with all it started.

It knows Prism's command line and the lines of its log, and nothing of what passes through it.
"""

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, Self

from mockserver.errors import CannotListen, PortTaken
from mockserver.prism.command import PrismCommand
from mockserver.prism.errors import PrismFailed
from mockserver.settings import Settings

# What a proxy judges by: Prism takes schemas without a dialect for draft-07 and narrows their integers, and under
# OpenAPI's own dialect it validates nothing at all. Its mock is worse off with it: examples are made of bounds.
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_LISTENS: Final = re.compile(r"Prism is listening on http://\S*:(\d+)\s*$")
_FATAL: Final = re.compile(r"\bfatal +(\S.*)$")
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_NOISE: Final = ("npm warn", "npm error code", "Node.js v", "}")
_KEPT: Final = 500  # lines of its log; usage and stack of a failing start are some eighty
_ENDS_WITHIN: Final = 3.0  # seconds after a signal; SIGTERM took 0.03
_LOOKS_EVERY: Final = 0.02  # seconds


class Prism:
    """Prism in front of a deployment, or as a mock of its own, for as long as a `with` block lasts.

    Args:
        command: how it is called.
        document: the OpenAPI document it reads.
        upstream: the deployment it forwards to; None for its own mock.
        host: the address it listens on.
        port: the port it listens on; 0 for any free one.
        flags: further flags of its command line, handed on as they are.
        told: gets every line of its log, in a thread of its own.
    """

    def __init__(
        self,
        command: PrismCommand,
        document: Mapping[str, Any],
        upstream: str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        flags: Sequence[str] = (),
        told: Callable[[str], None] | None = None,
    ) -> None:
        self._command, self._document, self._upstream = command, document, upstream
        self._host, self._port, self._flags, self._told = host, port, flags, told
        self._log: deque[str] = deque(maxlen=_KEPT)
        self._heard = threading.Event()
        self._listening: int | None = None
        self._held = ExitStack()

    def __enter__(self) -> Self:
        """Start it, and wait until it listens.

        Raises:
            PrismFailed: it ended, or did not listen in time; the message holds what its log says.
            CannotListen: its address cannot be had.
        """
        with ExitStack() as held:
            folder = Path(held.enter_context(TemporaryDirectory(prefix="prism-")))
            self._process = self._start(folder)
            held.callback(self._stop)
            self._heard.wait(self._command.starts_within)
            if self._listening is None:
                raise self._refused()
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, and whatever it started."""
        self._held.close()

    @property
    def origin(self) -> str:
        """Where it listens, `http://host:port`."""
        return Settings(host=self._host, port=self._listening or self._port).origin

    def refuse_end(self) -> None:
        """Raises PrismFailed where it ended by itself."""
        if self._process.poll() is not None:
            self._listener.join(_ENDS_WITHIN)
            raise PrismFailed(f"Prism ended with exit code {self._process.returncode}", self._reason())

    def _start(self, folder: Path) -> subprocess.Popen[str]:
        file = folder / "openapi.json"
        verb = ("mock", str(file)) if self._upstream is None else ("proxy", str(file), self._upstream)
        dialect = {} if self._upstream is None else {"jsonSchemaDialect": DIALECT}
        file.write_text(json.dumps({**self._document, **dialect}), encoding="utf-8")
        # In production mode it forks unless it is told not to, and its fork crashes.
        own = ("--host", self._host, "--port", str(self._port), "--multiprocess=false")
        try:
            process = subprocess.Popen(  # noqa: S603  # the program that was found, with a list of arguments
                (*self._command.words, *verb, *own, *self._flags),
                encoding="utf-8",
                env=self._command.environ,
                errors="replace",
                start_new_session=True,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
        except OSError as error:
            raise PrismFailed(f"{self._command.words[0]} cannot be run", error.strerror or str(error)) from None
        self._listener = threading.Thread(target=self._listen, args=(process.stdout,), daemon=True)
        self._listener.start()
        return process

    def _listen(self, output: IO[str]) -> None:
        """Keep and tell each line; the one that says where it listens ends the wait, and so does the last one."""
        with output:
            for raw in output:
                self._hear(_COLOUR.sub("", raw).rstrip())
        self._heard.set()

    def _hear(self, line: str) -> None:
        self._log.append(line)
        if found := _LISTENS.search(line):
            self._listening = int(found[1])
            self._heard.set()
        if self._told is not None:
            self._told(line)

    def _refused(self) -> PrismFailed | CannotListen:
        """Why it does not listen: it has ended, or its time is up."""
        if not self._heard.is_set():
            what = f"Prism does not say within {self._command.starts_within:.0f} s that it listens"
            return PrismFailed(what, self._log[-1] if self._log else "")
        self._process.wait()
        reason = self._reason()
        if reason.startswith("listen "):
            refusal = PortTaken if "EADDRINUSE" in reason else CannotListen
            return refusal(self._host, self._port, reason)
        return PrismFailed(f"Prism did not start (exit code {self._process.returncode})", reason)

    def _reason(self) -> str:
        return reason_of(self._log)

    def _stop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._ended(number):
                break
        self._process.wait()
        self._listener.join(_ENDS_WITHIN)

    def _ended(self, number: signal.Signals) -> bool:
        """Whether the group is gone soon after a signal: npx leaves Prism behind where it alone is stopped."""
        deadline = time.monotonic() + _ENDS_WITHIN
        if not self._signalled(number):
            return True
        while time.monotonic() < deadline:
            self._process.poll()
            if not self._signalled(0):
                return True
            time.sleep(_LOOKS_EVERY)
        return False

    def _signalled(self, number: int) -> bool:
        """Whether there was still somebody in the group to be told."""
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return False
        return True


def reason_of(log: Iterable[str]) -> str:
    """The line of a log that says most about why Prism ended; empty where none does.

    It is what stands behind `fatal`, else what npm complains of first, else the last line that begins at the margin:
    a failing start prints the whole usage, then what went wrong, then a stack.
    """
    lines = [line for line in log if line and not line.startswith(_NOISE)]
    fatal = (found[1] for line in lines if (found := _FATAL.search(line)))
    npm = (line for line in lines if line.startswith("npm error"))
    last = (line for line in reversed(lines) if not line[0].isspace())
    return next(chain(fatal, npm, last), "")
