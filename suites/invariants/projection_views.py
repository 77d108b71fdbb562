"""Rows as they are shown in one shape or another, each held against the plain showings of the same place.

Pure. A place is how a page was reached (the first, its next, back again), told from the traffic alone. What a row
holds is known only of values that every plain showing agrees on; what differs from them is held against them only
where one came before, and one after.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from suites.evidence.orders import Row
from suites.evidence.pages import Page, key_of
from suites.evidence.study import KEPT, Study
from suites.invariants.projection_shapes import Shape, embedded, is_single, projected, shape_sent
from suites.traffic import Exchange, Trace

OK = 200
UNKNOWN = object()  # stands for a value that the plain showings do not agree on, or do not show


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One showing: the rows of a page, or the one row that a read answers with.

    Args:
        selection: whose rows, and in which order.
        result: the same in pages of one size.
        place: `` for the first page, a letter for each link from there: `n` next, `p` previous; None where unknown.
        fields, embed: as sent; None where they were not.
        plain: whether it was asked for in no shape at all, and reached through no page that was.
        keys: each row's key; None for a row that does not show it.
        ends: whether nothing precedes, and whether nothing follows.
    """

    exchange: Exchange
    selection: Hashable
    result: Hashable
    place: str | None
    fields: str | None
    embed: str | None
    plain: bool
    rows: tuple[Row, ...]
    keys: tuple[Hashable, ...]
    ends: tuple[bool, bool]

    @property
    def number(self) -> int:
        """Its exchange's place in the run."""
        return self.exchange.number


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """Every showing of a trace, in the order they came.

    Args:
        trace: the trace.
        views: the showings.
    """

    trace: Trace
    views: tuple[View, ...]
    _plain: dict[Hashable, list[tuple[int, Row]]] = field(default_factory=dict)
    _still: dict[Hashable, tuple[bool, set[Hashable]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for view in self.views:
            for key, row in zip(view.keys, view.rows, strict=True) if view.plain else ():
                self._plain.setdefault(key, []).append((view.number, row))

    def twins(self, view: View) -> tuple[View, ...]:
        """The plain showings of the same place: none unless one came before, and one after or all is as before."""
        found = self._spots(view)
        if not found or found[0].number > view.number:
            return ()
        return found if found[-1].number > view.number or self._as_before(view, found[-1]) else ()

    def in_doubt(self, view: View) -> bool:
        """Whether a showing in a shape is not as the plain ones before it, and none came after."""
        if view.plain or view.place is None:
            return False
        known, places = any(key in self._plain for key in view.keys), range(len(view.rows))
        lost = bool(view.rows) and known and not all(self.row(view, index) for index in places)
        bare = any(self.bare(view, index, sure=False) and not self.bare(view, index) for index in places)
        return lost or bare or bool(self._spots(view) and not self.twins(view))

    def _spots(self, view: View) -> tuple[View, ...]:
        """The plain showings of the same place."""
        if view.place is None:
            return ()
        return tuple(each for each in self.views if each.plain and _spot(each) == _spot(view))

    def _as_before(self, view: View, plain: View) -> bool:
        """Whether a showing is, as far as it goes, what a plain one was."""
        same = len(view.rows) == len(plain.rows) and view.ends == plain.ends
        return same and all(map(partial(_agrees, self._shape(view)), view.rows, plain.rows))

    def _shape(self, view: View) -> Shape:
        return projected(self.trace, view.fields), embedded(self.trace, view.embed)

    def still(self, view: View) -> bool:
        """Whether every plain showing of a selection was the same each time, and knew every row of this one.

        Where a page may be short for no reason, none stands still.
        """
        if self.trace.contract.semantics.policy["short_pages"] == "allow":
            return False
        if view.selection not in self._still:
            first: dict[Hashable, View] = {}
            same = [each for each in self.views if each.plain and each.selection == view.selection]
            stood = all(_shown(first.setdefault(_spot(each), each)) == _shown(each) for each in same)
            self._still[view.selection] = stood, {key for each in same for key in each.keys}
        stood, known = self._still[view.selection]
        return stood and known >= {key for key in view.keys if key is not None}

    def row(self, view: View, index: int) -> Row:
        """What a row is known to hold: by its key, or by its place on a page that stood still."""
        key = view.keys[index]
        if key is None:
            twins = self.twins(view) if self.still(view) else ()
            return _agreed([each.rows[index] for each in twins if len(each.rows) == len(view.rows)])
        seen = self._plain.get(key, [])
        if not seen or seen[0][0] > view.number:
            return {}
        known = _agreed([row for _, row in seen])
        return known if seen[-1][0] > view.number or _agrees(self._shape(view), view.rows[index], known) else {}

    def bare(self, view: View, index: int, sure: bool = True) -> tuple[str, ...]:
        """The names a row in part has a value of and its plain showings lack; for sure, one before and one after."""
        seen, row = self._plain.get(view.keys[index], []), view.rows[index]
        if not seen or (sure and not seen[0][0] < view.number < seen[-1][0]):
            return ()
        due = set(projected(self.trace, view.fields) or ()).difference(embedded(self.trace, view.embed))
        shown = {name for _, plain in seen for name in plain}
        return tuple(name for name in row if name in due - shown and row[name] is not None)

    def sequence(self, result: Hashable) -> tuple[Hashable, ...]:
        """The keys of rows that every plain walk of a result showed alike, in the order of the first one."""
        walks = _walks([each for each in self.views if each.plain and each.result == result])
        first = walks[0] if walks else {}
        return tuple(key for key, row in first.items() if all(alike(walk.get(key), row) for walk in walks))


def _spot(view: View) -> Hashable:
    return view.result, view.place


def _shown(view: View) -> object:
    return view.keys, view.ends, view.rows if None in view.keys else None


def _agreed(rows: Sequence[Row]) -> Row:
    """The values that all showings of a row agree on."""
    first = rows[0] if rows else {}
    return {name: value for name, value in first.items() if all(alike(row.get(name, UNKNOWN), value) for row in rows)}


def _walks(views: Sequence[View]) -> list[dict[Hashable, Row]]:
    """What plain walks forward showed, each begun at a first page; one that was left early is none."""
    found: list[dict[Hashable, Row]] = []
    for view in views:
        if view.place == "":
            found.append({})
        if found and view.place is not None and set(view.place) <= {"n"}:
            shown = zip(view.keys, view.rows, strict=True)
            found[-1].update({key: row for key, row in shown if key not in found[-1]})
    longest = max(map(len, found), default=0)
    return [walk for walk in found if 2 * len(walk) > longest]


def alike(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; a boolean is no number."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


@lru_cache(maxsize=2 * KEPT)
def gallery(known: Study) -> Gallery:
    """The showings of a trace: pages of a list, or the row of a read."""
    trace = known.trace
    behaviour = trace.operation.behaviour
    if behaviour is not None and behaviour.kind == "read":
        return Gallery(trace, tuple(_read(trace)))
    return Gallery(trace, tuple(_listed(trace, known.pages)))


def _listed(trace: Trace, pages: Sequence[Page]) -> Iterator[View]:
    reached: list[tuple[Page, str | None, bool]] = []
    for page in pages:
        fields, embed = shape_sent(trace, page.exchange)
        place, plainly = _reached(page, reached)
        plain = plainly and fields is None and embed is None
        reached.append((page, place, plain))
        ends = (page.body.previous is None, page.body.next is None)
        if is_single(page.exchange):
            result = (page.selection, page.limit)
            yield View(page.exchange, page.selection, result, place, fields, embed, plain, page.items, page.keys, ends)


def _reached(page: Page, earlier: Sequence[tuple[Page, str | None, bool]]) -> tuple[str | None, bool]:
    """The place of a page, and whether a plain page links to it."""
    if page.cursor is None:
        return ("e" if page.backward else ""), True
    found = [
        (place, plain)
        for source, place, plain in earlier
        if (source.selection, source.limit) == (page.selection, page.limit)
        and (source.body.previous if page.backward else source.body.next) == page.cursor
    ]
    place = found[-1][0] if found else None
    step = "p" if page.backward else "n"
    return (None if place is None else f"{place}{step}"), any(plain for _, plain in found)


def _read(trace: Trace) -> Iterator[View]:
    behaviour = trace.operation.behaviour
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    shaping = (listing.fields, listing.embed) if listing else ()
    for each in trace.own:
        row = each.document if each.status == OK and each.asked.method == "GET" else None
        if resource is None or not isinstance(row, Mapping) or not is_single(each):
            continue
        others = tuple(sorted(pair for pair in each.asked.query if pair[0] not in shaping))
        result = (each.asked.path, each.asked.identity, each.asked.headers, others)
        keys = (key_of(row, resource.key),)
        fields, embed = shape_sent(trace, each)
        yield View(
            each, result, result, "", fields, embed, fields is None and embed is None, (row,), keys, (True, True)
        )


def _agrees(shape: Shape, row: Row, known: Row) -> bool:
    """Whether a row in a shape shows all that it is asked for of a known one, and with the same values."""
    asked, carried = shape
    due = [name for name in known if (asked is None or name in asked) and name not in carried]
    return all(name in row and alike(row[name], known[name]) for name in due)


def misplaced(seen: Gallery, view: View) -> str | None:
    """How the rows of a showing differ, as a sequence, from the plain showings of its place; None where they agree.

    Where the rows did not stand still, rows that stayed must still follow each other without a gap.
    """
    twin = seen.twins(view)[0]
    hidden = None in view.keys
    if seen.still(view):
        if len(view.rows) != len(twin.rows):
            return f"{len(view.rows)} rows instead of {len(twin.rows)}"
        if not hidden and view.keys != twin.keys:
            lost = [key for key in twin.keys if key not in view.keys]
            return f"another row in the place of {lost[0]}" if lost else "the same rows in another order"
        if view.ends != twin.ends:
            return "other ends: `next` or `previous` is null on one of them only"
        return None
    if hidden:
        return None
    known = seen.sequence(view.result)
    place = {key: index for index, key in enumerate(known)}
    found = [place[key] for key in view.keys if key in place]
    gap = next((pair for pair in pairwise(found) if pair[1] != pair[0] + 1), None)
    return None if gap is None else f"rows that stayed do not follow each other as they do: {known[gap[0]]}"
