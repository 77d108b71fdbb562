"""The judge against data that changes: `python -m benchmarks.churn` judges a sound mock whose rows come, go and move.

Ten changes a second behind the contract and 2 % of answers 503, a seed a run: a finding is a false alarm.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import rich.console

from benchmarks.kills import Judged
from benchmarks.trial import Terms, judge, tree

REPORT: Final = Path("build") / "churn.json"
VARIANTS: Final = ("V-churn-10", "V-503")
COLUMNS: Final = ("run", "findings", "passed", "flaky", "inconclusive", "vacuous", "requests", "time", "told")
HEAD: Final = f"| {' | '.join(COLUMNS)} |\n| {' | '.join('---' for _ in COLUMNS)} |"
_out: Final = rich.console.Console()


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.churn", description=str(__doc__).splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="as many seeds, 20 unless told otherwise")
    parser.add_argument("--jobs", type=int, default=1, help="runs at once: more of them take cores from each other")
    parser.add_argument("--table", type=Path, help="where the table goes as Markdown: docs/churn_table.md keeps it")
    return parser.parse_args(arguments)


def runs(asked: argparse.Namespace) -> Iterator[Judged]:
    """The judgement of each seed, as it falls."""
    whole = tree()
    all_terms = [Terms(VARIANTS, seed=seed) for seed in range(asked.runs)]
    with ThreadPoolExecutor(asked.jobs) as pool:
        yield from pool.map(lambda each: judge(f"seed {each.seed}", each, each.digest(whole)), all_terms)


def line(judged: Judged) -> str:
    """A judgement as a row of a Markdown table."""
    said = (str(judged.counts.get(each, 0)) for each in ("PASS", "FLAKY", "INCONCLUSIVE", "VACUOUS"))
    told = judged.trouble or "; ".join(f"{each.invariant} {each.operation}" for each in judged.findings)
    cells = (judged.id, str(len(judged.findings)), *said, f"{judged.requests:,}", f"{judged.seconds:.0f} s", told)
    return f"| {' | '.join(cells)} |"


def main(arguments: Sequence[str]) -> int:
    """Judge, tell, and end 0 where nothing was found and every run came to its end."""
    asked, found = options(arguments), list[Judged]()
    _out.print(HEAD, highlight=False, soft_wrap=True)
    for each in runs(asked):
        found.append(each)
        _out.print(line(each), markup=False, highlight=False, soft_wrap=True)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps([each.json() for each in found], indent=1, ensure_ascii=False) + "\n")
    alarms = sum(bool(each.findings or each.trouble) for each in found)
    told = f"{alarms} of {len(found)} runs raised an alarm."
    _out.print(f"\n{told}")
    if asked.table:
        asked.table.write_text("\n".join((HEAD, *map(line, found), "", told)) + "\n", encoding="utf-8")
    return int(alarms > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
