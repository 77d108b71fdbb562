"""Parts of a deployment whose lists are broken, each in one way, as public issue trackers tell of it."""

import json
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from contracts import ExpressionError
from tests.suites.admission import STAGES, read_expressions
from tests.suites.deployment import SOUND, finish
from tests.suites.listing import cut_page, read_cursor, split, write_cursor
from tests.suites.serving import Answer, Call, Cut, Deployment, Halves, Position, Row, Sought, World

LARGEST = 50


def asked_alone(sought: Sought) -> bool:
    """Whether nothing but the default order is asked for."""
    return ("query", "sort_by") not in sought.call.values


def by_key(sought: Sought) -> Halves:
    """Cuts the rows as they stand at the row a cursor names, whatever their order."""
    if sought.position is None or sought.position.side == "start":
        return split(sought)
    keys = [row["id"] for row in sought.rows]
    place = keys.index(sought.position.row["id"]) + (sought.position.side == "after")
    return sought.rows[:place], sought.rows[place:]


def shifted(amount: int, only: Callable[[Sought], bool] = lambda _: True) -> Callable[[Sought], Halves]:
    """Cuts so many rows too late after a row, going forward."""

    def cut(sought: Sought) -> Halves:
        before, after = split(sought)
        if sought.position is None or sought.position.side != "after" or sought.backward or not only(sought):
            return before, after
        place = max(0, len(before) + amount)
        return sought.rows[:place], sought.rows[place:]

    return cut


def ignoring_cursor(sought: Sought) -> Halves:
    """Gives the first page, whatever the cursor."""
    return split(replace(sought, position=None, backward=False) if sought.position else sought)


def inclusive(sought: Sought) -> Halves:
    """Shows the cursor's own row again: at least instead of more."""
    before, _ = split(sought)
    if sought.position is None or sought.position.side != "after" or sought.backward:
        return split(sought)
    return before[:-1], sought.rows[len(before) - 1 :]


def dropping_ties(backward: bool) -> Callable[[Sought], Halves]:
    """Compares by the sort keys alone: rows that tie with the cursor's are lost."""

    def cut(sought: Sought) -> Halves:
        before, after = split(sought)
        if sought.position is None or sought.position.side == "start" or sought.backward != backward:
            return before, after
        at = sought.weak(sought.position.row)
        if backward:
            return tuple(row for row in before if sought.weak(row) < at), after
        return before, tuple(row for row in after if sought.weak(row) > at)

    return cut


def dropping_nulls(sought: Sought) -> Halves:
    """Compares as SQL does: null is neither more nor less than anything."""
    before, after = split(sought)
    if sought.position is None or sought.position.side == "start" or sought.backward or sought.call.order is None:
        return before, after
    name = sought.call.order.keys[0].field
    known = sought.position.row[name] is not None
    return before, tuple(row for row in after if known and row[name] is not None)


def to_the_first_page(sought: Sought) -> Halves:
    """Jumps back to the first page from anywhere beyond the second."""
    before, after = split(sought)
    far = sought.backward and sought.position is not None and len(before) >= 2 * sought.limit
    return (before[: sought.limit], after) if far else (before, after)


def always_forward(world: World, sought: Sought) -> Cut:
    """Goes forward from any cursor."""
    return cut_page(world, sought if sought.position is None else replace(sought, backward=False))


def reversed_back(world: World, sought: Sought) -> Cut:
    """Leaves the rows of a backward page as they were fetched."""
    cut = cut_page(world, sought)
    return replace(cut, items=cut.items[::-1]) if sought.backward else cut


def relinked(change: Callable[[Sought, Cut], Cut]) -> Callable[[World, Sought], Cut]:
    """A page as it should be, with other links."""
    return lambda world, sought: change(sought, cut_page(world, sought))


def back_overlaps(sought: Sought, cut: Cut) -> Cut:
    """A backward page's `previous` stands a row too far in."""
    if sought.backward and cut.previous and len(cut.items) > 1:
        return replace(cut, previous=Position("before", cut.items[1]))
    return cut


def only(condition: Callable[[Sought], bool], change: Callable[[Sought, Cut], Cut]) -> Callable[[Sought, Cut], Cut]:
    """A change of links under a condition."""
    return lambda sought, cut: change(sought, cut) if condition(sought) else cut


def blunt_cursor(world: World, call: Call, position: Position) -> str:
    """Keeps instants to the millisecond, as many clients and databases do."""
    row = {name: _blunt(value) for name, value in position.row.items()}
    return write_cursor(world, call, replace(position, row=row))


def _blunt(value: Any) -> Any:
    dated = isinstance(value, str) and len(value) == len("2024-03-01T12:00:00.120000Z") and value.endswith("Z")
    return f"{value[:23]}000Z" if dated else value


def by_limit(rows: tuple[Row, ...], place: Callable[[Row], Any], call: Call) -> tuple[Row, ...]:
    """Turns the default order round in small pages."""
    ordered = tuple(sorted(rows, key=place))
    small = (call.value("limit") or LARGEST) < LARGEST and ("query", "sort_by") not in call.values
    return ordered[::-1] if small else ordered


def by_limit_later(rows: tuple[Row, ...], place: Callable[[Row], Any], call: Call) -> tuple[Row, ...]:
    """Turns what follows the first page round in small pages of the default order."""
    ordered = tuple(sorted(rows, key=place))
    limit = call.value("limit") or LARGEST
    if limit == LARGEST or ("query", "sort_by") in call.values:
        return ordered
    return (*ordered[:limit], *ordered[limit:][::-1])


def sort_forgotten(rows: tuple[Row, ...], place: Callable[[Row], Any], call: Call) -> tuple[Row, ...]:
    """Sorts by the key alone as soon as there is a cursor."""
    return tuple(sorted(rows, key=(lambda row: row["id"]) if call.position else place))


def to_whole_pages(sought: Sought) -> Halves:
    """Takes a cursor for a page number."""
    before, _ = split(sought)
    if sought.position is None or sought.backward:
        return split(sought)
    place = -(-len(before) // sought.limit) * sought.limit
    return sought.rows[:place], sought.rows[place:]


def expiring(requests: int) -> Deployment:
    """Cursors are good for some requests only."""

    def write(world: World, call: Call, position: Position) -> str:
        return f"{write_cursor(world, call, position)}.{call.request.number}"

    def read(world: World, call: Call, text: str) -> Position:
        inner, _, number = text.partition(".")
        if not number.isdigit() or call.request.number - int(number) > requests:
            raise ExpressionError("cursor", "the cursor has expired")
        return read_cursor(world, call, inner)

    return replace(SOUND, write_cursor=write, read_cursor=read)


def by_connection() -> Deployment:
    """Cursors are forgotten with the connection."""
    connections = [0]

    def write(world: World, call: Call, position: Position) -> str:
        return f"{write_cursor(world, call, position)}.{connections[0]}"

    def read(world: World, call: Call, text: str) -> Position:
        inner, _, number = text.partition(".")
        if number != str(connections[0]):
            raise ExpressionError("cursor", "the cursor is not known here")
        return read_cursor(world, call, inner)

    def close(world: World, call: Call, answer: Answer) -> Answer:
        connections[0] += call.request.headers.get("connection") == "close"
        return finish(world, call, answer)

    return replace(SOUND, write_cursor=write, read_cursor=read, finish=close)


def one_order_at_a_time() -> Deployment:
    """The server remembers the order that a list was last begun in, for everybody."""
    begun: dict[str, Call] = {}

    def read(world: World, call: Call) -> Call:
        call = read_expressions(world, call)
        if call.position is None:
            begun[call.asked.label] = call
            return call
        return replace(call, order=begun[call.asked.label].order)

    return replace(SOUND, stages={**STAGES, "expression": read}, split=by_key)


def counting(every: int) -> Deployment:
    """An offset for a cursor, while a row is added in front every so many requests and removed again."""

    def write(_world: World, _call: Call, position: Position) -> str:
        return json.dumps([position.side, position.row.get("offset", 0)])

    def read(_world: World, _call: Call, text: str) -> Position:
        side, offset = json.loads(text)
        return Position(side, {"offset": offset, "id": ""})

    def cut(world: World, sought: Sought) -> Cut:
        at = sought.position.row.get("offset", 0) if sought.position else len(sought.rows) * sought.backward
        start = max(0, at - sought.limit) if sought.backward else at
        end = at if sought.backward else at + sought.limit
        items = sought.rows[start:end]
        after = Position("after", {"offset": end}) if end < len(sought.rows) else None
        before = Position("before", {"offset": start}) if start > 0 else None
        return Cut(items, Position("start", {"offset": 0}) if sought.rows else None, after, before)

    return replace(SOUND, write_cursor=write, read_cursor=read, cut_page=cut, tick=coming_and_going(every))


Rows = MutableMapping[str, list[dict[str, Any]]]


def coming_and_going(every: int) -> Callable[[Rows, int], None]:
    """One row comes, in front of the others by age, and goes again, a change every so many requests."""

    def tick(rows: Rows, number: int) -> None:
        if number % every:
            return
        for name in ("authors", "books"):
            if rows[name][-1]["id"].startswith("99999999"):
                rows[name].pop()
            else:
                rows[name].append(_newcomer(rows[name][0], number))

    return tick


def _newcomer(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {**row, "id": f"99999999-0000-4000-8000-{number:012}", "created_at": "2025-01-01T00:00:00.000000Z"}
