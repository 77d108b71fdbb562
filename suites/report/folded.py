"""How many findings and deviations there are, and how many checks they are folded from. Pure."""

from suites.result import Result
from suites.verdicts import Outcome


def findings(result: Result) -> str:
    """`8 findings (of 36 failed checks)`; the checks are left out where they are as many."""
    failed = result.counts[Outcome.FAIL.value]
    known = ", the known among them" if result.known else ""
    told = f" (of {_many(failed, 'failed check')}{known})" if failed != len(result.findings) else ""
    return f"{_many(len(result.failing), 'finding')}{told}"


def deviations(result: Result) -> str:
    """`3 deviations (of 8 deviating checks)`; the checks are left out where they are as many."""
    count, deviating = len(result.deviations), result.counts[Outcome.DEVIATION.value]
    checks = _many(deviating, "deviating check")
    told = f"of {checks}" if count else f"{checks}, which findings explain"
    return _many(count, "deviation") + (f" ({told})" if deviating != count else "")


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
