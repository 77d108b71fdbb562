"""A finding's minimal case in a file of its own: what it takes to ask it anew, by its fingerprint, and no secret."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contracts import FileError, read_document
from suites.findings.baseline import FINGERPRINT
from suites.findings.fingerprint import short
from suites.plan import Plan, as_json, from_json

VERSION = 1  # of the file's shape
WAY_OUT = "Delete it: a deep run writes it anew"


class MinimalError(FileError):
    """A file of a corpus that cannot be used."""


@dataclass(frozen=True, slots=True)
class Minimal:
    """One minimal case.

    Args:
        fingerprint: of the finding.
        invariant, operation: what is broken, and where.
        message: what was seen.
        first_seen: the day it was first found, `2026-11-22`.
        plan: the requests, tokens as variables.
    """

    fingerprint: str
    invariant: str
    operation: str
    message: str
    first_seen: str
    plan: Plan

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{short(self.fingerprint)}.json"

    @property
    def title(self) -> str:
        """What it is called in what people read."""
        return f"{short(self.fingerprint)} {self.invariant} · {self.operation}"


def read_all(directory: Path) -> Iterator[Minimal | MinimalError]:
    """Every case of a directory, by name; what cannot be used as its error. None where there is no directory."""
    for path in sorted(directory.glob("*.json")):
        try:
            yield _read(read_document(path, MinimalError), str(path))
        except MinimalError as error:
            yield error


def _read(value: Mapping[str, Any], file: str) -> Minimal:
    if value.get("version") != VERSION:
        raise MinimalError(file, "/version", f"is not {VERSION}", WAY_OUT)
    try:
        texts = {name: str(value[name]) for name in ("fingerprint", "invariant", "operation", "message", "first_seen")}
        date.fromisoformat(texts["first_seen"])
        found = Minimal(plan=from_json(value["requests"]), **texts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MinimalError(file, None, f"is no case of a corpus: {error}", WAY_OUT) from None
    if not found.plan or not FINGERPRINT.fullmatch(found.fingerprint):
        raise MinimalError(file, None, "is no case of a corpus", WAY_OUT)
    return found


def write(case: Minimal, directory: Path) -> None:
    """Writes a case into a directory, which is made where it is missing.

    Raises:
        OSError: it cannot be written.
    """
    told = {
        "version": VERSION,
        "fingerprint": case.fingerprint,
        "invariant": case.invariant,
        "operation": case.operation,
        "message": case.message,
        "first_seen": case.first_seen,
        "requests": as_json(case.plan),
    }
    directory.mkdir(parents=True, exist_ok=True)
    (directory / case.name).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
