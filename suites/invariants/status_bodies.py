"""The family `status`, request bodies: broken JSON and other media types.

Pure: each function judges a trace and asks nothing.
"""

from contracts import Contract, Operation
from suites.expectations import foretell
from suites.invariants.invariant import Invariant
from suites.proxies import is_edge
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


def _malformed(trace: Trace) -> Judgement:
    return _refused(trace, "syntax", "A body that is no JSON")


def _media_type(trace: Trace) -> Judgement:
    return _refused(trace, "media_type", "A body of another media type")


def _refused(trace: Trace, stage: str, what: str) -> Judgement:
    exercised, breaches = 0, []
    for each in trace.own:
        first = foretell(trace, each).first
        if not first or first[0].stage != stage or each.noisy or is_edge(each):
            continue
        exercised += 1
        if each.status not in first[0].statuses:
            breaches.append(Breach(f"{what} is answered {each.status}; {first[0].statuses[0]} is due.", (each,)))
    return Judgement(exercised, tuple(breaches), lacking=f"{what[0].lower()}{what[1:]} was not sent")


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
