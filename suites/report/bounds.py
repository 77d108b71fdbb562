"""What a run did not judge since it met its bounds, of requests or of time, and what to do about it. Pure."""

from collections.abc import Iterable, Iterator

from suites.result import Result
from suites.verdicts import Outcome, Verdict, readable

OUT_OF_REACH = (Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE)  # what no bound has a part in
LASTED = "--max-time"  # stands in what is said of a run that lasted as long as it may
SMOKE = "smoke"


def bounds(result: Result) -> Iterator[str]:
    """One paragraph where a bound kept checks from being judged; nothing where none did."""
    count = len(result.unjudged)
    if not result.spent:
        return
    met = readable(" and ".join(result.spent))
    checks = f"{count:,} check{' was' if count == 1 else 's were'} not judged"
    smoke = "" if result.told.get("profile") == SMOKE else f", or ask less of each operation (--profile {SMOKE})"
    yield f"{met[:1].upper()}{met[1:]}: {checks}. {_wider(result)}, judge less (--only, --operation){smoke}."


def _wider(result: Result) -> str:
    """Which bounds to widen, and as far as it can be told how far."""
    lasted = any(LASTED in text for text in result.spent)
    counted = any(LASTED not in text for text in result.spent)
    enough = _enough(result)
    requests = f"--max-requests{f' to about {enough:,}' if enough else ''}"
    return f"Raise {' and '.join((*([requests] if counted else ()), *([LASTED] if lasted else ())))}"


def _enough(result: Result) -> int | None:
    """How many requests all takes, were each operation as dear to each family as those judged; None where none was."""
    asked = _parts(each for each in result.verdicts if each.outcome not in OUT_OF_REACH)
    judged = len(asked - _parts(result.unjudged))
    if not judged:
        return None
    exact = -(-result.requests * len(asked) // judged)
    step = int("1".ljust(len(str(exact)) - 1, "0"))  # two digits say enough
    return -(-exact // step) * step


def _parts(verdicts: Iterable[Verdict]) -> set[tuple[str, str]]:
    """What is asked for together: an operation by a family."""
    return {(each.family, each.operation) for each in verdicts}
