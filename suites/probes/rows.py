"""Asks for a page, for a few of its rows by their ids, and for the page again. At most 7 requests a list.

The rows are those that tell most: one that looks as if it were hidden, the one with most nulls, the one whose texts an
encoding could harm most, the first or the last; the rest by chance, so that other runs and other lists ask for others.
One that a text names is asked for by that text in another case, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from contracts import Operation, Visibility
from suites.evidence.orders import Row
from suites.evidence.pages import read_page
from suites.inputs.samples import path_properties, required_headers, required_query, takes
from suites.inquiry import Inquiry
from suites.invariants.rows import lists_readable, path_of, turned_case
from suites.invariants.scoping_lists import readers
from suites.subjects import largest

MOST = 4  # rows that are read by their ids
OK = 200


def ask(inquiry: Inquiry) -> None:
    """Asks one list, where its rows can be read by their ids."""
    may_ask = inquiry.courier.target.may_ask
    operation, subject = inquiry.operation, inquiry.subject
    reader = next((each for each in readers(operation, inquiry.contract) if may_ask(each)), None)
    if subject is None or reader is None or lists_readable(operation, inquiry.contract):
        return
    query = (*inquiry.required_query(), *largest(operation))
    first = inquiry.get(*query)
    page = read_page(operation, first.document) if first.status == OK else None
    columns = path_properties(reader)
    needed = required_query(inquiry.contract, reader), required_headers(inquiry.contract, reader)
    found = [path_of(reader, columns, row, subject.path) for row in telling(inquiry, page.items if page else ())]
    paths = [each for each in found if each]
    for path in (*paths, *_turned(inquiry, reader, paths, page.items if page else ())):
        inquiry.courier.ask(reader, path, needed[0], inquiry.identity, needed[1])
    if paths:
        inquiry.get(*query)


def _turned(
    inquiry: Inquiry, reader: Operation, paths: Sequence[Mapping[str, str]], rows: Sequence[Row]
) -> tuple[Mapping[str, str], ...]:
    """The path of a row with its key in another case, where no row of the page has that; none where no row has one."""
    contract, behaviour = inquiry.contract, reader.behaviour
    resource, by = (behaviour.resource, behaviour.by) if behaviour else (None, None)
    parameter = reader.parameter("path", by) if by else None
    if resource is None or by is None or parameter is None:
        return ()
    known = {row.get(resource.key) for row in rows if isinstance(row.get(resource.key), str)}
    others = ((each, turned_case(contract, resource, each[by])) for each in paths)
    asked = ({**each, by: text} for each, text in others if text and text not in known)
    return tuple(islice((each for each in asked if takes(contract, parameter, each[by])), 1))


def telling(inquiry: Inquiry, rows: Sequence[Row]) -> list[Row]:
    """A few rows of a page, those that tell most first; by chance where they leave room."""
    behaviour = inquiry.operation.behaviour
    resource = behaviour.resource if behaviour else None
    visibility = resource.visibility if behaviour and resource and behaviour.sees == "visible" else None
    by_chance = inquiry.random.sample(range(len(rows)), min(MOST, len(rows)))
    end = inquiry.random.choice((0, len(rows) - 1))
    chosen = dict.fromkeys((*_odd(rows, visibility), end, *by_chance)) if rows else {}
    return [rows[index] for index in list(chosen)[:MOST]]


def _odd(rows: Sequence[Row], visibility: Visibility | None) -> Iterator[int]:
    """The places of rows that are likely to be shown otherwise by themselves."""
    places = range(len(rows))
    if visibility:
        hidden = (
            place for place in places if rows[place].get(visibility.property, ...) not in (..., visibility.equals)
        )
        yield from list(hidden)[:1]
    yield max(places, key=lambda place: sum(value is None for value in rows[place].values()))
    yield max(places, key=lambda place: _harmed(repr(rows[place])))


def _harmed(text: str) -> int:
    """How many characters of a text an encoding could change, or has changed already."""
    return sum(not char.isascii() or char == "?" for char in text)
