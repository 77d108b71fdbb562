"""What it takes to judge one finding again, as `findings.json` keeps it. Pure.

Who calls, and what may be written, is never kept: it is given again.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suites.options import Options

AGAIN = ("contract", "semantics", "policy", "pinned", "seed", "profile", "max_requests", "max_pages", "rate")


def again(options: Options) -> Mapping[str, Any]:
    """The options that shape a judgement, as JSON values; those that were not given are left out."""
    given = {name: getattr(options, name) for name in AGAIN}
    return {name: str(value) if isinstance(value, Path) else value for name, value in given.items() if value}
