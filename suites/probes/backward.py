"""Walks a list forward and back again, and asks for what lies before a cursor in every way there is.

About 20 requests where the list fits a large page: a reading before and one after on another path, walks of three or
four pages there and back in the default order and in one more, two pages back from the end, and a few single pages.
A deep run walks there and back in six orders, in at most twelve pages each.
"""

from dataclasses import replace

from suites.evidence.pages import Page
from suites.inputs.ties import MOST_PAGES
from suites.inquiry import Inquiry
from suites.invariants.invariant import walks_backward
from suites.probes.walking import Walker, Way

ORDERS = 4  # walked there and back beside the default one, where much is asked
FROM_THE_END = 2  # pages, where little is asked: the walk back goes on from where it was entered without a cursor
SPELLINGS = ("false", "TRUE", "1", "0", "yes")


def ask(inquiry: Inquiry) -> None:
    """Walks there and back in several orders, then tries single cursors in both directions."""
    if walks_backward(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    rows = walker.read_before()
    # Before the default order: their large pages are a second path to rows that it may hide. The directions are those
    # of the forward probe, the other way round.
    for order in walker.orders(rows, (True, False), ORDERS):
        other = walker.sized(order, walker.sorted(order, rows))
        if other:
            _there_and_back(walker, other)
    way = walker.sized("", rows) or Way()
    walker.walk(replace(way, most=MOST_PAGES if inquiry.profile.every else FROM_THE_END), backward=True)
    walked = _there_and_back(walker, way)
    _try_both_ways(walker, way, walked)
    _spell(walker, way, walked)
    walker.read_after()


def _there_and_back(walker: Walker, way: Way) -> tuple[Page, ...]:
    walked = walker.walk(way)
    if len(walked) > 1:
        walker.follow(way, walked[-1], backward=True)
    return walked


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
    for text in walker.inquiry.some(SPELLINGS, 1) if walker.listing.backward else ():
        walker.ask((*walker.query(way, cursor), (walker.listing.backward or "", text)))
