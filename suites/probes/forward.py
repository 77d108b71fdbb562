"""Walks a list forward: in orders and page sizes that put an edge inside ties, nulls and near values.

About 16 requests where the list fits a large page: a reading before and one after on another path, a walk of three or
four pages in the default order and in one more, and a few cursors used again. A deep run walks eight orders, each in
at most twelve pages.
"""

from dataclasses import replace

from suites.evidence.orders import Row
from suites.evidence.pages import Page
from suites.inquiry import Inquiry
from suites.invariants.invariant import walks_backward, walks_forward
from suites.probes.walking import Walker, Way, resized

CLOSING = (("Connection", "close"),)  # the next request comes on a new connection (RFC 9112, section 9.6)
Walked = tuple[Way, tuple[Page, ...]]


def ask(inquiry: Inquiry) -> None:
    """Walks the list in its default order and in others, and uses cursors again."""
    if walks_forward(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    rows = walker.read_before()
    # Before the default order: their large pages are a second path to rows that it may hide.
    others = _walk_others(walker, rows)
    way = walker.sized("", rows)
    walked = walker.walk(way) if way else ()
    if way and walked and walked[0].body.next:
        _resize(walker, way, walked)
        if not others or not _interleave(walker, (way, walked), others[0]):
            _reuse(walker, way, walked[0].body.next)
    walker.read_after()


def _walk_others(walker: Walker, rows: tuple[Row, ...]) -> list[Walked]:
    walked = []
    for order in walker.orders(rows, (False, True)):
        way = walker.sized(order, walker.sorted(order, rows))
        if way:
            walked.append((way, walker.walk(way)))
    return walked


def _resize(walker: Walker, way: Way, walked: tuple[Page, ...]) -> None:
    """The first cursor with other limits, and the last one back."""
    limits = _other_limits(walker, way)
    inquiry = walker.inquiry
    for limit in inquiry.some(limits, 1):
        walker.page(resized(way, limit), walked[0].body.next)
    back = walked[-1].body.previous if not walks_backward(inquiry.operation, inquiry.contract) else None
    if back and any(inquiry.some((False, True), 1)):
        for limit in limits:
            walker.page(resized(way, limit), back, backward=True)


def _other_limits(walker: Walker, way: Way) -> tuple[int, ...]:
    if way.limit is None or walker.limits is None:
        return ()
    wished = {walker.limits.effective(way.limit - 1), walker.limits.effective(way.limit + 1)}
    return tuple(sorted(wished - {way.limit}))


def _interleave(walker: Walker, *walks: Walked) -> bool:
    """Two pages of each of two walks that take turns.

    Returns:
        whether their links were cursors that had been used before: then the first was used again here, and the
        second on a new connection.
    """
    starts = [walker.page(way) for way, _ in walks]
    cursors = [page.body.next if page else None for page in starts]
    again = all(walked and walked[0].body.next == cursor for (_, walked), cursor in zip(walks, cursors, strict=True))
    for place, ((way, _), cursor) in enumerate(zip(walks, cursors, strict=True)):
        if cursor:
            walker.page(replace(way, headers=CLOSING if again and not place else ()), cursor)
    return again


def _reuse(walker: Walker, way: Way, cursor: str) -> None:
    """A cursor that was used before, as it was and on a new connection."""
    walker.page(way, cursor)
    walker.page(replace(way, headers=CLOSING))
    walker.page(way, cursor)
