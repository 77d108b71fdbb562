"""What the command says, and how it refuses: lines on stdout, reasons on stderr."""

import os
import sys
from typing import NoReturn

import rich.console


class Terminal(rich.console.Console):
    """Standard output; when nobody reads it any more, the work goes on and its exit code stays its own."""

    def on_broken_pipe(self) -> None:
        """Says nothing further."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


out = Terminal()


def refuse(message: str) -> NoReturn:
    """Ends the command with a line on stderr; without a message, a help page has been shown in its place."""
    if message:
        print(f"contractkit: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(2)


def say(line: str) -> None:
    """Prints a line as it is: neither wrapped nor coloured."""
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def log(line: str) -> None:
    """Says a line of a log, on stderr."""
    print(line, file=sys.stderr)
