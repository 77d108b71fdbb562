"""A `findings.json` read again: what was found, and what it takes to judge the same once more."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import FileError, read_document
from suites.findings.baseline import JUDGED, Seen
from suites.plan import Plan, from_json
from suites.report.findings import VERSION
from suites.verdicts import Outcome

WRITE = "Name the findings.json of a run with --report DIR"


class ReportError(FileError):
    """A `findings.json` that cannot be used."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One finding of a report.

    Args:
        requests: the requests that show it, tokens as variables: method, target, headers, body in base64.
        plan: the simplest ones that show it by themselves; empty where none are known.
    """

    fingerprint: str
    invariant: str
    family: str
    operation: str
    message: str
    requests: tuple[Mapping[str, Any], ...]
    plan: Plan = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells.

    Args:
        exit: how the run ended.
        options: those that shape a judgement.
        verdicts: what the run says of each (invariant, operation).
        findings, deviations: in the order told.
    """

    file: str
    target: str
    exit: int
    options: Mapping[str, Any]
    verdicts: tuple[Seen, ...]
    findings: tuple[Recorded, ...]
    deviations: tuple[Recorded, ...]

    def finding(self, name: str) -> Recorded:
        """The finding, or the deviation, whose fingerprint begins so.

        Raises:
            ReportError: there is none, or there are several.
        """
        every = (*self.findings, *self.deviations)
        found = [each for each in every if name and each.fingerprint.startswith(name.lower())]
        if len(found) != 1:
            told = ", ".join(each.fingerprint[:12] for each in (found or every)[:5]) or "none"
            problem = f"{len(found)} findings begin with {name!r}" if found else f"holds no finding {name!r}"
            raise ReportError(self.file, None, problem, f"It holds {told}" if not found else f"Say more of {told}")
        return found[0]


def read_report(path: Path) -> Report:
    """The report in a file.

    Raises:
        ReportError: it cannot be read, is of another version, or is no report.
    """
    if path.is_dir() or path.suffix.lower() != ".json":
        raise ReportError(str(path), None, "is no findings.json", WRITE)
    value = read_document(path, ReportError)
    if value.get("version") != VERSION:
        raise ReportError(str(path), "/version", f"is not {VERSION}", f"{WRITE}, written by this version of the kit")
    try:
        return _report(value, str(path))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReportError(str(path), None, f"is no report: {error}", WRITE) from None


def _report(value: Mapping[str, Any], file: str) -> Report:
    summary = value["summary"]
    return Report(
        file,
        target=str(summary["target"]),
        exit=int(summary["exit"]),
        options=dict(summary["options"]),
        verdicts=tuple(
            Seen(
                each["invariant"],
                each["operation"],
                judged=Outcome(each["verdict"]) in JUDGED,
                fingerprints=tuple(each["fingerprints"]),
            )
            for each in value["verdicts"]
        ),
        findings=tuple(map(_recorded, value["findings"])),
        deviations=tuple(map(_recorded, value["deviations"])),
    )


def _recorded(value: Mapping[str, Any]) -> Recorded:
    return Recorded(
        fingerprint=str(value["fingerprint"]),
        invariant=str(value["invariant"]),
        family=str(value["family"]),
        operation=str(value["operation"]),
        message=str(value["message"]),
        requests=tuple(dict(each) for each in value["requests"]),
        plan=from_json(value.get("simplest") or ()),
    )
