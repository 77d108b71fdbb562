"""Tells a run at a terminal: progress while it goes, then a table, the findings and what to do next.

On a terminal the progress is live and coloured; elsewhere it is plain lines.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import rich.console
from rich.console import ConsoleOptions, RenderableType, RenderResult
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from suites.invariants import FAMILIES, INVARIANTS
from suites.report import folded
from suites.report.advice import advice
from suites.report.bounds import bounds
from suites.report.curl import LINES, curl
from suites.report.known import counted, gone, identified, known
from suites.report.recalled import corpus
from suites.report.remains import remains
from suites.report.view import together
from suites.result import Reason, Result
from suites.verdicts import Finding, Outcome, Verdict

# Outcome to its word in a line, its mark in the table, and its style.
MARKS: Mapping[Outcome, tuple[str, str, str]] = {
    Outcome.PASS: ("ok", "", "green"),
    Outcome.FAIL: ("FAIL", "F", "bold red"),
    Outcome.DEVIATION: ("deviation", "D", "yellow"),
    Outcome.FLAKY: ("flaky", "f", "magenta"),
    Outcome.INCONCLUSIVE: ("unsure", "?", "magenta"),
    Outcome.VACUOUS: ("vacuous", "v", "yellow"),
    Outcome.NOT_ASKED: ("not asked", "-", "dim"),
}
UNSAID = (Outcome.FLAKY, Outcome.INCONCLUSIVE, Outcome.VACUOUS, Outcome.NOT_ASKED)
WIDTH = 120  # columns of what is written elsewhere than on a terminal
NAMED = 3  # operations that are named where the same is said of many
INDENT = 6
OPERATION, COLUMN = 56, 9  # columns of the longest operation and of a family


class Console:
    """The display of one run.

    Args:
        console: where to write; a terminal gets live progress.
    """

    def __init__(self, console: rich.console.Console) -> None:
        self._console = console
        self._live = console.is_terminal
        if not self._live:
            console.width = max(console.width, WIDTH)
        self._progress = Progress(
            TextColumn("  {task.description:<15}"),
            BarColumn(24),
            TextColumn("{task.completed:>3}/{task.total} checks  {task.fields[note]}"),
            console=console,
            disable=not self._live,
        )
        self._tasks: dict[str, TaskID] = {}
        self._left: Counter[str] = Counter()
        self._seen: dict[str, Counter[Outcome]] = {}

    def begin(self, headline: str, families: Sequence[str]) -> None:
        """Says what is judged; `families` names the family of each coming verdict."""
        self._line(escape(headline))
        self._left = Counter(families)
        for family in dict.fromkeys(families):
            self._seen[family] = Counter()
            self._tasks[family] = self._progress.add_task(family, total=self._left[family], note="")
        self._progress.start()

    def told(self, verdict: Verdict, requests: int) -> None:
        """Counts one more verdict; `requests` is how many were sent so far."""
        family = verdict.family
        self._seen[family][verdict.outcome] += 1
        self._left[family] -= 1
        self._progress.update(self._tasks[family], advance=1, note=_counted(self._seen[family]))
        if not self._live and not self._left[family]:
            self._line(f"  {family:<15} {_counted(self._seen[family])}  ({requests:,} requests so far)")

    def note(self, line: str) -> None:
        """Says what people should know while the run goes on."""
        self._line(f"  [yellow]{escape(line)}[/]")

    def end(self, result: Result) -> None:
        """Says what the run came to."""
        self._progress.stop()
        self._line("")
        for table in _tables(result, self._console.width):
            self._console.print(Stripped(table))
        self._line(f"[dim]{_legend(result)}[/]")
        for alike in together((*result.failing, *result.deviations)):
            self._finding(alike, result)
        self._reasons(result)
        for line in (*known(result), *gone(result)):
            self._line(escape(line))
        for error in result.errors:
            self._line(f"\n[bold red]ERROR[/]  {escape(error)}")
        if result.stopped:
            self._line(f"\n[bold red]STOPPED[/]  {escape(result.stopped)}")
        for line in (*remains(result), *corpus(result)):
            self._line(f"\n{escape(line)}")
        for line in bounds(result):
            self._line(f"\n[bold red]SPENT[/]  {escape(line)}")
        self._line(f"\n{_summary(result)}")
        self._line(escape(advice(result)))

    def _finding(self, alike: Sequence[Finding], result: Result) -> None:
        verdict, also = alike[0].verdict, alike[0].also
        word, _, style = MARKS[verdict.outcome]
        invariant = INVARIANTS.get(verdict.invariant)
        told = (verdict.invariant, *([invariant.title] if invariant else ()))
        with_it = f" (and so {', '.join(also)})" if also else ""
        self._line(f"\n[{style}]{word.upper()}[/]  [bold]{escape(' '.join(told))}[/]{with_it}")
        self._wrapped(_named([each.verdict.operation for each in alike], self._console.width - INDENT), INDENT)
        self._wrapped(verdict.reason, INDENT)
        for exchange in verdict.breaches[0].exchanges[:LINES] if verdict.breaches else ():
            self._line(" " * (INDENT + 2) + escape(curl(exchange, result.target)))
        source = f" · {invariant.source}" if invariant else ""
        simpler = " · made simpler than it was first seen" if verdict.shrunk else ""
        self._wrapped(f"{verdict.grade}{source}{simpler}", INDENT, "dim")
        for line in identified(alike, result):
            self._wrapped(line, INDENT, "dim")

    def _reasons(self, result: Result) -> None:
        """Why nothing could be said: each reason once, with those it was given for."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        for outcome in UNSAID:
            word, _, style = MARKS[outcome]
            for reason in result.reasons(outcome):
                told = Text(_reason(reason))
                told.append(f"\n{_named(reason.operations, self._console.width - INDENT - 6)}", "dim")
                grid.add_row(Text(word.upper(), style), told)
        if grid.row_count:
            self._line("")
            self._console.print(Stripped(grid))

    def _line(self, markup: str) -> None:
        self._console.print(markup, highlight=False, soft_wrap=True)

    def _wrapped(self, text: str, indent: int, style: str = "") -> None:
        padded = Padding(Text(text, style), (0, 0, 0, indent), expand=False)
        self._console.print(Stripped(padded), highlight=False)


class Stripped:
    """What is shown without the blanks that end its lines: whoever copies or compares them finds none."""

    def __init__(self, shown: RenderableType) -> None:
        self._shown = shown

    def __rich_console__(self, console: rich.console.Console, options: ConsoleOptions) -> RenderResult:
        """The lines, each cut behind its last letter."""
        for line in Segment.split_lines(console.render(self._shown, options)):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                yield from line[:-1]
                yield Segment(line[-1].text.rstrip(), line[-1].style)
            yield Segment.line()


def _counted(seen: Counter[Outcome]) -> str:
    counts = [f"{seen[outcome]} {word}" for outcome, (word, _, _) in MARKS.items() if seen[outcome]]
    return " · ".join(counts) or "nothing applies"


def _named(operations: Sequence[str], width: int) -> str:
    """The first operations and how many more there are, on lines that break between them."""
    more = len(operations) - NAMED
    lines: list[str] = []
    for word in (*operations[:NAMED], *([f"and {more} more"] if more > 0 else ())):
        longer = f"{lines[-1]} · {word}" if lines else word
        lines[-1:] = [longer] if len(longer) <= width else [*lines[-1:], word]
    return "\n".join(lines)


def _reason(reason: Reason) -> str:
    """A reason, with the invariants it is given for where they are few."""
    return reason.text if len(reason.invariants) > NAMED else f"{', '.join(reason.invariants)}: {reason.text}"


def _tables(result: Result, width: int) -> Iterator[Table]:
    """The counts of each family for each operation, on as many tables as they need to keep a row on a line."""
    families = [family for family in FAMILIES if any(each.family == family for each in result.verdicts)]
    count = -(-len(families) // max(1, (width - OPERATION) // COLUMN))
    share = -(-len(families) // count) if count else 0
    for start in range(0, len(families), share or 1):
        yield _table(result, families[start : start + share])


def _table(result: Result, families: Sequence[str]) -> Table:
    table = Table("operation", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for family in families:
        table.add_column(family if len(families) < 4 else _hyphenated(family), justify="right", no_wrap=True)
    cells: dict[str, dict[str, Counter[Outcome]]] = {}
    for verdict in result.verdicts:
        cells.setdefault(verdict.operation, {}).setdefault(verdict.family, Counter())[verdict.outcome] += 1
    for operation, row in sorted(cells.items(), key=lambda each: each[0].partition(" ")[::-1]):
        table.add_row(escape(operation), *(_cell(row.get(family, Counter())) for family in families))
    return table


def _hyphenated(family: str) -> str:
    """A long name on two lines of a narrow column."""
    return family if len(family) < 9 else f"{family[:6]}-\n{family[6:]}"


def _cell(seen: Counter[Outcome]) -> str:
    shown = [f"[{style}]{seen[outcome]}{mark}[/]" for outcome, (_, mark, style) in MARKS.items() if seen[outcome]]
    return " ".join(shown) or "[dim]·[/]"


def _legend(result: Result) -> str:
    seen = {verdict.outcome for verdict in result.verdicts}
    marks = [f"{mark} {outcome.value}" for outcome, (_, mark, _) in MARKS.items() if mark and outcome in seen]
    return " · ".join(("a bare number passed", *marks, "a dot: nothing applies"))


def _summary(result: Result) -> str:
    counts = result.counts
    unsaid = [(counts[outcome.value], outcome.value.lower().replace("_", " ")) for outcome in UNSAID]
    return " · ".join(
        (
            f"[{'bold red' if result.failing else 'bold'}]{folded.findings(result)}[/]",
            *counted(result),
            folded.deviations(result),
            f"{counts['PASS']:,} checks passed",
            *(f"{count:,} {words}" for count, words in unsaid if count),
            f"{result.requests:,} requests in {result.seconds:.0f} s",
            f"exit {result.exit}",
        )
    )
