"""The page docs/faults.md, made from the registry of faults.

`python -m tests.documentation.faults > docs/faults.md` writes it anew; `docs/kill_table.md` and `docs/churn_table.md`
go into it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from contracts import load_contract
from mockserver import FAULTS, UNSHOWN, VARIANTS, Fault

DOCS = Path(__file__).parents[2] / "docs"
HEAD = """# Faults

A judge that never finds anything is worth as little as one that always does. So the mock can break its contract on
purpose, by name, and it can keep the contract and look unlike itself. A fault is to be found, a variant is not.

```
contractkit faults list --area forward       # `--area`: one area
contractkit faults show P03
contractkit mock --fault P03                    # repeatable
contractkit mock --fault V-503 --fault V-slow   # variants go by the same option
```

A mock with faults says so in its greeting. Where two faults replace the same step, the later one counts.

- **Class**: what it takes to see a fault. A a check of one answer; B the sense of one answer; C several answers held
  together; D writes, time or two identities.
- **Expected**: the invariants ([invariants.md](invariants.md)) of which one at least is to name it.
- **Operations**: on how many of the bundled contract it shows; `contractkit faults show ID` names them.
- Faults with a number below 50 retell bug reports in public issue trackers; the others were thought out here.

This page is made from the registry: `python -m tests.documentation.faults > docs/faults.md`.

## The kill table

```
python -m benchmarks.faults --table docs/kill_table.md    # everything; resumable
python -m benchmarks.faults --sample 20                   # of all areas, always the same ones
python -m benchmarks.faults --only P03 --whole --families forward pages
```

Each trial is a mock in a process of its own, judged by `contractkit check --pinned --allow-writes` in another; as
many at once as there are cores. A fault is judged by a part of the gate first, the families that are to name it at
the first operation where it shows, and by all of it where that does not do; `--whole` judges by all of it at once.
Judgements are kept in `build/faults.jsonl` under the digest of the tree, so that an interrupted run goes on where it
stood. What is found in the sound mock, too, kills nothing.
"""
CHANGING = """
## Data that changes

```
python -m benchmarks.churn --runs 20 --table docs/churn_table.md
```

The sound mock, its rows inserted, deleted and moved behind the contract ten times a second, and 2 % of its answers 503;
another seed each run. Any finding would be a false alarm.
"""
ADDING = """## To add one

1. Choose the seam, a field of `mockserver/parts.py`: how a request is heard, one stage of admission, one behaviour, the
   store, the cursors, an answer, its rendering, or what stands around. Sound code never asks whether a fault is on.
2. Write the few lines in the file of its area under `mockserver/faults/`, with a maker of `twists.py` (or of `steps.py`
   for a page found in memory), and a row in its table. It finds its operations by what the contract means
   (`subjects.py`), never by name.
3. Write a script in `tests/mockserver/faults/` that two sound mocks answer alike and the faulty one otherwise.
4. `python -m tests.documentation.faults > docs/faults.md`, then `python -m benchmarks.faults --only ID`.
"""


def page() -> str:
    """The whole page."""
    kills, churn = ((DOCS / f"{name}_table.md").read_text(encoding="utf-8") for name in ("kill", "churn"))
    return "\n".join((HEAD, kills.rstrip("\n"), CHANGING, churn, *areas(), *variants(), *unshown(), ADDING))


def areas() -> Iterator[str]:
    """The lines of the faults, area by area."""
    contract = load_contract()
    for area in dict.fromkeys(each.area for each in FAULTS.values()):
        yield f"## `{area}`\n"
        yield "| id | the server | class | expected | operations |"
        yield "| --- | --- | --- | --- | --- |"
        for each in FAULTS.values():
            if each.area == area:
                yield f"| {' | '.join(cells(each, len(each.where(contract))))} |"
        yield ""


def cells(fault: Fault, operations: int) -> tuple[str, ...]:
    """The cells of one fault."""
    texts = (f"`{fault.id}`", fault.title, fault.kind, ", ".join(fault.expected), str(operations))
    return tuple(text.replace("|", "\\|") for text in texts)


def variants() -> Iterator[str]:
    """The lines of the variants."""
    yield "## Variants\n"
    yield "Sound in another way: no finding is right. Where one departs from the contract's policy, it declares so.\n"
    yield "| id | the server | declares |"
    yield "| --- | --- | --- |"
    for each in VARIANTS.values():
        yield f"| `{each.id}` | {each.title} | {', '.join(f'`{key}: {value}`' for key, value in each.policy.items())} |"
    yield ""


def unshown() -> Iterator[str]:
    """The lines of what the mock does not show."""
    yield "## Not shown\n"
    yield "What such catalogues hold, too, and this mock does not show.\n"
    yield "| id | the server | why not |"
    yield "| --- | --- | --- |"
    for each in UNSHOWN:
        yield f"| {each.id if each.id != 'V' else 'variant'} | {each.title} | {each.reason} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
