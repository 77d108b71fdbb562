"""What was asked, as it can be asked anew: requests, of which some follow a link of an earlier answer. Pure.

A cursor that a page gave is never kept as text: it belongs to that answer, and is read from the new one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import quote, unquote_plus

from contracts import Contract
from suites.evidence.pages import Page, page_of
from suites.traffic import Asked, Exchange

LONGEST = 12  # steps of a plan: a cursor from further down a walk stays the text it is
Name = Literal["next", "previous", "first"]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a cursor comes from.

    Args:
        step: the place of the step whose page gave it, from 0.
        name: the link of that page.
        parameter: the query parameter it is sent as.
    """

    step: int
    name: Name
    parameter: str


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a plan.

    Args:
        query: `name=value` pairs as sent, percent-encoded; without the cursor of its link.
        headers: secrets as variables.
        link: where its cursor comes from; None where it has none, or one that no known page gave.
        status: what it was answered.
    """

    method: str
    path: str
    query: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    link: Link | None = None
    status: int | None = None

    def asked(self, cursor: str | None) -> Asked:
        """The request, with the cursor that its link leads to."""
        own = () if cursor is None or self.link is None else (f"{self.link.parameter}={quote(cursor, safe='')}",)
        query = "&".join((*self.query, *own))
        return Asked(self.method, f"{self.path}?{query}" if query else self.path, self.headers)

    def values(self, name: str) -> tuple[str, ...]:
        """Every value that is sent for a query parameter, decoded."""
        return tuple(unquote_plus(piece.partition("=")[2]) for piece in self.query if named(piece) == name)

    def without(self, names: Iterable[str]) -> "Step":
        """The step without these query parameters."""
        dropped = frozenset(names)
        return replace(self, query=tuple(piece for piece in self.query if named(piece) not in dropped))

    def having(self, name: str, old: str, new: str) -> "Step":
        """The step with another value of a query parameter, where it has this one."""
        text = f"{name}={quote(new, safe='')}"
        kept = (text if named(each) == name and _value(each) == old else each for each in self.query)
        return replace(self, query=tuple(kept))


Plan = tuple[Step, ...]


def named(piece: str) -> str:
    """The name of a query pair as sent."""
    return unquote_plus(piece.partition("=")[0])


def _value(piece: str) -> str:
    return unquote_plus(piece.partition("=")[2])


@dataclass(frozen=True, slots=True)
class Ancestry:
    """Exchanges with those that gave them their cursors.

    Args:
        exchanges: all of them, by number, in order.
        sources: an exchange's number to the page it followed, the link's name, and the parameter of the cursor.
    """

    exchanges: Mapping[int, Exchange]
    sources: Mapping[int, tuple[int, Name, str]]

    @property
    def plan(self) -> Plan:
        """The plan that asks them anew."""
        places = {number: place for place, number in enumerate(self.exchanges)}
        return tuple(_step(each, self.sources.get(number), places) for number, each in self.exchanges.items())


def ancestry(exchanges: Iterable[Exchange], known: Sequence[Exchange], contract: Contract) -> Ancestry:
    """Exchanges with what gave them their cursors.

    Args:
        known: all that was asked, in which the pages are found that cursors come from.
    """
    needed = {each.number: each for each in exchanges}
    links = _links(known, contract)
    sources: dict[int, tuple[int, Name, str]] = {}
    waiting = list(needed.values())
    while waiting:
        each = waiting.pop()
        source = _source(each, links, needed, contract)
        if source is None or (source[0].number not in needed and len(needed) >= LONGEST):
            continue
        page, name, parameter = source
        sources[each.number] = (page.number, name, parameter)
        if page.number not in needed:
            needed[page.number] = page
            waiting.append(page)
    return Ancestry({number: needed[number] for number in sorted(needed)}, sources)


Links = Mapping[tuple[str, str], Sequence[tuple[Exchange, Name]]]


def _links(known: Sequence[Exchange], contract: Contract) -> Links:
    """The links of every page, by the path and the cursor they hold, the latest page first."""
    found: dict[tuple[str, str], list[tuple[Exchange, Name]]] = {}
    for exchange in reversed(known):
        page = page_in(exchange, contract)
        for name, cursor in cursors(page).items() if page else ():
            found.setdefault((exchange.asked.path, cursor), []).append((exchange, name))
    return found


def page_in(exchange: Exchange, contract: Contract) -> Page | None:
    """The page that an exchange shows; None where it shows none."""
    if exchange.operation is None or exchange.status != 200:
        return None
    return page_of(exchange, exchange.operation, contract)


def cursors(page: Page) -> Mapping[Name, str]:
    """The cursors that a page gives, by the name of the link."""
    body = page.body
    given: Mapping[Name, str | None] = {"next": body.next, "previous": body.previous, "first": body.first}
    return {name: cursor for name, cursor in given.items() if cursor is not None}


def _source(
    exchange: Exchange, links: Links, needed: Mapping[int, Exchange], contract: Contract
) -> tuple[Exchange, Name, str] | None:
    """The page whose link an exchange followed, one of those that are needed anyway before any other."""
    listing = exchange.operation.behaviour.listing if exchange.operation and exchange.operation.behaviour else None
    parameter = listing.cursor if listing else None
    if parameter is None or exchange.asked.method != "GET":
        return None
    sent = [piece for piece in _pieces(exchange) if named(piece) == parameter]
    # A cursor that is spelt in another way than usual is what the request is about: it stays as it is.
    if len(sent) != 1 or sent[0] != f"{parameter}={quote(_value(sent[0]), safe='')}":
        return None
    pages = [each for each in links.get((exchange.asked.path, _value(sent[0])), ()) if each[0].number < exchange.number]
    found = next((each for each in pages if each[0].number in needed), pages[0] if pages else None)
    return None if found is None else (*found, parameter)


def _pieces(exchange: Exchange) -> tuple[str, ...]:
    query = exchange.asked.target.partition("?")[2]
    return tuple(query.split("&")) if query else ()


def _step(exchange: Exchange, source: tuple[int, Name, str] | None, places: Mapping[int, int]) -> Step:
    asked = exchange.asked
    link = Link(places[source[0]], source[1], source[2]) if source else None
    query = tuple(piece for piece in _pieces(exchange) if link is None or named(piece) != link.parameter)
    return Step(asked.method, asked.path, query, asked.headers, link, exchange.status)


def without(plan: Plan, dropped: frozenset[int]) -> Plan:
    """A plan without some steps: what followed one of them begins where that one began."""
    places = {place: new for new, place in enumerate(each for each in range(len(plan)) if each not in dropped)}

    def relinked(link: Link | None) -> Link | None:
        while link is not None and link.step in dropped:
            link = plan[link.step].link
        return link and replace(link, step=places[link.step])

    return tuple(replace(plan[place], link=relinked(plan[place].link)) for place in places)


def as_json(plan: Plan) -> list[dict[str, object]]:
    """A plan as JSON values."""
    return [dict(_told(step)) for step in plan]


def _told(step: Step) -> Iterator[tuple[str, object]]:
    yield "method", step.method
    yield "target", "?".join((step.path, "&".join(step.query))) if step.query else step.path
    yield "headers", [list(pair) for pair in step.headers]
    yield "status", step.status
    if step.link:
        yield "follows", {"step": step.link.step, "link": step.link.name, "parameter": step.link.parameter}


def from_json(value: Sequence[Mapping[str, object]]) -> Plan:
    """The plan that `as_json` told.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    return tuple(_read(each, place) for place, each in enumerate(value))


def _read(value: Mapping[str, object], place: int) -> Step:
    path, _, query = str(value["target"]).partition("?")
    headers, status = value["headers"], value.get("status")
    if not path.startswith("/") or not isinstance(headers, list) or not isinstance(status, int | None):
        raise ValueError(f"step {place} is none")
    pairs = tuple((str(name), str(text)) for name, text in headers)
    pieces = tuple(query.split("&")) if query else ()
    return Step(str(value["method"]), path, pieces, pairs, _link(value.get("follows"), place), status)


def _link(value: object, place: int) -> Link | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise ValueError(f"step {place} follows no link")
    step, name = value["step"], value["link"]
    if not isinstance(step, int) or not 0 <= step < place or name not in get_args(Name):
        raise ValueError(f"step {place} follows no link of a step before it")
    return Link(step, name, str(value["parameter"]))
