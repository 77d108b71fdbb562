"""What the command says, and how it refuses: lines on stdout, reasons on stderr."""

import sys
from typing import NoReturn

import rich.console

out = rich.console.Console()


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
