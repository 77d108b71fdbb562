"""The family `status`, requests as a whole: beyond size, with parameters that nobody declared, or that come twice.

Pure: each function judges a trace and asks nothing. A good value is held against the same request without it.
"""

from contracts import Contract, Operation
from suites.expectations import foretell, turned_away
from suites.invariants.invariant import Invariant, always
from suites.invariants.status_baselines import baseline, settled, succeeded, wrong
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

# A target, or a header section, that no server needs to take; and a body.
BEYOND = 16 * 1024
BEYOND_BODY = 1024 * 1024
TOO_LONG = {"target": (414, 400, 413, 431), "headers": (431, 400, 413, 414), "body": (413, 400)}


def _oversize(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in settled(trace):
        long = _long(each)
        if long is None or turned_away(trace, each) or _refused_otherwise(trace, each):
            continue
        exercised += 1
        status = each.status or 0
        if status >= 400 and status not in TOO_LONG[long]:
            bound = BEYOND_BODY if long == "body" else BEYOND
            message = f"A request with {long} beyond {bound:,} octets is answered {status}; "
            breaches.append(Breach(f"{message}{TOO_LONG[long][0]} is due, or no refusal.", (each,), about=(long,)))
    unasked = "what answered requests beyond size was no response of HTTP, or a refusal of who calls"
    return Judgement(exercised, tuple(breaches), unasked=unasked)


def _long(exchange: Exchange) -> str | None:
    """What of a request is beyond size; None where nothing is."""
    asked = exchange.asked
    if len(asked.target) > BEYOND:
        return "target"
    if len(asked.body or b"") > BEYOND_BODY:
        return "body"
    return "headers" if sum(len(name) + len(value) for name, value in asked.headers) > BEYOND else None


def _refused_otherwise(trace: Trace, exchange: Exchange) -> bool:
    """Whether an answer may be for another fault, or for a clash with what is there."""
    faults = foretell(trace, exchange).faults
    return exchange.status == 409 or any(exchange.status in fault.statuses for fault in faults)


def _undeclared(trace: Trace) -> Judgement:
    reject = trace.contract.semantics.policy["unknown_query_parameter"] == "reject"
    exercised, breaches = 0, []
    for each in settled(trace):
        names = {name for name, _ in each.asked.query if not trace.operation.parameter("query", name)}
        if not names or each.status == 409 or not (succeeded(each) or baseline(trace, each, names)):
            continue
        exercised += 1
        refused = (each.status or 0) >= 400
        if refused != reject:
            due = "it is due to be refused" if reject else "it is to be ignored"
            message = f"The undeclared parameter {sorted(names)[0]!r} is answered {each.status}; {due}."
            breaches.append(Breach(message, (each,)))
    return Judgement(exercised, tuple(breaches), lacking="no request that is good otherwise was answered 2xx")


def _repeated(trace: Trace) -> Judgement:
    policy = trace.contract.semantics.policy["repeated_query_parameter"]
    exercised, breaches = 0, []
    for each in settled(trace):
        names = [name for name, _ in each.asked.query]
        twice = {name for name in names if names.count(name) > 1 and trace.operation.parameter("query", name)}
        expectation = foretell(trace, each)
        if len(twice) != 1:
            continue
        fault = expectation.single
        if policy == "reject" and fault and fault.kind == "repeated":
            exercised += 1
            breaches += [] if each.status in fault.statuses else [wrong(each, fault, "given twice")]
        elif policy != "reject" and not expectation.faults and baseline(trace, each, twice, present=True):
            exercised += 1
            if policy != "any" and (each.status or 0) >= 400:
                name = twice.pop()
                message = f"{name} given twice is answered {each.status}; the {policy} one counts."
                breaches.append(Breach(message, (each,), about=("query", name)))
    return Judgement(exercised, tuple(breaches), lacking="no parameter that is good otherwise was given twice")


def _queried(operation: Operation, _contract: Contract) -> str | None:
    queried = any(each.location == "query" for each in operation.parameters)
    return None if queried else "the operation has no query parameters"


INVARIANTS = (
    Invariant(
        id="ST-15",
        family="status",
        title="a request beyond size is refused as one",
        rules=("inferred",),
        judge=_oversize,
        applies=always,
        source="RFC 9110, section 15.5.15; RFC 6585, section 5",
        tier="T1",
    ),
    Invariant(
        id="ST-16",
        family="status",
        title="an undeclared query parameter is ignored or refused as declared",
        rules=("unknown_query_parameter",),
        judge=_undeclared,
        applies=always,
        source="policy unknown_query_parameter",
        tier="T1",
    ),
    Invariant(
        id="ST-17",
        family="status",
        title="a parameter given twice is treated as declared",
        rules=("repeated_query_parameter",),
        judge=_repeated,
        applies=_queried,
        source="policy repeated_query_parameter",
        tier="T1",
    ),
)
