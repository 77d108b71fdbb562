"""What it takes to judge one finding again, as `findings.json` keeps it, and as a line to paste. Pure.

Who calls, and what may be written, is never kept in a file: it is given again.
"""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from suites.command import Command, words
from suites.options import Options

AGAIN = ("contract", "semantics", "policy", "pinned", "seed", "profile", "max_requests", "max_pages", "rate")
LEAVE = ("identities", "token_env", "allow_writes", "write", "ca_bundle")


def again(options: Options) -> Mapping[str, Any]:
    """The options that shape a judgement, as JSON values; those that were not given are left out."""
    given = {name: getattr(options, name) for name in AGAIN}
    return {name: str(value) if isinstance(value, Path) else value for name, value in given.items() if value}


def command(options: Options) -> Command:
    """The words that judge the same again; what is as it is unless told otherwise is left out."""
    default = Options(options.target)
    values = {each.name: getattr(options, each.name) for each in fields(options)}
    told = [name for name in AGAIN if values[name] != getattr(default, name)]
    return Command(("contractkit", "check", options.target, *words(values, told)), tuple(words(values, LEAVE)))
