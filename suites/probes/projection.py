"""Asks for parts of rows: by many sets of names, over three pages and back, and by names that there are not.

About 35 requests for a list, at most 45; about ten for a read.
"""

from collections.abc import Iterator, Sequence

from contracts import Resource
from suites.inquiry import Inquiry
from suites.invariants.projection import projects, reads_projected
from suites.orders import Row
from suites.probes.projection_walks import Shaper, read

NOBODYS = "no_such_name"
FEW = 3  # names of the smallest projection


def ask(inquiry: Inquiry) -> None:
    """Asks for parts of rows, between two plain readings."""
    behaviour, contract = inquiry.operation.behaviour, inquiry.contract
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    if listing is None or resource is None or listing.fields is None:
        return
    name = listing.fields
    if not reads_projected(inquiry.operation, contract):
        halves = _halves(resource, (resource.key,))
        good = (*map(",".join, halves), ",".join(resource.properties), "")
        read(inquiry, *(((name, text),) for text in (*good, *_bad(inquiry, resource, halves[0]))))
    elif not projects(inquiry.operation, contract):
        _ask_list(inquiry, name, resource)


def _ask_list(inquiry: Inquiry, name: str, resource: Resource) -> None:
    shaper = Shaper(inquiry)
    ranking = shaper.walker.ranking("")
    held = tuple(dict.fromkeys((resource.key, *(ranking.names if ranking else ()))))
    held = tuple(each for each in held if each in resource.properties)
    one, other = _halves(resource, held)
    plain = shaper.walk()
    shaper.walk(((name, ",".join(one)),))
    bare = _bare(resource, held, shaper.rows)
    if bare:
        shaper.walk(((name, ",".join(bare)),))
    shaper.page()
    shaper.cross(((name, ",".join(other)),), plain)
    shaper.page()
    for text in (",".join(resource.properties), *_respelt(one), "", *_bad(inquiry, resource, one)):
        shaper.page(((name, text),))
    shaper.page()
    shaper.walk()


def _halves(resource: Resource, held: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two sets of names that hold all of them together, and these each."""
    rest = [each for each in resource.properties if each not in held]
    return (*held, *rest[::2]), (*held, *rest[1::2])


def _bare(resource: Resource, held: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """A few names without what a place is made of; first those that are null in one row."""
    rest = [each for each in resource.properties if each not in held and each not in resource.relations]
    nulls = [each for each in rest if any(row.get(each, "") is None for row in rows)]
    return tuple(dict.fromkeys((*nulls[:1], *rest)))[:FEW]


def _respelt(names: Sequence[str]) -> Iterator[str]:
    """The same names in another order, twice, and with blanks around the commas."""
    yield ",".join(reversed(names))
    yield ",".join((*names, names[0], names[-1]))
    yield " , ".join(names)


def _bad(inquiry: Inquiry, resource: Resource, names: Sequence[str]) -> Iterator[str]:
    """Names that there are not: nobody's, a private one, one of a related row, one within another; and an empty one."""
    resources = inquiry.contract.semantics.resources
    related = [each for relation in resource.relations.values() for each in resources[relation.resource].properties]
    strange = [
        NOBODYS,
        next((each for each in resource.private if each not in resource.properties), None),
        next((each for each in related if each not in resource.properties), None),
        f"{next(iter(resource.relations), names[0])}.{related[0] if related else NOBODYS}",
    ]
    yield from (f"{names[0]},{each}" for each in strange if each)
    yield f"{names[0]},,{names[-1]}"
    yield f"{names[0]},"
