"""Walks a list forward: in orders and page sizes that put an edge inside ties, nulls and near values.

About 60 requests where the list fits a large page, at most 180: two readings before and after, nine walks of at
most twelve pages (three to five where the data allows), each with one large page to hold it against, and a few
cursors used again.
"""

from dataclasses import replace

from suites.inquiry import Inquiry
from suites.invariants.invariant import walks_backward, walks_forward
from suites.orders import Row
from suites.pages import Page
from suites.probes.walking import Walker, Way, resized
from suites.ties import orders

INTERLEAVED = 3  # pages of each of two walks that take turns
CLOSING = (("Connection", "close"),)  # the next request comes on a new connection (RFC 9112, section 9.6)


def ask(inquiry: Inquiry) -> None:
    """Walks the list in its default order and in others, and uses cursors again."""
    if walks_forward(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    rows = walker.read()
    way = walker.sized("", rows)
    walked = walker.walk(way) if way else ()
    linked = bool(walked and walked[0].body.next)
    if way and linked:
        _reuse(walker, way, walked)
    others = _walk_others(walker, rows)
    if way and linked and others:
        _interleave(walker, way, others[0])
    walker.read()


def _walk_others(walker: Walker, rows: tuple[Row, ...]) -> list[Way]:
    ways = []
    for order in orders(rows, walker.resource.fields) if walker.listing.order else ():
        way = walker.sized(order, walker.sorted(order))
        if way:
            walker.walk(way)
            ways.append(way)
    return ways


def _reuse(walker: Walker, way: Way, walked: tuple[Page, ...]) -> None:
    """The first cursor again: with other limits, as it was, and on a new connection."""
    cursor = walked[0].body.next
    for limit in _other_limits(walker, way):
        walker.page(resized(way, limit), cursor)
        if len(walked) > 1 and not walks_backward(walker.inquiry.operation, walker.inquiry.contract):
            walker.page(resized(way, limit), walked[-1].body.previous, backward=True)
    walker.page(way, cursor)
    walker.page(replace(way, headers=CLOSING))
    walker.page(way, cursor)


def _other_limits(walker: Walker, way: Way) -> tuple[int, ...]:
    if way.limit is None or walker.limits is None:
        return ()
    wished = {walker.limits.effective(way.limit - 1), walker.limits.effective(way.limit + 1)}
    return tuple(sorted(wished - {way.limit}))


def _interleave(walker: Walker, one: Way, other: Way) -> None:
    pages = [walker.page(one), walker.page(other)]
    for _ in range(INTERLEAVED - 1):
        for place, way in enumerate((one, other)):
            page = pages[place]
            cursor = page.body.next if page else None
            pages[place] = walker.page(way, cursor) if cursor else None
