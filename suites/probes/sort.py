"""Asks a list in orders: by what its rows offer, in both directions, by several keys, by none, by what is no order.

About 14 requests of a list that fits a large page; about 55 where nothing is spared: then every field is asked for. A
reading in the default order comes first, an order asked for again comes last: whatever was read whole stands around
what was asked between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from contracts import MAXIMUM_KEYS, Field, FieldType, UnreadableValue, read_cell
from suites.evidence.disorders import turned
from suites.evidence.orders import Row
from suites.evidence.pages import Page
from suites.inputs.atoms import values
from suites.inputs.ties import MOST_PAGES, orders
from suites.inquiry import Inquiry
from suites.invariants.sort_scope import NUMBERS, sorts
from suites.probes.filter_refusals import hidden, structured
from suites.probes.walking import Walker, Way, rows_of

MOST = 28  # orders of one field: where there are more, the run's chance picks among those that offer nothing new
SHORT = 50  # rows that are read of an order of a long list: enough to meet nulls, or ties, at that end
WHOLE = 4  # orders that are read whole all the same: those that offer ties and nulls
OPPOSED = 2  # of these, orders that are read whole in both directions
PAGES = 4  # of an order that is followed where nothing is spared
FEW = 40  # numbers of which each pair is looked at
EDGES = 2  # of one that is followed else: a first page, and one behind a cursor
UNKNOWN = "no_such_field"
OTHER = {"asc": "desc", "desc": "asc"}


def ask(inquiry: Inquiry) -> None:
    """Asks for orders of one key and of several, follows one of them, and asks for what is no order."""
    if sorts(inquiry.operation, inquiry.contract):
        return
    walker = Walker(inquiry)
    every = inquiry.profile.every
    rows = walker.read() if every else rows_of(walker.walk(Way(limit=walker.largest)))
    fields = [each for each in walker.resource.fields.values() if each.type and each.sortable]
    told = orders(rows, walker.resource.fields)
    best = _best(walker, rows, fields, told)
    if every:
        _ask_each(walker, rows, fields, told)
        several = _several(rows, fields, told)
    else:
        several = _refined(walker, rows, fields, best)
        _ask_some(walker, rows, fields, told, best)
    for order in several:
        walker.page(Way(order, walker.largest))
    _in_other_words(walker, best, rows)
    for order in several[:1] if every else ():
        _follow(walker, order, len(rows), PAGES)
    for bad in inquiry.some(tuple(_bad(walker, rows, fields)), 1):
        for order in bad if every else (inquiry.random.choice(bad),):
            _refuse(walker, order)
    behaviour = inquiry.operation.behaviour
    if behaviour and behaviour.order:
        walker.page(Way(behaviour.order, walker.largest))
    # The same once more, and the last reading of all rows there are.
    walker.walk(Way(best, walker.largest))
    if every:
        walker.read()


def _best(walker: Walker, rows: Sequence[Row], fields: Sequence[Field], told: Sequence[str]) -> str:
    """The order that is asked for in all ways: of numbers whose texts stand otherwise, else what offers the most."""
    single = [each for each in told if "," not in each]
    numeric = [each.name for each in fields if _has_turned(rows, each)]
    key = walker.resource.key
    rest = [f"{key}:asc"] if walker.may_order_by(key) else [f"{each.name}:asc" for each in fields]
    offered = (each for each in single if each.partition(":")[0] in numeric)
    return next(offered, (*(f"{each}:asc" for each in numeric), *single, *rest)[0])


def _has_turned(rows: Sequence[Row], field: Field) -> bool:
    """Whether a field shows numbers that stand otherwise by their texts."""
    seen = values(rows, field)[:FEW] if field.type in NUMBERS else ()
    return any(turned(field, one, other) for one, other in combinations(seen, 2))


def _ask_each(walker: Walker, rows: Sequence[Row], fields: Sequence[Field], told: Sequence[str]) -> None:
    """Orders of every field, of a long list most of them for their first rows only."""
    opposed = (*told[:OPPOSED], *map(_opposite, told[:OPPOSED]))
    for order in _singles(walker.inquiry, fields, told):
        size = _size(walker, rows, order in (*opposed, *told[:WHOLE]))
        walker.walk(Way(order, size, PAGES if order in opposed else 1))


def _ask_some(walker: Walker, rows: Sequence[Row], fields: Sequence[Field], told: Sequence[str], best: str) -> None:
    """The best order in both directions, and one of texts whose case counts, else another one with something to it."""
    behaviour = walker.inquiry.operation.behaviour
    default = behaviour.order if behaviour else None
    known = (best, _opposite(best))
    others = [each for each in told if "," not in each and each not in (*known, default)]
    cased = [f"{each.name}:asc" for each in fields if _has_case(rows, each)]
    for order in (*known, *(cased[:1] or walker.inquiry.some(others, 1))):
        # Both directions to the end: what is read at last tells which rows stayed meanwhile.
        walker.walk(Way(order, walker.largest, MOST_PAGES if order in known else 1))


def _has_case(rows: Sequence[Row], field: Field) -> bool:
    """Whether a field shows texts that stand otherwise when their case does not count."""
    texts = sorted(values(rows, field)) if field.type is FieldType.STRING else []
    return texts != sorted(texts, key=str.casefold)


def _refined(walker: Walker, rows: Sequence[Row], fields: Sequence[Field], best: str) -> tuple[str, ...]:
    """The best order with further keys, those that tie first; other ones each time."""
    name, _, way = best.partition(":")
    others = [each for each in fields if each.name != name and len(values(rows, each)) > 1]
    walker.inquiry.random.shuffle(others)
    others.sort(key=lambda each: not _ties(rows, each))
    ways = (OTHER.get(way, way), way)
    further = [f"{each.name}:{turn}" for each, turn in zip(others, ways, strict=False)]
    return (",".join((best, *further)),) if further else ()


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


def _in_other_words(walker: Walker, best: str, rows: Sequence[Row]) -> None:
    """An order once more: with one property shown, page by page, and with a field named twice."""
    every = walker.inquiry.profile.every
    whole = Way(best, walker.largest)
    again = f"{best},{_opposite(best)}"
    if walker.listing.fields:
        walker.ask((*walker.query(whole), (walker.listing.fields, walker.resource.key)))
    if every:
        walker.page(replace(whole, order=again))
    walked = _follow(walker, best, len(rows), PAGES if every else EDGES)
    # There is nothing to follow where one page shows all.
    if len(walked) > 1 or every:
        name = best.partition(":")[0]
        _follow(walker, f"{name},{name}" if every else again, len(rows), EDGES)
    else:
        walker.page(replace(whole, order=again))


def _follow(walker: Walker, order: str, amount: int, pages: int) -> tuple[Page, ...]:
    """The first pages of an order, and of many the one before the last of them once more from behind."""
    limits = walker.limits
    size = limits.effective(max(1, min(amount, SHORT) // PAGES)) if limits else None
    way = Way(order, size, pages)
    walked = walker.walk(way)
    cursor = walked[-1].body.previous if len(walked) > EDGES and walker.listing.backward else None
    if cursor:
        walker.page(way, cursor, backward=True)
    return walked


def _refuse(walker: Walker, order: str) -> None:
    """Asks for what is no order; a refusal that the run has had does."""
    inquiry = walker.inquiry
    path = inquiry.subject.path if inquiry.subject else {}
    inquiry.courier.ask(inquiry.operation, path, walker.query(Way(order)), inquiry.identity, anew=False)


def _bad(walker: Walker, rows: tuple[Row, ...], fields: Sequence[Field]) -> Iterator[tuple[str, ...]]:
    """Orders that are wrong in one way each: by their fields, their directions, their signs, how many they are."""
    resource, name = walker.resource, fields[0].name
    unsortable = [each.name for each in resource.fields.values() if each.type and not each.sortable]
    secret = hidden(resource, walker.inquiry.contract.semantics.resources)
    unnamed = (*secret[:1], *structured(resource, rows)[:1], *unsortable[:1])
    yield UNKNOWN, *(f"{each}:asc" for each in unnamed)
    yield f"{name}:up", f"-{name}"
    yield f"{name},,{name}", " "
    if len(fields) > MAXIMUM_KEYS:
        yield (",".join(each.name for each in fields[: MAXIMUM_KEYS + 1]),)
