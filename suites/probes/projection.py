"""Asks for parts of rows: by sets of names that make up all of them, over two pages, and by names that there are not.

Nine requests for a list, ten where it has a private name, and about half of that for a read; where nothing is
spared, three pages and back, and every name that there is not.
"""

from collections.abc import Iterator, Sequence

from contracts import Resource
from suites.evidence.orders import Row
from suites.inquiry import Inquiry
from suites.invariants.projection import projects, reads_projected
from suites.probes.projection_walks import Shaper, read

NOBODYS = "no_such_name"


def ask(inquiry: Inquiry) -> None:
    """Asks for parts of rows, between two plain readings."""
    behaviour, contract = inquiry.operation.behaviour, inquiry.contract
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    if listing is None or resource is None or listing.fields is None:
        return
    name = listing.fields
    if not reads_projected(inquiry.operation, contract):
        one, other = _halves(resource, (resource.key,), ())
        good = (",".join(one), _respelt((resource.key, *other)))
        read(inquiry, *(((name, text),) for text in (*good, *_bad(inquiry, resource))))
    elif not projects(inquiry.operation, contract):
        _ask_list(inquiry, name, resource)


def _ask_list(inquiry: Inquiry, name: str, resource: Resource) -> None:
    """Two halves of all names, one of them without a place and over pages; all names; none; and bad ones."""
    shaper, every = Shaper(inquiry), inquiry.profile.every
    ranking = shaper.walker.ranking("")
    held = tuple(dict.fromkeys((resource.key, *(ranking.names if ranking else ()))))
    whole, bare = _halves(resource, tuple(each for each in held if each in resource.properties), shaper.rows)
    plain = shaper.walk(back=every)
    if bare:
        shaper.walk(((name, ",".join(bare)),), back=every)
    texts = [_respelt(whole), ",".join(resource.properties), "", *_bad(inquiry, resource)]
    if not shaper.steady:  # then nothing tells which row is which unless it shows its key
        texts.append(",".join((resource.key, *bare)))
    for text in texts:
        shaper.page(((name, text),))
    if every:
        shaper.walk(((name, ",".join(whole)),), back=True)
        shaper.cross(((name, ",".join(whole)),), plain)
    shaper.settle(back=every)


def _halves(resource: Resource, held: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two sets of names that make up all of them: one with what a place is made of; one without, and with a null."""
    rest = [each for each in resource.properties if each not in held]
    free = [each for each in rest if each not in resource.relations] or rest
    nulls = [each for each in free if any(row.get(each, "") is None for row in rows)]
    bare = {*nulls[:1], *(free[::2] or free)}
    whole = tuple(each for each in resource.properties if each not in bare)
    return whole, tuple(each for each in resource.properties if each in bare)


def _respelt(names: Sequence[str]) -> str:
    """The same names the other way round, one of them twice, with blanks around a comma."""
    return ",".join((*reversed(names), names[0])).replace(",", " , ", 1)


def _bad(inquiry: Inquiry, resource: Resource) -> Iterator[str]:
    """Names that there are not: a private one; and by turns nobody's, a related row's, one within another; none."""
    resources, key = inquiry.contract.semantics.resources, resource.key
    related = [each for relation in resource.relations.values() for each in resources[relation.resource].properties]
    others = [each for each in related if each not in resource.properties]
    within = f"{next(iter(resource.relations), key)}.{related[0] if related else NOBODYS}"
    turns = [(NOBODYS,), (within,), (others[0] if others else NOBODYS, "", key)]
    mixed = dict.fromkeys(names for name, *more in inquiry.some(turns, 1) for names in ((name,), tuple(more)) if names)
    yield from (",".join((key, *names)) for names in mixed)
    yield from (f"{key},{each}" for each in [name for name in resource.private if name not in resource.properties][:1])
