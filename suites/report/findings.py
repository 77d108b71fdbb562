"""A result as `findings.json`; its shape is told in docs/suites.md."""

import json
import re
from base64 import b64encode
from dataclasses import asdict
from pathlib import Path
from typing import Any

from suites.findings.baseline import Standing, State, seen
from suites.findings.fingerprint import short
from suites.plan import as_json
from suites.report.curl import LINES, curl
from suites.result import Result
from suites.traffic import Exchange
from suites.verdicts import Finding, Verdict

# What a terminal or an editor obeys and JSON lets stand: C1 controls, line separators, marks of direction.
OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
VERSION = 2  # of the file's shape: raised when a key goes or changes its meaning

REQUESTS = 10  # requests a finding carries for `contractkit replay`


def write_findings(result: Result, directory: Path) -> Path:
    """Writes `findings.json` into a directory, which is made where it is missing; returns its path.

    Raises:
        OSError: the directory or the file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "findings.json"
    text = json.dumps(told(result), indent=1, ensure_ascii=False, default=str) + "\n"
    text = OBEYED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    # A lone surrogate, which a server may send in JSON's escapes, goes back into one.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    return path


def told(result: Result) -> dict[str, Any]:
    """The result as JSON values."""
    return {
        "version": VERSION,
        "summary": {
            "target": result.target,
            "contract": result.title,
            "exit": result.exit,
            "counts": dict(result.counts),
            "requests": result.requests,
            "seed": result.seed,
            "errors": list(result.errors),
            "stopped": result.stopped,
            "spent": list(result.spent),
            "unjudged": len(result.unjudged),
            "tag": result.ledger.tag,
            "made": len(result.ledger.entries),
            "options": dict(result.told),
            "corpus": list(result.corpus),
        },
        "baseline": _baseline(result.standing, result) if result.standing else None,
        "verdicts": [_verdict(verdict) for verdict in result.verdicts],
        "findings": [_finding(finding, result) for finding in result.findings],
        "deviations": [_finding(finding, result) for finding in result.deviations],
    }


def _baseline(standing: Standing, result: Result) -> dict[str, Any]:
    states = [result.state(each) for each in result.findings]
    return {
        "file": standing.baseline.file,
        **{state.value: states.count(state) for state in State},
        "stale": [asdict(entry) for entry in standing.stale],
        "unjudged": [asdict(entry) for entry in standing.unjudged],
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
        "fingerprints": [each for one in seen([verdict]) for each in one.fingerprints],
    }


def _finding(finding: Finding, result: Result) -> dict[str, Any]:
    verdict = finding.verdict
    breach = verdict.breaches[0] if verdict.breaches else None
    shown = breach.exchanges if breach else ()
    state = result.state(finding)
    entry = result.standing.baseline.entry(finding.fingerprint) if result.standing else None
    return {
        "id": short(finding.fingerprint),
        "fingerprint": finding.fingerprint,
        "state": state.value if state else None,
        "known": asdict(entry) if entry else None,
        "invariant": verdict.invariant,
        "family": verdict.family,
        "also": list(finding.also),
        "operation": verdict.operation,
        "grade": verdict.grade,
        "message": verdict.reason,
        "curl": [curl(exchange, result.target) for exchange in shown[:LINES]],
        "requests": [_request(exchange) for exchange in shown[:REQUESTS]],
        "simplest": as_json(breach.plan) if breach and breach.plan else None,
        "first_shown_by": list(breach.origin) if breach else [],
        "evidence": {**verdict.evidence, **({"rows": list(breach.rows)} if breach and breach.rows else {})},
    }


def _request(exchange: Exchange) -> dict[str, Any]:
    """What was asked, as it may be shown: tokens stand as variables."""
    asked = exchange.asked
    body = None if asked.body is None else b64encode(asked.body).decode("ascii")
    return {"method": asked.method, "target": asked.target, "headers": asked.headers, "body": body}
