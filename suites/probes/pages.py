"""Asks for single pages: as they come, of every size that says something, by odd limits and in other spellings.

About 15 requests where the list fits a large page: a reading before and one after on another path, one walk whose last
page is full where the rows allow it, and twelve single pages, among them one of a row and one a row short of all. A
deep run walks four orders more.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from contracts import And, Comparison, FieldType, Filter, Operator, UnreadableValue, print_filter, read_cell
from suites.evidence.orders import Row
from suites.expectations.arrival import COMMON_SIZE
from suites.inputs.ties import orders, textual
from suites.inquiry import Inquiry
from suites.invariants.invariant import lists
from suites.probes.walking import Walker, Way

ORDERS = 3  # walked beside the default one, where much is asked
MISSPELT = ("-1", "1000000000", str(2**63), "1.5", "abc", "")


def ask(inquiry: Inquiry) -> None:
    """Asks for pages; follows links as far as they tell whether they end where the rows do."""
    if lists(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    whole = walker.page(Way())
    # Without a limit a short list comes whole.
    rows = whole.items if whole and walker.links and whole.body.next is None else walker.read_before()
    _leave_one(walker, len(rows))
    _pass_largest(walker, len(rows))
    for way in _ways(walker, rows):
        _link(walker, way)
    _restrict(walker, rows)
    _misspell(walker)
    if walker.limits and len(rows) > walker.limits.minimum:
        walker.page(Way(limit=walker.limits.minimum))
    walker.read_after()


def _ways(walker: Walker, rows: Sequence[Row]) -> Iterator[Way]:
    """Pages that the rows fill exactly: the last one must not link on. A page for them all where no other size does."""
    amount, largest = len(rows), walker.largest
    if not amount or largest is None:
        return
    sizes = [size for size in range(1, amount // 2 + 1) if amount % size == 0 and amount // size <= walker.most]
    # A third page, so that one with a cursor is followed by more rows.
    fitting = ([size for size in sizes if amount > 2 * size] or sizes)[-1:] if walker.links else []
    if amount <= largest and (not fitting or walker.inquiry.profile.every):
        yield Way(limit=amount)
    for order in _orders(walker, rows) if walker.links else ():
        way = Way(order, fitting[0]) if fitting and fitting[0] <= largest else walker.sized(order, rows)
        if way:
            yield way


def _leave_one(walker: Walker, amount: int) -> None:
    """Pages that leave one row to the last one, and no further: the page before must tell of it."""
    if amount < 2 or walker.largest is None or not walker.links:
        return
    least = walker.limits.minimum or 1 if walker.limits else 1
    sizes = range(min(amount - 1, walker.largest), least - 1, -1)
    size = next((each for each in sizes if (amount - 1) % each == 0), None)
    if size and (amount - 1) // size <= walker.most:
        walker.walk(Way(limit=size, most=(amount - 1) // size))


def _pass_largest(walker: Walker, amount: int) -> None:
    """Where the largest page seems to hold just all rows: whether smaller ones lead beyond it, before and after it."""
    largest = walker.largest
    if walker.links and largest is not None and amount == largest > 1:
        smaller = Way(limit=largest - 1, most=2)
        walker.walk(smaller)
        walker.page(Way(limit=largest))
        walker.walk(smaller)


def _orders(walker: Walker, rows: Sequence[Row]) -> tuple[str, ...]:
    """The default order, or that of texts: cursors carry its values, and links may be right in one order alone."""
    fields = walker.resource.fields
    text = textual(rows, fields) if walker.listing.order else None
    every = orders(rows, fields, ORDERS) if walker.listing.order and walker.inquiry.profile.every else ()
    return (*walker.inquiry.some(("", text) if text else ("",), 1), *every)


def _link(walker: Walker, way: Way) -> None:
    """A walk; its link to the first page; and its first cursor percent-encoded, as far as every server takes it."""
    walked = walker.walk(way)
    if len(walked) < 2:
        return
    if walked[1].body.first:
        walker.page(way, walked[1].body.first)
    cursor, name = walked[0].body.next or "", walker.listing.cursor or ""
    others = [pair for pair in walker.query(way, cursor) if pair[0] != name]
    start = f"{urlencode(others, quote_via=quote)}&{name}=".removeprefix("&")
    encoded = _encoded(cursor, COMMON_SIZE - len(walked[0].exchange.asked.path) - len(f"?{start}"))
    if encoded:
        walker.send(start + encoded)


def _encoded(cursor: str, room: int) -> str:
    """A cursor in at most so many octets, with as many of its first characters percent-encoded; empty where none is.

    A character takes at most two octets more than a URL needs for it anyway (RFC 3986, section 2.1).
    """
    plain = quote(cursor, safe="")
    head = max(0, room - len(plain)) // 2
    encoded = "".join(f"%{byte:02X}" for byte in cursor[:head].encode())
    return encoded + quote(cursor[head:], safe="") if encoded else ""


def _restrict(walker: Walker, rows: Sequence[Row]) -> None:
    """A filter that contradicts itself, in more than one spelling; one that does not, where a link repeats it."""
    every = walker.inquiry.profile.every
    # A link that is a URL repeats the filter.
    follows = walker.links and (every or walker.inquiry.contract.semantics.policy["cursor_form"] == "url")
    found = list(_cells(walker, rows[:1], walker.resource.key))
    for name, value in found:
        others = Comparison(name, Operator.NE, value)
        _respell(walker, And((Comparison(name, Operator.EQ, value), others)))
        if follows:
            walker.walk(Way(limit=max(1, len(rows) // 2), filter=print_filter(others), most=2 if every else 1))
    tree = next(_with_blanks(walker, rows), None) if every or not found else None
    if tree or not found:
        _respell(walker, tree)


def _respell(walker: Walker, tree: Filter | None) -> None:
    """One request as it is, and in the other order of its parameters or with blanks as plus signs."""
    order = f"{walker.resource.key}:desc" if walker.may_order_by(walker.resource.key) else ""
    way = Way(order, walker.largest, filter=print_filter(tree) if tree else "")
    query = walker.query(way)
    if len(query) < 2:
        if way.filter:
            walker.page(way)
        return
    walker.ask(query)
    turned = urlencode(query[::-1], quote_via=quote)
    blanks = (urlencode(query),) if any(" " in value for _, value in query) else ()
    for spelt in walker.inquiry.some((turned, *blanks), 1):
        walker.send(spelt)


def _misspell(walker: Walker) -> None:
    """Limits outside their domain: those beside its edges, and the list's turn of others."""
    limits = walker.limits
    if limits is None:
        return
    name = limits.parameter.name
    edges = ["0", *([str(limits.maximum + 1)] if limits.maximum is not None else [])]
    others = [((name, text),) for text in MISSPELT]
    for query in (*(((name, text),) for text in edges), *walker.inquiry.some((*others, ((name, "1"), (name, "2"))), 1)):
        walker.ask(query, anew=False)


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
