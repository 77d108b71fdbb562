"""Tells a result: to people at a terminal, and as JSON to machines."""

from suites.report.console import Console
from suites.report.findings import write_findings

__all__ = ["Console", "write_findings"]
