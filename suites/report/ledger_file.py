"""The ledger as a file of JSON lines: it grows as rows are made, and earlier runs' lines stay."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from suites.sending.ledger import Entry


class LedgerFile:
    """Appends to one file; a line is on the disk before the next request is sent.

    Args:
        path: the file; made with the first line.
        target: the address of the deployment that holds the rows.
        tag: names the run.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path, target: str, tag: str) -> None:
        self._path, self._target, self._tag = path, target, tag
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        path.open("a", encoding="utf-8").close()
        if is_new:
            path.unlink()

    def add(self, entry: Entry) -> None:
        """Writes a line."""
        told = {"tag": self._tag, "target": self._target, "at": datetime.now(UTC).isoformat(), **asdict(entry)}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
