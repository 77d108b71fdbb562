"""Faults of walking backward: the wrong rows, the wrong way round, or no way on."""

from dataclasses import replace
from typing import Any, Final

from contracts import Order, order_key
from mockserver.answers import Answer, Reply
from mockserver.case import Case
from mockserver.faults.fault import own, retold
from mockserver.faults.forward import goes_on
from mockserver.faults.steps import Steps, stepping
from mockserver.faults.subjects import BACKWARD, FILTERING, both, listing_of
from mockserver.faults.twists import asking, cut, failing, finishing, paging
from mockserver.store import Page, PageRequest, Store


def goes_back(request: PageRequest) -> bool:
    """Whether a page stands before another one."""
    return request.backward and request.position is not None


def _to_the_start(request: PageRequest) -> PageRequest:
    return replace(request, position=None, backward=False) if goes_back(request) else request


def _turned(page: Page, request: PageRequest) -> Page:
    return replace(page, rows=page.rows[::-1]) if request.backward else page


def _never_first(page: Page, request: PageRequest) -> Page:
    return replace(page, precedes=page.precedes or (request.position is None and bool(page.rows)))


def _swapped(page: Page, request: PageRequest) -> Page:
    return replace(page, precedes=page.follows, follows=page.precedes) if goes_back(request) else page


def _empty_at_ties(page: Page, request: PageRequest) -> Page:
    """Nothing comes where the sort keys of the page's last row are those of the position."""
    if not goes_back(request) or request.position is None or not page.rows:
        return page
    keys = request.order.total(request.resource.key).keys[:-1]
    tied = bool(keys) and tuple(page.rows[-1].get(key.field) for key in keys) == request.position.values[:-1]
    return replace(page, rows=(), precedes=False) if tied else page


def _failing_alone(case: Case, answer: Answer) -> Answer:
    listing = listing_of(case.operation)
    if listing is None or not isinstance(answer, Reply) or listing.backward is None:
        return answer
    alone = case.arguments.query.get(listing.backward) is True and not case.arguments.query.get(listing.cursor or "")
    return failing(case, answer) if alone else answer


def _ties_stand(request: PageRequest) -> Steps:
    """Backward, the sort keys turn round and the tie-breaker does not."""

    def place(order: Order, key: str, *rest: Any) -> Any:
        sound = order_key(order, key, *rest)
        last = order.total(key).keys[-1]
        other = order_key(Order((replace(last, descending=not last.descending),)), key, *rest)
        return lambda row: (*sound(row)[:-1], *other(row))

    return Steps(place=place) if goes_back(request) else Steps()


def _third_page_first(store: Store, request: PageRequest) -> Page:
    """From the third page on, no way back is told."""
    page = store.page(request)
    if not goes_on(request) or not page.rows:
        return page
    place = store.position(request.resource, request.order, page.rows[0], "before")
    return replace(page, precedes=not store.page(replace(request, position=place, backward=True)).precedes)


def _on_the_row(request: PageRequest) -> PageRequest:
    """The page before ends with the row that it should end before."""
    if not goes_back(request) or request.position is None or request.position.side == "start":
        return request
    return replace(request, position=replace(request.position, side="after"))


FAULTS: Final = (
    *retold(
        "backward",
        ("B01", "`previous` always leads to the first page", "C", "BW-04 BW-01", BACKWARD, asking(_to_the_start)),
        ("B02", "a page before comes the wrong way round", "C", "BW-03 BW-01", BACKWARD, cut(_turned)),
        ("B03", "the first page has a previous one", "B", "PG-07", BACKWARD, cut(_never_first)),
        ("B04", "after a step back `next` and `previous` are swapped", "C", "BW-05", BACKWARD, cut(_swapped)),
        (
            *("B07", "`previous` leads forward", "C", "BW-01 BW-10", BACKWARD),
            asking(lambda each: replace(each, backward=each.backward and each.position is None)),
        ),
        (
            "B09",
            "the page before is empty where a tie is split",
            "C",
            "BW-06 BW-04 BW-01",
            BACKWARD,
            cut(_empty_at_ties),
        ),
        ("B10", "going back without a cursor is 500", "A", "BW-08 ST-01", BACKWARD, finishing(_failing_alone)),
    ),
    *own(
        "backward",
        ("B51", "backward, ties stand as they do forward", "C", "BW-06 BW-04 BW-01", BACKWARD, stepping(_ties_stand)),
        (
            *("B52", "backward, the filter is ignored", "C", "FI-15 BW-01 BW-02", both(BACKWARD, FILTERING)),
            asking(lambda each: replace(each, filter=None) if goes_back(each) else each),
        ),
        ("B53", "page three has no previous one", "C", "BW-07 BW-05 BW-01", BACKWARD, paging(_third_page_first)),
        ("B54", "the page before ends with the cursor's own row", "C", "BW-01 BW-04", BACKWARD, asking(_on_the_row)),
    ),
)
