"""Faults of statuses: answers that are right but for the number that stands above them, or come when they must not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from contracts import Contract, Operation
from mockserver.admission import Stage
from mockserver.answers import Answer, Detail, Refusal, Reply
from mockserver.case import Case
from mockserver.encoding import verbatim
from mockserver.faults.fault import Apply, Where, own, retold
from mockserver.faults.subjects import (
    ABSENT,
    ANY,
    BODIED,
    LISTS,
    READS,
    first,
    listing_of,
    those,
)
from mockserver.faults.twists import (
    failing,
    finishing,
    hearing,
    only,
    policed,
    refusing,
    staging,
)
from mockserver.incoming import Incoming
from mockserver.parts import Finish, Parts

IDENTIFIED: Final = those(
    lambda each: any(parameter.location == "path" for parameter in each.parameters) and each.method == "GET"
)


def as_status(status: int) -> Finish:
    """Answers with another status."""
    return lambda case, answer: replace(answer, status=status)


def _ok_for_created(case: Case, answer: Answer) -> Answer:
    return replace(answer, status=200) if isinstance(answer, Reply) and answer.status == 201 else answer


def is_of_a_row(case: Case, answer: Answer) -> bool:
    """Whether a refusal says that a row is not there."""
    return isinstance(answer, Refusal) and answer.status == 404 and case.operation is not None


def _missing(change: Finish) -> Apply:
    return finishing(lambda case, answer: change(case, answer) if is_of_a_row(case, answer) else answer)


def _as_a_route(case: Case, answer: Answer) -> Answer:
    """A row that is not there is told of in the words of a path that is not."""
    return case.gate.refusals.named("route_unknown", case.operation) if is_of_a_row(case, answer) else answer


def _as_declared(incoming: Incoming, operation: Operation) -> Incoming:
    if operation.body is None or not incoming.body:
        return incoming
    declared = next(iter(operation.body.content))
    return replace(incoming, headers={**incoming.headers, "content-type": (declared,)})


def _unknown_for_method(case: Case, refusal: Refusal) -> Answer:
    return case.gate.refusals.named("route_unknown")


def _without_allow(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, headers={})


def _allows_all(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, headers={"Allow": "GET, HEAD, OPTIONS, PATCH, POST"})


def _headless(case: Case, answer: Answer) -> Answer:
    if case.incoming.method != "HEAD" or isinstance(answer, Refusal):
        return answer
    return case.gate.refusals.named("method_unknown", headers={"Allow": "GET, OPTIONS"})


def _empty_head(case: Case, answer: Answer) -> Answer:
    head = case.incoming.method == "HEAD" and isinstance(answer, Reply)
    return replace(answer, status=204, body=None) if head and isinstance(answer, Reply) else answer


def _failing_path(case: Case, refusal: Refusal) -> Answer:
    return failing(case, refusal) if any(each.loc[0] == "path" for each in refusal.details) else refusal


def _one_less(stage: Stage, case: Case) -> Answer | None:
    """The largest page is refused."""
    listing = listing_of(case.operation)
    if listing and listing.limit and case.arguments.query.get(listing.limit) == listing.maximum:
        detail = Detail(("query", listing.limit), "is beyond the maximum", "maximum")
        return case.gate.refusals.named("request_invalid", case.operation, details=[detail])
    return stage(case)


def _full_texts(stage: Stage, case: Case) -> Answer | None:
    """A text that is just as long as it may be is refused."""
    body = case.body if isinstance(case.body, Mapping) else {}
    for name, value in body.items():
        if isinstance(value, str) and len(value) == _LONGEST and not case.faults:
            detail = Detail(("body", name), "is too long", "maxLength")
            return case.gate.refusals.named("request_invalid", case.operation, details=[detail])
    return stage(case)


_LONGEST: Final = 255  # characters: what a text has at most where nobody says more


def _last_wins(incoming: Incoming, operation: Operation) -> Incoming:
    return replace(incoming, query=tuple(dict(incoming.query).items()))


def _without_slash(incoming: Incoming) -> Incoming:
    return replace(incoming, path=incoming.path.removesuffix("/") or "/")


def _strange_refused(where: Where) -> Apply:
    """One list refuses a query parameter that it does not know."""

    def change(case: Case, answer: Answer) -> Answer:
        operation = case.operation
        strange = [name for name, _ in case.incoming.query if operation and operation.parameter("query", name) is None]
        if not strange or isinstance(answer, Refusal):
            return answer
        detail = Detail(("query", strange[0]), "is no parameter here", "unknown")
        return case.gate.refusals.named("request_invalid", operation, details=[detail])

    return only(where, change)


def _preceded(*stages: str) -> Apply:
    """These checks come right after the method's, in this order."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        order = list(contract.semantics.policy["precedence"])
        rest = [each for each in order if each not in stages]
        at = rest.index("method") + 1
        return policed(precedence=(*rest[:at], *stages, *rest[at:]))(parts, contract)

    return apply


def _accepted(case: Case, answer: Answer) -> Answer:
    read = isinstance(answer, Reply) and answer.status == 200 and case.incoming.method in ("GET", "HEAD")
    return replace(answer, status=202) if read else answer


def _more_in_options(case: Case, answer: Answer) -> Answer:
    options = case.incoming.method == "OPTIONS" and isinstance(answer, Reply)
    return replace(answer, headers={"Allow": "DELETE, GET, HEAD, OPTIONS, POST, PUT"}) if options else answer


def _slashless(parts: Parts, contract: Contract) -> Parts:
    return replace(parts, hear=lambda incoming: _without_slash(parts.hear(incoming)))


FAULTS: Final = (
    *retold(
        "status",
        (
            "S01",
            "a create answers 200",
            "A",
            "ST-02",
            those(lambda each: "201" in each.replies),
            finishing(_ok_for_created),
        ),
        (
            *("S02", "a row that is not there is 200 and null", "A", "ST-02 ER-03 ST-03 ST-13", ABSENT),
            _missing(lambda case, answer: Reply(200, verbatim(b"null"))),
        ),
        ("S03", "a row that is not there is 400", "A", "ST-13 ER-05 ER-06", ABSENT, _missing(as_status(400))),
        ("S06", "malformed JSON is 500", "A", "ST-01 ST-04", BODIED, refusing("body_malformed", failing)),
        ("S07", "a body of any media type is read as JSON", "B", "ST-05", BODIED, hearing(_as_declared)),
        (
            "S10",
            "a method that a path does not take is 404",
            "A",
            "ST-08",
            ANY,
            refusing("method_unknown", _unknown_for_method),
        ),
        ("S11", "405 has no `Allow`", "A", "ST-08", ANY, refusing("method_unknown", _without_allow)),
        (
            "S12",
            "the `Allow` of 405 is the same everywhere",
            "A",
            "ST-08 ST-09",
            ANY,
            refusing("method_unknown", _allows_all),
        ),
        ("S13", "HEAD is 405", "B", "ST-10", READS, finishing(_headless)),
        (
            "S14",
            "an id of another type is 500",
            "A",
            "ST-01 ST-14",
            IDENTIFIED,
            refusing("request_invalid", _failing_path),
        ),
    ),
    *own(
        "status",
        (
            "S51",
            "a row that is not there is a path that is not",
            "B",
            "ST-13",
            first(ABSENT),
            only(first(ABSENT), _as_a_route),
        ),
        ("S52", "the largest page is refused", "A", "PG-09 ST-19", LISTS, staging("parameters", _one_less)),
        (
            "S53",
            "a text just as long as it may be is refused",
            "B",
            "ST-19",
            BODIED,
            staging("parameters", _full_texts),
        ),
        ("S54", "of a parameter given twice the last counts", "B", "ST-17", LISTS, hearing(_last_wins)),
        ("S55", "a path with a slash more is the same", "B", "ST-07", ANY, _slashless),
        (
            "S56",
            "one list refuses unknown query parameters",
            "C",
            "ST-16",
            first(LISTS),
            _strange_refused(first(LISTS)),
        ),
        ("S57", "HEAD answers 204", "B", "ST-10", READS, finishing(_empty_head)),
        ("S59", "OPTIONS tells other methods than 405", "C", "ST-09", READS, finishing(_more_in_options)),
        ("S60", "a read answers 202", "A", "ST-02", READS, finishing(_accepted)),
        (
            "S61",
            "a body is judged before its sender",
            "C",
            "AU-11 ST-24",
            BODIED,
            _preceded("media_type", "syntax", "parameters"),
        ),
        (
            "S62",
            "a row is looked for before its reader is known",
            "C",
            "AU-04 ST-24",
            ABSENT,
            _preceded("parameters", "resource"),
        ),
        (
            "S63",
            "an expression is judged before the parameters",
            "C",
            "ST-24",
            LISTS,
            _preceded("authentication", "identity", "expression"),
        ),
    ),
)
