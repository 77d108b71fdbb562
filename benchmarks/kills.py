"""What a judgement says of a fault or a variant: killed by whom, survived, silent, loud. Pure: it runs nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from contracts import Contract
from mockserver import Fault, Variant

SOUND = "sound"  # the id of the mock without any fault


class Fate(StrEnum):
    """What became of a fault or a variant."""

    EXPECTED = "killed by an expected invariant on the right operation"
    KILLED = "killed"
    SURVIVED = "survived"
    SILENT = "silent"
    LOUD = "loud"
    UNJUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class Named:
    """A finding: its invariant, those that it explains too, and its operation."""

    invariant: str
    also: tuple[str, ...]
    operation: str
    message: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement.

    Args:
        id: of the fault or variant, or `SOUND`.
        digest: of the tree and of what the judge was told: another one is another judgement.
        exit: the exit code of the judge.
        findings: what it found.
        seconds: how long it took.
        requests: how many it sent.
        trouble: why there is no judgement; empty where there is one.
        counts: of its verdicts, by outcome.
    """

    id: str
    digest: str
    exit: int
    findings: tuple[Named, ...] = ()
    seconds: float = 0.0
    requests: int = 0
    trouble: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Judged":
        """A judgement from JSON."""
        findings = tuple(Named(**{**each, "also": tuple(each["also"])}) for each in value["findings"])
        return cls(**{**value, "findings": findings})

    def json(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def fate(subject: Fault | Variant, judged: Judged, sound: Judged | None, contract: Contract) -> Fate:
    """What became of a fault or a variant; what is found in the sound mock, too, counts for nothing."""
    if judged.trouble:
        return Fate.UNJUDGED
    known = {(each.invariant, each.operation) for each in sound.findings} if sound else set()
    found = [each for each in judged.findings if (each.invariant, each.operation) not in known]
    if isinstance(subject, Variant):
        return Fate.LOUD if found else Fate.SILENT
    labels = {each.label for each in subject.where(contract)}
    expected = any(each.operation in labels and {each.invariant, *each.also} & {*subject.expected} for each in found)
    return Fate.EXPECTED if expected else Fate.KILLED if found else Fate.SURVIVED


def sample(faults: Iterable[Fault], number: int) -> tuple[Fault, ...]:
    """So many faults, each area's turn after the other's, always the same ones."""
    areas: dict[str, list[Fault]] = {}
    for each in sorted(faults, key=lambda each: sha256(each.id.encode()).hexdigest()):
        areas.setdefault(each.area, []).append(each)
    turns = [row[turn] for turn in range(number) for _, row in sorted(areas.items()) if turn < len(row)]
    return tuple(turns[:number])


def summary(sound: Judged) -> str:
    """What the judge says of the sound mock, and what it takes."""
    return f"The sound mock: {len(sound.findings)} findings, {sound.requests:,} requests in {sound.seconds:.0f} s."


# Faults that live, and why they may. Whatever else lives is a gap of the judge.
LIVING: Mapping[str, str] = {
    "M55": "no other operation of the contract tells how many rows are related",
    "T60": "who has a card on file is told by no operation of the contract, and no identity is named that shows it",
}


def table(fates: Mapping[str, Fate], subjects: Sequence[Fault | Variant]) -> Iterator[str]:
    """The kill table in Markdown: faults by area, then variants, then what lives and why."""
    faults = [each for each in subjects if isinstance(each, Fault)]
    yield "| area | faults | killed as expected | killed otherwise | survived | not judged |"
    yield "| --- | --- | --- | --- | --- | --- |"
    kinds = (Fate.EXPECTED, Fate.KILLED, Fate.SURVIVED, Fate.UNJUDGED)
    for area in (*dict.fromkeys(each.area for each in faults), None):
        own = [fates[each.id] for each in faults if area in (each.area, None)]
        cells = (area or "all", str(len(own)), *(str(own.count(kind)) for kind in kinds))
        yield f"| {' | '.join(cells)} |"
    yield f"\n{_shares([fates[each.id] for each in faults])}"
    variants = [fates[each.id] for each in subjects if isinstance(each, Variant)]
    yield f"\nVariants: {variants.count(Fate.SILENT)} of {len(variants)} silent."
    for each in faults:
        if fates[each.id] is Fate.SURVIVED:
            yield f"\n- `{each.id}` ({each.title}) lives: {LIVING.get(each.id, 'a gap of the judge')}."
    for subject in subjects:
        if fates[subject.id] is Fate.LOUD:
            yield f"\n- `{subject.id}` ({subject.title}) raises an alarm: a mistake of the judge."


def _shares(fates: Sequence[Fate]) -> str:
    """How many faults are killed, and as expected, of how many."""
    expected, killed = fates.count(Fate.EXPECTED), fates.count(Fate.EXPECTED) + fates.count(Fate.KILLED)
    number = max(len(fates), 1)
    shares = f"({killed / number:.1%}), {expected} of them ({expected / number:.1%})"
    return f"Killed: {killed} of {len(fates)} {shares} by an expected invariant on the right operation."
