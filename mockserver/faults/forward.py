"""Faults of walking forward: rows that come twice, rows that never come, links that lead nowhere."""

from dataclasses import replace
from typing import Any, Final

from contracts import Behaviour, NullOrder, Order, Resource, order_key
from mockserver.admission import Admitted
from mockserver.answers import Answer, Refusal, Reply
from mockserver.behaviours import Behave, Tools
from mockserver.case import Case
from mockserver.expressions import Expressions
from mockserver.faults.fault import own, retold
from mockserver.faults.steps import Placing, Steps, ordering, stepping
from mockserver.faults.subjects import CREATES, FILTERING, LISTS, SORTING, VISIBLE, both, either, listing_of
from mockserver.faults.twists import (
    Twisted,
    asking,
    behaving,
    counted,
    cut,
    expressing,
    failing,
    finishing,
    paging,
)
from mockserver.store import Page, PageRequest, Store

_ALL: Final = 10**6  # rows: more than any list holds


def goes_on(request: PageRequest) -> bool:
    """Whether a page follows another one."""
    return request.position is not None and request.position.side != "start" and not request.backward


def _inclusive(request: PageRequest) -> PageRequest:
    if not goes_on(request) or request.position is None:
        return request
    return replace(request, position=replace(request.position, side="before"))


def _skipping(store: Store, request: PageRequest) -> Page:
    if not goes_on(request):
        return store.page(request)
    page = store.page(replace(request, limit=request.limit + 1))
    return replace(page, rows=page.rows[1:])


def _without_ties(request: PageRequest) -> Steps:
    beyond = Steps().beyond
    return Steps(beyond=lambda place, at, _: place[:-1] > at[:-1] if goes_on(request) else beyond(place, at, _))


def _without_nulls(store: Store, request: PageRequest) -> Page:
    """A comparison with null is never true: who goes on from a value never comes to the nulls."""
    page = store.page(request)
    if not goes_on(request) or request.position is None or None in request.position.values:
        return page
    names = [key.field for key in request.order.keys]
    rows = tuple(row for row in page.rows if all(row.get(name) is not None for name in names))
    return replace(page, rows=rows, follows=page.follows and len(rows) == len(page.rows))


def _by_chance() -> Placing:
    turns = counted()

    def place(order: Order, key: str, *rest: Any) -> Any:
        sound, turn = order_key(order, key, *rest), next(turns)
        return lambda row: (*sound(row)[:-1], hash((turn, str(row.get(key)))))

    return place


def _nulls_turn(request: PageRequest) -> Steps:
    def place(order: Order, key: str, fields: Any, _: NullOrder) -> Any:
        return order_key(order, key, fields, NullOrder.FIRST_ASCENDING)

    return Steps(place=place) if goes_on(request) else Steps()


def _by_key(request: PageRequest) -> Steps:
    return Steps(place=lambda _, *rest: order_key(Order(()), *rest)) if goes_on(request) else Steps()


def _by_offset() -> Any:
    """Cursors stand for the number of rows passed: what comes and goes elsewhere moves all pages behind it."""
    passed: dict[Any, int] = {}

    def name(request: PageRequest, values: Any) -> Any:
        return (request.resource.name, request.where, str(request.filter), request.order, values)

    def read(store: Store, request: PageRequest) -> Page:
        page = store.page(request)
        position = request.position
        rows = store.page(replace(request, position=None, backward=False, limit=_ALL)).rows
        start = rows.index(page.rows[0]) if page.rows else len(rows)
        if goes_on(request) and position is not None:
            start = passed.get(name(request, position.values), start)
        found = rows[start : start + request.limit]
        if found:
            values = store.position(request.resource, request.order, found[-1], "after").values
            passed[name(request, values)] = start + len(found)
        return Page(found, start > 0, start + len(found) < len(rows), not rows)

    return read


def is_sorted(admitted: Admitted) -> bool:
    """Whether an order is asked for."""
    listing = listing_of(admitted.operation)
    return bool(listing and listing.order and admitted.query.get(listing.order))


def _without_next(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    answer, listing = sound(admitted, behaviour, resource, tools), behaviour.listing
    if isinstance(answer, Reply) and listing and is_sorted(admitted):
        return replace(answer, body={**answer.body, str(listing.next): None})
    return answer


def _sliced_first(store: Store, request: PageRequest) -> Page:
    page = store.page(replace(request, filter=None))
    kept = store.page(replace(request, position=None, backward=False, limit=_ALL)).rows
    return replace(page, rows=tuple(row for row in page.rows if row in kept))


def _seen_last(store: Store, request: PageRequest) -> Page:
    visibility = request.resource.visibility
    hidden = [each for each in request.where if visibility and each.property == visibility.property]
    page = store.page(replace(request, where=tuple(each for each in request.where if each not in hidden)))
    rows = tuple(row for row in page.rows if all(row[each.property] == each.value for each in hidden))
    return replace(page, rows=rows)


def _current_first(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    read: list[tuple[PageRequest, Page]] = []

    def page(store: Store, request: PageRequest) -> Page:
        read.append((request, store.page(request)))
        return read[-1][1]

    answer = sound(admitted, behaviour, resource, replace(tools, store=Twisted(tools.store, page=page)))
    if isinstance(answer, Refusal) or behaviour.listing is None or not read[0][1].rows:
        return answer
    place = tools.store.position(resource, read[0][0].order, read[0][1].rows[0], "before")
    token = tools.cursors.seal(place, admitted.expressions.binding)
    return replace(answer, body={**answer.body, str(behaviour.listing.first): token})


def _undefined(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return expressed if is_sorted(admitted) else replace(expressed, order=Order(()))


def _named_twice(case: Case, answer: Answer) -> Answer:
    listing = listing_of(case.operation)
    if listing is None or not isinstance(answer, Reply) or not case.incoming.texts(listing.cursor or ""):
        return answer
    names = [each.partition(":")[0].strip() for each in str(case.arguments.query.get(listing.order or "")).split(",")]
    return answer if len(set(names)) == len(names) else failing(case, answer)


def _joined(page: Page, request: PageRequest) -> Page:
    rows = (*page.rows[:1], *page.rows)[: request.limit]
    return replace(page, rows=rows) if request.filter is not None else page


def _last_row_left(store: Store, request: PageRequest) -> Page:
    """Looks for two rows more to tell that a page follows: a last page of one row is never told of."""
    page = store.page(request)
    longer = store.page(replace(request, limit=request.limit + 1))
    return page if request.backward else replace(page, follows=longer.follows)


def _endless(page: Page, request: PageRequest) -> Page:
    return replace(page, follows=page.follows or (bool(page.rows) and not request.backward))


def _grows(request: PageRequest) -> PageRequest:
    """The first page is as long as asked for, the others one row longer where that may be."""
    return replace(request, limit=request.limit + 1) if goes_on(request) else request


FAULTS: Final = (
    *retold(
        "forward",
        ("P01", "a page begins with the last row before it", "C", "FW-07 FW-02", LISTS, asking(_inclusive)),
        ("P02", "a page leaves out the first row after its cursor", "C", "FW-03 FW-04", LISTS, paging(_skipping)),
        ("P03", "ties with a page's last row never come", "C", "FW-10 FW-03", SORTING, stepping(_without_ties)),
        ("P05", "ties stand in another order each time", "C", "SO-04 FW-10 FW-09", SORTING, ordering(_by_chance())),
        ("P06", "a cursor is an offset in disguise", "D", "FW-14 WR-16", either(LISTS, CREATES), paging(_by_offset())),
        ("P07", "the cursor is ignored", "C", "FW-01", LISTS, asking(lambda each: replace(each, position=None))),
        ("P11", "the last page has a next one", "C", "PG-04 FW-01 PG-06", LISTS, cut(_endless)),
        ("P13", "no next where an order is asked for", "C", "PG-05 FW-03", SORTING, behaving("list", _without_next)),
        ("P15", "from page two on, rows stand by their key", "C", "FW-06 SO-10 SO-02", SORTING, stepping(_by_key)),
        ("P20", "the filter is applied to the page", "C", "PG-03 FW-03 FI-02", FILTERING, paging(_sliced_first)),
        ("P21", "a join gives a filtered page's first row twice", "B", "PG-10 EM-06 FI-03", FILTERING, cut(_joined)),
        ("P24", "`first` leads to the page it stands on", "C", "PG-08", LISTS, behaving("list", _current_first)),
        ("P26", "a key sorted by twice breaks page two", "C", "SO-06", SORTING, finishing(_named_twice)),
        (
            "P28",
            "unless asked for an order, rows stand by their key",
            "C",
            "SO-11 PG-11",
            SORTING,
            expressing(_undefined),
        ),
    ),
    *own(
        "forward",
        ("P51", "from page two on, nulls stand first", "C", "FW-11 SO-07 FW-03", SORTING, stepping(_nulls_turn)),
        ("P52", "after a page of values, nulls never come", "C", "FW-11 FW-03", SORTING, paging(_without_nulls)),
        ("P53", "a last page of one row is not told of", "C", "PG-05 FW-03", LISTS, paging(_last_row_left)),
        ("P54", "a page is cut before visibility is looked at", "C", "PG-03", both(VISIBLE, LISTS), paging(_seen_last)),
        ("P55", "from page two on, a page holds one row more", "B", "PG-01", LISTS, asking(_grows)),
    ),
)
