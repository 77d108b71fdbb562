"""What is known of a list's rows apart from the page that is judged: who was seen, when, and who stayed as it was.

Pure. A row belongs to the stable core of a span of exchanges when it was seen no later than the span
began and again when it had ended, and showed the same values of the sort keys all along; only of such rows
can a judge say that a page had to show them. Every page is evidence, whatever order it was asked in.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from suites.evidence.orders import Row
from suites.evidence.pages import Page, Selection, Walk

VOLATILE = 0.2  # share of rows that changed above which nothing can be said (docs/suites.md)

Sighting = tuple[int, Row]


@dataclass(frozen=True, slots=True)
class Core:
    """The rows that stayed as they were during a span of exchanges.

    Args:
        keys: their keys.
        known: how many rows were seen in all.
        changed: how many of them did not stay.
    """

    keys: frozenset[Hashable]
    known: int
    changed: int

    @property
    def doubt(self) -> str | None:
        """Why nothing can be said of the span; None where something can."""
        if self.known and self.changed > VOLATILE * self.known:
            return f"{self.changed} of {self.known} rows changed while they were read"
        return None


@dataclass(frozen=True, slots=True)
class References:
    """Every row seen in one result, whatever the order.

    Args:
        sightings: a row's key to the exchanges that showed it whole, by number.
        readings: the complete walks: number of the first and of the last exchange.
    """

    sightings: Mapping[Hashable, tuple[Sighting, ...]]
    readings: tuple[tuple[int, int], ...]

    def core(self, first: int, last: int, names: Iterable[str]) -> Core:
        """The rows that were there, with the same values, from one exchange to another.

        Args:
            first, last: numbers of the span's first and last exchange.
            names: the fields whose values count.
        """
        wanted = tuple(names)
        opens = max((start for start, end in self.readings if end < first), default=None)
        closes = min((end for start, end in self.readings if start > last), default=None)
        stable, gone = set(), 0
        for key, seen in self.sightings.items():
            before = max((number for number, _ in seen if number <= first), default=None)
            after = min((number for number, _ in seen if number >= last), default=None)
            window = {_shown(row, wanted) for number, row in seen if (before or first) <= number <= (after or last)}
            if before and after and len(window) == 1:
                stable.add(key)
            elif len(window) > 1:
                gone += 1
            elif opens and closes:
                # It showed while a complete reading before, or after, did not: it came or went meanwhile.
                gone += any(opens <= number <= closes for number, _ in seen)
        return Core(frozenset(stable), len(stable) + gone, gone)

    def row(self, key: Hashable, by: int) -> Row | None:
        """A row as it was seen last when an exchange was over; None where it had not been seen yet.

        Args:
            by: the exchange's number.
        """
        return next((row for number, row in reversed(self.sightings.get(key, ())) if number <= by), None)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row as it was seen last."""
        return tuple(seen[-1][1] for seen in self.sightings.values())


def unordered(selection: Selection) -> Selection:
    """A selection without its order: what it selects is the same rows in any order."""
    return replace(selection, order="")


def references(pages: Iterable[Page], walks: Iterable[Walk], snapshots: bool = False) -> Mapping[Selection, References]:
    """What was seen of each result, by its selection without the order.

    Args:
        pages: in the order they came.
        walks: joined from them, in either direction.
        snapshots: whether a cursor leads to rows as they were when its walk began: then it is no evidence of now.
    """
    seen: dict[Selection, dict[Hashable, list[Sighting]]] = {}
    for page in pages:
        if snapshots and page.cursor is not None:
            continue
        result = seen.setdefault(unordered(page.selection), {})
        for key, row in zip(page.keys, page.items, strict=True):
            if key is not None and not page.fields:
                result.setdefault(key, []).append((page.exchange.number, row))
    ends: dict[Selection, list[tuple[int, int]]] = {}
    for walk in walks:
        # Rows shown in part are no sightings: what such a walk does not show may be there.
        if is_complete(walk) and not any(page.fields for page in walk):
            span = (walk[0].exchange.number, walk[-1].exchange.number)
            ends.setdefault(unordered(walk[0].selection), []).append(span)
    return {
        selection: References({key: tuple(many) for key, many in result.items()}, tuple(ends.get(selection, ())))
        for selection, result in seen.items()
    }


def is_complete(walk: Walk) -> bool:
    """Whether a walk goes from one end of the list to the other."""
    start, last = walk[0], walk[-1]
    if start.cursor is not None or any(page.backward != start.backward for page in walk):
        return False
    return (last.body.previous if start.backward else last.body.next) is None


def _shown(row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(repr(row.get(name, ...)) for name in names)
