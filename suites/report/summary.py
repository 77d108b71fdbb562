"""A result as Markdown, small enough for the summary of a step of GitHub Actions. Pure.

What a deployment said stands in cells and fences as plain text: Markdown and HTML in it are escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from suites.findings.fingerprint import short
from suites.invariants import INVARIANTS
from suites.report import folded
from suites.report.bounds import bounds
from suites.report.curl import LINES, curl
from suites.report.known import gone, standing
from suites.result import Result
from suites.verdicts import Finding, Outcome, readable

ROWS = 50  # findings that a table holds
DETAILS = 10  # findings whose curl lines are shown
WIDEST = 400  # characters of a message or a line
REASONS = 15  # reasons that are told for what was not judged
UNSAID = (Outcome.FLAKY, Outcome.INCONCLUSIVE, Outcome.VACUOUS, Outcome.NOT_ASKED)
MARKUP = re.compile(r"([\\`*_\[\]#|~@$])")  # what GitHub's Markdown reads as more than itself
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def summary(result: Result) -> str:
    """The whole page."""
    return "\n".join(_lines(result)) + "\n"


def plain(text: str) -> str:
    """A text on one line as Markdown shows it: itself."""
    cut = readable(text)
    cut = cut if len(cut) <= WIDEST else f"{cut[:WIDEST]}…"
    escaped = "".join(ENTITIES.get(char, char) for char in cut)
    return MARKUP.sub(r"\\\1", escaped)


def _lines(result: Result) -> Iterator[str]:
    yield f"## Contract: {_verdict(result)}"
    yield ""
    yield f"{plain(result.target)} judged by {plain(result.title)}, seed {result.seed}."
    yield ""
    yield f"{plain(folded.findings(result))}, {plain(folded.deviations(result))}."
    yield ""
    yield from _counts(result)
    yield from _table("Findings", result.failing, result)
    yield from _table("Known findings", result.known, result)
    yield from _table("Deviations: rules that the contract only infers", result.deviations, result)
    yield from (f"\n{plain(line)}" for line in (*gone(result), *bounds(result)))
    yield from _reproduction(result)
    yield from _unjudged(result)
    yield from (f"\n**Error:** {plain(error)}" for error in result.errors)


def _verdict(result: Result) -> str:
    if result.exit == 0:
        return "kept, as far as it was asked for"
    unjudged = "not all was judged" if result.spent else "nothing could be judged"
    words = {1: "broken", 2: "the run did not come to its end", 3: unjudged}
    return f"{words[result.exit]} (exit {result.exit})"


def _counts(result: Result) -> Iterator[str]:
    told = [("findings", len(result.failing)), ("known", len(result.known)), ("deviations", len(result.deviations))]
    told += [(outcome.value, result.counts[outcome.value]) for outcome in (Outcome.PASS, *UNSAID)]
    shown = [(plain(name), count) for name, count in (*told, ("requests", result.requests)) if count]
    yield f"| {' | '.join(name for name, _ in shown)} |"
    yield f"|{' ---: |' * len(shown)}"
    yield f"| {' | '.join(f'{count:,}' for _, count in shown)} |"


def _table(title: str, findings: Sequence[Finding], result: Result) -> Iterator[str]:
    if not findings:
        return
    yield from (
        "",
        f"### {title}",
        "",
        "| promise | operation | what was seen | fingerprint |",
        "| --- | --- | --- | --- |",
    )
    for each in findings[:ROWS]:
        invariant = INVARIANTS.get(each.verdict.invariant)
        name = f"{each.verdict.invariant} {invariant.title if invariant else ''}".strip()
        state = f" {plain(standing(each, result))}" if result.state(each) else ""
        cells = (plain(name), plain(each.verdict.operation), plain(each.verdict.reason))
        yield f"| {' | '.join(cells)} | `{short(each.fingerprint)}`{state} |"
    if len(findings) > ROWS:
        yield f"\n{len(findings) - ROWS} more are in findings.json."


def _reproduction(result: Result) -> Iterator[str]:
    shown = [each for each in result.failing if each.verdict.breaches and each.verdict.breaches[0].exchanges]
    if not shown:
        return
    yield from ("", "<details><summary>The requests that show it</summary>", "")
    for each in shown[:DETAILS]:
        lines = [_cut(curl(one, result.target)) for one in each.verdict.breaches[0].exchanges[:LINES]]
        yield from _fenced([f"# {short(each.fingerprint)} {each.verdict.invariant} {each.verdict.operation}", *lines])
    yield "</details>"


def _cut(line: str) -> str:
    """A line of a shell without what a terminal would obey; one that is cut is no command any more."""
    told = readable(line)
    return told if len(told) <= 4 * WIDEST else f"# too long, see findings.json: {told[:WIDEST]}…"


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}sh", *lines, fence, "")


def _unjudged(result: Result) -> Iterator[str]:
    rows = [(outcome, reason) for outcome in UNSAID for reason in result.reasons(outcome)]
    if not rows:
        return
    yield from ("", "<details><summary>What was not judged, and why</summary>", "")
    yield from ("| verdict | reason | promises | operations |", "| --- | --- | ---: | ---: |")
    for outcome, reason in rows[:REASONS]:
        counts = f"{len(reason.invariants)} | {len(reason.operations)}"
        yield f"| {plain(outcome.value)} | {plain(reason.text)} | {counts} |"
    yield from _rest(rows[REASONS:])
    yield from ("", "</details>")


def _rest(rows: Iterable[object]) -> Iterator[str]:
    left = len(list(rows))
    if left:
        yield f"| | {left} more reasons are in report\\.html | | |"
