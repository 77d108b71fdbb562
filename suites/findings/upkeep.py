"""A baseline brought up to date by a report: what stays keeps its words, what is new is entered, what is stale goes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from suites.findings.baseline import Baseline, Seen, hold, updated
from suites.findings.fingerprint import short
from suites.report import load_baseline, read_report, write_baseline
from suites.report.reading import ReportError
from suites.result import UNJUDGED, UNUSABLE


def update_baseline(file: Path, report: Path, today: date, owner: str = "", reason: str = "") -> tuple[str, ...]:
    """Writes a baseline anew, and tells what changed.

    Args:
        file: made where it is missing; YAML or JSON by its name's ending.
        report: a `findings.json`.
        owner, reason: of the new entries; empty to be filled in.

    Raises:
        ContractKitError: the baseline is malformed, the report cannot be used, or its run judged nothing.
    """
    told = read_report(report)
    if told.exit in (UNUSABLE, UNJUDGED):
        way_out = "Judge again, to its end"
        raise ReportError(told.file, "/summary/exit", f"is {told.exit}: what it holds is not all", way_out)
    before = load_baseline(file, complete=False) if file.exists() else Baseline(str(file))
    standing = hold(before, told.verdicts, today)
    found = [Seen(each.invariant, each.operation, True, (each.fingerprint,)) for each in told.findings]
    entries = updated(standing, found, today, owner, reason)
    write_baseline(entries, file)
    known = {each.fingerprint for each in before.entries}
    new = [each for each in entries if each.fingerprint not in known]
    return tuple(
        _lines(
            [f"new    {short(each.fingerprint)} {each.invariant} {each.operation}" for each in new],
            [f"stale  {short(each.fingerprint)} {each.invariant} {each.operation}" for each in standing.stale],
            f"{file}: {len(new)} new, {len(standing.stale)} stale dropped, {len(entries) - len(new)} kept.",
            sum(not (each.owner.strip() and each.reason.strip()) for each in entries),
        )
    )


def _lines(new: list[str], stale: list[str], counted: str, empty: int) -> Iterator[str]:
    yield from new
    yield from stale
    yield counted
    if empty:
        yield f"{empty} of its entries lack an owner or a reason: fill them in, or no run takes the file."
