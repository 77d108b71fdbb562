"""The family `status`, request bodies: broken JSON and other media types.

Pure: each function judges a trace and asks nothing.
"""

from contracts import Contract, Operation
from suites.evidence.envelopes import names_place, read_error
from suites.evidence.proxies import is_edge
from suites.expectations import Fault, foretell
from suites.invariants.invariant import Invariant
from suites.invariants.status_baselines import settled, sketch, succeeded
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

JSON = "application/json"
HEADER = ("header", "content-type")


def _malformed(trace: Trace) -> Judgement:
    exercised, breaches = _refused(trace, "syntax", "A body that is no JSON")
    return Judgement(exercised, tuple(breaches), lacking="a body that is no JSON was not sent")


def _media_type(trace: Trace) -> Judgement:
    refused, breaches = _refused(trace, "media_type", "A body of another media type")
    spelt = [each for each in settled(trace) if _is_spelt_oddly(trace, each)]
    breaches += [_mistaken(each) for each in spelt if _is_refused_for_it(trace, each)]
    evidence = {"refused": refused, "taken": sum(succeeded(each) for each in spelt)}
    return Judgement(refused, tuple(breaches), evidence, lacking="a body of another media type was not sent")


def _refused(trace: Trace, stage: str, what: str) -> tuple[int, list[Breach]]:
    """How many bodies had to be refused at a stage, and those that were not."""
    exercised, breaches = 0, []
    for each in trace.own:
        first = foretell(trace, each).first
        if not first or first[0].stage != stage or each.noisy or is_edge(each):
            continue
        exercised += 1
        if each.status not in first[0].statuses:
            message = f"{what} is answered {each.status}; {first[0].statuses[0]} is due."
            breaches.append(Breach(message, (each,), _rules(each, first[0])))
    return exercised, breaches


def _rules(exchange: Exchange, fault: Fault) -> Rules | None:
    """How deep JSON may nest, and what a body without a media type is, no specification says."""
    untold = fault.kind == "depth" or (fault.stage == "media_type" and not exchange.asked.header("content-type"))
    return ("inferred",) if untold else None


def _is_spelt_oddly(trace: Trace, exchange: Exchange) -> bool:
    """Whether a good body's media type is one that is taken, in another case or with a charset."""
    told = exchange.asked.header("content-type") or ""
    known = told.partition(";")[0].strip().lower() == JSON and told != JSON
    expectation = foretell(trace, exchange)
    unread = any(doubt.stage in ("payload", "media_type", "syntax") for doubt in expectation.doubts)
    return known and not expectation.faults and not unread and bool(exchange.asked.body)


def _is_refused_for_it(trace: Trace, exchange: Exchange) -> bool:
    """Whether that spelling is why it is refused: the answer says so, or the same in plain letters was taken."""
    policy = trace.contract.semantics.policy
    if exchange.status == 415:
        return True
    if exchange.status not in (400, policy["wrong_media_type"], policy["malformed_status"]):
        return False
    error = read_error(trace.contract, exchange)
    if error and error.details:
        return all(names_place(detail, HEADER) for detail in error.details)
    plain = (each for each in trace.own if succeeded(each) and each.asked.header("content-type") == JSON)
    return any(sketch(each) == sketch(exchange) and each.asked.query == exchange.asked.query for each in plain)


def _mistaken(exchange: Exchange) -> Breach:
    told = exchange.asked.header("content-type")
    return Breach(f"A good body sent as {told} is answered {exchange.status}; that is JSON too.", (exchange,), ("law",))


def _takes_body(operation: Operation, _contract: Contract) -> str | None:
    return None if operation.body else "the operation takes no body"


INVARIANTS = (
    Invariant(
        id="ST-04",
        family="status",
        title="a body that is no JSON is refused as one",
        rules=("malformed_status",),
        judge=_malformed,
        applies=_takes_body,
        source="RFC 9110, section 15.5.1; policy malformed_status",
        tier="T1",
    ),
    Invariant(
        id="ST-05",
        family="status",
        title="a body of another media type is refused as one",
        rules=("wrong_media_type",),
        judge=_media_type,
        applies=_takes_body,
        source="RFC 9110, section 15.5.16; policy wrong_media_type",
        tier="T1",
    ),
)
