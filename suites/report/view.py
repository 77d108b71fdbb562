"""What the HTML report shows, as plain values for its template: matrix, verdicts, power, coverage. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suites.findings.fingerprint import short
from suites.invariants import FAMILIES, INVARIANTS
from suites.report.curl import curl
from suites.report.known import standing
from suites.result import Reason, Result
from suites.traffic import Exchange
from suites.verdicts import Finding, Outcome, Verdict

BOUND = 2000  # characters of a body that are shown
SHOWN = 4  # exchanges of a finding
TELLING = tuple(outcome for outcome in Outcome if outcome is not Outcome.NOT_APPLICABLE)
JUDGED = (Outcome.PASS, Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY)
LOUDEST = (Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY, Outcome.INCONCLUSIVE, Outcome.VACUOUS, Outcome.PASS)
UNSAID = (Outcome.FLAKY, Outcome.INCONCLUSIVE, Outcome.VACUOUS, Outcome.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Message:
    """One exchange, as text."""

    title: str
    request: str
    response: str


@dataclass(frozen=True, slots=True)
class Told:
    """One finding."""

    id: str
    invariant: str
    title: str
    verdict: Verdict
    also: tuple[str, ...]
    source: str
    standing: str
    curl: tuple[str, ...]
    messages: tuple[Message, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """How often an invariant was exercised, over all operations."""

    id: str
    title: str
    operations: int
    exercised: int
    evidence: str
    silent: int


def visible(text: str) -> str:
    """A text of several lines, without what no page should obey: control and direction characters are spelt out."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else char.encode("unicode_escape").decode("ascii") for char in text
    )


def told(finding: Finding, result: Result) -> Told:
    """A finding with its requests and responses."""
    verdict = finding.verdict
    breach = verdict.breaches[0] if verdict.breaches else None
    invariant = INVARIANTS.get(verdict.invariant)
    exchanges = breach.exchanges if breach else ()
    return Told(
        id=short(finding.fingerprint),
        invariant=verdict.invariant,
        title=invariant.title if invariant else "",
        verdict=verdict,
        also=finding.also,
        source=invariant.source if invariant else "",
        standing=visible(standing(finding, result)) if result.state(finding) else "",
        curl=tuple(visible(curl(each, result.target)) for each in exchanges[:SHOWN]),
        messages=tuple(map(message, exchanges[:SHOWN])),
        rows=tuple(visible(f"{row}")[:BOUND] for row in (breach.rows if breach else ())),
    )


def together(findings: Iterable[Finding]) -> Iterator[Sequence[Finding]]:
    """Findings that say the same of several operations, together."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.verdict.invariant, finding.verdict.reason, finding.verdict.grade, *finding.also)
        groups.setdefault(key, []).append(finding)
    yield from groups.values()


def message(exchange: Exchange) -> Message:
    """An exchange as text, its bodies cut to a bound."""
    asked = exchange.asked
    came = exchange.trouble or f"{exchange.status}"
    return Message(
        title=visible(f"{asked.method} {asked.target[:200]} → {came} in {exchange.elapsed * 1000:.0f} ms"),
        request=_text(f"{asked.method} {asked.target}", asked.headers, asked.body or b""),
        response=_text(came, exchange.headers, exchange.body),
    )


def _text(head: str, headers: Sequence[tuple[str, str]], body: bytes) -> str:
    text = body[: 4 * BOUND].decode("utf-8", "replace")
    cut = f"{text[:BOUND]}\n… {len(body):,} bytes in all" if len(text) > BOUND else text
    lines = (head[: 2 * BOUND], *(f"{name}: {value[:BOUND]}" for name, value in headers), "", cut)
    return visible("\n".join(lines)).rstrip()


def families(result: Result) -> tuple[str, ...]:
    """The families that were judged, in the order of a run."""
    judged = {each.family for each in result.verdicts}
    return (*(each for each in FAMILIES if each in judged), *sorted(judged - set(FAMILIES)))


def operations(result: Result) -> tuple[str, ...]:
    """The operations that were judged, by path."""
    labels = dict.fromkeys(each.operation for each in result.verdicts)
    return tuple(sorted(labels, key=lambda each: each.partition(" ")[::-1]))


def cells(result: Result) -> Mapping[tuple[str, str], Sequence[Verdict]]:
    """The verdicts of each operation and family."""
    found: dict[tuple[str, str], list[Verdict]] = {}
    for each in result.verdicts:
        found.setdefault((each.operation, each.family), []).append(each)
    return found


def counts(verdicts: Sequence[Verdict]) -> Mapping[Outcome, int]:
    """How many verdicts there are of each outcome that tells something."""
    counted = Counter(each.outcome for each in verdicts)
    return {outcome: counted[outcome] for outcome in TELLING if counted[outcome]}


def loudest(counted: Mapping[Outcome, int]) -> Outcome:
    """The outcome that a cell of the matrix is coloured by: what fails before what passes."""
    return next((each for each in LOUDEST if each in counted), Outcome.NOT_ASKED)


def powers(result: Result) -> Iterator[Power]:
    """The power of each invariant, in the order of the catalogue."""
    by_id: dict[str, list[Verdict]] = {}
    for each in result.verdicts:
        by_id.setdefault(each.invariant, []).append(each)
    for name, verdicts in sorted(by_id.items()):
        judged = [each for each in verdicts if each.outcome in JUDGED]
        invariant = INVARIANTS.get(name)
        yield Power(
            name,
            title=invariant.title if invariant else "",
            operations=len(judged),
            exercised=sum(each.exercised for each in judged),
            evidence=_summed(judged),
            silent=sum(each.outcome in UNSAID[1:] for each in verdicts),
        )


def _summed(verdicts: Sequence[Verdict]) -> str:
    summed: Counter[str] = Counter()
    for each in verdicts:
        numbers = {name: value for name, value in each.evidence.items() if isinstance(value, int)}
        summed.update({name: value for name, value in numbers.items() if not isinstance(value, bool)})
    return ", ".join(f"{count:,} {visible(name).replace('_', ' ')}" for name, count in summed.items() if count)


def reasons(result: Result) -> Iterator[tuple[Outcome, Reason]]:
    """Each reason for which something was not judged."""
    for outcome in UNSAID:
        for reason in result.reasons(outcome):
            yield outcome, reason


def evidence(verdict: Verdict) -> str:
    """What made a verdict bite, in one line."""
    given: Mapping[str, Any] = verdict.evidence
    return visible(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in given.items()))[:BOUND]
