"""Walks a list forward and back again, and asks for what lies before a cursor in every way there is.

About 70 requests where the list fits a large page, at most 215: two readings before and after, six walks of at
most twelve pages there and back, and a few single pages.
"""

from suites.inquiry import Inquiry
from suites.invariants.invariant import walks_backward
from suites.orders import Row
from suites.pages import Page
from suites.probes.walking import Walker, Way
from suites.ties import orders

ORDERS = 4  # walked there and back beside the default one
SPELLINGS = ("false", "TRUE", "1", "0", "yes")


def ask(inquiry: Inquiry) -> None:
    """Walks there and back in several orders, then tries single cursors in both directions."""
    if walks_backward(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    rows = walker.read()
    way = walker.sized("", rows) or Way()
    walked = walker.walk(way)
    for page in walked[1:3]:
        if page.body.previous:
            walker.page(way, page.body.previous, backward=True)
    _back(walker, way, walked)
    walker.walk(way, backward=True)
    _walk_others(walker, rows)
    _try_both_ways(walker, way, walked)
    _spell(walker, way, walked)
    walker.read()


def _back(walker: Walker, way: Way, walked: tuple[Page, ...]) -> None:
    if len(walked) > 1:
        walker.follow(way, walked[-1], backward=True)


def _walk_others(walker: Walker, rows: tuple[Row, ...]) -> None:
    for order in orders(rows, walker.resource.fields, ORDERS) if walker.listing.order else ():
        way = walker.sized(order, walker.sorted(order))
        if way:
            _back(walker, way, walker.walk(way))


def _try_both_ways(walker: Walker, way: Way, walked: tuple[Page, ...]) -> None:
    if not walked:
        return
    middle = walked[min(1, len(walked) - 1)]
    for cursor, backward in ((middle.body.next, True), (middle.body.previous, False), (middle.body.first, True)):
        if cursor:
            walker.page(way, cursor, backward)


def _spell(walker: Walker, way: Way, walked: tuple[Page, ...]) -> None:
    """The direction in other spellings than `true`."""
    cursor = walked[0].body.next if walked else None
    for text in SPELLINGS if walker.listing.backward else ():
        walker.ask((*walker.query(way, cursor), (walker.listing.backward or "", text)))
