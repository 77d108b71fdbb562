"""The family `status`, the rows a path names: unknown ones, and ids of another type.

Pure: each function judges a trace and asks nothing.
"""

from contracts import Contract, Operation
from suites.evidence.envelopes import read_error
from suites.evidence.proxies import is_edge
from suites.expectations import foretell
from suites.inputs.absent import absent, rows_named
from suites.inputs.mutations import bad_text
from suites.invariants.invariant import Invariant
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules


def _unknown(trace: Trace) -> Judgement:
    routes = {code for each in trace.exchanges if (code := _route_code(trace, each))}
    exercised, breaches = 0, []
    for each in trace.own:
        first = foretell(trace, each).first
        if not first or first[0].stage != "resource" or _void(each):
            continue
        exercised += 1
        code = _code(trace, each)
        if each.status not in first[0].statuses:
            message = f"An id that no row has is answered {each.status}; {first[0].statuses[0]} is due."
            breaches.append(Breach(message, (each,), _rules(trace.operation)))
        elif code in routes and trace.contract.semantics.policy["not_found_codes"] == "distinct":
            message = f"An unknown row is answered {code}, as an unknown path is."
            breaches.append(Breach(message, (each,), ("not_found_codes",)))
    return Judgement(exercised, tuple(breaches), lacking="no unknown row was asked for")


def _rules(operation: Operation) -> Rules:
    """What the status of an unknown row leans on; that of a new row's parent is a reading of ours."""
    reply = operation.reply(404) if operation.reads else None
    return (reply.grade if reply else "inferred",)


def _route_code(trace: Trace, exchange: Exchange) -> str | None:
    """The code of a 404 for a path that there is not."""
    if exchange.operation is not None or exchange.status != 404 or is_edge(exchange):
        return None
    return _code(trace, exchange)


def _code(trace: Trace, exchange: Exchange) -> str | None:
    body = read_error(trace.contract, exchange)
    return body.code if body and isinstance(body.code, str) else None


def _void(exchange: Exchange) -> bool:
    return exchange.noisy or is_edge(exchange) or (exchange.status or 0) >= 500


def _ill_typed(trace: Trace) -> Judgement:
    exercised, breaches = 0, []
    for each in trace.own:
        fault = foretell(trace, each).single
        if fault is None or fault.stage != "parameters" or fault.loc[0] != "path" or _void(each):
            continue
        exercised += 1
        if each.status not in fault.statuses:
            name = fault.loc[-1]
            message = f"{each.path_values[name]!r} for {name} is answered {each.status}; {fault.statuses[0]} is due."
            parameter = trace.operation.parameter("path", name)
            taken = (each.status or 0) < 300 and parameter is not None
            rules = (parameter.grade,) if taken and parameter else None
            breaches.append(Breach(message, (each,), rules, about=("path", name)))
    return Judgement(exercised, tuple(breaches), lacking="no ill-typed id was asked for")


def _names_rows(operation: Operation, contract: Contract) -> str | None:
    known = any(absent(contract, operation, name) for name in rows_named(contract, operation))
    return None if known else "the path names no row"


def _typed(operation: Operation, contract: Contract) -> str | None:
    typed = any(each.location == "path" and bad_text(contract, each) for each in operation.parameters)
    return None if typed else "every text is an id here"


INVARIANTS = (
    Invariant(
        id="ST-13",
        family="status",
        title="an unknown row is 404, with a code of its own",
        rules=("attested", "not_found_codes"),
        judge=_unknown,
        applies=_names_rows,
        source="RFC 9110, section 15.5.5; policy not_found_codes",
        implies=("ER-06",),
        tier="T1",
    ),
    Invariant(
        id="ST-14",
        family="status",
        title="an ill-typed id is refused as declared",
        rules=("path_type_status",),
        judge=_ill_typed,
        applies=_typed,
        source="policy path_type_status",
        tier="T1",
    ),
)
