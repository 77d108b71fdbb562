"""What is no filter promises: it is refused, never answered with rows; and a hidden field is told from none.

Pure. Whether a text is a filter is the contract's grammar to say, over the fields that its rows have.
"""

from collections.abc import Iterator

from contracts import ExpressionError, Resource, parse_filter
from suites.evidence.envelopes import read_error
from suites.evidence.misreadings import is_ignored
from suites.evidence.showings import listing_of, resource_of, told
from suites.evidence.study import Study, study
from suites.expectations import Fault, foretell
from suites.invariants.filter_rows import filtered
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

SERVER_ERROR = 500
LONG = 60


def bad_filters(trace: Trace) -> Judgement:
    """FI-14: a text that is no filter is refused as the contract says, and never answered with rows."""
    known = study(trace)
    judged = [(each, error) for each, error in _bad(known) if error.field not in _private(known)]
    breaches = [breach for each, error in judged for breach in _accepted(trace, each, error)]
    heeded = not _heedless(known)
    told_kinds = tuple(dict.fromkeys(error.message.split(":")[0][:LONG] for _, error in judged))
    lacking = "no text was sent that is no filter" if heeded else "the list heeds no filter at all, good or bad"
    return told(known, breaches if heeded else (), len(judged) * heeded, lacking, mistakes=len(told_kinds))


def _heedless(known: Study) -> bool:
    """Whether every answer to a filter is the whole list: then a bad filter is not what is wrong."""
    judged = [each for each in filtered(known) if len(each.due()) < len(each.rows)]
    return bool(judged) and all(map(is_ignored, judged))


def _bad(known: Study) -> Iterator[tuple[Exchange, ExpressionError]]:
    """The requests whose only fault is their filter, each with what is wrong with it."""
    listing, resource = listing_of(known), resource_of(known)
    for exchange in known.trace.own if listing and resource else ():
        texts = exchange.asked.values(listing.filter or "") if listing else ()
        if exchange.noisy or len(texts) != 1 or not texts[0] or _fault(known.trace, exchange) is None:
            continue
        try:
            parse_filter(texts[0], resource.fields) if resource else None
        except ExpressionError as error:
            if not _of_unknown_type(known, error, resource):
                yield exchange, error


def _fault(trace: Trace, exchange: Exchange) -> Fault | None:
    """The one fault of a request, where that is an expression; its row is there if another request found it."""
    known = foretell(trace, exchange)
    found = any(each.status == 200 and each.asked.path == exchange.asked.path for each in trace.own)
    doubts = {doubt.stage for doubt in known.doubts} - ({"resource"} if found else set())
    single = known.faults[0] if len(known.faults) == 1 and not doubts else None
    return single if single and single.stage == "expression" else None


def _of_unknown_type(known: Study, error: ExpressionError, resource: Resource | None) -> bool:
    """Whether a filter is bad only because the contract knows no type of its field, which may be a plain one."""
    field = resource.fields.get(error.field or "") if resource else None
    if field is None or field.type is not None or resource is None or field.name in resource.relations:
        return False
    rows = (row for page in known.pages for row in page.items)
    return not any(isinstance(row.get(field.name), dict | list) for row in rows)


def _accepted(trace: Trace, exchange: Exchange, error: ExpressionError) -> Iterator[Breach]:
    status, fault = exchange.status or 0, _fault(trace, exchange)
    due = fault.statuses if fault else ()
    if status in due:
        return
    listing = listing_of(study(trace))
    text = exchange.asked.values(listing.filter or "")[0] if listing else ""
    shown = text if len(text) <= LONG else f"{text[:LONG]}… ({len(text)} characters)"
    rules: Rules = ("law",) if status >= SERVER_ERROR else ("inferred",)
    message = f"`{shown}` is no filter ({error}) and is answered {status}; {' or '.join(map(str, due))} is due."
    yield Breach(message, (exchange,), rules)


def hidden_fields(trace: Trace) -> Judgement:
    """FI-20: a filter by a field that no response shows is refused as one by a field that is not there."""
    known = study(trace)
    judged = list(_bad(known))
    strange = [each for each, error in judged if _is_strange(known, error)]
    secret = [(each, error) for each, error in judged if error.field in _private(known)]
    breaches = []
    for each, error in secret if strange and not _heedless(known) else ():
        one, other = _answer(trace, each), _answer(trace, strange[0])
        if one != other and 400 <= (strange[0].status or 0) < SERVER_ERROR:
            message = f"A filter by {error.field}, which no response shows, is answered {_told(one)}, and by a field "
            message += f"that is not there {_told(other)}: it tells of what is hidden."
            breaches.append(Breach(message, (strange[0], each)))
    names = tuple(dict.fromkeys(error.field or "" for _, error in secret))
    lacking = "no hidden field was asked for beside an unknown one"
    return told(known, breaches, len(secret) if strange else 0, lacking, fields=names)


def _answer(trace: Trace, exchange: Exchange) -> tuple[int | None, str | None]:
    body = read_error(trace.contract, exchange)
    return exchange.status, body.code if body and isinstance(body.code, str) else None


def _told(answer: tuple[int | None, str | None]) -> str:
    return " ".join(str(each) for each in answer if each is not None)


def _private(known: Study) -> frozenset[str]:
    """The names that rows of this contract have somewhere and that this list's rows do not show."""
    resource = resource_of(known)
    others = known.trace.contract.semantics.resources.values()
    named = {name for other in others for name in (*other.private, *other.fields)}
    return frozenset(name for name in named if resource and name not in resource.fields)


def _is_strange(known: Study, error: ExpressionError) -> bool:
    """Whether a filter is bad for a field that no row of the whole contract has."""
    resource = resource_of(known)
    return (
        bool(error.field and resource)
        and error.field not in _private(known)
        and not (resource and error.field in resource.fields)
    )
