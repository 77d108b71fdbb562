"""What rows promise when others are embedded in them: they stay what, where and in which order they are.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts import ExpressionError, NullOrder, Order, Relation, UnreadableValue, order_key, parse_order
from suites.evidence.orders import Row
from suites.evidence.study import study
from suites.invariants.embedding_sights import other, relations, sees_as_much
from suites.invariants.embedding_slots import (
    GONE,
    INFERRED,
    Slot,
    by_row,
    carried,
    settled,
    slots,
)
from suites.invariants.projection_refusals import refused
from suites.invariants.projection_rows import UNSETTLED, concluded, inexact, where
from suites.invariants.projection_shapes import embedded, projected, shape_sent
from suites.invariants.projection_views import UNKNOWN, Gallery, View, alike, gallery, misplaced
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NOTHING_EMBEDDED = "no row was shown with another embedded"
UNREADABLE = "who asks has no operation to read an embedded row by itself"


def same_rows(trace: Trace) -> Judgement:
    """EM-01: what is embedded changes neither the rows of a first page nor their order."""
    return _in_place(trace, "", "first")


def same_pages(trace: Trace) -> Judgement:
    """EM-10: a cursor leads on the same way with and without what is embedded, and what is asked for comes along."""
    judged = _in_place(trace, None, "later")
    known = study(trace)
    first = by_row(slot for slot in slots(known) if slot.view.place == "" and slot.view.fields is None)
    breaches, honoured = list(judged.breaches), 0
    for slot in (each for each in slots(known) if each.view.place and each.view.fields is None):
        due = settled(slot, first)
        honoured += due is not UNKNOWN and bool(due)
        if due is not UNKNOWN and not carried(due, slot.value):
            message = f"{slot.relation.name} of row {slot.key} is another {where(slot.view)} than on a first page."
            pair = (first[slot.key, slot.relation.name][0].view.exchange, slot.view.exchange)
            breaches.append(Breach(message, pair, ("attested",), (due, slot.value), (slot.relation.name,)))
    told = {**judged.evidence, "carried": honoured}
    return concluded(trace, breaches, judged.exercised, "no second page was asked for with rows embedded", **told)


def _in_place(trace: Trace, place: str | None, kind: str) -> Judgement:
    """Showings with rows embedded, of the first page or of later ones, held against plain ones of the same place."""
    seen = gallery(study(trace))
    breaches, compared, deepest = [], 0, 0
    for view in seen.views:
        crossed = view.embed is None and view.fields is None and not view.plain
        asked = crossed or (embedded(trace, view.embed) and view.fields is None)
        if not asked or not seen.twins(view) or (view.place == "") != (place == ""):
            continue
        compared += 1
        deepest = max(deepest, (view.place or "").count("n") + 1)
        problem = misplaced(seen, view)
        if problem:
            how = "after a page with rows embedded" if crossed else f"with {view.embed} embedded"
            message = f"What is shown {how} {where(view)} is not what is shown without: {problem}."
            breaches.append(Breach(message, (seen.twins(view)[0].exchange, view.exchange)))
    breaches += [_refusal(each) for each in refused(trace) if _kind(trace, each) == kind]
    return concluded(
        trace,
        breaches,
        compared,
        UNSETTLED if seen.views else NOTHING_EMBEDDED,
        compared=compared,
        deepest_page=deepest,
    )


def _refusal(exchange: Exchange) -> Breach:
    return Breach(f"A relation that can be embedded is answered {exchange.status}.", (exchange,), ("attested",))


def _kind(trace: Trace, exchange: Exchange) -> str:
    """Which promise a good request with rows embedded falls under when it is refused."""
    fields, embed = shape_sent(trace, exchange)
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    if not embedded(trace, embed):
        return "none"
    if fields is not None:
        return "in part"
    cursor = listing.cursor if listing else None
    return "later" if cursor and exchange.asked.values(cursor) else "first"


def stripped(trace: Trace) -> Judgement:
    """EM-02: without what is embedded a row is the same, and what is not embedded is null."""
    seen = gallery(study(trace))
    breaches, compared = [], 0
    for view in seen.views:
        asked = embedded(trace, view.embed)
        if view.fields is not None or (view.embed is not None and not asked):
            continue
        for index, row in enumerate(view.rows):
            breaches += list(_unasked(trace, view, row, asked))
            if asked:
                found, values = _different(seen, view, index, asked)
                compared += values
                breaches += found
    return concluded(trace, breaches, compared, UNSETTLED if seen.views else NOTHING_EMBEDDED, values=compared)


def _unasked(trace: Trace, view: View, row: Row, asked: tuple[str, ...]) -> Iterator[Breach]:
    for name, relation in relations(trace).items():
        if name not in asked and not relation.inline and row.get(name) is not None:
            message = f"{name} is not asked for, and is there all the same, {where(view)}."
            yield Breach(message, (view.exchange,), INFERRED, about=(name,))


def _different(seen: Gallery, view: View, index: int, asked: tuple[str, ...]) -> tuple[list[Breach], int]:
    """How a row with others embedded differs from the plain one, and how many values were compared."""
    row = view.rows[index]
    known = {name: value for name, value in seen.row(view, index).items() if name not in asked}
    name = next((each for each, value in known.items() if each not in row or not alike(row[each], value)), None)
    if name is None:
        return [], len(known)
    what = "another" if name in row else "missing"
    message = f"With {view.embed} embedded {name} is {what}, {where(view)}."
    pair = ({name: row.get(name)}, {name: known[name]})
    both = (*(each.exchange for each in seen.twins(view)[:1]), view.exchange)
    return [Breach(message, both, rows=pair, about=(name,))], len(known)


def in_part(trace: Trace) -> Judgement:
    """EM-08: what is embedded comes beside the names asked for, whatever they are."""
    known = study(trace)
    seen = gallery(known)
    beside = [slot for slot in slots(known) if slot.view.fields is None]
    whole = by_row(beside)
    found = {name: [slot for slot in beside if slot.relation.name == name] for name in relations(trace)}
    breaches, judged = [], 0
    for view in seen.views:
        names, asked = projected(trace, view.fields), embedded(trace, view.embed)
        if names is None or not asked:
            continue
        judged += bool(view.rows)
        always = [name for name in asked if all(name in each.view.rows[each.index] for each in found[name])]
        lost = next((name for row in view.rows for name in always if name not in row), None)
        if lost:
            message = f"{lost} is embedded, and left out where fields are {view.fields}."
            breaches.append(Breach(message, (view.exchange,), about=(lost,)))
        breaches += list(inexact(seen, view, names))[:1]
    for slot in (each for each in slots(known) if each.view.fields is not None):
        due = settled(slot, whole)
        if due is not UNKNOWN and not carried(due, slot.value):
            message = f"{slot.relation.name} is another where fields are {slot.view.fields}."
            breaches.append(Breach(message, (slot.view.exchange,), rows=(slot.value, due), about=(slot.relation.name,)))
    breaches += [_refusal(each) for each in refused(trace) if _kind(trace, each) == "in part"]
    return concluded(trace, breaches, judged, "no row was shown in part with another embedded", pages=judged)


def may_be_read(trace: Trace) -> Judgement:
    """EM-13: who is shown a row embedded may read it by itself."""
    found, breaches, judged = slots(study(trace)), [], 0
    for relation in relations(trace).values():
        key = other(trace, relation).key
        for each, named in _reads(trace, relation):
            shown = [slot for slot in found if slot.relation == relation and _holds(slot, key, named)]
            if not shown or not shown[0].view.number < each.number < shown[-1].view.number:
                continue
            judged += 1
            if each.status in GONE:
                message = f"{relation.name} carries row {named}, which who asks cannot read: {each.status}."
                breaches.append(Breach(message, (shown[0].view.exchange, each), about=(relation.name,)))
    told = concluded(trace, breaches, judged, "no embedded row was read by itself", read=judged)
    asked = any(True for relation in relations(trace).values() for _ in _reads(trace, relation))
    carries = any(slot.rows for slot in found)
    return replace(told, unasked=UNREADABLE) if carries and not asked else told


def _reads(trace: Trace, relation: Relation) -> Iterator[tuple[Exchange, str | None]]:
    """The requests for one related row by itself, where as much is to be seen as here; with the key they name."""
    for each in trace.exchanges:
        behaviour = each.operation.behaviour if each.operation else None
        if each.operation is None or behaviour is None or behaviour.resource is None or behaviour.by is None:
            continue
        alike_rows = behaviour.resource.name == relation.resource and sees_as_much(each.operation, trace.operation)
        if behaviour.kind == "read" and alike_rows and each.operation.label != trace.operation.label:
            yield each, each.path_values.get(behaviour.by)


def _holds(slot: Slot, key: str, named: str | None) -> bool:
    return any(str(row.get(key)) == named for row in slot.rows)


def arrays_stand(trace: Trace) -> Judgement:
    """EM-11: the rows of a relation to many stand in one order, the declared one where there is one."""
    found = [slot for slot in slots(study(trace)) if slot.relation.many and isinstance(slot.value, list)]
    breaches, compared = [], 0
    for same in by_row(found).values():
        first = same[0]
        for slot in same[1:]:
            alike_rows = carried(first.value, slot.value)
            compared += alike_rows and len(slot.rows) > 1
            if alike_rows and not alike(first.value, slot.value):
                message = f"{slot.relation.name} of row {slot.key} stands in another order when it is asked for again."
                both = (first.view.exchange, slot.view.exchange)
                breaches.append(Breach(message, both, about=(slot.relation.name,)))
        breaches += _disordered(trace, first)
    return concluded(trace, breaches, compared, "no row carries two rows of a relation", compared=compared)


def _disordered(trace: Trace, slot: Slot) -> list[Breach]:
    """A list that does not stand in the order its relation declares, as far as that can be judged."""
    resource, policy = other(trace, slot.relation), trace.contract.semantics.policy
    if slot.relation.order is None:
        return []
    try:
        order = parse_order(slot.relation.order, resource.fields, Order(()))
        weak = order_key(order, resource.key, resource.fields, NullOrder(policy["null_order"]))
        places = [weak(row)[: len(order.keys)] for row in slot.rows]
    except (ExpressionError, UnreadableValue, KeyError):
        return []
    texts = any(resource.fields[key.field].type == "string" for key in order.keys)
    if (texts and policy["collation"] != "code_point") or places == sorted(places):
        return []
    message = f"{slot.relation.name} of row {slot.key} does not stand in the order {slot.relation.order}."
    return [Breach(message, (slot.view.exchange,), INFERRED, about=(slot.relation.name,))]
