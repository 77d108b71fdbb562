"""Asks for single pages: as they come, of every size that says something, by odd limits and in other spellings.

About 40 requests where the list fits a large page, at most 100: two readings before and after, two walks of at
most twelve pages, and thirty single pages.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from contracts import And, Comparison, FieldType, Filter, Operator, UnreadableValue, print_filter, read_cell
from suites.inquiry import Inquiry
from suites.invariants.invariant import lists, walks_forward
from suites.orders import Row
from suites.probes.walking import Walker, Way
from suites.ties import MOST_PAGES, orders

ORDERS = 3  # whose first page is asked for beside the default one
MISSPELT = ("0", "-1", "1000000000", str(2**63), "1.5", "abc", "")


def ask(inquiry: Inquiry) -> None:
    """Asks for pages; follows links as far as they tell whether they end where the rows do."""
    if lists(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    rows = walker.read()
    walker.page(Way())
    _fit(walker, len(rows))
    if not walks_forward(inquiry.operation, inquiry.contract):
        _link(walker, rows)
    _restrict(walker, rows)
    _misspell(walker)
    _respell(walker, rows)
    walker.read()


def _fit(walker: Walker, amount: int) -> None:
    """Pages that the rows fill exactly: the last one must not link on."""
    largest = walker.largest
    if not amount or largest is None:
        return
    sizes = [size for size in range(1, amount) if amount % size == 0 and amount // size < MOST_PAGES]
    for size in (amount, *sizes[-1:]):
        if size <= largest:
            walker.walk(Way(limit=size))


def _link(walker: Walker, rows: Sequence[Row]) -> None:
    way = walker.sized("", rows)
    walked = walker.walk(way) if way else ()
    if way and len(walked) > 1:
        if walked[1].body.first:
            walker.page(way, walked[1].body.first)
        _encode(walker, way, walked[0].body.next or "")
    for order in orders(rows, walker.resource.fields, ORDERS) if way and walker.listing.order else ():
        walker.walk(Way(order, way.limit if way else None, most=2))
    for name, value in _cells(walker, rows[:1], walker.resource.key) if way else ():
        others = Comparison(name, Operator.NE, value)
        walker.walk(Way(limit=way.limit if way else None, filter=print_filter(others), most=2))


def _encode(walker: Walker, way: Way, cursor: str) -> None:
    """A cursor with every character percent-encoded (RFC 3986, section 2.1)."""
    name = walker.listing.cursor or ""
    others = [pair for pair in walker.query(way, cursor) if pair[0] != name]
    encoded = "".join(f"%{byte:02X}" for byte in cursor.encode())
    walker.page(way, cursor)
    walker.send("&".join(part for part in (urlencode(others, quote_via=quote), f"{name}={encoded}") if part))


def _restrict(walker: Walker, rows: Sequence[Row]) -> None:
    """A filter that contradicts itself."""
    for name, value in _cells(walker, rows[:1], walker.resource.key):
        both = And((Comparison(name, Operator.EQ, value), Comparison(name, Operator.NE, value)))
        walker.page(Way(filter=print_filter(both)))


def _misspell(walker: Walker) -> None:
    """Limits outside their domain."""
    limits = walker.limits
    if limits is None:
        return
    name = limits.parameter.name
    over = [str(limits.maximum + 1)] if limits.maximum is not None else []
    for text in (*MISSPELT, *over):
        walker.ask(((name, text),))
    walker.ask(((name, "1"), (name, "2")))


def _respell(walker: Walker, rows: Sequence[Row]) -> None:
    """One request in the other order of its parameters, and with blanks as plus signs."""
    order = f"{walker.resource.key}:desc" if walker.may_order_by(walker.resource.key) else ""
    tree = next(_with_blanks(walker, rows), None) if walker.listing.filter else None
    way = Way(order, walker.largest, filter=print_filter(tree) if tree else "")
    query = walker.query(way)
    if len(query) < 2:
        return
    walker.ask(query)
    walker.ask(query[::-1])
    if any(" " in value for _, value in query):
        walker.send(urlencode(query))


def _with_blanks(walker: Walker, rows: Sequence[Row]) -> Iterator[Filter]:
    """Filters whose text holds a blank: by a value seen that has one, else by two values of the key."""
    texts = [field.name for field in walker.resource.fields.values() if field.type is FieldType.STRING]
    cells = (cell for text in texts for cell in _cells(walker, rows, text))
    yield from (Comparison(name, Operator.EQ, value) for name, value in cells if " " in str(value))
    keys = [Comparison(name, Operator.NE, value) for name, value in _cells(walker, rows[:2], walker.resource.key)]
    if len(keys) > 1:
        yield And(tuple(keys))


def _cells(walker: Walker, rows: Sequence[Row], name: str) -> Iterator[tuple[str, Any]]:
    field = walker.resource.fields.get(name)
    for row in rows if field and field.type and walker.listing.filter else ():
        try:
            value = read_cell(field.type, row, name) if field and field.type else None
        except UnreadableValue:
            continue
        if value is not None:
            yield name, value
