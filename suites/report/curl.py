"""An exchange as a curl line to copy, its secrets as variables. Pure."""

import re
import shlex
from itertools import pairwise

from suites.traffic import Exchange

LINES = 3  # curl lines a finding carries: enough to show two pages and what they are held against
# What stands for a token, whole or cut by the shell.
VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*(?:%\?=*|%\.\*|#\*\.|\^\^|,,)?\}")
UNSAFE = re.compile(r"[\"\\$`!]")  # what a shell reads as more than itself between double quotes


def curl(exchange: Exchange, base: str) -> str:
    """A line that asks the same again, for a POSIX shell; bash where a body is no text.

    Args:
        base: the target's address.
    """
    asked = exchange.asked
    words = ["curl", "-i", "--path-as-is", "--globoff"]
    if asked.method == "HEAD":
        words.append("-I")
    elif asked.method != "GET":
        words += ["-X", asked.method]
    for name, value in asked.headers:
        words += ["-H", quoted(f"{name}: {value}" if value else f"{name};")]
    if asked.body is not None:
        if asked.header("content-type") is None:
            words += ["-H", "Content-Type:"]
        words += ["--data-raw", _data(asked.body)]
    return " ".join((*words, quoted(base + asked.target)))


def quoted(text: str) -> str:
    """A text as one word of a shell, which fills in its variables and nothing else."""
    plain = VARIABLE.sub("", text)
    if plain == text:
        return shlex.quote(text)
    if not UNSAFE.search(plain):
        return f'"{text}"'
    ends = [0, *(end for found in VARIABLE.finditer(text) for end in found.span()), len(text)]
    pieces = [text[start:end] for start, end in pairwise(ends) if start < end]
    return "".join(f'"{each}"' if VARIABLE.fullmatch(each) else shlex.quote(each) for each in pieces)


def variables(text: str) -> tuple[str, ...]:
    """The names of the variables that a text needs, in the order in which they stand there."""
    return tuple(re.split("[%#^,]", found.strip("${}"))[0] for found in VARIABLE.findall(text))


def _data(body: bytes) -> str:
    try:
        return shlex.quote(body.decode("utf-8"))
    except UnicodeDecodeError:
        return "$'" + "".join(f"\\x{each:02x}" for each in body) + "'"
