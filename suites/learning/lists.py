"""Questions about lists: limits, links, directions, orders. Each asks one to three requests.

A list that has too few rows to tell is passed over.
"""

from collections.abc import Mapping
from typing import Any

from contracts import Listing
from suites.evidence.limits import Limits, limits_of
from suites.evidence.pages import PageBody, read_page
from suites.learning.answer import Answer, is_well, taken
from suites.learning.requests import UNKNOWN, Question
from suites.probes.asker import Asker
from suites.traffic import Exchange

FEW = 2  # rows of a page that surely leads on, where a list has more


def limit_over_max(asked: Asker) -> Answer | None:
    """Asks for one row more than a page may have."""
    limits = _limits(asked)
    if limits is None or limits.maximum is None:
        return None
    return taken(_limited(asked, limits.maximum + 1), "clamp", "reject")


def limit_under_min(asked: Asker) -> Answer | None:
    """Asks for one row less than a page may have."""
    limits = _limits(asked)
    if limits is None:
        return None
    exchange = _limited(asked, limits.minimum - 1)
    page = _page(asked, exchange)
    if page is None or page.next is None:
        return taken(exchange, None, "reject") if not is_well(exchange) else None
    return Answer("clamp" if len(page.items) == max(limits.minimum, 1) else "default", exchange)


def default_limit(asked: Asker) -> Answer | None:
    """Asks for a page without a limit."""
    exchange = asked.ask()
    page = _page(asked, exchange)
    return Answer(len(page.items), exchange) if page and page.next and _limits(asked) else None


def cursor_form(asked: Asker) -> Answer | None:
    """Looks at a link."""
    exchange = _limited(asked, FEW)
    names = _listing(asked)
    document = exchange.document
    link = document.get(names.next) if isinstance(document, Mapping) and names and names.next else None
    if not isinstance(link, str) or not link:
        return None
    return Answer("url" if "?" in link and (link[0] in "/?" or "://" in link) else "token", exchange)


def first_page_previous(asked: Asker) -> Answer | None:
    """Looks at the link back of a first page."""
    exchange, names = _limited(asked, FEW), _listing(asked)
    page = _page(asked, exchange)
    if page is None or not page.items or names is None or not names.previous:
        return None
    return Answer("null" if page.previous is None else "any", exchange)


def backward_without_cursor(asked: Asker) -> Answer | None:
    """Asks for a page in the other direction, from nowhere."""
    names, limits = _listing(asked), _limits(asked)
    if names is None or limits is None or not names.backward:
        return None
    first = _page(asked, _limited(asked, FEW))
    exchange = asked.ask(((limits.parameter.name, str(FEW)), (names.backward, "true")))
    page = _page(asked, exchange)
    if page is None or first is None or first.next is None:
        return None if is_well(exchange) else taken(exchange, None, "reject")
    return Answer("first_page" if page.items == first.items else "last_page", exchange)


def cursor_resizable(asked: Asker) -> Answer | None:
    """Follows a link with another limit."""
    names, limits = _listing(asked), _limits(asked)
    page = _page(asked, _limited(asked, FEW))
    if names is None or limits is None or not names.cursor or page is None or page.next is None:
        return None
    pairs = ((limits.parameter.name, str(FEW + 1)), (names.cursor, page.next))
    return taken(asked.ask(pairs), True, False)


def repeated_query_parameter(asked: Asker) -> Answer | None:
    """Sends two limits."""
    limits, many = _limits(asked), _page(asked, _limited(asked, FEW))
    if limits is None or many is None or len(many.items) < FEW:
        return None
    exchange = asked.ask(((limits.parameter.name, "1"), (limits.parameter.name, str(FEW))))
    page = _page(asked, exchange)
    if page is None:
        return taken(exchange, None, "reject") if not is_well(exchange) else None
    return Answer({1: "first", FEW: "last"}.get(len(page.items), "any"), exchange)


def empty_parameter(asked: Asker) -> Answer | None:
    """Sends an expression without a character."""
    name = next(iter(asked.expressions()), None)
    return taken(asked.ask(((name, ""),)), "absent", "value") if name else None


def unknown_name(asked: Asker) -> Answer | None:
    """Asks for a field that there is not."""
    names = _listing(asked)
    return taken(asked.ask(((names.fields, UNKNOWN),)), "ignore", "reject") if names and names.fields else None


# Where nulls stand: (first when ascending, first when descending) to the policy's word.
NULLS: Mapping[tuple[bool, bool], str] = {
    (False, True): "last_ascending",
    (True, False): "first_ascending",
    (False, False): "always_last",
    (True, True): "always_first",
}


def null_order(asked: Asker) -> Answer | None:
    """Sorts a whole list by a field that is null in some rows and not in others."""
    names, behaviour = _listing(asked), asked.operation.behaviour
    if names is None or not names.order or behaviour is None or behaviour.resource is None:
        return None
    whole = _page(asked, _limited(asked, names.maximum))
    for field in behaviour.resource.fields.values() if whole and whole.next is None else ():
        values = {row.get(field.name) is None for row in whole.items} if whole else set()
        if field.sortable and field.nullable and values == {True, False}:
            pages = [_sorted(asked, f"{field.name}:{way}", names) for way in ("asc", "desc")]
            sides = [_nulls_first(_page(asked, each), field.name) for each in pages]
            first, second = sides
            return None if first is None or second is None else Answer(NULLS[first, second], pages[0])
    return None


def _sorted(asked: Asker, order: str, names: Listing) -> Exchange:
    return asked.ask(((names.order or "", order), *_limit(asked, names.maximum)))


def _nulls_first(page: PageBody | None, name: str) -> bool | None:
    """Whether all nulls stand first; None where they stand neither there nor last."""
    nulls = [row.get(name) is None for row in page.items] if page else []
    if len(set(nulls)) < 2:
        return None
    return {True: True, False: False}.get(nulls[0]) if nulls in (sorted(nulls), sorted(nulls, reverse=True)) else None


def _limited(asked: Asker, limit: int | None) -> Exchange:
    return asked.ask(_limit(asked, limit))


def _limit(asked: Asker, limit: int | None) -> tuple[tuple[str, str], ...]:
    limits = _limits(asked)
    return ((limits.parameter.name, str(limit)),) if limits and limit is not None else ()


def _limits(asked: Asker) -> Limits | None:
    return limits_of(asked.operation, asked.contract)


def _listing(asked: Asker) -> Listing | None:
    return asked.operation.behaviour.listing if asked.operation.behaviour else None


def _page(asked: Asker, exchange: Exchange) -> PageBody | None:
    document: Any = exchange.document if is_well(exchange) else None
    return read_page(asked.operation, document)


LISTS: Mapping[str, Question] = {
    each.__name__: each
    for each in (
        cursor_form,
        default_limit,
        limit_over_max,
        limit_under_min,
        first_page_previous,
        backward_without_cursor,
        cursor_resizable,
        null_order,
        repeated_query_parameter,
        empty_parameter,
        unknown_name,
    )
}
