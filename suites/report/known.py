"""What a baseline says of a run, in words: of each finding, and of what is listed and no longer shows. Pure."""

from collections.abc import Iterator, Sequence

from suites.findings.baseline import Entry, State
from suites.findings.fingerprint import short
from suites.result import Result
from suites.verdicts import Finding, readable

SHOWN = 6  # fingerprints on one line, where one message tells of many operations


def identified(alike: Sequence[Finding], result: Result) -> Iterator[str]:
    """The fingerprints of findings that say the same, and what the baseline says of them."""
    by_state: dict[State | None, list[Finding]] = {}
    for each in alike:
        by_state.setdefault(result.state(each), []).append(each)
    for state, findings in by_state.items():
        ids = " ".join(short(each.fingerprint) for each in findings[:SHOWN])
        more = f" and {len(findings) - SHOWN} more" if len(findings) > SHOWN else ""
        word = "fingerprint" if state is None else readable(standing(findings[0], result))
        yield f"{word} · {ids}{more}" if state else f"{word} {ids}{more}"


def standing(finding: Finding, result: Result) -> str:
    """What the baseline says of a finding: `new`, `known to OWNER until DAY: REASON`, `expired on DAY, OWNER's`."""
    entry = result.standing.baseline.entry(finding.fingerprint) if result.standing else None
    return told(entry, result.state(finding))


def told(entry: Entry | None, state: State | None) -> str:
    """What an entry says of its finding."""
    if entry is None or state is None or state is State.NEW:
        return "new"
    if state is State.EXPIRED:
        return f"expired on {entry.expires}, {entry.owner} answers for it ({entry.reason})"
    until = f" until {entry.expires}" if entry.expires else ""
    return f"known{until}, {entry.owner} answers for it ({entry.reason})"


def known(result: Result) -> Iterator[str]:
    """A paragraph for each finding that the baseline knows."""
    for each in result.known:
        name = f"{each.verdict.invariant} {each.verdict.operation} ({short(each.fingerprint)})"
        yield f"\nKNOWN  {name}: {readable(standing(each, result))}"


def counted(result: Result) -> Iterator[str]:
    """How many findings the baseline knows, and how many of its entries are stale."""
    if result.known:
        yield f"{len(result.known)} known"
    if result.standing and result.standing.stale:
        yield f"{len(result.standing.stale)} stale"


def gone(result: Result) -> Iterator[str]:
    """One paragraph for the entries that no longer show, and one for those that were not judged."""
    if result.standing is None:
        return
    stale, unjudged = result.standing.stale, result.standing.unjudged
    if stale:
        update = f"contractkit baseline update {result.standing.baseline.file}"
        where = f" --report {result.report}" if result.report else " --report DIR/findings.json"
        yield f"\nSTALE  {_count(stale)} listed and no longer shown: {_named(stale)}. Drop them: {update}{where}"
    if unjudged:
        yield f"\nOf the baseline {_count(unjudged)} not judged in this run: {_named(unjudged)}."


def _count(entries: Sequence[Entry]) -> str:
    return f"{len(entries)} finding{' is' if len(entries) == 1 else 's are'}"


def _named(entries: Sequence[Entry]) -> str:
    names = [f"{each.invariant} {each.operation} ({short(each.fingerprint)})" for each in entries[:SHOWN]]
    return ", ".join((*names, *([f"and {len(entries) - SHOWN} more"] if len(entries) > SHOWN else ())))
