"""Tells a result: to people at a terminal, and as JSON to machines."""

from suites.report.console import Console
from suites.report.curl import curl
from suites.report.findings import LINES, write_findings

__all__ = ["Console", "LINES", "curl", "write_findings"]
