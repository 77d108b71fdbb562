"""A result as workflow commands of GitHub Actions: an annotation a finding, at its operation in the contract. Pure.

What a deployment said is data in a command, never a command: all that ends a value or a line is escaped.
"""

from collections.abc import Iterator

from suites.findings.fingerprint import short
from suites.report.bounds import bounds
from suites.report.places import Place, Places
from suites.result import CLEAN, Result
from suites.verdicts import Finding

MOST = 10  # annotations of one kind: GitHub shows no more of a step
VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotations(result: Result, known: Places) -> Iterator[str]:
    """A line for each finding that fails the run, and for each deviation; the last one says what was left out.

    Where a bound kept something from being judged, or the run failed, a line each.

    Args:
        known: where the operations stand in the contract.
    """
    for level, findings in (("error", result.failing), ("warning", result.deviations)):
        for each in findings[: MOST - (len(findings) > MOST)]:
            yield _command(level, each, known.of(each.verdict.operation))
        if len(findings) > MOST:
            yield f"::{level} title=contractkit::{len(findings) - MOST + 1} more: see the step's summary"
    for line in bounds(result):
        yield f"::{'error' if result.exit != CLEAN else 'warning'} title=contractkit::{line.translate(VALUE)}"
    for error in result.errors:
        yield f"::error title=contractkit::{error.translate(VALUE)}"


def _command(level: str, finding: Finding, place: Place) -> str:
    verdict = finding.verdict
    title = f"{verdict.invariant} {verdict.operation} ({short(finding.fingerprint)})"
    where = {"file": place.file, "line": str(place.line), "col": str(place.column)} if place.inside else {}
    given = {**{name: value for name, value in where.items() if value != "0"}, "title": title}
    told = ",".join(f"{name}={value.translate(PROPERTY)}" for name, value in given.items())
    return f"::{level} {told}::{verdict.reason.translate(VALUE)}"
