"""What Schemathesis' checks promise, and that an operation was reached at all.

Pure: what the checks saw stands in the trace's facts; here it is told in the contract's words and weighed by
how each rule is known.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial

from contracts import Contract, Operation
from suites.evidence.followers import is_below, is_owned, may_follow, shows_owned
from suites.evidence.grounds import ground_of
from suites.evidence.observations import Observation, observations_in
from suites.inputs.refusable import refusable, takes_body
from suites.invariants.invariant import Invariant, always, secured
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement, Rules

FAMILY = "conformance"


def _judge(name: str, lacking: str, trace: Trace) -> Judgement:
    told = observations_in(trace.facts)
    seen = told.checks.get(name, Observation(unasked=told.unasked))
    breaches = tuple(_breaches(name, seen, trace))
    return Judgement(
        seen.exercised,
        breaches,
        {"answers": _answers(trace)},
        doubt=seen.unconfirmed or (None if seen.exercised else told.trouble or _noise(trace)),
        lacking=lacking,
        unasked=seen.unasked,
        unsteady=seen.unsteady,
    )


def _breaches(name: str, seen: Observation, trace: Trace) -> list[Breach]:
    exchanges = {exchange.number: exchange for exchange in trace.exchanges}
    breaches = []
    for failure in seen.failures:
        shown = tuple(exchanges[number] for number in failure.exchanges if number in exchanges)
        ground = ground_of(name, trace.contract, trace.operation, shown)
        breaches.append(Breach(ground.message or failure.message, shown, ground.rules))
    return breaches


def _reached(trace: Trace) -> Judgement:
    """An operation that answers 2xx to nobody is not judged by what it refuses."""
    told = observations_in(trace.facts)
    well = sum(1 for each in trace.own if each.status is not None and 200 <= each.status < 300)
    answers = _answers(trace)
    seen = ", ".join(f"{count} times {status}" for status, count in answers.items()) or "nothing"
    doubt = None if well else told.trouble or _noise(trace)
    lacking = f"no answer is a 2xx: {seen}"
    return Judgement(well, evidence={"answers": answers}, doubt=doubt, lacking=lacking, unasked=told.unasked)


def _answers(trace: Trace) -> dict[str, int]:
    counted = Counter(str(each.status or "none") for each in trace.own)
    return {status: counted[status] for status in sorted(counted)}


def _noise(trace: Trace) -> str | None:
    noisy = sum(1 for each in trace.own if each.unheard)
    return f"{noisy} of {len(trace.own)} answers say nothing: throttled, overloaded or lost" if noisy else None


def _documents_bodies(operation: Operation, _contract: Contract) -> str | None:
    bodies = any(reply.content for reply in operation.replies.values())
    return None if bodies else "no answer of the operation is documented with a body"


def _documents_headers(operation: Operation, _contract: Contract) -> str | None:
    headers = any(reply.headers for reply in operation.replies.values())
    return None if headers else "no answer of the operation is documented with a header"


def _documents_statuses(operation: Operation, _contract: Contract) -> str | None:
    return "the operation documents a default answer for every status" if "default" in operation.replies else None


def _can_be_asked_wrongly(operation: Operation, contract: Contract) -> str | None:
    wrong = any(refusable(contract, parameter) for parameter in operation.parameters)
    wrong = wrong or takes_body(contract, operation)
    return None if wrong else "any text is a valid value of every parameter of the operation"


def _needs_a_header(operation: Operation, contract: Contract) -> str | None:
    needed = any(each.location == "header" and each.required for each in operation.parameters)
    return None if needed else secured(operation, contract) and "the operation needs no header"


def _shown_below(operation: Operation, contract: Contract) -> str | None:
    """A new row is available where something at or below the path of the operation shows it."""
    shown = any(each.reads for each in _below(operation, contract))
    return None if shown else "nothing at or below its path shows what the operation makes"


def _deleted_below(operation: Operation, contract: Contract) -> str | None:
    below = _below(operation, contract)
    freed = any(one.method == "DELETE" and two.reads and is_below(one, two) for one in below for two in below)
    return None if freed else "nothing below its path deletes what the operation makes"


def _owned_below(operation: Operation, contract: Contract) -> str | None:
    if not is_owned(operation):
        return "the operation makes no rows of an organisation's own"
    shown = any(may_follow(operation, each) and shows_owned(contract, each) for each in contract.operations)
    return None if shown else "nothing reads a row that the operation makes in a way that names it"


def _below(operation: Operation, contract: Contract) -> list[Operation]:
    return [each for each in contract.operations if may_follow(operation, each) and is_below(operation, each)]


def _row(
    check: str,
    title: str,
    rules: Rules,
    source: str,
    lacking: str,
    applies: Callable[[Operation, Contract], str | None] = always,
    implies: tuple[str, ...] = (),
) -> Invariant:
    return Invariant(
        id=f"schemathesis.{check}",
        family=FAMILY,
        title=title,
        rules=rules,
        judge=partial(_judge, check, lacking),
        applies=applies,
        source=f"{source}; Schemathesis, check `{check}`",
        implies=tuple(f"schemathesis.{each}" for each in implies),
        tier="T1",
        scope="told",
    )


# Three of Schemathesis' checks look at chains from a row that a create has made (`ensure_resource_availability`,
# `use_after_free`, `object_level_authorization`): they are told at the create.
INVARIANTS = (
    Invariant(
        id="CF-01",
        family=FAMILY,
        title="the operation answers 2xx at least once",
        rules=("law",),
        judge=_reached,
        applies=always,
        source="an operation that refuses whatever it is asked is not judged by its refusals",
        tier="T1",
    ),
    _row(
        "not_a_server_error",
        "no request is answered by an error of the server",
        ("law",),
        "RFC 9110, section 15.6",
        "nothing was answered",
        implies=("status_code_conformance",),
    ),
    _row(
        "status_code_conformance",
        "every status is documented",
        ("attested",),
        "OpenAPI 3.1, section 4.8.16",
        "nothing was answered",
        _documents_statuses,
    ),
    _row(
        "content_type_conformance",
        "every body is of a media type documented for its status",
        ("attested",),
        "OpenAPI 3.1, section 4.8.17",
        "no answer came whose status documents a body",
        _documents_bodies,
        implies=("response_schema_conformance",),
    ),
    _row(
        "response_headers_conformance",
        "the headers promised for a status are there and follow their schemas",
        ("attested",),
        "OpenAPI 3.1, section 4.8.21",
        "no answer came whose status documents a header",
        _documents_headers,
    ),
    _row(
        "response_schema_conformance",
        "every body follows the schema of its status",
        ("attested",),
        "OpenAPI 3.1, section 4.8.14",
        "no answer came whose status documents a body",
        _documents_bodies,
    ),
    _row(
        "negative_data_rejection",
        "a request that breaks the contract is refused",
        ("attested",),
        "OpenAPI 3.1, section 4.8.12",
        "no request was sent that the contract surely refuses",
        _can_be_asked_wrongly,
    ),
    _row(
        "positive_data_acceptance",
        "a request that follows the contract is not refused as invalid",
        ("attested",),
        "OpenAPI 3.1, section 4.8.12",
        "no request was sent that is surely valid",
    ),
    _row(
        "missing_required_header",
        "a request without a header that is required is refused",
        ("attested",),
        "OpenAPI 3.1, sections 4.8.12 and 4.8.30",
        "no request went without a required header",
        _needs_a_header,
    ),
    _row(
        "unsupported_method",
        "a method that the path does not take is answered 405 with `Allow`",
        ("law",),
        "RFC 9110, section 15.5.6",
        "no answer to a method that the path does not take says anything of the method",
    ),
    _row(
        "allow_header_conformance",
        "the `Allow` of OPTIONS names the methods of the path",
        ("law",),
        "RFC 9110, sections 9.3.7 and 10.2.1",
        "OPTIONS is answered without `Allow`",
    ),
    _row(
        "ignored_auth",
        "an operation that asks for credentials refuses none and bad ones",
        ("attested",),
        "OpenAPI 3.1, section 4.8.30",
        "nobody was answered well",
        secured,
        implies=("missing_required_header",),
    ),
    _row(
        "ensure_resource_availability",
        "a row that was just made is there where it is read and listed",
        ("law",),
        "RFC 9110, sections 10.2.2 and 15.3.2",
        "no row was made that could be looked for",
        _shown_below,
    ),
    _row(
        "use_after_free",
        "a row that was deleted is there no more",
        ("law",),
        "RFC 9110, section 9.3.5",
        "no row was made and deleted",
        _deleted_below,
    ),
    _row(
        "object_level_authorization",
        "a row of one organisation is shown to no other",
        ("attested",),
        "the semantics' `scope`; OWASP API Security 2023, API1",
        "no row was made that a stranger could ask for",
        _owned_below,
    ),
)
