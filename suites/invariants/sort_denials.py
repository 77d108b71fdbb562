"""What is an order and what is none: a good sort expression is answered, a bad one refused.

Pure. Whether a text is an order is the contract's grammar to say, over the fields that its rows have.
"""

from collections.abc import Iterator

from contracts import ExpressionError, Order, parse_order
from suites.evidence.disorders import repeats
from suites.evidence.showings import listing_of, resource_of, showings, told
from suites.evidence.study import Study, study
from suites.expectations import Fault, foretell
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

OK, SERVER_ERROR = 200, 500


def denied(known: Study, repeated: bool) -> Iterator[Breach]:
    """Good orders that are refused.

    Args:
        repeated: those that name a field twice, else the others.
    """
    for exchange, text in _sent(known):
        status = exchange.status or 0
        refused = status in (400, 422) or status >= SERVER_ERROR
        if refused and _error(known, text) is None and repeats(text) is repeated and _otherwise_good(known, exchange):
            rules: Rules = ("law",) if status >= SERVER_ERROR else ("inferred",)
            yield Breach(f"The order `{text}` follows the grammar and is answered {status}.", (exchange,), rules)


def _sent(known: Study) -> Iterator[tuple[Exchange, str]]:
    """The requests that ask for an order, with its text."""
    listing = listing_of(known)
    for exchange in known.trace.own:
        texts = exchange.asked.values(listing.order or "") if listing else ()
        if len(texts) == 1 and texts[0] and not exchange.noisy:
            yield exchange, texts[0]


def _error(known: Study, text: str) -> ExpressionError | None:
    resource = resource_of(known)
    try:
        parse_order(text, resource.fields, Order(())) if resource else None
    except ExpressionError as error:
        return error
    return None


def _otherwise_good(known: Study, exchange: Exchange) -> bool:
    found = foretell(known.trace, exchange)
    settled = {"resource", "expression"} if _leads_on(known, exchange) else {"resource"}
    return not found.faults and {doubt.stage for doubt in found.doubts} <= settled


def _leads_on(known: Study, exchange: Exchange) -> bool:
    """Whether a request follows a link of an order that names a field twice, where links of plainer ones are good."""
    listing = listing_of(known)
    orders, cursors = (
        (exchange.asked.values(name or "") for name in (listing.order, listing.cursor)) if listing else ((), ())
    )
    if not orders or not repeats(orders[0]):
        return False
    earlier = [each for each in known.pages if each.exchange.number < exchange.number]
    links = {each.body.next for each in earlier if (each.selection.order,) == orders}
    return set(cursors) <= links and any(each.cursor and not repeats(each.selection.order) for each in earlier)


def bad_orders(trace: Trace) -> Judgement:
    """SO-08: a text that is no order is refused as the contract says, and never answered in some other order."""
    known = study(trace)
    judged = [(each, error) for each, text in _sent(known) if (error := _error(known, text)) and _known(known, error)]
    breaches, met = [], 0
    for exchange, error in judged:
        fault = _fault(trace, exchange)
        if fault is None:
            continue
        met += 1
        status = exchange.status or 0
        if status not in fault.statuses:
            text = exchange.asked.values(fault.loc[-1])[0]
            rules: Rules = ("law",) if status >= SERVER_ERROR else ("inferred",)
            due = " or ".join(map(str, fault.statuses))
            message = f"`{text}` is no order ({error}) and is answered {status}; {due} is due."
            breaches.append(Breach(message, (exchange,), rules))
    return told(known, breaches, met, "no text was sent that is no order", mistakes=met)


def _fault(trace: Trace, exchange: Exchange) -> Fault | None:
    """The one fault of a request, where that is its order; its row is there if another request found it."""
    known = foretell(trace, exchange)
    found = any(each.status == OK and each.asked.path == exchange.asked.path for each in trace.own)
    doubts = {doubt.stage for doubt in known.doubts} - ({"resource"} if found else set())
    single = known.faults[0] if len(known.faults) == 1 and not doubts else None
    return single if single and single.stage == "expression" and single.loc else None


def _known(known: Study, error: ExpressionError) -> bool:
    """Whether an order is bad for more than that the contract knows no type of its field, which may be a plain one."""
    resource = resource_of(known)
    field = resource.fields.get(error.field or "") if resource else None
    if resource is None or field is None or field.type is not None or field.name in resource.relations:
        return True
    rows = (row for each in showings(known) for _, row in each.shown)
    return any(isinstance(row.get(field.name), dict | list) for row in rows)
