"""The judge against every fault and variant of the mock: `python -m benchmarks.faults` prints the kill table.

Judgements are kept in `build/faults.jsonl`, a line each, under the digest of the tree: what is interrupted goes on
where it stood, and what changed nothing is not judged again. The same goes to `build/faults.json` as one value.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import rich.console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.kills import SOUND, Fate, Judged, fate, sample, summary, table
from benchmarks.trial import Terms, judge, tree
from contracts import Contract, ContractKitError, load_contract
from mockserver import FAULTS, VARIANTS, Fault, Variant, find_fault
from suites import FAMILIES, INVARIANTS

BUILD: Final = Path("build")
_out: Final = rich.console.Console()
_BAD: Final = (Fate.KILLED, Fate.SURVIVED, Fate.LOUD, Fate.UNJUDGED)


@dataclass(frozen=True, slots=True)
class Kept:
    """Judgements in a file, a line each; one that is cut short counts for nothing."""

    path: Path

    def read(self) -> dict[tuple[str, str], Judged]:
        """All of them, by id and digest."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        found = [Judged.of(json.loads(line)) for line in lines if line.endswith("}")]
        return {(each.id, each.digest): each for each in found}

    def add(self, judged: Judged) -> None:
        """Keep one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(judged.json(), ensure_ascii=False) + "\n")


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=str(__doc__).splitlines()[0])
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="this fault or variant, repeatable")
    parser.add_argument("--area", help="the faults of this area")
    parser.add_argument("--sample", type=int, metavar="N", help="N faults of all areas, always the same")
    parser.add_argument("--variants", action="store_true", help="the variants alone")
    parser.add_argument("--families", nargs="+", default=[], choices=FAMILIES, metavar="FAMILY", help="judge by these")
    parser.add_argument(
        "--whole",
        action="store_true",
        help="judge every fault by all of the gate, not only what a part of it does not name",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="trials at once; as many as cores")
    parser.add_argument("--seed", type=int, default=0, help="what the judge starts from")
    parser.add_argument("--fresh", action="store_true", help="judge again what is judged already")
    parser.add_argument("--results", type=Path, default=BUILD / "faults.jsonl", help="where judgements are kept")
    parser.add_argument("--report", type=Path, default=BUILD / "faults.json", help="where the table goes as JSON")
    parser.add_argument("--table", type=Path, help="where the table goes as Markdown: docs/kill_table.md keeps it")
    return parser.parse_args(arguments)


def chosen(asked: argparse.Namespace) -> tuple[Fault | Variant, ...]:
    """The faults and variants that are tried.

    Raises:
        ContractKitError: for an id that nobody knows.
    """
    if asked.only:
        return tuple(map(find_fault, asked.only))
    faults = [each for each in FAULTS.values() if asked.area in (None, each.area)]
    if asked.sample is not None:
        return sample(faults, asked.sample)
    if asked.variants:
        return tuple(VARIANTS.values())
    return (*faults, *(() if asked.area else VARIANTS.values()))


def part(fault: Fault, asked: argparse.Namespace, contract: Contract) -> Terms:
    """The part of a gate that is to name a fault: the expected families, at the first operation it shows on."""
    meant = tuple(dict.fromkeys(INVARIANTS[each].family for each in fault.expected if each in INVARIANTS))
    first = tuple(each.label for each in fault.where(contract)[:1])
    return Terms((fault.id,), tuple(asked.families) or meant, first, asked.seed)


def gate(subject: Fault | Variant | None, asked: argparse.Namespace) -> Terms:
    """All of a gate; a variant's declares its policy."""
    policy = subject.policy if isinstance(subject, Variant) else {}
    return Terms((subject.id,) if subject else (), tuple(asked.families), (), asked.seed, policy)


def run(subjects: Sequence[Fault | Variant], asked: argparse.Namespace, contract: Contract) -> dict[str, Judged]:
    """The judgements of all of them and of the sound mock, kept as they come.

    A fault is judged by a part of the gate first, which asks what the gate asks there and takes seconds, and by all of
    it where that does not name it.
    """
    faults = [] if asked.whole else [each for each in subjects if isinstance(each, Fault)]
    done = judged({each.id: part(each, asked, contract) for each in faults}, asked)
    named = {each.id for each in faults if fate(each, done[each.id], None, contract) is Fate.EXPECTED}
    left = {each.id: gate(each, asked) for each in subjects if each.id not in named}
    return done | judged({SOUND: gate(None, asked), **left}, asked)


def judged(waiting: Mapping[str, Terms], asked: argparse.Namespace) -> dict[str, Judged]:
    """The judgements by these terms; those that are kept are not made again."""
    kept, whole = Kept(asked.results), tree()
    digests = {name: each.digest(whole) for name, each in waiting.items()}
    known = {} if asked.fresh else kept.read()
    done = {name: known[name, digests[name]] for name in waiting if (name, digests[name]) in known}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_out) as progress, ThreadPoolExecutor(asked.jobs) as pool:
        task = progress.add_task("judging", total=len(waiting), completed=len(done))
        left = {
            pool.submit(judge, name, each, digests[name]): name for name, each in waiting.items() if name not in done
        }
        try:
            for future in as_completed(left):
                done[left[future]] = future.result()
                kept.add(future.result())
                progress.update(task, advance=1, description=f"judged {left[future]}")
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    return done


def main(arguments: Sequence[str]) -> int:
    """Try, tell, and end 0 where every fault is killed as expected and every variant is silent."""
    asked, contract = options(arguments), load_contract()
    try:
        subjects = chosen(asked)
        found = run(subjects, asked, contract)
    except ContractKitError as error:
        _out.print(str(error), style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        _out.print("Interrupted; the same command goes on from here.")
        return 130
    fates = {each.id: fate(each, found[each.id], found[SOUND], contract) for each in subjects}
    tell(subjects, fates, found)
    value = {name: {"fate": fates[name].value, **found[name].json()} for name in fates}
    asked.report.parent.mkdir(parents=True, exist_ok=True)
    value = {SOUND: found[SOUND].json(), **value}
    asked.report.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
    if asked.table:
        lines = (summary(found[SOUND]), "", *table(fates, subjects))
        asked.table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    alarmed = bool(found[SOUND].findings or found[SOUND].trouble)
    return int(alarmed or any(each in _BAD for each in fates.values()))


def tell(subjects: Sequence[Fault | Variant], fates: Mapping[str, Fate], found: Mapping[str, Judged]) -> None:
    """The table, and what did not end as it is to."""
    for line in table(fates, subjects):
        _out.print(line, markup=False, highlight=False, soft_wrap=True)
    for name in (SOUND, *(each.id for each in subjects if fates[each.id] in _BAD)):
        own = found[name]
        what = f"{len(own.findings)} findings" if name == SOUND else fates[name].value
        _out.print(f"\n{name}: {what} {own.trouble}", markup=False, highlight=False, soft_wrap=True)
        for each in own.findings[:6]:
            line = f"  {each.invariant} · {each.operation}: {each.message}"
            _out.print(line, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
