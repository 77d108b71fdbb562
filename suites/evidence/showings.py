"""What a list showed of one result, beside the rows that stayed as they were and that the judge knows whole. Pure.

A result is told from the traffic: the pages of a walk from the list's beginning. Which rows it had to show is
worked out from rows that were seen without any filter, before and after.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from contracts import Fields, Listing, Resource
from suites.evidence.orders import Ranking, Row
from suites.evidence.pages import Selection, Walk
from suites.evidence.references import Core, References, is_complete
from suites.evidence.sieves import Sieve, read_sieve
from suites.evidence.study import KEPT, NOTHING, Study
from suites.verdicts import Breach, Judgement

MOST = 256  # results whose due rows are kept: those of the lists judged last
_WHOLE = "row"  # the one property of a row that stands for all of it


@dataclass(frozen=True, slots=True, eq=False)
class Showing:
    """A result as pages showed it.

    Args:
        walk: its pages, from the first on.
        sieve: its filter; None where it was asked for without one.
        ranking: its order; None where nothing says what that is.
        core: the rows of the whole list that stayed as they were meanwhile.
        rows: those rows, whole, by key.
        complete: whether the pages are all there are.
    """

    walk: Walk
    sieve: Sieve | None
    ranking: Ranking | None
    core: Core
    rows: Mapping[Hashable, Row]
    complete: bool

    @property
    def selection(self) -> Selection:
        """What was asked for."""
        return self.walk[0].selection

    @property
    def shown(self) -> tuple[tuple[Hashable, Row], ...]:
        """Every row, in the order it came, with its key."""
        return tuple(pair for page in self.walk for pair in zip(page.keys, page.items, strict=True))

    @property
    def sequence(self) -> tuple[Hashable, ...]:
        """The keys of the rows that stayed, in the order they came."""
        return tuple(key for key, _ in self.shown if key in self.core.keys)

    @property
    def in_order(self) -> bool:
        """Whether nothing shows that the rows stand in another order than asked for."""
        ranking = self.ranking
        return ranking is None or all(ranking.compare(one[1], other[1]) <= 0 for one, other in pairwise(self.shown))

    def due(self) -> Mapping[Hashable, Row]:
        """The rows that stayed and that the pages had to show.

        Of a result that was not read to its end, those that stand before the last row read.
        """
        return _due(self)


@lru_cache(maxsize=MOST)
def _due(showing: Showing) -> Mapping[Hashable, Row]:
    found = {key: row for key, row in showing.rows.items() if showing.sieve is None or showing.sieve.must(row)}
    if showing.complete:
        return found
    last = next((row for _, row in reversed(showing.shown)), None)
    ranking = showing.ranking
    if ranking is None or last is None or not showing.in_order:
        return {}
    return {key: row for key, row in found.items() if ranking.compare(row, last) < 0}


@lru_cache(maxsize=2 * KEPT)
def showings(study: Study, doubted: bool = False) -> tuple[Showing, ...]:
    """The results of a trace that can be judged: over rows that mostly stayed.

    Args:
        doubted: those that cannot, instead.
    """
    return tuple(each for each in _all(study) if bool(each.core.doubt) is doubted)


@lru_cache(maxsize=KEPT)
def _all(study: Study) -> tuple[Showing, ...]:
    prints: dict[Selection, References] = {}
    return tuple(each for walk in study.forward if (each := _showing(study, walk, prints)) is not None)


def _showing(study: Study, walk: Walk, prints: dict[Selection, References]) -> Showing | None:
    start = walk[0]
    resource = resource_of(study)
    if start.cursor is not None or start.backward or resource is None:
        return None
    collates = study.trace.contract.semantics.policy["collation"] == "code_point"
    text = start.selection.filter
    sieve = read_sieve(text, resource.fields, collates) if text else None
    if text and sieve is None:
        return None
    whole = replace(start.selection, filter="", order="")
    if whole not in prints:
        prints[whole] = _prints(study.references.get(whole, NOTHING), resource.fields)
    first, last = walk[0].exchange.number, walk[-1].exchange.number
    core, seen = prints[whole].core(first, last, (_WHOLE,)), study.references.get(whole, NOTHING)
    # In the order of sighting: a set's own order is another in each process.
    rows = {key: row for key in seen.sightings if key in core.keys and (row := seen.row(key, last)) is not None}
    return Showing(walk, sieve, study.ranking(start.selection), core, rows, is_complete(walk))


def _prints(seen: References, fields: Fields) -> References:
    """The same sightings, each row as one text of all it can be filtered and sorted by."""
    names = tuple(each.name for each in fields.values() if each.type)
    texts = {
        key: tuple((number, {_WHOLE: repr([row.get(name, ...) for name in names])}) for number, row in many)
        for key, many in seen.sightings.items()
    }
    return References(texts, seen.readings)


def stayed(study: Study, showing: Showing, until: int) -> frozenset[Hashable]:
    """The rows that stayed as they were from an answer to a later exchange, by its number."""
    whole, resource = replace(showing.selection, filter="", order=""), resource_of(study)
    names = [each.name for each in resource.fields.values() if each.type] if resource else []
    first, last = sorted((showing.walk[0].exchange.number, until))
    return study.references.get(whole, NOTHING).core(first, last, names).keys


def resource_of(study: Study) -> Resource | None:
    """The resource that a list shows."""
    behaviour = study.trace.operation.behaviour
    return behaviour.resource if behaviour else None


def listing_of(study: Study) -> Listing | None:
    """The names that a list goes by."""
    behaviour = study.trace.operation.behaviour
    return behaviour.listing if behaviour else None


def pairs(found: Iterable[Showing]) -> Iterator[tuple[Showing, Showing]]:
    """Each of the results beside each later one of the same rows: same caller, same path."""
    kept = list(found)
    for place, one in enumerate(kept):
        yield from ((one, other) for other in kept[place + 1 :] if alike(one, other))


def alike(one: Showing, other: Showing) -> bool:
    """Whether two results are of the same rows, their filter and order aside."""
    bare = [replace(each.selection, filter="", order="") for each in (one, other)]
    return bare[0] == bare[1]


def common(*many: Showing) -> frozenset[Hashable]:
    """The rows that stayed as they were while all of these were read."""
    first, *others = many
    return frozenset(
        key
        for key, row in first.rows.items()
        if all(key in other.rows and _same(row, other.rows[key]) for other in others)
    )


def _same(row: Row, other: Row) -> bool:
    return row is other or row == other


def told(known: Study, breaches: Iterable[Breach], exercised: int, lacking: str, **evidence: Any) -> Judgement:
    """A judgement over showings; one that was not exercised is in doubt for what disturbed it, or lacks something.

    Args:
        lacking: why it was not exercised, where nothing disturbed it.
    """
    doubted = next((each.core.doubt for each in showings(known, True)), None)
    doubt = None if exercised else doubted or known.trouble
    because = lacking if known.pages else "no page could be read"
    return Judgement(exercised, tuple(breaches), evidence, doubt, because)
