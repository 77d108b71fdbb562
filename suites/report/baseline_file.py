"""A baseline as a file, YAML or JSON by its name's ending: read, and written again."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from contracts import read_document
from suites.findings.baseline import Baseline, BaselineError, Entry, read_baseline


def load_baseline(path: Path, complete: bool = True) -> Baseline:
    """The baseline that a file holds.

    One that is empty, or holds comments alone, has no entries.

    Args:
        complete: whether every entry must have an owner and a reason.

    Raises:
        BaselineError: it cannot be read or is malformed.
    """
    if _blank(path):
        return Baseline(str(path))
    return read_baseline(read_document(path, BaselineError), str(path), complete)


def _blank(path: Path) -> bool:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines)


def write_baseline(entries: Sequence[Entry], path: Path) -> None:
    """Writes entries in place of what the file holds.

    Raises:
        BaselineError: it cannot be written.
    """
    value = {"findings": [asdict(entry) for entry in entries]}
    if path.suffix.lower() == ".json":
        text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    else:
        text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BaselineError(str(path), None, f"cannot be written: {error.strerror}", "Name another file") from None
