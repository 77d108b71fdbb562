"""Asks for rows with related ones embedded: all together, the first and the last alone, on two pages, in part.

About eight requests for a list, two more where several relations are offered, and a few of other operations that show
the related rows by themselves; about five for a read. Where nothing is spared, each relation alone, three pages and
back, and every relation that is not offered.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts import Operation, Relation, Resource
from suites.evidence.orders import Row
from suites.evidence.pages import read_page
from suites.evidence.study import study
from suites.inputs.samples import path_properties, required_query
from suites.inquiry import Inquiry
from suites.invariants.embedding import embeds, embeds_in_lists
from suites.invariants.embedding_sights import sees_as_much
from suites.invariants.embedding_slots import in_doubt
from suites.invariants.projection import takes_names
from suites.probes.projection_walks import AGAIN, Pairs, Shaper, read
from suites.subjects import largest

NOBODYS = "no_such_relation"
MOST_READ, FEWER_READ = 3, 1  # related rows that are read by themselves where nothing is spared, and else


def ask(inquiry: Inquiry) -> None:
    """Asks for rows with others embedded, between two plain readings."""
    behaviour = inquiry.operation.behaviour
    resource, listing = (behaviour.resource, behaviour.listing) if behaviour else (None, None)
    if behaviour is None or resource is None or listing is None or embeds(inquiry.operation, inquiry.contract):
        return
    names = tuple(name for name in behaviour.embed if name in resource.relations)
    every = ((listing.embed or "", ",".join(names)),)
    single = names if inquiry.profile.every else tuple(dict.fromkeys((names[0], names[-1])))
    alone = [((listing.embed or "", name),) for name in single] if len(names) > 1 else []
    parts = [((listing.fields or "", text), *every) for text in _parts(inquiry, resource)]
    wrong = [((listing.embed or "", text),) for text in _bad(inquiry, resource, names)]
    if embeds_in_lists(inquiry.operation, inquiry.contract):
        read(inquiry, every, *alone, *parts, *wrong)
    else:
        _ask_list(inquiry, every, (*alone, *parts, *wrong))


def _ask_list(inquiry: Inquiry, every: Pairs, others: Sequence[Pairs]) -> None:
    shaper, deep = Shaper(inquiry), inquiry.profile.every
    plain = shaper.walk(back=deep)
    first = shaper.whole(every)
    # Between two showings of what is embedded: a row that went meanwhile is no wrong one.
    _read_alone(inquiry, first.items if first else ())
    shaper.walk(every, back=deep)
    if deep:
        shaper.cross(every, plain)
    for shape in others:
        shaper.page(shape)
    for _ in range(AGAIN if shaper.settle(back=deep) or in_doubt(study(shaper.asked.trace)) else 0):
        shaper.whole(every)
        shaper.page()


def _parts(inquiry: Inquiry, resource: Resource) -> Iterator[str]:
    """The key and a name or two, without what relates the row; and a projection that names neither."""
    if not takes_names(inquiry.operation):
        return
    related = {each.local for each in resource.relations.values()}
    rest = [each for each in resource.properties if each not in related and each not in resource.relations]
    yield ",".join(dict.fromkeys((resource.key, *rest[:2])))


def _bad(inquiry: Inquiry, resource: Resource, names: Sequence[str]) -> Iterator[str]:
    """Relations that are not offered, by turns: nobody's, a property, one within another, an empty one; and none."""
    other = inquiry.contract.semantics.resources[resource.relations[names[0]].resource]
    within = next(iter(other.relations), NOBODYS)
    mere = next((each for each in resource.properties if each not in resource.relations), NOBODYS)
    turns = ((f"{names[0]},{NOBODYS}",), (mere, ""), (f"{names[0]}.{within}", f"{names[0]},,{names[0]}"))
    for turn in inquiry.some(turns, 1):
        yield from turn


def _read_alone(inquiry: Inquiry, rows: Sequence[Row]) -> None:
    """Related rows by themselves: a page of their list, and a few of them one by one, those not listed first."""
    behaviour = inquiry.operation.behaviour
    resource = behaviour.resource if behaviour else None
    for relation in resource.relations.values() if resource else ():
        carried = [row for each in rows for row in _carried(each, relation)]
        _collect(inquiry, relation, rows)
        key = inquiry.contract.semantics.resources[relation.resource].key
        listed = {str(row.get(key)) for row in _listed(inquiry, relation, carried)}
        found = {str(row[key]): row for row in carried if key in row}
        reading = next(_others(inquiry, relation, "read"), None)
        most = MOST_READ if inquiry.profile.every else FEWER_READ
        for name in sorted(found, key=lambda each: each in listed)[:most] if reading else ():
            _ask_one(inquiry, reading, found[name])


def _collect(inquiry: Inquiry, relation: Relation, rows: Sequence[Row]) -> None:
    """All that is related to a few rows, where an operation tells it: those that carry the most."""
    collecting = next(_others(inquiry, relation, "collect"), None) if relation.many else None
    for row in sorted(rows, key=lambda each: -len(_carried(each, relation)))[:MOST_READ] if collecting else ():
        _ask_one(inquiry, collecting, {relation.foreign: row.get(relation.local)})


def _carried(row: Row, relation: Relation) -> list[Mapping[str, Any]]:
    value = row.get(relation.name)
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Mapping)]


def _others(inquiry: Inquiry, relation: Relation, kind: str) -> Iterator[Operation]:
    """Other operations of that kind that show a relation's rows, and that who asks may call."""
    for each in inquiry.contract.operations:
        behaviour, may = each.behaviour, sees_as_much(each, inquiry.operation)
        shows = behaviour and behaviour.resource and behaviour.resource.name == relation.resource
        if behaviour and behaviour.kind == kind and shows and may and inquiry.courier.target.may_ask(each):
            yield each


def _listed(inquiry: Inquiry, relation: Relation, carried: Sequence[Row]) -> Sequence[Row]:
    listing = next(_others(inquiry, relation, "list"), None)
    exchange = _ask_one(inquiry, listing, carried[0], largest(listing)) if listing and carried else None
    page = read_page(listing, exchange.document) if listing and exchange else None
    return page.items if page else ()


def _ask_one(inquiry: Inquiry, operation: Operation | None, row: Row, query: Pairs = ()) -> Any:
    """Asks another operation with the path values that a row gives; None where it does not give them all."""
    if operation is None:
        return None
    columns = path_properties(operation)
    names = [each.name for each in operation.parameters if each.location == "path"]
    values = {name: str(row[columns[name]]) for name in names if name in columns and row.get(columns[name]) is not None}
    if set(values) != set(names):
        return None
    needed = required_query(inquiry.contract, operation)
    return inquiry.courier.ask(operation, values, (*needed, *query), inquiry.identity)
