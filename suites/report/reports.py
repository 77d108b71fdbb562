"""Writes every report of a run into one directory; `junit.xml` is pytest's own."""

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from suites.report.findings import write_findings
from suites.report.page import page
from suites.report.places import places
from suites.report.sarif import sarif
from suites.report.summary import summary
from suites.result import Result


def write_reports(result: Result, directory: Path) -> None:
    """Writes findings.json, summary.md, report.sarif and report.html.

    Args:
        directory: made where it is missing.

    Raises:
        OSError: the directory or a file cannot be written.
    """
    write_findings(result, directory)
    told = sarif(result, places(result.source), _version())
    _write(directory / "report.sarif", json.dumps(told, indent=1, default=str) + "\n")
    _write(directory / "summary.md", summary(result))
    _write(directory / "report.html", page(result))


def _write(path: Path, text: str) -> None:
    # A lone surrogate, which a server may send in JSON's escapes, goes back into one.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _version() -> str:
    try:
        return version("contractkit")
    except PackageNotFoundError:
        return "0"
