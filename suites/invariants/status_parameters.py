"""The family `status`, parameters: what a schema takes is taken, all else is refused; and requests beyond size.

Pure: each function judges a trace and asks nothing. A good value is held against the same request without it.
"""

from contracts import Contract, Misspelt, Operation, read_text
from suites.envelopes import envelope_of, names_place, read_error
from suites.expectations import CLAMPS, Fault, foretell, turned_away
from suites.invariants.invariant import Invariant, always
from suites.mutations import bad_text, boundary_texts
from suites.proxies import is_edge
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

# A target, or a header section, that no server needs to take.
BEYOND = 16 * 1024
TOO_LONG = {"target": (414, 400, 413, 431), "headers": (431, 400, 413, 414)}


def _settled(trace: Trace) -> list[Exchange]:
    """The operation's exchanges that say something of the contract."""
    return [each for each in trace.own if not each.noisy and not is_edge(each) and (each.status or 0) < 500]


def _oversize(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in _settled(trace):
        headers = sum(len(name) + len(value) for name, value in each.asked.headers)
        long = "target" if len(each.asked.target) > BEYOND else "headers" if headers > BEYOND else None
        if long is None or turned_away(trace, each):
            continue
        exercised += 1
        status = each.status or 0
        if status >= 400 and status not in TOO_LONG[long]:
            message = f"A request whose {long} are beyond {BEYOND:,} characters is answered {status}; "
            breaches.append(Breach(f"{message}{TOO_LONG[long][0]} is due, or no refusal.", (each,)))
    unasked = "what answered requests beyond size was no response of HTTP, or a refusal of who calls"
    return Judgement(exercised, tuple(breaches), unasked=unasked)


def _undeclared(trace: Trace) -> Judgement:
    reject = trace.contract.semantics.policy["unknown_query_parameter"] == "reject"
    exercised, breaches = 0, []
    for each in _settled(trace):
        names = {name for name, _ in each.asked.query if not trace.operation.parameter("query", name)}
        if not names or not _baseline(trace, each, names):
            continue
        exercised += 1
        refused = (each.status or 0) >= 400
        if refused != reject:
            due = "it is due to be refused" if reject else "it is to be ignored"
            message = f"The undeclared parameter {sorted(names)[0]!r} is answered {each.status}; {due}."
            breaches.append(Breach(message, (each,)))
    return Judgement(exercised, tuple(breaches), lacking="no request that is good otherwise was answered 2xx")


def _baseline(trace: Trace, exchange: Exchange, names: set[str], present: bool = False) -> Exchange | None:
    """A 2xx to the same request without some parameters; None where there was none, or size may matter.

    Args:
        present: whether it may have them, with other values.
    """
    if any(doubt.stage in ("size", "route") for doubt in foretell(trace, exchange).doubts):
        return None
    query = [pair for pair in exchange.asked.query if pair[0] not in names]
    for each in trace.own:
        other = [pair for pair in each.asked.query if not (present and pair[0] in names)]
        alike = each.asked.method == exchange.asked.method and each.asked.path == exchange.asked.path
        same = other == query and each.asked.headers == exchange.asked.headers
        if alike and same and each.status is not None and 200 <= each.status < 300:
            return each
    return None


def _repeated(trace: Trace) -> Judgement:
    policy = trace.contract.semantics.policy["repeated_query_parameter"]
    exercised, breaches = 0, []
    for each in _settled(trace):
        names = [name for name, _ in each.asked.query]
        twice = {name for name in names if names.count(name) > 1 and trace.operation.parameter("query", name)}
        expectation = foretell(trace, each)
        if len(twice) != 1:
            continue
        fault = expectation.single
        if policy == "reject" and fault and fault.kind == "repeated":
            exercised += 1
            breaches += [] if each.status in fault.statuses else [_wrong(each, fault, "given twice")]
        elif policy != "reject" and not expectation.faults and _baseline(trace, each, twice, present=True):
            exercised += 1
            if policy != "any" and (each.status or 0) >= 400:
                message = f"{twice.pop()} given twice is answered {each.status}; the {policy} one counts."
                breaches.append(Breach(message, (each,)))
    return Judgement(exercised, tuple(breaches), lacking="no parameter that is good otherwise was given twice")


def _missing(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in _settled(trace):
        fault = foretell(trace, each).single
        if fault is None or fault.kind != "missing" or fault.loc[0] not in ("query", "header"):
            continue
        exercised += 1
        if each.status not in fault.statuses:
            breaches.append(_wrong(each, fault, "missing", ("attested",) if (each.status or 0) < 300 else None))
        elif not _named(trace, each, fault):
            breaches.append(Breach(f"A {each.status} does not name {fault.loc[-1]}, which is missing.", (each,)))
    return Judgement(exercised, tuple(breaches), lacking="no required parameter was left out")


def _named(trace: Trace, exchange: Exchange, fault: Fault) -> bool:
    envelope = envelope_of(trace.contract, exchange.operation, exchange.status or 0)
    body = read_error(trace.contract, exchange)
    if envelope is None or envelope.errors is None or body is None:
        return True
    return any(names_place(detail, fault.loc) for detail in body.details or ())


def _bounds(trace: Trace) -> Judgement:
    exercised, breaches, refused = 0, [], 0
    for each in _settled(trace):
        expectation = foretell(trace, each)
        fault = expectation.single
        if fault and _ill_valued(fault):
            exercised += 1
            refused += 1
            if each.status not in fault.statuses:
                value = each.asked.values(fault.loc[-1])[-1]
                breaches.append(_wrong(each, fault, f"as {value[:40]!r}", _grade(trace, fault.loc[-1], each)))
        elif not expectation.faults and (name := _alone(trace, each)):
            exercised += 1
            if (each.status or 0) >= 400:
                breaches.append(_untaken(trace, each, name))
    evidence = {"refused": refused, "taken": exercised - refused}
    return Judgement(exercised, tuple(breaches), evidence, lacking="no value at a bound was sent")


def _untaken(trace: Trace, exchange: Exchange, name: str) -> Breach:
    """A good value that is refused: good by its schema, or by the policy where it is a limit beyond its bounds."""
    value, key = exchange.asked.values(name)[0], _clamping(trace, exchange, name)
    taken = f"{key}: {trace.contract.semantics.policy[key]}" if key else "its schema"
    message = f"{name} as {value[:40]!r} is answered {exchange.status}; {taken} takes it."
    return Breach(message, (exchange,), (key,) if key else _grade(trace, name, None))


def _clamping(trace: Trace, exchange: Exchange, name: str) -> str | None:
    """The policy key that takes a limit beyond a bound of its schema; None where the value is no such limit."""
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    parameter = trace.operation.parameter("query", name)
    if parameter is None or listing is None or name != listing.limit:
        return None
    try:
        read_text(trace.contract, parameter, exchange.asked.values(name))
    except Misspelt as error:
        return CLAMPS.get(error.kind)
    return None


def _ill_valued(fault: Fault) -> bool:
    """Whether a fault is a text that a query parameter's schema refuses."""
    there = fault.kind not in ("missing", "repeated", "unknown")
    return fault.stage == "parameters" and fault.loc[0] == "query" and there


def _alone(trace: Trace, exchange: Exchange) -> str | None:
    """The one parameter by which a request differs from another that was answered 2xx; None where there is none."""
    names = [name for name, _ in exchange.asked.query]
    for name in dict.fromkeys(names):
        plain = trace.operation.parameter("query", name) and name not in _own_language(trace.operation)
        if plain and names.count(name) == 1 and _baseline(trace, exchange, {name}, present=True):
            return name
    return None


def _own_language(operation: Operation) -> tuple[str | None, ...]:
    """Parameters that mean more than their schema says."""
    listing = operation.behaviour.listing if operation.behaviour else None
    if listing is None:
        return ()
    return (listing.filter, listing.order, listing.fields, listing.embed, listing.cursor, listing.backward)


def _wrong(exchange: Exchange, fault: Fault, how: str, rules: Rules | None = None) -> Breach:
    message = f"{fault.loc[-1]} {how} is answered {exchange.status}; {fault.statuses[0]} is due."
    return Breach(message, (exchange,), rules)


def _grade(trace: Trace, name: str, refusal: Exchange | None) -> Rules | None:
    """What a breach leans on: the schema, and the policy too where it was refused with another status."""
    parameter = trace.operation.parameter("query", name)
    if refusal is not None and (refusal.status or 0) >= 400:
        return ("validation_status",)
    return (parameter.grade,) if parameter else None


def _queried(operation: Operation, _contract: Contract) -> str | None:
    queried = any(each.location == "query" for each in operation.parameters)
    return None if queried else "the operation has no query parameters"


def _required(operation: Operation, _contract: Contract) -> str | None:
    required = any(each.required and each.location in ("query", "header") for each in operation.parameters)
    return None if required else "the operation requires no query or header parameter"


def _bounded(operation: Operation, contract: Contract) -> str | None:
    queried = [each for each in operation.parameters if each.location == "query"]
    bounded = any(bad_text(contract, each) or boundary_texts(contract, each) for each in queried)
    return None if bounded else "no query parameter has a bound or a type"


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
    Invariant(
        id="ST-18",
        family="status",
        title="a missing parameter is refused and named",
        rules=("validation_status",),
        judge=_missing,
        applies=_required,
        source="OpenAPI 3.1, section 4.8.12.2; policy validation_status",
        tier="T1",
    ),
    Invariant(
        id="ST-19",
        family="status",
        title="a query value is taken exactly where its schema takes it",
        rules=("attested", "validation_status"),
        judge=_bounds,
        applies=_bounded,
        source="OpenAPI 3.1, section 4.8.24",
        implies=("schemathesis.negative_data_rejection", "schemathesis.positive_data_acceptance"),
        tier="T1",
    ),
)
