"""The family `status`, precedence: of two faults the one that the policy puts first is answered.

Pure: each function judges a trace and asks nothing. What is faulty in a request is told by `expectations`.
"""

from suites.evidence.proxies import is_edge
from suites.expectations import Expectation, Fault, foretell
from suites.invariants.invariant import Invariant, always
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement


def _precedence(trace: Trace) -> Judgement:
    breaches = []
    pairs = set()
    for each in trace.exchanges:
        expectation = foretell(trace, each)
        second = _second(expectation)
        if second is None or not expectation.refused or _void(each):
            continue
        pairs.add((expectation.stages[0], second.stage))
        # A status that is neither's is no matter of order, and told where it belongs.
        if each.status in second.statuses:
            breaches.append(_breach(each, expectation, second))
    told = sorted(" before ".join(pair) for pair in pairs)
    lone = "no two faults of the operation have different statuses"
    return Judgement(len(pairs), tuple(breaches), {"pairs": told}, inapplicable=lone)


def _void(exchange: Exchange) -> bool:
    return exchange.noisy or is_edge(exchange) or (exchange.status or 0) >= 500


def _second(expectation: Expectation) -> Fault | None:
    """The first fault of a later stage that a status tells from those of the first stage."""
    later = (fault for fault in expectation.faults if fault.stage != expectation.stages[0])
    return next((fault for fault in later if not set(fault.statuses) & set(expectation.statuses)), None)


def _breach(exchange: Exchange, expectation: Expectation, second: Fault) -> Breach:
    first, due = expectation.stages[0], " or ".join(map(str, expectation.statuses))
    message = f"Faulty at the stages {first} and {second.stage}, a request gets {exchange.status}; {due} is due."
    return Breach(message, (exchange,))


INVARIANTS = (
    Invariant(
        id="ST-24",
        family="status",
        title="of two faults the first in order is answered",
        rules=("precedence",),
        judge=_precedence,
        applies=always,
        source="policy precedence",
        tier="T1",
        needs_subject=False,
    ),
)
