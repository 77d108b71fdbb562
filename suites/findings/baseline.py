"""Known findings: who answers for each, why, and until when; and what a run says of them. Pure.

A known finding does not fail a run. One past its last day does, and one that is listed and no longer shows
is told, where its promise was really judged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from re import compile as pattern
from typing import Any, NoReturn

from contracts import FileError
from suites.findings.fingerprint import faults
from suites.verdicts import Outcome, Verdict

FINGERPRINT = pattern("[0-9a-f]{12,64}")
DAYS = 90  # what a new entry is given: a quarter of a year, so that somebody looks again
JUDGED = (Outcome.PASS, Outcome.FAIL, Outcome.DEVIATION)
WRITE = "Write {findings: [...]} (docs/suites.md), or start with: contractkit baseline update"


class BaselineError(FileError):
    """A baseline file that is refused."""


class State(StrEnum):
    """What a baseline says of a finding."""

    NEW = "new"
    KNOWN = "known"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding.

    Args:
        fingerprint: 12 to 64 hexadecimal digits, the first ones of its fingerprint.
        invariant, operation: what is broken, and where.
        owner: who answers for it.
        reason: why it may stay for now.
        first_seen: the day it was entered, `2026-11-21`.
        expires: the last day it is known; None for no end.
    """

    fingerprint: str
    invariant: str
    operation: str
    owner: str
    reason: str
    first_seen: str
    expires: str | None = None

    def meets(self, fingerprint: str) -> bool:
        """Whether it is the entry of a fingerprint."""
        return fingerprint.startswith(self.fingerprint)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of one file."""

    file: str
    entries: tuple[Entry, ...] = ()

    def entry(self, fingerprint: str) -> Entry | None:
        """The entry of a fingerprint; None where there is none."""
        return next((each for each in self.entries if each.meets(fingerprint)), None)

    def state(self, fingerprint: str, today: date) -> State:
        """What it says of a finding."""
        entry = self.entry(fingerprint)
        if entry is None:
            return State.NEW
        return State.EXPIRED if entry.expires and entry.expires < today.isoformat() else State.KNOWN


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run says of one invariant for one operation.

    Args:
        judged: whether it came to PASS, FAIL or DEVIATION.
        fingerprints: of the faults it shows, those that follow from another's too.
    """

    invariant: str
    operation: str
    judged: bool
    fingerprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A run held against a baseline.

    Args:
        baseline: the baseline.
        states: a fingerprint of the run to what the baseline says of it.
        stale: entries whose promise was judged, and that no longer show.
        unjudged: entries whose promise was not judged: whether they still show cannot be said.
    """

    baseline: Baseline
    states: Mapping[str, State] = field(default_factory=dict)
    stale: tuple[Entry, ...] = ()
    unjudged: tuple[Entry, ...] = ()

    def state(self, fingerprint: str) -> State:
        """What the baseline says of a finding of the run."""
        return self.states.get(fingerprint, State.NEW)


def seen(verdicts: Iterable[Verdict]) -> Iterator[Seen]:
    """What the verdicts of a run say."""
    for each in verdicts:
        broken = each.outcome in (Outcome.FAIL, Outcome.DEVIATION)
        prints = tuple(fault.fingerprint for fault in faults(each)) if broken else ()
        yield Seen(each.invariant, each.operation, each.outcome in JUDGED, prints)


def hold(baseline: Baseline, run: Iterable[Seen], today: date) -> Standing:
    """A run held against a baseline, on a day."""
    known = tuple(run)
    prints = [each for one in known for each in one.fingerprints]
    judged = {(each.invariant, each.operation) for each in known if each.judged}
    gone = [each for each in baseline.entries if not any(map(each.meets, prints))]
    return Standing(
        baseline,
        states={each: baseline.state(each, today) for each in prints},
        stale=tuple(each for each in gone if (each.invariant, each.operation) in judged),
        unjudged=tuple(each for each in gone if (each.invariant, each.operation) not in judged),
    )


def updated(
    standing: Standing, findings: Sequence[Seen], today: date, owner: str = "", reason: str = ""
) -> tuple[Entry, ...]:
    """The entries of a baseline after a run: those that stay keep what is written in them, stale ones go.

    Args:
        findings: what the run found; each is entered once.
        owner, reason: of what is new; empty to be filled in.
    """
    stale = {each.fingerprint for each in standing.stale}
    kept = [each for each in standing.baseline.entries if each.fingerprint not in stale]
    last = (today + timedelta(days=DAYS)).isoformat()
    for found in findings:
        for one in found.fingerprints:
            if not any(each.meets(one) for each in kept):
                new = Entry(one, found.invariant, found.operation, owner, reason, today.isoformat(), last)
                kept.append(new)
    return tuple(sorted(kept, key=lambda each: (each.operation, each.invariant, each.fingerprint)))


def read_baseline(value: Mapping[str, Any], file: str, complete: bool = True) -> Baseline:
    """A baseline from the values of its file.

    Args:
        complete: whether every entry must have an owner and a reason.

    Raises:
        BaselineError: it is malformed; names the file, the place and the way out.
    """
    _keys(value, ("findings",), file, "")
    rows = value.get("findings")
    if not isinstance(rows, list):
        raise BaselineError(file, "/findings" if rows is not None else "", "holds no list of findings", WRITE)
    entries = tuple(_entry(row, file, f"/findings/{place}", complete) for place, row in enumerate(rows))
    for place, entry in enumerate(entries):
        if any(each.meets(entry.fingerprint) or entry.meets(each.fingerprint) for each in entries[:place]):
            raise BaselineError(
                file, f"/findings/{place}/fingerprint", "stands twice", "Keep one entry for each fingerprint"
            )
    return Baseline(file, entries)


def _entry(row: Any, file: str, place: str, complete: bool) -> Entry:
    if not isinstance(row, Mapping):
        raise BaselineError(file, place, "is no object", "Write keys and values")
    names = tuple(each.name for each in fields(Entry))
    _keys(row, names, file, place)
    _fingerprint(row, file, f"{place}/fingerprint")
    for name in names[:-1]:
        _text(row, name, file, place, filled=complete or name not in ("owner", "reason"))
    values: Mapping[str, Any] = {name: row.get(name) for name in names}
    entry = Entry(**values)
    _day(entry.first_seen, file, f"{place}/first_seen")
    if entry.expires is not None:
        _day(entry.expires, file, f"{place}/expires")
    return replace(entry, operation=" ".join(entry.operation.split()))


def _fingerprint(row: Mapping[str, Any], file: str, place: str) -> None:
    """Refuses one that is none, before all else that an entry may lack."""
    value = row.get("fingerprint")
    if isinstance(value, int | float):
        raise BaselineError(file, place, "is no text", "Put it in quotes: its digits read as a number")
    if isinstance(value, str) and not FINGERPRINT.fullmatch(value):
        way_out = "Copy it from a report: 12 to 64 hexadecimal digits in lower case"
        raise BaselineError(file, place, f"{value!r} is no fingerprint", way_out)


def _keys(value: Mapping[str, Any], allowed: Sequence[str], file: str, place: str) -> None:
    for name in value:
        if name not in allowed:
            near = get_close_matches(str(name), allowed, 1)
            way_out = f"Did you mean {near[0]}?" if near else f"Allowed are {', '.join(allowed)}"
            raise BaselineError(file, f"{place}/{name}", "is no key of a baseline", way_out)


def _text(row: Mapping[str, Any], name: str, file: str, place: str, filled: bool) -> None:
    value = row.get(name)
    if name not in row or not isinstance(value, str):
        problem = "is missing" if name not in row else "is no text"
        raise BaselineError(file, f"{place}/{name}", problem, WAYS.get(name, "Copy it from a report"))
    if filled and not value.strip():
        raise BaselineError(file, f"{place}/{name}", "is empty", WAYS.get(name, "Copy it from a report"))


WAYS = {
    "owner": "Name who answers for it",
    "reason": "Say why it may stay for now",
    "first_seen": "Write a day, 2026-11-21",
}


def _day(value: Any, file: str, place: str) -> None:
    def refuse() -> NoReturn:
        raise BaselineError(file, place, f"{value!r} is no day", "Write one as 2026-11-21, or null for no end")

    try:
        spelt = date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        refuse()
    if spelt != value:
        refuse()
