"""What a run is told: the suites' options, and the target, contract and examination they make.

One table serves `contractkit check` and pytest, where each name carries the prefix `--contract-`.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from secrets import token_hex
from typing import Any

from contracts import (
    EVERY_ROLE,
    Contract,
    ContractKitError,
    Identities,
    Identity,
    Operation,
    load_contract,
    load_identities,
    load_policy,
)
from suites.baseline import Baseline
from suites.courier import Courier
from suites.examination import Examination
from suites.invariants import FAMILIES
from suites.ledger import Ledger
from suites.report import LedgerFile, load_baseline
from suites.target import DEFAULT_BUDGET, DEFAULT_RATE, Target, TargetError, is_loopback, read_url
from suites.writes import MOST_CREATES, TAG, Writes

# Visible ASCII (RFC 9110, section 5.5, without blanks; RFC 6750, section 2.1, asks for less still).
SENDABLE = re.compile("[!-~]+")
NAME = re.compile("[a-z0-9-]{1,32}")


class OptionError(ContractKitError):
    """An option, or a file it names, that cannot be used."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name without dashes, its type, and what it is for."""

    name: str
    kind: type
    help: str
    many: bool = False


OPTIONS = (
    Option("identities", Path, "who may call: a JSON or YAML file (docs/identities.md)"),
    Option("token-env", str, "the environment variable that holds the one token to call with"),
    Option("contract", Path, "another OpenAPI 3.1 document than the bundled one"),
    Option("semantics", Path, "its overlay (docs/semantics.md)"),
    Option("policy", Path, 'a file {"policy": {KEY: VALUE}}: sets and pins these keys (docs/policy.md)'),
    Option("pinned", bool, "pin every rule: what is only inferred counts as a finding"),
    Option("strict", bool, "fail on what could have been exercised and was not (VACUOUS)"),
    Option("allow-writes", bool, "operations that write may be asked; with effects outside, on this machine only"),
    Option("write", str, "this operation that writes may be asked, repeatable: 'POST /path' or its id", many=True),
    Option("max-creates", int, f"rows that an operation may make, {MOST_CREATES} unless told otherwise"),
    Option("tag", str, "names the run in the rows it makes; by chance unless told"),
    Option("ledger", Path, "the file that lists the rows the run makes; unless told it stands beside the report"),
    Option("seed", int, "what every random choice starts from"),
    Option("only", str, f"judge this family only, repeatable: {', '.join(FAMILIES)}", many=True),
    Option("operation", str, "judge this operation only, repeatable: 'GET /path' or its operationId", many=True),
    Option("max-requests", int, f"requests in all, {DEFAULT_BUDGET} unless told otherwise"),
    Option("rate", float, f"requests a second; unless told otherwise {DEFAULT_RATE:g}, and unpaced on this machine"),
    Option(
        "report", Path, "a directory for the reports: findings.json, junit.xml, summary.md, report.sarif, report.html"
    ),
    Option("baseline", Path, "known findings, which do not fail the run: a YAML or JSON file"),
)


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
    max_requests: int | None = None
    rate: float | None = None
    report: Path | None = None
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


def prepare(options: Options, environ: Mapping[str, str] = os.environ, app: Any = None) -> Run:
    """Everything a run needs, checked; the target has answered once.

    Args:
        environ: where tokens are looked up.
        app: an ASGI application that answers in place of the target's address.

    Raises:
        ContractKitError: a bad option, an unreachable target, a contract or file that is refused.
    """
    contract = _policied(load_contract(options.contract, options.semantics), options)
    baseline = load_baseline(options.baseline) if options.baseline else None
    families = _chosen("--only", options.only, FAMILIES)
    operations = _operations(contract, "--operation", options.operation) or contract.operations
    writes = _writes(contract, options)
    _positive("--rate", options.rate)
    _positive("--max-requests", options.max_requests)
    if options.report:
        _writable(options.report)
    url = read_url(options.target)
    local = app is not None or is_loopback(url)
    target = Target(
        url=url,
        identities=_identities(options, environ),
        variables={caller_name(options.token_env): options.token_env} if options.token_env else {},
        app=app,
        rate=options.rate or (None if local else DEFAULT_RATE),
        budget=options.max_requests or DEFAULT_BUDGET,
        writes=writes,
        tag=_tag(options.tag),
        seed=options.seed,
    )
    courier = Courier(contract, target, ledger=_ledger(options, target))
    try:
        courier.reach()
    except TargetError:
        courier.close()
        raise
    return Run(Examination(courier), families, operations, baseline)


def caller_name(variable: str) -> str:
    """The name of the identity whose token an environment variable holds."""
    return variable.removesuffix("_TOKEN").lower() or variable


def _identities(options: Options, environ: Mapping[str, str]) -> Identities:
    found = load_identities(options.identities, environ) if options.identities else Identities()
    if options.token_env is not None:
        token = environ.get(options.token_env)
        if not token:
            raise OptionError(
                f"--token-env: the environment variable {options.token_env} is not set. Export the token in it."
            )
        caller = Identity(name=caller_name(options.token_env), token=token, roles=(EVERY_ROLE,))
        found = replace(found, default=caller.name, identities={**found.identities, caller.name: caller})
    for identity in found.identities.values():
        if not SENDABLE.fullmatch(identity.token):
            raise OptionError(
                f"the token of {identity.name} holds a blank or another character that no Authorization header takes. "
                "Give the bare token, without the word Bearer."
            )
    return found


def _policied(contract: Contract, options: Options) -> Contract:
    policy = contract.semantics.policy
    if options.policy:
        policy = load_policy(options.policy, policy)
    if options.pinned:
        policy = policy.pinning()
    return replace(contract, semantics=replace(contract.semantics, policy=policy))


def _chosen(option: str, given: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[str, ...]:
    for name in given:
        if name not in allowed:
            raise OptionError(f"{option}: {name!r} is none of {', '.join(allowed)}.")
    return given or allowed


def _operations(contract: Contract, option: str, names: tuple[str, ...]) -> tuple[Operation, ...]:
    found: dict[str, Operation] = {}
    for name in names:
        operation = contract.operation(name)
        if operation is None:
            known = [each.label for each in contract.operations]
            near = get_close_matches(name, [*known, *(each.id for each in contract.operations)], 1, 0.5)
            way_out = f"Did you mean {near[0]!r}?" if near else f"It has {', '.join(known[:3])}, …"
            raise OptionError(f"{option}: the contract has no {name!r}. {way_out}")
        found[operation.label] = operation
    return tuple(found.values())


def _writes(contract: Contract, options: Options) -> Writes:
    named = _operations(contract, "--write", options.write)
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


def _writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionError(f"--report: {directory}: {error.strerror}. Name a directory that can be written.") from None


def _positive(option: str, value: float | None) -> None:
    if value is not None and not value > 0:
        raise OptionError(f"{option}: {value} is not above zero.")
