"""Asks a list in orders: by every field in both directions, by several, by none, by what is no order.

About 55 requests where the list fits a large page: of a long list most orders are asked for their first rows only.
Two readings in the default order stand around them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from contracts import Field, FieldType, UnreadableValue, read_cell
from suites.atoms import values
from suites.inquiry import Inquiry
from suites.invariants.sort_scope import sorts
from suites.orders import Row
from suites.probes.filter_refusals import hidden, structured
from suites.probes.walking import Walker, Way
from suites.ties import orders

MOST = 28  # orders of one field: where there are more, the run's chance picks among those that offer nothing new
SHORT = 50  # rows that are read of an order of a long list: enough to meet nulls, or ties, at that end
WHOLE = 4  # orders that are read whole all the same: those that offer ties and nulls
OPPOSED = 2  # of these, orders that are read whole in both directions
PAGES = 4  # of an order that is followed: the second and the third are told from the first, and back once
UNKNOWN = "no_such_field"
OTHER = {"asc": "desc", "desc": "asc"}


def ask(inquiry: Inquiry) -> None:
    """Asks for orders of one key and of several, follows two of them, and asks for what is no order."""
    if sorts(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    rows = walker.read()
    fields = [each for each in walker.resource.fields.values() if each.type and each.sortable]
    told = orders(rows, walker.resource.fields)
    opposed = (*told[:OPPOSED], *map(_opposite, told[:OPPOSED]))
    for order in _singles(inquiry, fields, told):
        size = _size(walker, rows, order in (*opposed, *told[:WHOLE]))
        walker.walk(Way(order, size, PAGES if order in opposed else 1))
    whole = Way(limit=_size(walker, rows, True))
    walker.page(whole)
    several = _several(rows, fields, told)
    for order in several:
        walker.page(replace(whole, order=order))
    _in_other_words(walker, told, several, rows)
    for order in _bad(walker, rows, fields):
        walker.page(Way(order, 1 if walker.limits is None else walker.limits.effective(SHORT)))
    walker.read()


def _singles(inquiry: Inquiry, fields: Sequence[Field], told: Sequence[str]) -> Iterator[str]:
    """Orders of one field: those that offer the most, every field, and both directions as far as there is room."""
    chance = inquiry.random
    texts = [f"{field.name}:{way}" for way in ("asc", "desc") for field in fields]
    first = [each for each in told if "," not in each]
    turned = [_opposite(each) for each in first]
    rest = [each for each in texts[len(fields) :] if each not in (*first, *turned)]
    chance.shuffle(rest)
    yield from tuple(dict.fromkeys((*first, *turned, *texts[: len(fields)], *rest)))[: max(MOST, len(fields))]


def _opposite(order: str) -> str:
    """An order of one field in the other direction."""
    name, _, way = order.partition(":")
    return f"{name}:{OTHER.get(way, way)}"


def _size(walker: Walker, rows: Sequence[Row], whole: bool) -> int | None:
    """The limit to ask with: all rows where they are few, or are wanted."""
    if walker.limits is None or walker.largest is None:
        return None
    return walker.largest if whole or len(rows) <= SHORT else walker.limits.effective(SHORT)


def _several(rows: Sequence[Row], fields: Sequence[Field], told: Sequence[str]) -> tuple[str, ...]:
    """Orders of two and three keys, the first of which tie."""
    tied = sorted((each for each in fields if _ties(rows, each)), key=lambda each: len(values(rows, each)))
    names = [each.name for each in (*tied, *(other for other in fields if other not in tied))]
    two = [f"{names[0]}:asc,{names[1]}:desc"] if len(names) > 1 else []
    three = [f"{names[0]}:desc,{names[1]}:asc,{names[2]}:desc"] if len(names) > 2 else []
    return tuple(dict.fromkeys((*(each for each in told if "," in each), *two, *three)))


def _ties(rows: Sequence[Row], field: Field) -> bool:
    shown = [row for row in rows if _shows(row, field)]
    return 1 < len(values(rows, field)) < len(shown)


def _shows(row: Row, field: Field) -> bool:
    try:
        return read_cell(field.type or FieldType.STRING, row, field.name) is not None
    except UnreadableValue:
        return False


def _in_other_words(walker: Walker, told: Sequence[str], several: Sequence[str], rows: Sequence[Row]) -> None:
    """Orders once more: again, with a field named twice, with one property shown, spelt out, and page by page."""
    behaviour = walker.inquiry.operation.behaviour
    whole = Way(limit=_size(walker, rows, True))
    best = next(iter(told), f"{walker.resource.key}:asc" if walker.may_order_by(walker.resource.key) else "")
    name = best.partition(":")[0]
    if not name:
        return
    again = replace(whole, order=best)
    walker.page(again)
    walker.page(replace(whole, order=f"{best},{_opposite(best)}"))
    if walker.listing.fields:
        other = walker.resource.key
        walker.ask((*walker.query(again), (walker.listing.fields, other)))
    if behaviour and behaviour.order:
        walker.page(replace(whole, order=behaviour.order))
    for order in (*told[:1], *several[:1]):
        _follow(walker, order, len(rows), PAGES)
    _follow(walker, f"{name},{name}", len(rows), 2)


def _follow(walker: Walker, order: str, amount: int, pages: int) -> None:
    """The first pages of an order, and the one before the last of them once more from behind."""
    limits = walker.limits
    size = limits.effective(max(1, min(amount, SHORT) // PAGES)) if limits else None
    way = Way(order, size, pages)
    walked = walker.walk(way)
    cursor = walked[-1].body.previous if len(walked) > 2 and walker.listing.backward else None
    if cursor:
        walker.page(way, cursor, backward=True)


def _bad(walker: Walker, rows: tuple[Row, ...], fields: Sequence[Field]) -> Iterator[str]:
    """Orders that are wrong in one way each."""
    resource, name = walker.resource, fields[0].name
    yield UNKNOWN
    yield from (f"{each}:asc" for each in hidden(resource, walker.inquiry.contract.semantics.resources)[:1])
    yield from (f"{each}:asc" for each in structured(resource, rows)[:1])
    yield from [each.name for each in resource.fields.values() if each.type and not each.sortable][:1]
    if len(fields) > 3:
        yield ",".join(each.name for each in fields[:4])
    yield f"{name}:up"
    yield f"-{name}"
    yield f"{name},,{name}"
    yield " "
