"""One finding asked for again: its invariant, for its operation, with the seed and the options of its report.

It decides what that comes to: still broken, no longer, or that nothing can be said.
"""

import os
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suites.findings.fingerprint import faults, short
from suites.findings.tokens import strangers
from suites.invariants import INVARIANTS, Invariant
from suites.options import OptionError, Options, Run, prepare
from suites.report import LINES, Recorded, curl, read_report
from suites.result import BROKEN, CLEAN, UNJUDGED
from suites.sending.courier import BudgetSpent, Courier, NotAllowed
from suites.traffic import Asked, Exchange
from suites.verdicts import CHANCES, Outcome, Verdict, readable

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it: the exit code, and the lines to tell."""

    exit: int
    lines: tuple[str, ...]


def replay(
    finding: str,
    report: Path,
    target: str | None = None,
    given: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] = os.environ,
    app: Any = None,
) -> Replay:
    """Judges one finding of a report again.

    Args:
        finding: its fingerprint, or how it begins.
        report: a `findings.json`.
        target: another deployment than the report's.
        given: options as in `Options.of`; they win over those of the report. Who calls is never in a report.
        environ: where tokens are looked up.
        app: an ASGI application that answers in place of the target's address.

    Raises:
        ContractKitError: the report holds no such finding, or the run cannot start.
    """
    told = read_report(report)
    recorded = told.finding(finding)
    invariant = INVARIANTS.get(recorded.invariant)
    if invariant is None:
        raise OptionError(f"{report}: {recorded.invariant} is none of this kit's invariants. Judge again.")
    stated = {name: value for name, value in (given or {}).items() if value not in (None, False, [], ())}
    alone = {"only": (recorded.family,), "operation": (recorded.operation,)}
    paths = {name: Path(told.options[name]) for name in ("contract", "semantics", "policy") if name in told.options}
    options = Options.of(target or told.target, {**told.options, **paths, **stated, **alone})
    run = prepare(options, environ, app)
    with run.examination.courier as courier:
        _refuse_strangers(recorded, courier)
        verdict = _simplest(recorded, run, invariant)
        if verdict is None and invariant.scope == "run":
            _ask_again(recorded, courier, 1 + CHANCES * invariant.unsteady)
        verdict = verdict or run.examination.verdict(invariant, run.operations[0])
    return _concluded(recorded, verdict, courier)


def _refuse_strangers(recorded: Recorded, courier: Courier) -> None:
    headers = [(str(name), str(value)) for each in recorded.requests for name, value in each["headers"]]
    if unknown := strangers(headers, courier.target):
        raise OptionError(
            f"{short(recorded.fingerprint)} was asked with {', '.join(unknown)}, and nobody given has that token. "
            "Give the identities of the first run again: --identities or --token-env."
        )


def _simplest(recorded: Recorded, run: Run, invariant: Invariant) -> Verdict | None:
    """What the simplest requests come to that showed the finding; None where they do not show it, or none are known."""
    try:
        return run.examination.replayed(invariant, run.operations[0], recorded.fingerprint, recorded.plan)
    except (BudgetSpent, NotAllowed):
        return None


def _ask_again(recorded: Recorded, courier: Courier, times: int) -> None:
    """The finding's own requests, for an invariant that judges whatever was asked; what writes is left to its probe."""
    for exchange in map(_exchange, recorded.requests * times):
        if exchange.asked.method in SAFE:
            try:
                courier.repeat(exchange)
            except (BudgetSpent, NotAllowed):
                return


def _exchange(request: Mapping[str, Any]) -> Exchange:
    body = request["body"]
    headers = tuple((str(name), str(value)) for name, value in request["headers"])
    asked = Asked(request["method"], request["target"], headers, None if body is None else b64decode(body))
    return Exchange(0, asked, None, {}, None)


def _concluded(recorded: Recorded, verdict: Verdict, courier: Courier) -> Replay:
    name = f"{short(recorded.fingerprint)} {recorded.invariant} · {recorded.operation}"
    asked = f"{len(courier.exchanges):,} requests to {courier.target.url}"
    if verdict.outcome in (Outcome.FAIL, Outcome.DEVIATION):
        prints = [fault.fingerprint for fault in faults(verdict)]
        same = recorded.fingerprint in prints
        word = "STILL BROKEN" if same else "BROKEN OTHERWISE"
        return Replay(BROKEN, (f"{word}  {name}", *_shown(recorded, verdict, courier), f"      {asked}"))
    if verdict.outcome is Outcome.PASS and courier.left <= 0:
        spent = "      it held as far as it was asked, and the budget of requests is spent"
        return Replay(UNJUDGED, (f"CANNOT BE SAID  {name}", spent, f"      {asked}"))
    if verdict.outcome is Outcome.PASS:
        return Replay(CLEAN, (f"NO LONGER  {name}", f"      exercised {verdict.exercised} times, {asked}"))
    reason = f"      {verdict.outcome.value}: {readable(verdict.reason)}"
    return Replay(UNJUDGED, (f"CANNOT BE SAID  {name}", reason, f"      {asked}"))


def _shown(recorded: Recorded, verdict: Verdict, courier: Courier) -> Iterator[str]:
    kinds = {fault.fingerprint: breaches for fault, breaches in faults(verdict).items()}
    breaches = kinds.get(recorded.fingerprint) or verdict.breaches
    for breach in breaches[:1]:
        yield f"      {breach.readable}"
        yield from (f"        {curl(each, courier.target.url)}" for each in breach.exchanges[:LINES])
