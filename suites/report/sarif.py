"""A result as SARIF 2.1.0: a rule an invariant, a result a finding, at its operation in the contract's file. Pure.

Levels: `error` fails the run, `note` is a deviation, `none` is known to the baseline (and suppressed). What was
not judged is told in notifications, so that no reader takes it for a result.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from suites.findings.baseline import State
from suites.invariants import INVARIANTS
from suites.report.curl import LINES, curl
from suites.report.known import gone, standing
from suites.report.places import Place, Places
from suites.result import Result
from suites.verdicts import Finding, Outcome, readable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNSAID = (Outcome.FLAKY, Outcome.INCONCLUSIVE, Outcome.VACUOUS, Outcome.NOT_ASKED)


def sarif(result: Result, known: Places, version: str) -> dict[str, Any]:
    """The log file as JSON values.

    Args:
        known: where the operations stand in the contract.
        version: the kit's own.
    """
    ids = sorted({each.invariant for each in result.verdicts})
    index = {name: place for place, name in enumerate(ids)}
    findings = (*result.findings, *result.deviations)
    driver = {"name": "contractkit", "version": version, "rules": [_rule(name) for name in ids]}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"contractkit/{readable(result.title)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(result)],
        "results": [_result(each, result, known.of(each.verdict.operation), index) for each in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str) -> dict[str, Any]:
    invariant = INVARIANTS.get(name)
    if invariant is None:
        return {"id": name}
    title = f"{invariant.title[:1].upper()}{invariant.title[1:]}."
    return {
        "id": name,
        "shortDescription": {"text": title},
        "help": {"text": f"{title} Source: {invariant.source}. The page of the invariants tells more of {name}."},
        "properties": {"family": invariant.family, "tier": invariant.tier, "source": invariant.source},
    }


def _result(finding: Finding, result: Result, place: Place, index: dict[str, int]) -> dict[str, Any]:
    verdict, state = finding.verdict, result.state(finding)
    shown = verdict.breaches[0].exchanges[:LINES] if verdict.breaches else ()
    told: dict[str, Any] = {
        "ruleId": verdict.invariant,
        "ruleIndex": index[verdict.invariant],
        "level": _level(verdict.outcome, state),
        "message": {"text": f"{verdict.operation}: {verdict.reason}"},
        "locations": [_location(place, verdict.operation)],
        "partialFingerprints": {"contractkit/v1": finding.fingerprint},
        "properties": {
            "grade": verdict.grade,
            "also": list(finding.also),
            "curl": [curl(exchange, result.target) for exchange in shown],
        },
    }
    if state is not None and verdict.outcome is Outcome.FAIL:
        told["baselineState"] = "new" if state is State.NEW else "unchanged"
    if state is State.KNOWN and verdict.outcome is Outcome.FAIL:
        words = readable(standing(finding, result))
        told["suppressions"] = [{"kind": "external", "justification": words}]
    return told


def _level(outcome: Outcome, state: State | None) -> str:
    if outcome is not Outcome.FAIL:
        return "note"
    return "none" if state is State.KNOWN else "error"


def _location(place: Place, operation: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": place.uri}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": operation, "kind": "resource"}]}


def _invocation(result: Result) -> dict[str, Any]:
    notes = [_note("note", text) for text in (*gone(result), *_unjudged(result))]
    errors = [_note("error", text) for text in result.errors]
    return {
        "executionSuccessful": result.exit in (0, 1),
        "exitCode": result.exit,
        "toolExecutionNotifications": [*errors, *notes],
    }


def _note(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": readable(text)}}


def _unjudged(result: Result) -> Iterator[str]:
    for outcome in UNSAID:
        for reason in result.reasons(outcome):
            yield f"{outcome.value}: {reason.text} ({_listed(reason.invariants)}; {_listed(reason.operations)})"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - 5
    return ", ".join((*names[:5], *([f"{more} more"] if more > 0 else ())))
