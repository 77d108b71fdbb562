"""Which Prism is run, and by which Node: looked for in four places, the first one found is taken.

It starts nothing but `node --version` and `prism --version`, and installs nothing itself: `npx` does, when it runs.
"""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mockserver.prism.errors import PrismMissing

PACKAGE: Final = "@stoplight/prism-cli"
# The release that docs/prism.md was studied with; package.json pins the same one, and a test compares the two.
VERSION: Final = "5.16.0"
# Prism's package asks for Node 24.18. The tests run it on 20; nobody tried an older one.
OLDEST_NODE: Final = 20

_INSTALLED_STARTS_WITHIN: Final = 30.0  # seconds; two cores that are busy took under five
_FETCHED_STARTS_WITHIN: Final = 300.0  # seconds: npx fetches 74 MB first
_ANSWERS_WITHIN: Final = 60.0  # seconds, for a question about a version
_GET_IT: Final = f"Run `make prism` or `npm install {PACKAGE}@{VERSION}`, or name one with PRISM_BIN"

# A rejection that nobody handles ends Node; Prism leaves one where a violation names a character beyond Latin-1.
# The packages' install scripts report home: neither they nor the report is wanted.
_ENVIRONMENT: Final[Mapping[str, str]] = {
    "FORCE_COLOR": "0",
    "NODE_OPTIONS": "--unhandled-rejections=warn",
    "SCARF_ANALYTICS": "false",
    "npm_config_ignore_scripts": "true",
}


@dataclass(frozen=True, slots=True)
class PrismCommand:
    """How Prism is called.

    Args:
        words: the program and its first arguments.
        environ: the environment it runs in.
        starts_within: seconds that it may take until it listens.
    """

    words: tuple[str, ...]
    environ: Mapping[str, str]
    starts_within: float = _INSTALLED_STARTS_WITHIN

    def version(self) -> str:
        """The version it says it has; empty where it says none."""
        return _said((*self.words, "--version"), self.environ)


def find_prism(environ: Mapping[str, str], folder: Path) -> PrismCommand:
    """Find Prism: `$PRISM_BIN`, `node_modules` of a folder, the PATH, `npx` with the pinned version.

    Args:
        environ: the environment to look in, and to run it in.
        folder: where `node_modules` may stand.

    Raises:
        PrismMissing: none is there, `$PRISM_BIN` cannot be run, or there is no Node that is new enough.
    """
    path = environ.get("PATH", "")
    own = {**environ, **_ENVIRONMENT, "NODE_OPTIONS": _options(environ)}
    if named := environ.get("PRISM_BIN"):
        return PrismCommand((_named(named, path),), own)
    _refuse_node(path, own)
    local = shutil.which("prism", path=str(folder / "node_modules" / ".bin"))
    if found := local or shutil.which("prism", path=path):
        return PrismCommand((found,), own)
    if npx := shutil.which("npx", path=path):
        return PrismCommand((npx, "--yes", f"{PACKAGE}@{VERSION}"), own, _FETCHED_STARTS_WITHIN)
    raise PrismMissing(f"Prism is not installed, and there is no npx to fetch it. {_GET_IT}.")


def _options(environ: Mapping[str, str]) -> str:
    return " ".join(filter(None, (environ.get("NODE_OPTIONS"), _ENVIRONMENT["NODE_OPTIONS"])))


def _named(named: str, path: str) -> str:
    found = shutil.which(named, path=path)
    if found is None:
        raise PrismMissing(f"PRISM_BIN names {named!r}, which is no program. {_GET_IT}.")
    return found


def _refuse_node(path: str, environ: Mapping[str, str]) -> None:
    node = shutil.which("node", path=path)
    if node is None:
        raise PrismMissing(
            f"Prism needs Node.js, and the PATH leads to none. Install Node {OLDEST_NODE} or newer, then `make prism`."
        )
    said = _said((node, "--version"), environ)
    major = re.match(r"v(\d+)\.", said)
    if major is None or int(major[1]) < OLDEST_NODE:
        raise PrismMissing(f"Prism needs Node {OLDEST_NODE} or newer, and {node} is {said or 'no Node'}. Install one.")


def _said(words: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """The first line that a command says."""
    try:
        ran = subprocess.run(  # noqa: S603  # a program the user's own PATH leads to, with a list of arguments
            words, capture_output=True, check=False, env=environ, text=True, timeout=_ANSWERS_WITHIN
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip().partition("\n")[0]
