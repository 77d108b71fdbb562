"""What to do next, by what a run came to. Pure."""

import shlex
from collections.abc import Iterator

from suites.findings.fingerprint import short
from suites.report.curl import LINES, curl, variables
from suites.result import UNJUDGED, UNUSABLE, Result
from suites.verdicts import Outcome

CAP = "--max-creates"


def advice(result: Result) -> str:
    """One paragraph: the step that helps most."""
    if result.exit == UNUSABLE:
        return "The run did not come to its end: what is told above is not all."
    if result.stopped:
        return "The run was stopped: what is told above is not all. Judge again when the target is well, and slower."
    if result.exit == UNJUDGED and not result.spent:
        return _unjudged(result)
    if result.failing:
        return _findings(result)
    if result.spent:
        return "The run met its bounds: what is told above is not all. What to do stands at SPENT."
    if result.counts["INCONCLUSIVE"]:
        return _inconclusive(result)
    if result.counts["VACUOUS"]:
        return "Next: what is vacuous was asked for and met no data that shows it; give the deployment such rows."
    if result.deviations:
        return (
            "Next: a deviation breaks a rule that the contract only infers. Change the deployment, or say what is "
            "meant with --policy; --pinned makes findings of them all."
        )
    if result.counts["FLAKY"]:
        return "Next: what is flaky was broken and held when asked again; judge again."
    return "Every promise that was asked for holds."


def _inconclusive(result: Result) -> str:
    count = result.counts["INCONCLUSIVE"]
    checks = f"{count:,} check{' is' if count == 1 else 's are'} inconclusive"
    if any(CAP in reason.text for reason in result.reasons(Outcome.INCONCLUSIVE)):
        return f"Next: {checks}: all rows that may be made are made. Raise {CAP}, or judge fewer families (--only)."
    return f"Next: {checks}, for the reasons above: judge again, slower (--rate) where the deployment was overloaded."


def _unjudged(result: Result) -> str:
    asked = any(each.outcome not in (Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE) for each in result.verdicts)
    if not asked:
        return "Nothing was judged: none of these operations could be asked."
    return (
        "Nothing was judged: no secured operation answered 2xx. "
        "Check the token and its organisation (--identities, --token-env), and that the target is the right one."
    )


def _findings(result: Result) -> str:
    finding = result.failing[0]
    first = finding.verdict
    names = sorted(set(_variables(result)))
    export = f"export {', '.join(names)}, " if names else ""
    again = f"--only {first.family} --operation {shlex.quote(first.operation)}"
    if result.report:
        again = f"contractkit replay {short(finding.fingerprint)} --report {shlex.quote(result.report)}"
    return f"Next: {export}run a curl line above, and judge one finding again with {again}"


def _variables(result: Result) -> Iterator[str]:
    """The variables that the curl lines of the findings need."""
    breaches = (breach for finding in result.failing for breach in finding.verdict.breaches[:1])
    shown = (curl(exchange, "") for breach in breaches for exchange in breach.exchanges[:LINES])
    yield from (name for line in shown for name in variables(line))
