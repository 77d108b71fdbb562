"""What the links of a page promise: they lead on where rows follow, end where none do, and keep what was asked.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from contracts import And, Comparison, ExpressionError, Listing, Operator, parse_filter
from suites.evidence.orders import Ranking
from suites.evidence.pages import Page, counted
from suites.evidence.passages import agree, few, judgement, way
from suites.evidence.study import Study, study
from suites.invariants.walks import follow_ups
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

# Parameters that carry credentials in what people build (RFC 6750, section 2.3, and custom).
CREDENTIALS = ("access_token", "api_key", "apikey", "authorization", "token")
OK = 200
NO_NEXT = "every page held the last rows, so there was no link to follow"


def leads_on(trace: Trace) -> Judgement:
    """PG-04: `next` leads to at least one row."""
    known = study(trace)
    pages = {page.exchange.number: page for page in known.pages}
    breaches, followed = [], 0
    for page in known.pages:
        for answer in follow_ups(trace, page):
            reached = pages.get(answer.number)
            followed += reached is not None
            if reached is not None and not reached.items:
                message = f"`next` leads to an empty page, {way(page)}: nothing follows, so it should be null."
                breaches.append(Breach(message, (page.exchange, answer)))
    return judgement(known, breaches, followed, NO_NEXT, pages=followed)


def misses_no_next(trace: Trace) -> Judgement:
    """PG-05: `next` is there as long as rows follow."""
    known = study(trace)
    breaches, exercised = [], 0
    for page in known.pages:
        following = () if page.backward else _following(known, page)
        exercised += bool(following)
        if following and page.body.next is None:
            message = f"`next` is null though {len(following)} rows follow, {way(page)}: {few(following)}."
            breaches.append(Breach(message, (page.exchange,), rows=following[:3]))
    return judgement(known, breaches, exercised, NO_NEXT, pages=exercised)


def _following(known: Study, page: Page) -> tuple[Any, ...]:
    """The keys of rows that stayed and that come after a page."""
    core = known.core(page)
    others = [key for key in known.seen(page.selection).sightings if key in core.keys and key not in page.keys]
    if core.doubt or page.cursor is None:
        return () if core.doubt else tuple(others)
    ranking, seen = known.ranking(page.selection), known.seen(page.selection)
    alike = [each for each in known.pages if each.selection == page.selection]
    if ranking is None or not page.items or not all(_in_order(each, ranking) for each in alike):
        return ()
    last, number = page.items[-1], page.exchange.number
    rows = ((key, seen.row(key, number)) for key in others)
    return tuple(key for key, row in rows if row is not None and ranking.compare(last, row) < 0)


def _in_order(page: Page, ranking: Ranking) -> bool:
    return all(ranking.compare(one, other) <= 0 for one, other in pairwise(page.items))


def ends_marked(trace: Trace) -> Judgement:
    """PG-06: a page that nothing follows says so: an empty result is a page, and a whole one has no `next`."""
    known = study(trace)
    empty = whole = 0
    breaches: list[Breach] = []
    for exchange in trace.own:
        if exchange.asked.method == "GET" and not exchange.noisy and selects_nothing(trace, exchange):
            empty += 1
            breaches += _unlike_empty(known, exchange)
    for page in known.pages:
        if page.cursor is None and not page.backward and _is_whole(known, page):
            whole += 1
            if page.body.next is not None and _leads_nowhere(known, page):
                message = f"One page holds all {len(page.items)} rows, {way(page)}, and has a `next` all the same."
                breaches.append(Breach(message, (page.exchange,), ("empty_page_with_next",)))
    return judgement(known, breaches, empty + whole, "no page held the last row", empty=empty, whole=whole)


def _leads_nowhere(known: Study, page: Page) -> bool:
    """Whether a page's `next` was followed, and led to no row."""
    answers = {answer.number for answer in follow_ups(known.trace, page)}
    return any(each.exchange.number in answers and not each.items for each in known.pages)


def selects_nothing(trace: Trace, exchange: Exchange) -> bool:
    """Whether a request's filter contradicts itself: a field is a value, and is not."""
    behaviour = trace.operation.behaviour
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    sent = exchange.asked.values(listing.filter) if listing and listing.filter else ()
    if resource is None or len(sent) != 1:
        return False
    try:
        tree = parse_filter(sent[0], resource.fields)
    except ExpressionError:
        return False
    parts = tree.operands if isinstance(tree, And) else ()
    wanted = {
        (each.field, each.value) for each in parts if isinstance(each, Comparison) and each.operator is Operator.EQ
    }
    return any(
        isinstance(each, Comparison) and each.operator is Operator.NE and (each.field, each.value) in wanted
        for each in parts
    )


def _unlike_empty(known: Study, exchange: Exchange) -> Iterator[Breach]:
    page = next((each for each in known.pages if each.exchange is exchange), None)
    if exchange.status != OK:
        message = f"A filter that nothing passes is answered {exchange.status}, not with an empty page."
        yield Breach(message, (exchange,))
    elif page and not page.items and (page.body.next is not None or page.body.previous is not None):
        yield Breach("An empty result has a link to rows before or after it.", (exchange,), ("empty_page_with_next",))


def _is_whole(known: Study, page: Page) -> bool:
    """Whether a page shows every row that was ever seen of its result, and the policy lets nothing empty follow."""
    strict = known.trace.contract.semantics.policy["empty_page_with_next"] == "forbid"
    seen = known.seen(page.selection)
    return strict and bool(seen.readings) and set(seen.sightings) <= set(page.keys)


def leads_to_first(trace: Trace) -> Judgement:
    """PG-08: `first` is there on every page that has rows, and leads to the first page."""
    known = study(trace)
    compared = 0
    breaches = [
        Breach(f"`first` is null on a page with rows, {way(page)}.", (page.exchange,))
        for page in known.pages
        if page.items and page.body.first is None
    ]
    starts = [page for page in known.pages if page.cursor is None and not page.backward]
    for page, source in _sent_first(known):
        start = next((each for each in starts if (each.selection, each.limit) == (page.selection, page.limit)), None)
        core = known.core(start, page) if start else None
        if start is None or core is None or core.doubt:
            continue
        compared += 1
        if not agree(known, start, page, core):
            message = f"`first` does not lead to the first page, {way(page)}, but to {few(page.keys) or 'no row'}."
            breaches.append(Breach(message, (source.exchange, page.exchange)))
    return judgement(known, breaches, compared, "no `first` was followed", compared=compared)


def _sent_first(known: Study) -> Iterator[tuple[Page, Page]]:
    """The pages asked for by a `first`, and the last page that had given it."""
    for place, page in enumerate(known.pages):
        given = [each for each in known.pages[:place] if each.body.first == page.cursor]
        sources = [each for each in given if each.selection == page.selection]
        if page.cursor is not None and not page.backward and sources:
            yield page, sources[-1]


def keeps_what_was_asked(trace: Trace) -> Judgement:
    """PG-12: a link that is a URL leads to the same place with the same parameters, and carries no credential."""
    known = study(trace)
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    breaches, links = [], 0
    for page in known.pages if listing else ():
        for name, link in _links(page, listing):
            links += 1
            problem = _problem(trace, page, listing, link)
            if problem:
                breaches.append(Breach(f"`{name}`, {way(page)}, {problem}.", (page.exchange,), about=(name,)))
    return judgement(known, breaches, links, NO_NEXT, links=links)


def _links(page: Page, listing: Listing | None) -> Iterator[tuple[str, str]]:
    document = page.exchange.document
    for name in (listing.first, listing.next, listing.previous) if listing else ():
        link = document.get(name) if name else None
        if name and isinstance(link, str):
            yield name, link


def _problem(trace: Trace, page: Page, listing: Listing | None, link: str) -> str | None:
    """What is wrong with a link; None where nothing is."""
    base, asked = str(trace.facts.get("url", "")), page.exchange.asked
    here, there = urlsplit(base + asked.path), urlsplit(urljoin(base + asked.target, link))
    if base and (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return f"leads to another origin, {there.scheme}://{there.hostname}"
    if there.path != here.path:
        return f"leads to another path, {there.path}"
    if any(not "!" <= char <= "~" for char in link):
        return "is not percent-encoded"
    pairs = parse_qsl(there.query, keep_blank_values=True)
    if there.username or there.password or any(name.lower() in CREDENTIALS for name, _ in pairs):
        return "carries a credential"
    paging = (listing.cursor, listing.backward) if listing else ()
    kept = sorted(pair for pair in pairs if pair[0] not in paging)
    sent = counted(page.exchange, listing, trace.contract) if listing else None
    lost = [name for name, value in (sent or {}).items() if name not in paging and (name, value) not in kept]
    return f"drops or changes {', '.join(lost)}" if lost else None
