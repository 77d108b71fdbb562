"""Judges a recording and tells the result; no request is sent."""

import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import rich.console

from contracts import load_contract
from suites.choosing import chosen, chosen_operations, policied, read_identities
from suites.command import Command, words
from suites.invariants import FAMILIES, INVARIANTS
from suites.recording import judge_recording, read_recording
from suites.report import Console, write_findings
from suites.result import conclude_run
from suites.target import read_url


@dataclass(frozen=True, slots=True)
class Reading:
    """What is judged, and how: the options of `contractkit judge`, named as in `contractkit check`."""

    file: Path
    base: str | None = None
    identities: Path | None = None
    contract: Path | None = None
    semantics: Path | None = None
    policy: Path | None = None
    pinned: bool = False
    only: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    report: Path | None = None


def judge(options: Reading, console: rich.console.Console, environ: Mapping[str, str] = os.environ) -> int:
    """Judges a recording and tells the result; returns the exit code (docs/suites.md).

    Args:
        console: where the result is told.
        environ: where tokens are looked up.

    Raises:
        ContractKitError: a file or an option cannot be used; nothing was judged.
    """
    started = time.monotonic()
    contract = policied(load_contract(options.contract, options.semantics), options.policy, options.pinned)
    families = chosen("--only", options.only, FAMILIES)
    operations = chosen_operations(contract, "--operation", options.operation) or contract.operations
    identities = read_identities(options.identities, None, environ)
    base = read_url(options.base) if options.base else None
    recording = read_recording(options.file, contract, identities, base)
    display = Console(console)
    display.begin(
        f"Judging {options.file} by {contract.title} {contract.version} · {len(recording.exchanges):,} recorded "
        f"requests to {recording.base} · nothing is sent",
        [each.family for _ in operations for each in INVARIANTS.values() if each.family in families],
    )
    for reason, count in recording.left_out.items():
        display.note(f"{count:,} left out: {reason}")
    verdicts = list(judge_recording(contract, recording, families, operations, display.told))
    result = conclude_run(
        target=recording.base,
        title=f"{contract.title} {contract.version}",
        verdicts=verdicts,
        exchanges=recording.exchanges,
        seed=0,
        strict=False,
        secured=any(each.security == "required" for each in operations),
        seconds=time.monotonic() - started,
    )
    if options.report:
        write_findings(result, options.report)
    display.end(replace(result, command=_command(options)))
    return result.exit


def _command(options: Reading) -> Command:
    """The words that judge the same recording again."""
    values = asdict(options)
    told = words(values, ("base", "contract", "semantics", "policy", "pinned"))
    return Command(("contractkit", "judge", str(options.file), *told), tuple(words(values, ("identities",))))
