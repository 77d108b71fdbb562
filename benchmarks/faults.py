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

from benchmarks.kills import SOUND, Fate, Judged, fate, sample, table
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
        "--narrow",
        action="store_true",
        help="judge a fault on the first operation it shows on, by the families that are to name it",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="trials at once; as many as cores")
    parser.add_argument("--seed", type=int, default=0, help="what the judge starts from")
    parser.add_argument("--fresh", action="store_true", help="judge again what is judged already")
    parser.add_argument("--results", type=Path, default=BUILD / "faults.jsonl", help="where judgements are kept")
    parser.add_argument("--report", type=Path, default=BUILD / "faults.json", help="where the table goes as JSON")
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


def terms(subject: Fault | Variant, asked: argparse.Namespace, contract: Contract) -> Terms:
    """How a fault or variant is judged."""
    families = tuple(asked.families)
    if isinstance(subject, Variant):
        return Terms(families, (), asked.seed, subject.policy)
    if not asked.narrow:
        return Terms(families, (), asked.seed)
    meant = tuple(dict.fromkeys(INVARIANTS[each].family for each in subject.expected if each in INVARIANTS))
    return Terms(families or meant, tuple(each.label for each in subject.where(contract)[:1]), asked.seed)


def run(subjects: Sequence[Fault | Variant], asked: argparse.Namespace, contract: Contract) -> dict[str, Judged]:
    """The judgements of all of them and of the sound mock, kept as they come."""
    kept, whole = Kept(asked.results), tree()
    wide = Terms(tuple(asked.families), (), asked.seed)
    waiting = {each.id: terms(each, asked, contract) for each in subjects}
    waiting |= {} if asked.narrow else {SOUND: wide}
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
        judged = run(subjects, asked, contract)
    except ContractKitError as error:
        _out.print(str(error), style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        _out.print("Interrupted; the same command goes on from here.")
        return 130
    fates = {each.id: fate(each, judged[each.id], judged.get(SOUND), contract) for each in subjects}
    tell(subjects, fates, judged)
    value = {name: {"fate": fates[name].value, **judged[name].json()} for name in fates}
    asked.report.parent.mkdir(parents=True, exist_ok=True)
    sound = {SOUND: judged[SOUND].json()} if SOUND in judged else {}
    asked.report.write_text(json.dumps({**sound, **value}, indent=1, ensure_ascii=False) + "\n")
    alarmed = SOUND in judged and bool(judged[SOUND].findings or judged[SOUND].trouble)
    return int(alarmed or any(each in _BAD for each in fates.values()))


def tell(subjects: Sequence[Fault | Variant], fates: Mapping[str, Fate], judged: Mapping[str, Judged]) -> None:
    """The table, and what did not end as it is to."""
    for line in table(fates, subjects):
        _out.print(line, markup=False, highlight=False, soft_wrap=True)
    told = [each for each in (SOUND,) if each in judged]
    for name in (*told, *(each.id for each in subjects if fates[each.id] in _BAD)):
        own = judged[name]
        what = f"{len(own.findings)} findings" if name == SOUND else fates[name].value
        _out.print(f"\n{name}: {what} {own.trouble}", markup=False, highlight=False, soft_wrap=True)
        for each in own.findings[:6]:
            line = f"  {each.invariant} · {each.operation}: {each.message}"
            _out.print(line, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
