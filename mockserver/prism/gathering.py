"""What Prism said of all exchanges together: one finding a cause, with how often it was seen.

It judges nothing: severities are Prism's, and what follows from them is the business of whoever asks.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts import Contract, match
from mockserver.prism.judge import Judgement
from mockserver.prism.violations import PrismViolation

_INDEX: Final = re.compile(r"\.\d+(?=[. ])")  # of a list, in Prism's words


@dataclass(frozen=True, slots=True)
class PrismFinding:
    """Violations of one cause: of one operation and status, at one place of the schema, in the same words.

    Args:
        operation: its label; None where the contract has no such operation.
        violation: the first of them.
        times: how many there were.
    """

    operation: str | None
    violation: PrismViolation
    times: int = 1

    def __str__(self) -> str:
        first = self.violation
        where = self.operation or f"{first.method} {first.path}"
        return f"{first.severity.upper():<8}  {where} -> {first.status}: {first.message}"

    def as_json(self) -> Mapping[str, Any]:
        """The finding as JSON values."""
        first = self.violation
        return {
            "operation": self.operation,
            "severity": first.severity.lower(),
            "code": first.code,
            "location": list(first.place),
            "message": first.message,
            "example": {"method": first.method, "path": first.path, "status": first.status},
            "times": self.times,
        }


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a proxy came to.

    Args:
        judged: the label of an operation (a method alone where the contract has none) and a status, to how many
            exchanges Prism judged.
        unjudged: why others could not be, to how many.
        findings: in the order they were first seen.
    """

    judged: Mapping[tuple[str, int], int]
    unjudged: Mapping[str, int]
    findings: tuple[PrismFinding, ...]

    @property
    def grave(self) -> tuple[PrismFinding, ...]:
        """The findings that Prism calls errors."""
        return tuple(each for each in self.findings if each.violation.grave)

    @property
    def summary(self) -> str:
        """The counts, in one line."""
        judged, found = sum(self.judged.values()), len(self.findings)
        left = f", {sum(self.unjudged.values())} left unjudged" if self.unjudged else ""
        exchanges, findings = f"exchange{'' if judged == 1 else 's'}", f"finding{'' if found == 1 else 's'}"
        return f"{judged} {exchanges} judged{left}, {found} {findings}, {len(self.grave)} of severity Error"

    def as_json(self) -> Mapping[str, Any]:
        """The whole as JSON values, for a report."""
        judged: dict[str, dict[str, int]] = {}
        for (operation, status), times in sorted(self.judged.items()):
            judged.setdefault(operation, {})[str(status)] = times
        found = [each.as_json() for each in self.findings]
        return {"judged": judged, "unjudged": dict(self.unjudged), "findings": found}


class Gathering:
    """Takes judgements from any thread and keeps what they come to.

    Args:
        contract: names the operation of each exchange.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._lock = threading.Lock()
        self._judged: Counter[tuple[str, int]] = Counter()
        self._unjudged: Counter[str] = Counter()
        self._findings: dict[tuple[Any, ...], PrismFinding] = {}

    def take(self, judgement: Judgement) -> tuple[str, ...]:
        """Count a judgement; a line comes back for each thing that it tells for the first time."""
        with self._lock:
            if judgement.unjudged:
                return tuple(self._leave(judgement))
            exchange = judgement.exchange
            label = self._label(exchange.method, exchange.path)
            self._judged[label or exchange.method, exchange.status] += 1
            found = [self._count(label, violation) for violation in judgement.violations]
            return tuple(str(finding) for finding in found if finding.times == 1)

    @property
    def gathered(self) -> Gathered:
        """What it came to so far."""
        with self._lock:
            return Gathered(dict(self._judged), dict(self._unjudged), tuple(self._findings.values()))

    def _leave(self, judgement: Judgement) -> Iterator[str]:
        exchange, reason = judgement.exchange, judgement.unjudged
        self._unjudged[reason] += 1
        if self._unjudged[reason] == 1:
            yield f"UNJUDGED  {exchange.method} {exchange.path} -> {exchange.status}: {reason}"

    def _label(self, method: str, path: str) -> str | None:
        operation = match(self._contract, method, path).operation
        return operation.label if operation else None

    def _count(self, label: str | None, violation: PrismViolation) -> PrismFinding:
        message = _INDEX.sub(".*", violation.message)
        named = label or violation.method
        key = (named, violation.status, violation.severity, violation.code, violation.place, message)
        known = self._findings.get(key)
        found = replace(known, times=known.times + 1) if known else PrismFinding(label, violation)
        self._findings[key] = found
        return found
