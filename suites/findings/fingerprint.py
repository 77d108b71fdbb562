"""What a finding is known by: the promise, the operation and the kind of fault, and nothing that a server said. Pure.

No data value and no word of a message goes in: an entry of a baseline outlives
a rewording and other rows. A change here makes every baseline unknown: it wants a line in CHANGELOG.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from suites.verdicts import Breach, Finding, Verdict

SHORT = 12  # hexadecimal digits that people see: two of a thousand findings share them once in 560 million runs
GRADES = ("law", "attested", "inferred", "pinned")  # how firm a rule is may change; which rule it is does not
INDEX = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault.

    Args:
        invariant: its id.
        operation: its label.
        rules: the policy's keys that the breach leans on, sorted; none where it leans on a specification.
        about: what the breach is about, in the contract's names; an index of an array stands as `*`.
    """

    invariant: str
    operation: str
    rules: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits: the SHA-256 of its parts, each in a line of its own."""
        parts = (self.invariant, self.operation, ",".join(self.rules), *self.about)
        return sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def fault_of(verdict: Verdict, breach: Breach | None) -> Fault:
    """The kind of fault that a breach of a verdict shows."""
    rules = sorted(set((breach.rules or ()) if breach else ()) - set(GRADES))
    about = breach.about if breach else ()
    return Fault(verdict.invariant, verdict.operation, tuple(rules), tuple(map(_normal, about)))


def _normal(name: str) -> str:
    return "*" if INDEX.fullmatch(name) else " ".join(name.split())


def faults(verdict: Verdict) -> dict[Fault, tuple[Breach, ...]]:
    """The kinds of fault that a verdict shows, in the order found, and the breaches that show each."""
    kinds: dict[Fault, tuple[Breach, ...]] = {}
    for breach in verdict.breaches or (None,):
        fault = fault_of(verdict, breach)
        kinds[fault] = (*kinds.get(fault, ()), *((breach,) if breach else ()))
    return kinds


def apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings, one a kind of fault, each with its fingerprint and its own breaches."""
    for finding in findings:
        for place, (fault, breaches) in enumerate(faults(finding.verdict).items()):
            own = replace(finding.verdict, breaches=breaches)
            told = own if place == 0 else replace(own, reason=breaches[0].readable)
            yield Finding(told, finding.also, fault.fingerprint)


def short(fingerprint: str) -> str:
    """A fingerprint as people see it."""
    return fingerprint[:SHORT]
