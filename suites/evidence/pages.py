"""Exchanges of a list read as pages, and pages joined to walks.

Pure. A walk is told from the traffic alone (a page's cursor is a link of an earlier page), so a
recording is judged like a live run.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contracts import Contract, Listing, Operation
from suites.traffic import Exchange, Trace

LONGEST = 20  # digits of a limit that is read: more than any integer of 64 bits has


@dataclass(frozen=True, slots=True)
class PageBody:
    """The envelope of a page as it came: rows and links, None where a link is null or absent."""

    items: tuple[Mapping[str, Any], ...]
    first: str | None
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list was asked for, its paging aside: two pages of one selection are parts of one result."""

    operation: str
    identity: str | None
    organization: str | None
    path: tuple[tuple[str, str], ...]
    filter: str
    order: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page and how it was asked for.

    Args:
        fields, embed: as sent; empty where they were not.
        limit: as sent and readable; None where it was not.
        cursor: as sent; None where it was not.
        backward: whether the page was asked for in the backward direction.
        key: the property that names a row; None where nothing does.
        keys: each row's key; None for a row that does not show it.
    """

    exchange: Exchange
    body: PageBody
    selection: Selection
    fields: str
    embed: str
    limit: int | None
    cursor: str | None
    backward: bool
    key: str | None
    keys: tuple[Hashable, ...]

    @property
    def items(self) -> tuple[Mapping[str, Any], ...]:
        """The rows."""
        return self.body.items


Walk = tuple[Page, ...]


def read_page(operation: Operation, document: Any) -> PageBody | None:
    """A response's document as a page; None where it has not the shape of one."""
    listing = operation.behaviour.listing if operation.behaviour else None
    if listing is None or not isinstance(document, Mapping):
        return None
    items = document.get(listing.items)
    if not isinstance(items, list) or not all(isinstance(row, Mapping) for row in items):
        return None
    links = [document.get(name) if name else None for name in (listing.first, listing.next, listing.previous)]
    cursors = [cursor_of(link, listing) for link in links]
    return PageBody(tuple(items), *cursors)


def cursor_of(link: Any, listing: Listing) -> str | None:
    """The cursor a link carries: the link itself, or its cursor parameter where it is a URL."""
    if not isinstance(link, str) or not link:
        return None
    query = dict(parse_qsl(urlsplit(link).query)) if "?" in link else {}
    return query.get(listing.cursor or "", link)


def pages(trace: Trace) -> tuple[Page, ...]:
    """Every 200 of the trace's operation that has the shape of a page, in order."""
    read = (page_of(exchange, trace.operation, trace.contract) for exchange in trace.own if exchange.status == 200)
    return tuple(page for page in read if page)


def page_of(exchange: Exchange, operation: Operation, contract: Contract) -> Page | None:
    """An exchange as a page; None where it is a HEAD, its body has not the shape of one, or nobody knows of which."""
    body = read_page(operation, exchange.document) if exchange.asked.method == "GET" else None
    listing = operation.behaviour.listing if operation.behaviour else None
    sent = counted(exchange, listing, contract) if listing else None
    if body is None or listing is None or sent is None:
        return None
    key = operation.behaviour.resource.key if operation.behaviour and operation.behaviour.resource else None
    limit = sent.get(listing.limit or "", "")
    return Page(
        exchange=exchange,
        body=body,
        selection=_selection(exchange, operation, listing, sent, contract.semantics.access.organization),
        fields=sent.get(listing.fields or "", ""),
        embed=sent.get(listing.embed or "", ""),
        # Python refuses to read very long integers.
        limit=int(limit) if limit.isascii() and limit.isdigit() and len(limit) <= LONGEST else None,
        cursor=sent.get(listing.cursor or "") or None,
        backward=sent.get(listing.backward or "") == "true",
        key=key,
        keys=tuple(key_of(row, key) for row in body.items),
    )


def counted(exchange: Exchange, names: Listing, contract: Contract) -> Mapping[str, str] | None:
    """What a list is asked for, by name: of several texts the one that counts; None where the policy names none."""
    query, rule = exchange.asked.query, contract.semantics.policy["repeated_query_parameter"]
    single = (names.limit, names.order, names.filter, names.cursor, names.backward)
    if rule in ("reject", "any") and any(name and len(exchange.asked.values(name)) > 1 for name in single):
        return None
    return dict(reversed(query) if rule == "first" else query)


def _selection(
    exchange: Exchange, operation: Operation, names: Listing, sent: Mapping[str, str], organization: str | None
) -> Selection:
    paging = (names.limit, names.cursor, names.backward, names.fields, names.embed, names.filter, names.order)
    return Selection(
        operation=operation.label,
        identity=exchange.asked.identity,
        organization=exchange.asked.header(organization) if organization else None,
        path=tuple(sorted(exchange.path_values.items())),
        filter=sent.get(names.filter or "", ""),
        order=sent.get(names.order or "", ""),
        others=tuple(sorted((name, value) for name, value in sent.items() if name not in paging)),
    )


def walks(read: Iterable[Page], backward: bool = False) -> tuple[Walk, ...]:
    """Pages joined by the links they were reached through, each walk as long as it goes.

    Args:
        read: pages in the order they came.
        backward: join by `previous`, walked against the order; else by `next`.
    """
    growing: list[list[Page]] = []
    for page in read:
        if page.cursor is not None and page.backward == backward:
            walk = next((each for each in reversed(growing) if _continues(each[-1], page, backward)), None)
            if walk is not None:
                walk.append(page)
                continue
        growing.append([page])
    return tuple(tuple(walk) for walk in growing if len(walk) > 1 or _starts(walk[0], backward))


def _starts(page: Page, backward: bool) -> bool:
    return page.cursor is None and page.backward == backward


def _continues(last: Page, page: Page, backward: bool) -> bool:
    link = last.body.previous if backward else last.body.next
    same = (last.selection, last.limit, last.fields, last.embed) == (
        page.selection,
        page.limit,
        page.fields,
        page.embed,
    )
    return same and link is not None and link == page.cursor


def key_of(row: Mapping[str, Any], key: str | None) -> Hashable:
    """What tells a row from others: its key, or the text of one that is a list or an object; None where it has none."""
    value = row.get(key) if key else None
    return value if isinstance(value, Hashable) else str(value)
