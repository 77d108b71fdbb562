"""The control API as a contract: its own OpenAPI document, and which paths are its.

Nothing here answers. A contract that has paths there itself is served in its place.
"""

from functools import cache
from pathlib import Path
from typing import Final

from contracts import Contract, load_contract

PREFIX: Final = "/__admin"
DOCUMENT: Final = f"{PREFIX}/openapi.json"


@cache
def control_contract() -> Contract:
    """What the control API promises."""
    return load_contract(Path(__file__).with_name("openapi.yaml"))


def is_control(path: str) -> bool:
    """Whether a path is the control API's."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def stands_aside(contract: Contract) -> bool:
    """Whether a contract has paths of its own where the control API would be: these win, as over all other pages."""
    return any(is_control(each.path) for each in contract.operations)
