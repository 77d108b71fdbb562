"""What the rows of one page promise: how many they are, that none is there twice, and in which order they stand.

Pure, and judged on every page of a run, whoever asked for it.
"""

from collections.abc import Iterator
from itertools import pairwise

from contracts import Listing
from suites.evidence.limits import limit_in_effect, limits_of
from suites.evidence.orders import Ranking, Row
from suites.evidence.pages import Page
from suites.evidence.passages import few, judgement, way
from suites.evidence.study import study
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

OK = 200


def within_limit(trace: Trace) -> Judgement:
    """PG-01: a page holds no more rows than were asked for, nor than the largest page holds."""
    breaches, exercised = [], 0
    for page, limit in _limited(trace):
        exercised += bool(page.items)
        if len(page.items) > limit and page.limit is not None:
            message = f"A page holds {len(page.items)} rows where at most {limit} were due: {_asked(page)}."
            breaches.append(Breach(message, (page.exchange,)))
    known = study(trace)
    return judgement(known, breaches, exercised, pages=exercised)


def _limited(trace: Trace) -> Iterator[tuple[Page, int]]:
    """The pages whose request says how many rows it wants, with that number."""
    limits = limits_of(trace.operation, trace.contract)
    for page in study(trace).pages if limits else ():
        limit = limit_in_effect(page, limits, trace.contract) if limits else None
        if limit is not None:
            yield page, limit


def _asked(page: Page) -> str:
    place = "on the first page" if page.cursor is None else "after a cursor"
    return f"{place}, {way(page)}"


def default_size(trace: Trace) -> Judgement:
    """PG-02: without a limit a page holds as many rows as the contract says, and some where there are any."""
    known, limits = study(trace), limits_of(trace.operation, trace.contract)
    breaches, exercised = [], 0
    for page, limit in _limited(trace):
        if page.limit is not None or limits is None:
            continue
        exercised += 1
        rules = ("attested",) if limits.declared else None
        if len(page.items) > limit:
            message = (
                f"Without {limits.parameter.name} a page holds {len(page.items)} rows, where {limit} are the default."
            )
            breaches.append(Breach(message, (page.exchange,), rules))
        elif not page.items and page.cursor is None and known.core(page).keys:
            message = f"Without {limits.parameter.name} the first page is empty, though the list has rows."
            breaches.append(Breach(message, (page.exchange,), rules))
    return judgement(known, breaches, exercised, "no page was asked for without a limit", pages=exercised)


def full_pages(trace: Trace) -> Judgement:
    """PG-03: a page is full while more rows follow in the direction it was asked for."""
    known = study(trace)
    breaches, exercised = [], 0
    for page, limit in _limited(trace):
        onward = page.body.previous if page.backward else page.body.next
        if page.backward and page.cursor is not None and page.body.next is None:
            continue  # it was not reached backward, whatever was asked: another promise is broken
        exercised += onward is not None
        if onward is not None and len(page.items) < limit:
            link = "previous" if page.backward else "next"
            message = (
                f"A page holds {len(page.items)} of {limit} rows, and `{link}` says that more follow: {_asked(page)}."
            )
            breaches.append(Breach(message, (page.exchange,)))
    return judgement(known, breaches, exercised, "no page was followed by another", pages=exercised)


def no_precedent(trace: Trace) -> Judgement:
    """PG-07: the first page has no `previous`."""
    known = study(trace)
    firsts = [page for page in known.pages if page.cursor is None and not page.backward]
    breaches = [
        Breach(f"`previous` is not null on the first page, {way(page)}.", (page.exchange,))
        for page in firsts
        if page.body.previous is not None
    ]
    return judgement(known, breaches, len(firsts), pages=len(firsts))


def distinct_rows(trace: Trace) -> Judgement:
    """PG-10: no row stands twice on a page."""
    known = study(trace)
    breaches, exercised = [], 0
    for page in known.pages:
        keys = [key for key in page.keys if key is not None]
        exercised += len(keys) > 1
        if len(set(keys)) < len(keys):
            twice = dict.fromkeys(key for key in keys if keys.count(key) > 1)
            message = f"One page holds {len(twice)} row(s) more than once: {few(twice)}."
            breaches.append(Breach(message, (page.exchange,)))
    return judgement(known, breaches, exercised, "no page showed two rows with their keys", pages=exercised)


def ordered_rows(trace: Trace) -> Judgement:
    """PG-11: the rows of a page stand in the order asked for, or in the declared default order."""
    known = study(trace)
    breaches, pages, pairs = [], 0, 0
    for page in known.pages:
        ranking = known.ranking(page.selection) if _one_order(trace, page.exchange) else None
        if ranking is None or len(page.items) < 2:
            continue
        places = [ranking.place(row) for row in page.items]
        if None in places:
            continue
        pages, pairs = pages + 1, pairs + len(places) - 1
        for one, other in pairwise(page.items):
            if ranking.compare(one, other) > 0:
                names = _deciding(ranking, one, other)
                shown = " before ".join(", ".join(f"{name} {row.get(name)}" for name in names) for row in (one, other))
                message = f"Rows are out of order, {way(page)}: {shown}."
                keys = tuple(row.get(page.key or "") for row in (one, other))
                breaches.append(Breach(message, (page.exchange,), ranking.rules(one, other), keys))
                break
    return judgement(
        known, breaches, pages, "no page showed two rows with what they are sorted by", pages=pages, pairs=pairs
    )


def _deciding(ranking: Ranking, one: Row, other: Row) -> tuple[str, ...]:
    """The fields that put two rows in order: those of the order, and what breaks the tie where all of them agree."""
    tied = ranking.tie_breaker is not None and ranking.cells(one) == ranking.cells(other)
    return (*ranking.names, ranking.tie_breaker.name) if tied and ranking.tie_breaker else ranking.names


def _one_order(trace: Trace, exchange: Exchange) -> bool:
    listing = _listing(trace)
    return listing is not None and (listing.order is None or len(exchange.asked.values(listing.order)) <= 1)


def _listing(trace: Trace) -> Listing | None:
    return trace.operation.behaviour.listing if trace.operation.behaviour else None


def shaped(trace: Trace) -> Judgement:
    """PG-15: a page is an object with an array of rows, each with its key, and with every link, a text or null."""
    listing = _listing(trace)
    judged = [each for each in trace.own if listing and each.status == OK and each.asked.method == "GET"]
    breaches = [breach for each in judged if listing for breach in _misshapen(each, listing)]
    breaches += [breach for page in study(trace).pages for breach in _keyless(trace, page)]
    return judgement(study(trace), breaches, len(judged), pages=len(judged))


def _misshapen(exchange: Exchange, listing: Listing) -> Iterator[Breach]:
    document = exchange.document
    items = document.get(listing.items) if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        yield Breach(f"The answer is no object with an array `{listing.items}`.", (exchange,))
        return
    if not all(isinstance(row, dict) for row in items):
        yield Breach(f"`{listing.items}` holds something else than rows.", (exchange,))
    for name in filter(None, (listing.first, listing.next, listing.previous)):
        value = document.get(name, ...)
        if value is ...:
            message = f"The page lacks `{name}`; without a page to link to it is null."
            yield Breach(message, (exchange,), ("inferred",), about=(name,))
        elif not (value is None or (isinstance(value, str) and value)):
            yield Breach(f"`{name}` is neither a text nor null.", (exchange,), about=(name,))


def _keyless(trace: Trace, page: Page) -> Iterator[Breach]:
    """A row without its key is nothing that a client can hold on to; a projection may leave it out."""
    behaviour = trace.operation.behaviour
    shown = behaviour is not None and behaviour.resource is not None and page.key in behaviour.resource.properties
    if shown and page.key and not page.fields and any(row.get(page.key) is None for row in page.body.items):
        message = f"A row of the page has no key: its `{page.key}` is null or not there."
        yield Breach(message, (page.exchange,), ("inferred",), about=(page.key,))
