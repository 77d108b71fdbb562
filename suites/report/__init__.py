"""Tells a result: to people at a terminal, and as JSON to machines."""

from suites.report.baseline_file import load_baseline, write_baseline
from suites.report.bounds import bounds
from suites.report.console import Console
from suites.report.curl import LINES, curl
from suites.report.findings import write_findings
from suites.report.github import annotations
from suites.report.known import told as known_as
from suites.report.ledger_file import LedgerFile
from suites.report.places import places
from suites.report.reading import Recorded, read_report
from suites.report.recalled import corpus
from suites.report.remains import remains
from suites.report.reports import write_reports
from suites.report.summary import summary

__all__ = [
    "Console",
    "LINES",
    "LedgerFile",
    "Recorded",
    "annotations",
    "bounds",
    "corpus",
    "curl",
    "known_as",
    "load_baseline",
    "places",
    "read_report",
    "remains",
    "summary",
    "write_baseline",
    "write_findings",
    "write_reports",
]
