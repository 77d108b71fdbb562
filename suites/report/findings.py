"""A result as `findings.json`; its shape is told in docs/suites.md."""

import json
from pathlib import Path
from typing import Any

from suites.report.curl import curl
from suites.result import Result
from suites.verdicts import Finding, Verdict

LINES = 3  # curl lines a finding carries: enough to show two pages and what they are held against


def write_findings(result: Result, directory: Path) -> Path:
    """Writes `findings.json` into a directory, which is made where it is missing; returns its path.

    Raises:
        OSError: the directory or the file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "findings.json"
    text = json.dumps(told(result), indent=1, ensure_ascii=False, default=str) + "\n"
    # A lone surrogate, which a server may send in JSON's escapes, goes back into one.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    return path


def told(result: Result) -> dict[str, Any]:
    """The result as JSON values."""
    return {
        "summary": {
            "target": result.target,
            "contract": result.title,
            "exit": result.exit,
            "counts": dict(result.counts),
            "requests": result.requests,
            "seed": result.seed,
            "errors": list(result.errors),
            "stopped": result.stopped,
            "tag": result.ledger.tag,
            "made": len(result.ledger.entries),
        },
        "verdicts": [_verdict(verdict) for verdict in result.verdicts],
        "findings": [_finding(finding, result.target) for finding in result.findings],
        "deviations": [_finding(finding, result.target) for finding in result.deviations],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "invariant": verdict.invariant,
        "family": verdict.family,
        "operation": verdict.operation,
        "verdict": verdict.outcome.value,
        "grade": verdict.grade,
        "exercised": verdict.exercised,
        "reason": verdict.reason,
        "evidence": dict(verdict.evidence),
    }


def _finding(finding: Finding, base: str) -> dict[str, Any]:
    verdict = finding.verdict
    breach = verdict.breaches[0] if verdict.breaches else None
    return {
        "invariant": verdict.invariant,
        "also": list(finding.also),
        "operation": verdict.operation,
        "grade": verdict.grade,
        "message": verdict.reason,
        "curl": [curl(exchange, base) for exchange in breach.exchanges[:LINES]] if breach else [],
        "evidence": {**verdict.evidence, **({"rows": list(breach.rows)} if breach and breach.rows else {})},
    }
