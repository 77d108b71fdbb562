"""Tells a result: to people at a terminal, and as JSON to machines."""

from suites.report.console import Console
from suites.report.curl import curl
from suites.report.findings import LINES, write_findings
from suites.report.ledger_file import LedgerFile
from suites.report.remains import remains

__all__ = ["Console", "LINES", "LedgerFile", "curl", "remains", "write_findings"]
