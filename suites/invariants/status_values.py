"""The family `status`, values: what a schema takes is taken, all else is refused, and what must be there is asked for.

Pure: each function judges a trace and asks nothing. A good value is held against another request that was taken.
"""

from contracts import Contract, Misspelt, Operation, read_text
from suites.evidence.envelopes import names_place, read_error, shape_of
from suites.expectations import CLAMPS, Fault, foretell
from suites.inputs.body_mutations import can_be_wrong, required
from suites.inputs.mutations import bad_text, boundary_texts
from suites.invariants.invariant import Invariant
from suites.invariants.status_baselines import baseline, sent_body, settled, succeeded, wrong
from suites.invariants.status_body_values import shown, taken, untaken_body
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

SHOWN = 40  # characters of a value that a message shows
ABSENT = ("missing", "required")


def _missing(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in settled(trace):
        fault = foretell(trace, each).single
        if fault is None or not is_missing(trace, each, fault):
            continue
        exercised += 1
        how = "missing" if fault.kind in ABSENT else "given as null"
        if each.status not in fault.statuses:
            breaches.append(wrong(each, fault, how, ("attested",) if succeeded(each) else None))
        elif not _named(trace, each, fault):
            breaches.append(
                Breach(f"A {each.status} does not name {fault.loc[-1]}, which is {how}.", (each,), about=fault.loc)
            )
    return Judgement(exercised, tuple(breaches), lacking="nothing that is required was left out")


def is_missing(trace: Trace, exchange: Exchange, fault: Fault) -> bool:
    """Whether a fault is that something required is not there, or of a body null."""
    if fault.kind in ABSENT:
        return fault.loc[0] in ("query", "header", "body")
    named = len(fault.loc) == 2 and fault.loc[0] == "body" and fault.loc[1] in required(trace.contract, trace.operation)
    return named and sent_body(exchange).get(fault.loc[1], exchange) is None


def _named(trace: Trace, exchange: Exchange, fault: Fault) -> bool:
    envelope = shape_of(trace.contract, exchange)
    body = read_error(trace.contract, exchange)
    if envelope is None or envelope.errors is None or body is None:
        return True
    return any(names_place(detail, fault.loc) for detail in body.details or ())


def _bounds(trace: Trace) -> Judgement:
    exercised, breaches, refused = 0, [], 0
    for each in settled(trace):
        expectation = foretell(trace, each)
        fault = expectation.single
        if fault and _ill_valued(trace, each, fault):
            exercised += 1
            refused += 1
            breaches += [] if each.status in fault.statuses else [_taken(trace, each, fault)]
        elif not expectation.faults and (name := _alone(trace, each)):
            exercised += 1
            breaches += [_untaken(trace, each, name)] if (each.status or 0) >= 400 else []
        else:
            refusal = untaken_body(trace, each)
            exercised += refusal is not None or taken(trace, each)
            breaches += [refusal] if refusal else []
    evidence = {"refused": refused, "taken": exercised - refused}
    return Judgement(exercised, tuple(breaches), evidence, lacking="no value at a bound was sent")


def _taken(trace: Trace, exchange: Exchange, fault: Fault) -> Breach:
    """A bad value that is not refused as one."""
    if fault.loc[0] == "body":
        rules = ("validation_status",) if (exchange.status or 0) >= 400 else (fault.grade or "attested",)
        return wrong(exchange, fault, f"as {shown(exchange, fault.loc)}", rules)
    value = exchange.asked.values(fault.loc[-1])[-1]
    return wrong(exchange, fault, f"as {value[:SHOWN]!r}", _grade(trace, fault.loc[-1], exchange))


def _untaken(trace: Trace, exchange: Exchange, name: str) -> Breach:
    """A good value that is refused: good by its schema, or by the policy where it is a limit beyond its bounds."""
    value, key = exchange.asked.values(name)[0], _clamping(trace, exchange, name)
    taken = f"{key}: {trace.contract.semantics.policy[key]}" if key else "its schema"
    message = f"{name} as {value[:SHOWN]!r} is answered {exchange.status}; {taken} takes it."
    return Breach(message, (exchange,), (key,) if key else _grade(trace, name, None), about=("query", name))


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


def _ill_valued(trace: Trace, exchange: Exchange, fault: Fault) -> bool:
    """Whether a fault is a value that its schema refuses, in the query or in the body."""
    there = fault.kind not in ("repeated", "unknown") and not is_missing(trace, exchange, fault)
    return fault.stage == "parameters" and fault.loc[0] in ("query", "body") and there


def _alone(trace: Trace, exchange: Exchange) -> str | None:
    """The one parameter by which a request differs from another that was answered 2xx; None where there is none."""
    names = [name for name, _ in exchange.asked.query]
    for name in dict.fromkeys(names):
        plain = trace.operation.parameter("query", name) and name not in _own_language(trace.operation)
        if plain and names.count(name) == 1 and baseline(trace, exchange, {name}, present=True):
            return name
    return None


def _own_language(operation: Operation) -> tuple[str | None, ...]:
    """Parameters that mean more than their schema says."""
    listing = operation.behaviour.listing if operation.behaviour else None
    if listing is None:
        return ()
    return (listing.filter, listing.order, listing.fields, listing.embed, listing.cursor, listing.backward)


def _grade(trace: Trace, name: str, refusal: Exchange | None) -> Rules | None:
    """What a breach leans on: the schema, and the policy too where it was refused with another status."""
    parameter = trace.operation.parameter("query", name)
    if refusal is not None and (refusal.status or 0) >= 400:
        return ("validation_status",)
    return (parameter.grade,) if parameter else None


def _required(operation: Operation, contract: Contract) -> str | None:
    asked = any(each.required and each.location in ("query", "header") for each in operation.parameters)
    body = operation.body is not None and (operation.body.required or bool(required(contract, operation)))
    return None if asked or body else "the operation requires no parameter, and nothing of a body"


def _bounded(operation: Operation, contract: Contract) -> str | None:
    queried = [each for each in operation.parameters if each.location == "query"]
    bounded = any(bad_text(contract, each) or boundary_texts(contract, each) for each in queried)
    return (
        None
        if bounded or can_be_wrong(contract, operation)
        else "no query parameter and nothing of a body has a bound or a type"
    )


INVARIANTS = (
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
