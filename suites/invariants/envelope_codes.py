"""The family `envelope`, its codes: a code stands with one status, and a fault is answered with its own code.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Mapping

from contracts import Contract
from suites.evidence.envelopes import asked_of, read_error, uncoded
from suites.evidence.proxies import is_edge
from suites.expectations import Fault, foretell, refused_with
from suites.invariants.envelope_shape import coded, refusals
from suites.invariants.invariant import Invariant
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

# Refusals whose status is the policy's to say, and the keys that say it.
BY_POLICY: Mapping[str, tuple[str, ...]] = {
    "body_malformed": ("malformed_status",),
    "cursor_invalid": ("expression_status",),
    "embed_invalid": ("expression_status",),
    "fields_invalid": ("expression_status",),
    "filter_invalid": ("expression_status",),
    "request_invalid": ("validation_status", "path_type_status"),
    "sort_invalid": ("expression_status",),
}


def coded_refusals(trace: Trace) -> list[tuple[Exchange, str]]:
    """Each refusal with its code, those aside that say nothing of the contract."""
    found = []
    for each in refusals(trace):
        body = None if each.noisy or is_edge(each) else read_error(trace.contract, each)
        if body and isinstance(body.code, str):
            found.append((each, body.code))
    return found


def grade(contract: Contract, code: str | None) -> Rules:
    """The rule that a code's meaning leans on."""
    registry = contract.semantics.errors
    known = registry.codes.get(code or "") if registry else None
    return (known.grade,) if known else ("inferred",)


def _statuses(trace: Trace) -> Judgement:
    registry = trace.contract.semantics.errors
    first: dict[str, Exchange] = {}
    breaches = []
    judged = coded_refusals(trace)
    for each, code in judged:
        known = registry.codes.get(code) if registry else None
        other = first.setdefault(code, each)
        if known and each.status not in (known.status, *_by_policy(trace.contract, each, code)):
            message = f"{code} stands with {each.status}; its status is {known.status}."
            breaches.append(Breach(message, (each,), grade(trace.contract, code)))
        elif not known and other.status != each.status:
            message = f"{code} stands with {other.status} and with {each.status}."
            breaches.append(Breach(message, (other, each), ("inferred",)))
    return Judgement(len(judged), tuple(breaches), {"codes": len(first)}, lacking="no refusal had a code")


def _by_policy(contract: Contract, exchange: Exchange, code: str) -> tuple[int, ...]:
    """The statuses that the policy gives the refusals of a code, in answer to a request."""
    registry, operation = contract.semantics.errors, asked_of(contract, exchange)
    refusals_of = registry.refusals if registry else {}
    keys = [key for name, found in BY_POLICY.items() if refusals_of.get(name) == code for key in found]
    # What has a status of its own and no code is told as any other request that breaks its schema.
    status = exchange.status or 0
    own = (status,) if code == refusals_of.get("request_invalid") and uncoded(contract, status) else ()
    return (*own, *(status for key in keys for status in refused_with(contract, operation, key)))


def _classes(trace: Trace) -> Judgement:
    seen: dict[tuple[str, ...], tuple[Exchange, str]] = {}
    breaches = []
    exercised = 0
    for each, code in coded_refusals(trace):
        fault = foretell(trace, each).single
        if fault is None or each.status not in fault.statuses:
            continue
        exercised += 1
        other, told = seen.setdefault((fault.refusal, fault.stage, *fault.loc), (each, code))
        own = each.status == fault.statuses[0]
        if fault.code and own and code != fault.code:
            message = f"{_named(fault)} is answered with {code}; {fault.code} is due."
            breaches.append(Breach(message, (each,), grade(trace.contract, fault.code)))
        elif (told, other.status) != (code, each.status):
            message = f"{_named(fault)} is answered with {other.status} {told} and with {each.status} {code}."
            breaches.append(Breach(message, (other, each), ("law",)))
    return Judgement(exercised, tuple(breaches), {"classes": len(seen)}, lacking="no request had a single known fault")


def _named(fault: Fault) -> str:
    where = f" at {' '.join(fault.loc)}" if fault.loc else ""
    return f"The fault {fault.refusal}{where}"


INVARIANTS = (
    Invariant(
        id="ER-05",
        family="envelope",
        title="a code stands with one status",
        rules=("inferred",),
        judge=_statuses,
        applies=coded,
        source="x-errors/codes",
        scope="run",
        needs_subject=False,
        unsteady=True,
    ),
    Invariant(
        id="ER-06",
        family="envelope",
        title="a kind of fault has one code",
        rules=("inferred",),
        judge=_classes,
        applies=coded,
        source="x-errors/refusals",
        tier="T1",
        unsteady=True,
    ),
)
