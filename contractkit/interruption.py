"""Ctrl-C while the command is loaded: one line and exit code 130, without a traceback.

Loading takes a second or two, and nothing is under way yet that has to be ended well. From `handed_over` on an
interrupt is an exception again, which whoever does the work ends by.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Final

INTERRUPTED: Final = 130  # what a shell says of a command that Ctrl-C ended
LINE: Final = "contractkit: interrupted"
# While `python -m contractkit` loads this package, its first word is `-m`; else it is the script's name.
_COMMANDS: Final = ("-m", "contractkit")


def _end(_number: int, _frame: object) -> None:
    # An exception could be taken by a module that is being imported; the process is ended whatever it does.
    os.write(sys.stderr.fileno(), f"\n{LINE}\n".encode())
    os._exit(INTERRUPTED)


def handed_over() -> None:
    """Leaves Ctrl-C to whoever works from now on."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Whoever imports the package as a library keeps a handler of his own, and a shell's wish to ignore the signal is kept.
if Path(sys.argv[0]).stem in _COMMANDS and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)
