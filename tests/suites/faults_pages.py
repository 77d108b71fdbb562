"""A faulty deployment for each promise of a page."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from contracts import Contract, Misspelt, Parameter
from tests.suites import broken_lists as broken
from tests.suites.admission import STAGES, read_parameter, read_parameters
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault, with_policy
from tests.suites.library import library_contract
from tests.suites.listing import answer_list, arrange, read_cursor, split, write_cursor
from tests.suites.serving import Answer, Call, Cut, Halves, Position, Row, Sought, World

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"


def limit_forgotten(world: World, call: Call) -> Call:
    """Beyond the first page the limit is no longer heeded."""
    call = read_parameters(world, call)
    if ("query", "pq") not in call.values:
        return call
    return replace(call, values={**call.values, ("query", "limit"): 50})


def filtered_late(world: World, sought: Sought) -> Cut:
    """Cuts the page first and drops what should not be seen then."""
    cut = SOUND.cut_page(world, sought)
    return replace(cut, items=tuple(row for row in cut.items if row["title"] != "ana")) if cut.next else cut


def next_when_full(sought: Sought, cut: Cut) -> Cut:
    """Takes a full page for one that is followed."""
    full = not sought.backward and len(cut.items) == sought.limit
    return replace(cut, next=Position("after", cut.items[-1])) if full else cut


def next_by_default_only(sought: Sought, cut: Cut) -> Cut:
    """Links on in the default order only."""
    return cut if broken.asked_alone(sought) else replace(cut, next=None)


def last_row_untold(sought: Sought, cut: Cut) -> Cut:
    """Looks for two rows more to tell that a page follows."""
    left = not sought.backward and cut.items and sought.rows.index(cut.items[-1]) == len(sought.rows) - 2
    return replace(cut, next=None) if left else cut


def nothing_is_not_found(world: World, call: Call) -> Answer:
    """Answers an empty list as a row that is not there."""
    answer = answer_list(world, call)
    return (
        answer if answer.document["items"] else Answer(404, {"code": "NOT_FOUND", "message": "None.", "errors": None})
    )


def previous_to_itself(sought: Sought, cut: Cut) -> Cut:
    """Links back from the first page too."""
    return cut if cut.previous or not cut.items else replace(cut, previous=Position("before", cut.items[0]))


def first_is_here(sought: Sought, cut: Cut) -> Cut:
    """Takes `first` for the page at hand."""
    return replace(cut, first=sought.position or cut.first)


def unbounded(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Takes any limit above the largest."""
    try:
        return read_parameter(contract, parameter, texts)
    except Misspelt as error:
        if error.kind != "maximum":
            raise
        return 50


def fanned_out(rows: tuple[Row, ...], place: Any, call: Call) -> tuple[Row, ...]:
    """A join gives a row once for each of its tags and readers."""
    return tuple(row for row in arrange(rows, place, call) for _ in range(1 + (row["kind"] == "audio")))


def by_key_once(sought: Sought) -> Halves:
    """Cuts after all copies of a row."""
    return split(sought)


def upwards(rows: tuple[Row, ...], place: Any, call: Call) -> tuple[Row, ...]:
    """Does not know that an order can go downwards."""
    turned = bool(call.order and call.order.keys[0].descending)
    return arrange(rows, place, call)[:: -1 if turned else 1]


def in_plain_base64(world: World, call: Call, position: Position) -> str:
    """The alphabet of base64 that URLs do not carry."""
    text = write_cursor(world, call, position)
    return base64.b64encode(b"\xfb\xff" + text.encode()).decode()


def from_plain_base64(world: World, call: Call, text: str) -> Position:
    """Reads it back where it comes unharmed."""
    return read_cursor(world, call, base64.b64decode(text)[2:].decode())


def order_first(world: World, call: Call) -> Call:
    """Heeds the filter only where it comes after the order."""
    call = STAGES["expression"](world, call)
    names = [name for name, _ in call.request.query]
    early = "q" in names and "sort_by" in names and names.index("q") < names.index("sort_by")
    return replace(call, filter=None) if early else call


def items_or_null(world: World, call: Call) -> Answer:
    """An empty page has no array."""
    answer = answer_list(world, call)
    return answer if answer.document["items"] else replace(answer, document={**answer.document, "items": None})


def order_dropped(_world: World, _call: Call, answer: Answer) -> Answer:
    """Leaves the order out of links."""
    if not isinstance(answer.document, dict):
        return answer
    return replace(answer, document={name: _without_order(value) for name, value in answer.document.items()})


def _without_order(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("http"):
        return value
    parts = urlsplit(value)
    return parts._replace(query=urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "sort_by"])).geturl()


FAULTS: Mapping[str, Fault] = {
    "PG-01": Fault(replace(SOUND, stages={**STAGES, "parameters": limit_forgotten}), BOOKS),
    "PG-02": Fault(replace(SOUND, default_limit=20), AUTHORS),
    "PG-03": Fault(replace(SOUND, cut_page=filtered_late), BOOKS),
    "PG-04": Fault(replace(SOUND, cut_page=broken.relinked(next_when_full)), AUTHORS),
    "PG-05": Fault(replace(SOUND, cut_page=broken.relinked(next_by_default_only)), BOOKS),
    "PG-06": Fault(replace(SOUND, acts={**SOUND.acts, "list": nothing_is_not_found}), AUTHORS),
    "PG-07": Fault(replace(SOUND, cut_page=broken.relinked(previous_to_itself)), AUTHORS),
    "PG-08": Fault(replace(SOUND, cut_page=broken.relinked(first_is_here)), BOOKS),
    "PG-09": Fault(replace(SOUND, read_parameter=unbounded), AUTHORS),
    "PG-10": Fault(replace(SOUND, arrange=fanned_out), BOOKS),
    "PG-11": Fault(replace(SOUND, arrange=upwards, split=broken.by_key), AUTHORS),
    "PG-12": Fault(
        replace(SOUND, finish=order_dropped), AUTHORS, contract=with_policy(library_contract(), cursor_form="url")
    ),
    "PG-13": Fault(replace(SOUND, write_cursor=in_plain_base64, read_cursor=from_plain_base64), BOOKS),
    "PG-14": Fault(replace(SOUND, stages={**STAGES, "expression": order_first}), AUTHORS),
    "PG-15": Fault(replace(SOUND, acts={**SOUND.acts, "list": items_or_null}), BOOKS),
}
