"""What a run is told: the suites' options, and the target, contract and examination they make.

One table serves `contractkit check` and pytest, where each name carries the prefix `--contract-`.
"""

import os
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from secrets import token_hex
from typing import Any

from contracts import Contract, Operation, load_contract
from suites.choosing import (
    OptionError,
    caller_name,
    chosen,
    chosen_operations,
    in_folder,
    policied,
    read_identities,
)
from suites.examination import Examination
from suites.findings.baseline import Baseline
from suites.findings.corpus import Corpus
from suites.invariants import FAMILIES
from suites.profiles import GATE, PROFILES
from suites.recording import Recorder
from suites.report import LedgerFile, load_baseline
from suites.sending.courier import Courier
from suites.sending.ledger import Ledger
from suites.sending.wire import trust
from suites.sending.writes import MOST_CREATES, TAG, Writes
from suites.spread.parts import Part
from suites.target import (
    DEFAULT_PAGES,
    DEFAULT_PATIENCE,
    DEFAULT_RATE,
    Target,
    TargetError,
    is_loopback,
    read_url,
)

__all__ = ["OPTIONS", "Option", "OptionError", "Options", "Run", "caller_name", "prefixed", "prepare"]

NAME = re.compile("[a-z0-9-]{1,32}")
PREFIX = "--contract-"  # of every option in pytest


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name without dashes, its type, and what it is for."""

    name: str
    kind: type
    help: str
    many: bool = False


OPTIONS = (
    Option("identities", Path, "who may call: a JSON or YAML file (docs/identities.md)"),
    Option(
        "token-env",
        str,
        "the environment variable that holds the one token to call with; beside --identities that one asks by default",
    ),
    Option("contract", Path, "another OpenAPI 3.1 document than the bundled one"),
    Option("semantics", Path, "its overlay (docs/semantics.md)"),
    Option("policy", Path, 'a file {"policy": {KEY: VALUE}}: sets and pins these keys (docs/policy.md)'),
    Option("pinned", bool, "pin every rule: what is only inferred counts as a finding"),
    Option(
        "strict",
        bool,
        "fail on what could have been exercised and was not: VACUOUS, or the budget or the time was spent",
    ),
    Option("allow-writes", bool, "operations that write may be asked; with effects outside, on this machine only"),
    Option("write", str, "this operation that writes may be asked, repeatable: 'POST /path' or its id", many=True),
    Option("max-creates", int, f"rows that an operation may make, {MOST_CREATES} unless told otherwise"),
    Option("tag", str, "names the run in the rows it makes; by chance unless told"),
    Option("ledger", Path, "the file that lists the rows the run makes; unless told it stands beside the report"),
    Option("seed", int, "what every random choice starts from"),
    Option("only", str, f"judge this family only, repeatable: {', '.join(FAMILIES)}", many=True),
    Option("operation", str, "judge this operation only, repeatable: 'GET /path' or its operationId", many=True),
    Option("profile", str, f"how much is asked: {', '.join(PROFILES)}; {GATE.name} unless told otherwise"),
    Option("max-requests", int, "requests in all; unless told otherwise as many as the profile has"),
    Option("rate", float, f"requests a second; unless told otherwise {DEFAULT_RATE:g}, and unpaced on this machine"),
    Option("max-time", float, "seconds that the run may last"),
    Option("max-pages", int, f"pages of one walk, {DEFAULT_PAGES} unless told otherwise"),
    Option("patience", float, f"seconds waited in all where Retry-After asks, {DEFAULT_PATIENCE:g} unless told"),
    Option("ca-bundle", Path, "certificates of a private authority (PEM), trusted beside the system's"),
    Option("record", Path, "a file for the traffic as HAR 1.2, tokens left out; contractkit judge reads it"),
    Option(
        "report", Path, "a directory for the reports: findings.json, junit.xml, summary.md, report.sarif, report.html"
    ),
    Option("corpus", Path, "a directory of minimal cases that are asked first; a deep run keeps those of its findings"),
    Option("baseline", Path, "known findings, which do not fail the run: a YAML or JSON file"),
)


# An option as the command names it; no name that only begins like one.
NAMED = re.compile(rf"(?<![\w-])--({'|'.join(option.name for option in OPTIONS)})(?![\w-])")


def prefixed(text: str) -> str:
    """A text that names options of the command, with their names in pytest."""
    return NAMED.sub(rf"{PREFIX}\1", text)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run, a field for each row of `OPTIONS`."""

    target: str
    identities: Path | None = None
    token_env: str | None = None
    contract: Path | None = None
    semantics: Path | None = None
    policy: Path | None = None
    pinned: bool = False
    strict: bool = False
    allow_writes: bool = False
    write: tuple[str, ...] = ()
    max_creates: int | None = None
    tag: str | None = None
    ledger: Path | None = None
    seed: int = 0
    only: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    profile: str = GATE.name
    max_requests: int | None = None
    rate: float | None = None
    max_time: float | None = None
    max_pages: int | None = None
    patience: float | None = None
    ca_bundle: Path | None = None
    record: Path | None = None
    report: Path | None = None
    corpus: Path | None = None
    baseline: Path | None = None

    @classmethod
    def of(cls, target: str, values: Mapping[str, Any]) -> "Options":
        """Options from names as in `OPTIONS`, dashes or not; None and absent mean the default."""
        known = {each.name for each in fields(cls)} - {"target"}
        given = {name.replace("-", "_"): value for name, value in values.items() if value is not None}
        chosen: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in given.items() if name in known
        }
        return cls(target, **chosen)


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is ready to start."""

    examination: Examination
    families: tuple[str, ...]
    operations: tuple[Operation, ...]
    baseline: Baseline | None = None


def prepare(
    options: Options, environ: Mapping[str, str] = os.environ, app: Any = None, part: Part | None = None
) -> Run:
    """Everything a run needs, checked; the target has answered once.

    Args:
        environ: where tokens are looked up.
        app: an ASGI application that answers in place of the target's address.
        part: the one of the run that is judged here; None for the whole.

    Raises:
        ContractKitError: a bad option, an unreachable target, a contract or file that is refused.
    """
    contract = policied(load_contract(options.contract, options.semantics), options.policy, options.pinned)
    baseline = load_baseline(options.baseline) if options.baseline else None
    families = chosen("--only", options.only, FAMILIES)
    operations = chosen_operations(contract, "--operation", options.operation) or contract.operations
    target = _target(contract, options, environ, app)
    target = part.bound(target, operations, contract) if part else target
    if options.report:
        _writable("--report", options.report)
    courier = Courier(contract, target, ledger=_ledger(options, target), recorder=_recorder(options, target))
    try:
        courier.reach()
    except TargetError:
        courier.close()
        raise
    return Run(Examination(courier, _corpus(options, target, families, operations)), families, operations, baseline)


def _target(contract: Contract, options: Options, environ: Mapping[str, str], app: Any) -> Target:
    writes = _writes(contract, options)
    for name in ("rate", "max_requests", "max_time", "max_pages"):
        _positive(f"--{name.replace('_', '-')}", getattr(options, name))
    chosen("--profile", (options.profile,), tuple(PROFILES))
    if options.ca_bundle:
        _readable(options.ca_bundle)
    url, profile = read_url(options.target), PROFILES[options.profile]
    local = app is not None or is_loopback(url)
    return Target(
        url=url,
        identities=read_identities(options.identities, options.token_env, environ),
        variables={caller_name(options.token_env): options.token_env} if options.token_env else {},
        app=app,
        rate=options.rate or (None if local else DEFAULT_RATE),
        budget=options.max_requests or profile.requests,
        seconds=options.max_time,
        patience=DEFAULT_PATIENCE if options.patience is None else options.patience,
        pages=options.max_pages or DEFAULT_PAGES,
        authority=options.ca_bundle,
        profile=profile,
        writes=writes,
        tag=_tag(options.tag),
        seed=options.seed,
    )


def _writes(contract: Contract, options: Options) -> Writes:
    named = chosen_operations(contract, "--write", options.write)
    for operation in named:
        if operation.reads:
            raise OptionError(f"--write: {operation.label} only reads, and is asked anyway. Leave it out.")
    _positive("--max-creates", options.max_creates)
    return Writes(options.allow_writes, tuple(each.label for each in named), options.max_creates or MOST_CREATES)


def _tag(name: str | None) -> str:
    """The run's tag: short, in characters that any text takes."""
    if name is not None and not NAME.fullmatch(name):
        raise OptionError(f"--tag: {name!r} is not made of 1 to 32 lower-case letters, digits and hyphens.")
    return f"{TAG}-{name or token_hex(4)}"


def _ledger(options: Options, target: Target) -> Ledger:
    """What is made is written down where anything may be made."""
    if not target.writes.any:
        return Ledger(tag=target.tag)
    path = options.ledger or (options.report or Path()) / "contractkit-ledger.jsonl"
    try:
        return Ledger(LedgerFile(path, target.url, target.tag).add, target.tag, str(path))
    except OSError as error:
        raise OptionError(f"--ledger: {path}: {error.strerror}. Name a file that can be written.") from None


def _recorder(options: Options, target: Target) -> Recorder | None:
    if options.record:
        in_folder("--record", options.record)
    try:
        return Recorder(options.record, target.url, target.tag) if options.record else None
    except OSError as error:
        raise OptionError(f"--record: {options.record}: {error.strerror}. Name a file that can be written.") from None


def _corpus(
    options: Options, target: Target, families: Sequence[str], operations: Sequence[Operation]
) -> Corpus | None:
    if options.corpus is None:
        return None
    _writable("--corpus", options.corpus)
    return Corpus(options.corpus, families, operations, keeps=target.profile.every)


def _writable(option: str, directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionError(f"{option}: {directory}: {error.strerror}. Name a directory that can be written.") from None


def _readable(file: Path) -> None:
    """Makes sure that a file holds certificates."""
    try:
        trust(file)
    except OSError as error:
        why = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise OptionError(f"--ca-bundle: {file}: {why}. Name a file of certificates in PEM.") from None


def _positive(option: str, value: float | None) -> None:
    if value is not None and not value > 0:
        raise OptionError(f"{option}: {value} is not above zero.")
