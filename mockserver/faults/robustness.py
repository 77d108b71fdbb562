"""Faults of robustness: input at the edge of what anybody sends, and a server that falls over it."""

import re
from typing import Final

from mockserver.answers import Answer, Detail, Refusal
from mockserver.bodies import MAXIMUM_DEPTH
from mockserver.case import Case
from mockserver.faults.fault import retold
from mockserver.faults.subjects import ANY, BODIED, FILTERING, LISTS, listing_of
from mockserver.faults.twists import failing, finishing, refusing

_LONG: Final = re.compile(r"-?[0-9]{19,}")


def _unstorable(case: Case, refusal: Refusal) -> Answer:
    return failing(case, refusal) if any(each.kind == "unstorable" for each in refusal.details) else refusal


def _overflowing(case: Case, answer: Answer) -> Answer:
    long = any(text and _LONG.fullmatch(text) for _, text in case.incoming.query)
    return failing(case, answer) if long and case.operation is not None and case.identity is not None else answer


def _sunk(case: Case, refusal: Refusal) -> Answer:
    opened = case.incoming.body.count(b"[") + case.incoming.body.count(b"{")
    return failing(case, refusal) if opened > MAXIMUM_DEPTH else refusal


def _empty_filter(case: Case, answer: Answer) -> Answer:
    """An empty text is a filter, and a bad one."""
    listing = listing_of(case.operation)
    if listing is None or listing.filter is None or isinstance(answer, Refusal):
        return answer
    if case.incoming.texts(listing.filter) != ("",):
        return answer
    detail = Detail(("query", listing.filter), "is empty", "invalid_filter")
    documented = case.operation is not None and case.operation.reply(400) is not None
    name = "filter_invalid" if documented else "request_invalid"
    return case.gate.refusals.named(name, case.operation, details=[detail])


FAULTS: Final = (
    *retold(
        "robustness",
        ("R01", "a null byte is 500", "A", "ST-01", ANY, refusing("request_invalid", _unstorable)),
        ("R03", "an integer beyond 64 bits is 500", "A", "ST-01 PG-09", LISTS, finishing(_overflowing)),
        ("R05", "deep JSON is 500", "A", "ST-01 ST-04", BODIED, refusing("body_malformed", _sunk)),
        ("R11", "an empty filter is a bad one", "C", "FI-16", FILTERING, finishing(_empty_filter)),
    ),
)
