"""The family `envelope`, its field details: they name the faulty place, every one of them, and no other.

Pure: each function judges a trace and asks nothing. What is faulty in a request is told by `expectations`.
"""

from contracts import Contract, Operation
from suites.evidence.envelopes import Detail, envelope_of, names_place, read_error, shape_of
from suites.expectations import PLACED, Fault, foretell
from suites.inputs.body_mutations import places
from suites.inputs.mutations import breakable
from suites.invariants.envelope_shape import enveloped, refusals
from suites.invariants.invariant import Invariant
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

# Stages whose faults stand in a field of the request; a row that is not there is one only where a new row needs it.
FIELDS = ("media_type", "parameters", "expression", "resource")
# What a row cannot keep may be found later than what breaks a schema.
KEEPING = ("unstorable", "digits", "instant")


def detailed(operation: Operation, contract: Contract) -> str | None:
    """Applies where the errors of the operation name fields, and it takes a parameter."""
    policy = contract.semantics.policy
    envelopes = [envelope_of(contract, operation, status) for status in policy["errors_where"]]
    reason = enveloped(operation, contract)
    if reason is None and not any(each and each.errors for each in envelopes):
        return "the contract's errors name no fields"
    told = policy["path_type_status"] in policy["errors_where"]
    parameters = [each for each in breakable(contract, operation) if each.location == "query" or told]
    fields = bool(parameters) or _expressions(operation) or operation.body is not None
    return reason or (None if fields else "nothing that the operation takes can be wrong")


def several(operation: Operation, contract: Contract) -> str | None:
    """Applies where two parameters can be wrong at once."""
    few = len(_independent(contract, operation)) < 2
    return detailed(operation, contract) or ("fewer than two things can be wrong at once" if few else None)


def _independent(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """Parameters and properties of the body whose faults are found at one stage with one status."""
    policy = contract.semantics.policy
    apart = policy["path_type_status"] != policy["validation_status"]
    parameters = [each.name for each in breakable(contract, operation) if each.location == "query" or not apart]
    return (*parameters, *places(contract, operation))


def _expressions(operation: Operation) -> bool:
    listing = operation.behaviour.listing if operation.behaviour else None
    names = (listing.filter, listing.order, listing.fields, listing.embed) if listing else ()
    return any(name and operation.parameter("query", name) for name in names)


def _single(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in refusals(trace):
        fault = foretell(trace, each).single
        details = _details(trace, each)
        if fault is None or details is None or not _in_field(fault) or each.status not in fault.statuses:
            continue
        exercised += 1
        astray = [detail for detail in details if not names_place(detail, fault.loc)]
        if not details:
            breaches.append(
                Breach(f"A {each.status} names no field; {_place(fault.loc)} is wrong.", (each,), about=fault.loc)
            )
        elif astray:
            message = f"A {each.status} names {_place(astray[0].loc)}; only {_place(fault.loc)} is wrong."
            breaches.append(Breach(message, (each,), about=fault.loc))
    return Judgement(exercised, tuple(breaches), lacking="no request with one wrong field was refused for it")


def _in_field(fault: Fault) -> bool:
    """Whether a fault stands in a field for sure: of alternatives in a body another reader may tell another place."""
    placed = fault.kind in PLACED or fault.loc[:1] != ("body",)
    return fault.stage in FIELDS and bool(fault.loc) and fault.refusal != "row_unknown" and placed


def _all(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    first_is_enough = trace.contract.semantics.policy["errors_reported"] == "first"
    for each in refusals(trace):
        faults = _together(trace, each)
        details = _details(trace, each)
        if len(faults) < 2 or details is None:
            continue
        exercised += 1
        missing = [fault for fault in faults if fault.kind not in KEEPING and not _told(details, fault)]
        if missing and not (first_is_enough and len(missing) < len(faults)):
            places = ", ".join(_place(fault.loc) for fault in missing)
            breaches.append(Breach(f"{len(faults)} fields are wrong; {places} is not told.", (each,)))
    return Judgement(exercised, tuple(breaches), lacking="no request with two wrong fields was refused for them")


def _together(trace: Trace, exchange: Exchange) -> tuple[Fault, ...]:
    """The faults of a request that one answer must tell together; none where it has fewer than two."""
    expectation = foretell(trace, exchange)
    places = {fault.loc for fault in expectation.first}
    unsure = any(doubt.stage == "parameters" for doubt in expectation.doubts)
    sure = not unsure and all(_in_field(fault) for fault in expectation.first)
    alike = len({fault.statuses for fault in expectation.first}) == 1 and exchange.status in expectation.statuses
    found = expectation.first if sure and alike and expectation.stages[:1] == ("parameters",) else ()
    return found if len(places) > 1 else ()


def _details(trace: Trace, exchange: Exchange) -> tuple[Detail, ...] | None:
    """The details of a refusal, none being an empty tuple; None where it owes none."""
    if exchange.status not in trace.contract.semantics.policy["errors_where"]:
        return None
    envelope = shape_of(trace.contract, exchange)
    body = read_error(trace.contract, exchange)
    return (body.details or ()) if envelope and envelope.errors and body else None


def _told(details: tuple[Detail, ...], fault: Fault) -> bool:
    return any(names_place(detail, fault.loc) for detail in details)


def _place(loc: tuple[str, ...]) -> str:
    return " ".join(loc) or "nothing"


INVARIANTS = (
    Invariant(
        id="ER-07",
        family="envelope",
        title="field details name the wrong field and no other",
        rules=("errors_where",),
        judge=_single,
        applies=detailed,
        source="policy errors_where",
        tier="T1",
    ),
    Invariant(
        id="ER-08",
        family="envelope",
        title="every wrong field is told",
        rules=("errors_reported",),
        judge=_all,
        applies=several,
        source="policy errors_reported",
        tier="T1",
    ),
)
