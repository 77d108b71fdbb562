"""Where the pages of a walk meet, and what goes wrong there: rows left out or shown again, and of which kind.

Pure. The kind names the fault a broken cursor most likely has, by what tells the row from the one the
cursor stood beside: nothing (a tie), a null, less than a careless server keeps, or a real difference.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal

from suites.evidence.orders import Ranking, Row, coarse
from suites.evidence.pages import Page, Walk

# repeat: the very row the cursor stood beside; plain: none of the others.
Kind = Literal["tie", "null", "fine", "repeat", "plain"]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where two pages of a walk meet.

    Args:
        left, right: the pages, in the order the walk came to them.
        last: the row of the left page that the walk went on from.
        first: the row of the right page that is next to it.
        tie: whether both have the same sort keys.
        null: whether a sort key is null on either side.
        fine: whether the sort keys differ, if at all, by less than a careless server keeps.
    """

    left: Page
    right: Page
    last: Row
    first: Row
    tie: bool = False
    null: bool = False
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A row that a walk left out or showed again.

    Args:
        key: the row's key.
        lost: left out, else shown again.
        left: the page the walk went on from.
        right: the page it came to; None where the walk ended instead.
    """

    key: Hashable
    kind: Kind
    lost: bool
    left: Page
    right: Page | None


def edges(walk: Walk, ranking: Ranking | None) -> tuple[Edge, ...]:
    """The edges between pages that hold rows."""
    found = []
    for left, right in pairwise(walk):
        if left.items and right.items:
            last, first = (left.items[0], right.items[-1]) if right.backward else (left.items[-1], right.items[0])
            found.append(Edge(left, right, last, first, *_touches(last, first, ranking)))
    return tuple(found)


def _touches(last: Row, first: Row, ranking: Ranking | None) -> tuple[bool, bool, bool]:
    one, other = (ranking.cells(row) if ranking else None for row in (last, first))
    if one is None or other is None:
        return False, False, False
    fine = any(coarse(value) is not value for value in (*one, *other))
    alike = [coarse(value) for value in one] == [coarse(value) for value in other]
    return one == other, None in (*one, *other), fine and alike


def events(walk: Walk, ranking: Ranking | None, due: Mapping[Hashable, Row]) -> tuple[Event, ...]:
    """The rows of a walk that are shown again, and those that are left out.

    Args:
        walk: its pages, in the order it came to them.
        due: the rows that the walk had to show once, by key.
    """
    shown = {key for page in walk for key in page.keys}
    lost = [_lost(walk, ranking, key, row) for key, row in due.items() if key not in shown]
    return (*_repeated(walk, ranking, due), *lost)


def _repeated(walk: Walk, ranking: Ranking | None, due: Mapping[Hashable, Row]) -> Iterator[Event]:
    seen = set(walk[0].keys)
    for left, right in pairwise(walk):
        beside, key_beside = _beside(left, right.backward)
        for key in (key for key in dict.fromkeys(right.keys) if key in seen and key in due):
            kind = "repeat" if key == key_beside else _kind(beside, due[key], ranking)
            yield Event(key, kind, False, left, right)
        seen.update(right.keys)


def _beside(page: Page, backward: bool) -> tuple[Row | None, Hashable]:
    if not page.items:
        return None, None
    end = 0 if backward else -1
    return page.items[end], page.keys[end]


def _lost(walk: Walk, ranking: Ranking | None, key: Hashable, row: Row) -> Event:
    """A lost row belongs after the last page that ends before it, unless the next page begins before it too."""
    if ranking is None:
        return Event(key, "plain", True, walk[0], None)
    backward = walk[-1].backward
    sign = -1 if backward else 1
    ends = [_beside(page, backward)[0] for page in walk]
    passed = list(takewhile(lambda end: end is not None and ranking.compare(end, row) * sign <= 0, ends))
    left = walk[max(len(passed) - 1, 0)]
    right = walk[len(passed)] if len(passed) < len(walk) else None
    head = _beside(right, not backward)[0] if right else None
    between = passed and (head is None or ranking.compare(head, row) * sign >= 0)
    return Event(key, _kind(passed[-1], row, ranking) if between else "plain", True, left, right)


def _kind(beside: Row | None, row: Row, ranking: Ranking | None) -> Kind:
    one, other = (ranking.cells(each) if ranking and each is not None else None for each in (beside, row))
    if one is None or other is None:
        return "plain"
    pairs = tuple(zip(one, other, strict=True))
    first = next((place for place, pair in enumerate(pairs) if pair[0] != pair[1]), len(pairs))
    # A server that compares with a null gets no further: what tells two rows apart after it is not looked at.
    if any(None in pair for pair in pairs[: first + 1]):
        return "null"
    if first == len(pairs):
        return "tie"
    return "fine" if all(coarse(value) == coarse(another) for value, another in pairs[first:]) else "plain"
