"""Learns a deployment's policy and writes it to a file to review."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rich.console

from contracts import RULES, Policy
from suites.choosing import in_folder
from suites.findings.replaying import command
from suites.learning import Learned, learn_policy, policy_text
from suites.options import OptionError, Options, prepare
from suites.report.advice import access
from suites.result import CLEAN, UNJUDGED, judged
from suites.sending.courier import Courier

REFUSALS = (401, 403)


def learn(
    options: Options,
    out: Path,
    console: rich.console.Console,
    environ: Mapping[str, str] = os.environ,
    app: Any = None,
) -> int:
    """Asks a deployment a handful of questions and writes a policy file; returns the exit code.

    Args:
        options: whom to ask, and within which bounds.
        out: the file.
        console: where the result is told.
        environ, app: as `prepare` takes them.

    Raises:
        ContractKitError: the run cannot start, or the file cannot be written.
    """
    in_folder("--out", out)
    run = prepare(options, environ, app)
    courier, contract = run.examination.courier, run.examination.contract
    courier.tell = lambda line: console.print(line, highlight=False, markup=False)
    with courier:
        learned = learn_policy(run.examination)
    if unlearned := _unlearned(learned, courier, options):
        console.print(unlearned, highlight=False, markup=False, soft_wrap=True)
        return UNJUDGED
    text = policy_text(courier.target.url, f"{contract.title} {contract.version}", learned)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OptionError(f"--out: {out}: {error.strerror}. Name a file that can be written.") from None
    _tell(console, contract.semantics.policy, learned, f"with {len(courier.exchanges)} requests: {out}")
    return UNJUDGED if courier.stopped else CLEAN


def _unlearned(learned: tuple[Learned, ...], courier: Courier, options: Options) -> str | None:
    """Why nothing can be learned of what was asked; None where something can."""
    asked = len(courier.exchanges)
    refused = sum(each.status in REFUSALS for each in courier.exchanges)
    secured = any(each.security == "required" for each in courier.contract.operations)
    if refused and secured and not judged(courier.exchanges):
        answers = f"all {asked}" if refused == asked else f"{refused} of {asked}"
        told = f"no secured operation answered 2xx, and {answers} answers were refusals. {access(command(options))}"
    elif not learned:
        told = f"none of {asked} requests got an answer that tells a key."
    else:
        return None
    return f"Nothing was learned, and no file is written: {told}"


def _tell(console: rich.console.Console, policy: Policy, learned: tuple[Learned, ...], where: str) -> None:
    lines = [
        f"{each.key}: {each.value} (the contract says {policy[each.key]})"
        for each in learned
        if policy[each.key] != each.value
    ]
    lines.append(f"{len(learned)} of {len(RULES)} keys learned {where}. Review it, then pin it with --policy.")
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
