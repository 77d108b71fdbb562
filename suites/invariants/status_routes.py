"""The family `status`, paths and methods: what there is not is 404 or 405, and `Allow` tells what there is.

Pure: each function judges a trace and asks nothing.
"""

from contracts import Contract, Operation, match
from suites.evidence.header_fields import combined
from suites.evidence.proxies import is_edge
from suites.expectations import foretell
from suites.invariants.invariant import Invariant, always
from suites.invariants.status_responses import REDIRECTS
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

SLASHED = {"redirect": "a redirect to the path without it", "same": "what the path without it gets"}
BESIDE = ("HEAD", "OPTIONS")


def _unknown_paths(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in trace.exchanges:
        if each.noisy or is_edge(each) or (each.status or 0) >= 500:
            continue
        first = foretell(trace, each).first
        if first and first[0].stage == "route":
            exercised += 1
            if each.status not in first[0].statuses:
                breaches.append(_known(each))
        elif _slashed(trace, each):
            exercised += 1
            breaches += _slash(trace, each)
    return Judgement(exercised, tuple(breaches), lacking="no unknown path was asked for")


def _known(exchange: Exchange) -> Breach:
    who = "" if exchange.asked.credentials == "valid" else " to a caller without credentials"
    # That a server tells upper from lower case is assumed, not demanded (RFC 3986, section 6.2.2.1).
    rules = ("attested",) if exchange.asked.credentials == "valid" else ("unknown_path_before_authentication",)
    lowered = exchange.asked.path == exchange.asked.path.lower()
    message = f"The unknown path {exchange.asked.path} is answered {exchange.status}{who}; 404 is due."
    return Breach(message, (exchange,), rules if lowered else ("inferred",))


def _slashed(trace: Trace, exchange: Exchange) -> bool:
    path = exchange.asked.path
    straight = path.endswith("/") and match(trace.contract, "GET", path.rstrip("/")).template == trace.operation.path
    return straight and trace.contract.semantics.policy["trailing_slash"] != 404


def _slash(trace: Trace, exchange: Exchange) -> list[Breach]:
    policy = trace.contract.semantics.policy["trailing_slash"]
    sound = exchange.status in REDIRECTS if policy == "redirect" else exchange.status not in (404, *REDIRECTS)
    if sound:
        return []
    message = f"A path with a slash more is answered {exchange.status}; {SLASHED[policy]} is due."
    return [Breach(message, (exchange,), ("trailing_slash",))]


def _undeclared_methods(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in trace.exchanges:
        if not _undeclared(trace, each) or each.status in (401, 403):
            continue  # that who calls is asked first is a matter of precedence
        exercised += 1
        if each.status != 405:
            message = f"{each.asked.method} is not declared here and is answered {each.status}; 405 is due."
            rules = ("attested",) if (each.status or 0) < 300 else ("inferred",)
            breaches.append(Breach(message, (each,), rules))
        elif each.header("allow") is None:
            breaches.append(Breach(f"A 405 to {each.asked.method} comes without Allow.", (each,), ("law",)))
    unasked = "undeclared methods are sent without credentials only, and who calls is asked before the method"
    return Judgement(exercised, tuple(breaches), unasked=unasked)


def _undeclared(trace: Trace, exchange: Exchange) -> bool:
    """Whether an exchange asks a path of the operation, one that is there, for a method that the path has not."""
    found = match(trace.contract, exchange.asked.method, exchange.asked.path)
    if found.template != trace.operation.path or exchange.noisy or is_edge(exchange) or (exchange.status or 0) >= 500:
        return False
    if not any(fault.stage == "method" for fault in foretell(trace, exchange).faults):
        return False
    return exchange.status != 404 or not found.path_values or _answered(trace, exchange.asked.path)


def _answered(trace: Trace, path: str) -> bool:
    return any(each.asked.path == path and each.status is not None and each.status < 300 for each in trace.own)


def _allow(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in trace.exchanges:
        found = match(trace.contract, each.asked.method, each.asked.path)
        if found.template != trace.operation.path or each.noisy or is_edge(each):
            continue
        if each.asked.method == "OPTIONS" and "OPTIONS" not in _declared(trace):
            exercised += 1
            breaches += _options(trace, each)
        value = combined(each, "allow")
        if value is not None and (each.status == 405 or each.asked.method == "OPTIONS"):
            exercised += 1
            breaches += _named(trace, each, value, found.allowed)
    return Judgement(exercised, tuple(breaches), lacking="no Allow was seen")


def _options(trace: Trace, exchange: Exchange) -> list[Breach]:
    due = trace.contract.semantics.policy["options"]
    if exchange.status != due:
        return [Breach(f"OPTIONS is answered {exchange.status}; {due} is due.", (exchange,), ("options",))]
    if exchange.header("allow") is None:
        return [Breach("OPTIONS is answered without Allow.", (exchange,), ("options",))]
    return []


def _named(trace: Trace, exchange: Exchange, value: str, allowed: tuple[str, ...]) -> list[Breach]:
    told = {name.strip() for name in value.split(",") if name.strip()}
    declared = _declared(trace)
    missing = sorted(declared - told)
    surplus = sorted(told - declared - set(BESIDE))
    unnamed = sorted((set(allowed) & set(BESIDE)) - told)
    if missing or surplus:
        message = f"Allow is {value!r}; the path takes {', '.join(sorted(declared))}."
        # A document may leave a method out; one that it declares is there.
        return [Breach(message, (exchange,), ("attested",) if missing else ("inferred",))]
    if unnamed and trace.contract.semantics.policy["head_in_allow"] == "required":
        return [Breach(f"Allow is {value!r}; {', '.join(unnamed)} is missing.", (exchange,), ("head_in_allow",))]
    return []


def _declared(trace: Trace) -> set[str]:
    """The methods of every operation on the path."""
    return {each.method for each in trace.contract.operations if each.path == trace.operation.path}


def lacks_methods(operation: Operation, contract: Contract) -> str | None:
    """Applies where the path leaves a method undeclared."""
    methods = {each.method for each in contract.operations if each.path == operation.path}
    return "the path declares every method" if methods >= {"GET", "POST", "PUT", "PATCH", "DELETE"} else None


INVARIANTS = (
    Invariant(
        id="ST-07",
        family="status",
        title="an unknown path is 404",
        rules=("attested", "unknown_path_before_authentication", "trailing_slash"),
        judge=_unknown_paths,
        applies=always,
        source="RFC 9110, section 15.5.5; RFC 3986, section 6.2.2.1",
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="ST-08",
        family="status",
        title="an undeclared method is 405 with Allow",
        rules=("law", "inferred"),
        judge=_undeclared_methods,
        applies=lacks_methods,
        source="RFC 9110, section 15.5.6",
        implies=("schemathesis.unsupported_method",),
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="ST-09",
        family="status",
        title="Allow names the declared methods",
        rules=("attested", "options", "head_in_allow"),
        judge=_allow,
        applies=always,
        source="RFC 9110, sections 9.3.7 and 10.2.1",
        implies=("schemathesis.allow_header_conformance",),
        tier="T1",
        needs_subject=False,
    ),
)
