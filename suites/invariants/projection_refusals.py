"""Requests in a shape that are good by the contract, and are refused all the same. Pure."""

from collections.abc import Hashable, Sequence

from suites.evidence.pages import read_page
from suites.evidence.proxies import is_edge
from suites.expectations import foretell
from suites.invariants.projection_shapes import is_single, shape_sent
from suites.invariants.projection_views import OK
from suites.traffic import Exchange, Trace

TURNED_DOWN = (400, 404, 409, 410, 414, 422)


def refused(trace: Trace) -> tuple[Exchange, ...]:
    """The requests in a shape that are good by the contract and are refused all the same.

    A failure of the server, a caller turned away and a cursor that nobody gave are other promises' matter.
    """
    good = [each for each in trace.own if each.status == OK]
    turned = (each for each in trace.own if each.status in TURNED_DOWN and not is_edge(each) and is_single(each))
    return tuple(each for each in turned if any(shape_sent(trace, each)) and _is_good(trace, each, good))


def _is_good(trace: Trace, exchange: Exchange, good: Sequence[Exchange]) -> bool:
    behaviour = trace.operation.behaviour
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    if behaviour is None or listing is None or resource is None or foretell(trace, exchange).faults:
        return False
    fields, embed = shape_sent(trace, exchange)
    if not (_is_known(fields, resource.properties) and _is_known(embed, behaviour.embed)):
        return False
    shaping, paging = (listing.fields, listing.embed), (listing.cursor, listing.backward)
    cursor = exchange.asked.values(listing.cursor) if listing.cursor else ()
    rest = _rest(exchange, (*shaping, *paging))
    for each in good:
        if _rest(each, (*shaping, *paging)) != rest:
            continue
        body = read_page(trace.operation, each.document) if cursor else None
        if not cursor or (body and cursor[0] in (body.next, body.previous)):
            return True
    return False


def _is_known(text: str | None, allowed: Sequence[str]) -> bool:
    return not text or all(name.strip() in allowed for name in text.split(","))


def _rest(exchange: Exchange, names: Sequence[str | None]) -> Hashable:
    pairs = tuple(sorted(pair for pair in exchange.asked.query if pair[0] not in names))
    return exchange.asked.path, exchange.asked.method, exchange.asked.identity, pairs
