"""A walk held against what is known of its list: the rows it had to show, and the edges its pages met at. Pure."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from contracts import Field
from suites.evidence.edges import Edge, Event, edges, events
from suites.evidence.orders import Ranking, Row, sorting_fields
from suites.evidence.pages import Page, Walk
from suites.evidence.references import Core
from suites.evidence.study import KEPT, Study
from suites.inputs.ties import null_fields, tied_fields
from suites.verdicts import Breach, Judgement


@dataclass(frozen=True, slots=True)
class Passage:
    """A walk of two pages or more.

    Args:
        walk: its pages, in the order it came to them.
        ranking: the order asked for; None where nothing says what it is.
        core: the rows that stayed as they were meanwhile.
        due: the rows of the core that it had to show, by key.
        edges: where its pages meet.
        events: rows of `due` that it left out or showed again.
    """

    walk: Walk
    ranking: Ranking | None
    core: Core
    due: Mapping[Hashable, Row]
    edges: tuple[Edge, ...]
    events: tuple[Event, ...]

    @property
    def sequence(self) -> tuple[Hashable, ...]:
        """The keys it showed of rows that stayed, as often as it showed them."""
        return shown(self.walk, self.core)


@lru_cache(maxsize=2 * KEPT)
def passages(study: Study, backward: bool = False) -> tuple[Passage, ...]:
    """The walks of a trace that can be judged: of two pages or more, over rows that mostly stayed."""
    walks = study.backward if backward else study.forward
    found = (_passage(study, walk) for walk in walks if len(walk) > 1)
    return tuple(passage for passage in found if not passage.core.doubt)


def _passage(study: Study, walk: Walk) -> Passage:
    ranking, core = study.ranking(walk[0].selection), study.core(*walk)
    seen, over = study.seen(walk[0].selection), walk[-1].exchange.number
    # In the order of sighting: a set's own order is another in each process.
    stable = (key for key in seen.sightings if key in core.keys)
    rows = {key: row for key in stable if (row := seen.row(key, over)) is not None}
    told = ranking if ranking and _in_order(walk, ranking) else None
    due = {key: row for key, row in rows.items() if _is_due(walk, told, key, row)}
    return Passage(walk, ranking, core, due, edges(walk, ranking), events(walk, ranking, due))


def _in_order(walk: Walk, ranking: Ranking) -> bool:
    rows = [row for page in (reversed(walk) if walk[-1].backward else walk) for row in page.items]
    return all(ranking.compare(one, other) <= 0 for one, other in pairwise(rows))


def _is_due(walk: Walk, ranking: Ranking | None, key: Hashable, row: Row) -> bool:
    """Whether a walk had to show a row: all that lie between where it began and where it stopped.

    Args:
        ranking: the order the walk kept; None where it kept none that is known.
    """
    if any(key in page.keys for page in walk):
        return True
    backward = walk[-1].backward
    sign = -1 if backward else 1
    start, last = walk[0], walk[-1]
    from_end = (start.body.next if backward else start.body.previous) is None or start.cursor is None
    to_end = (last.body.previous if backward else last.body.next) is None
    begins = start.items[-1 if backward else 0] if start.items else None
    ends = last.items[0 if backward else -1] if last.items else None
    after = from_end or (ranking and begins is not None and ranking.compare(begins, row) * sign < 0)
    before = to_end or (ranking and ends is not None and ranking.compare(row, ends) * sign < 0)
    return bool(after and before)


def shown(pages: Iterable[Page], core: Core) -> tuple[Hashable, ...]:
    """The keys of rows that stayed, in the order pages showed them."""
    return tuple(key for page in pages for key in page.keys if key in core.keys)


def evidence(study: Study, judged: Sequence[Passage]) -> Mapping[str, Any]:
    """What made the judgement bite: pages of the longest walk, edges that split ties or touch nulls, rows that changed.

    Where no edge split a tie or touched a null, the fields that have none are named.
    """
    met = [edge for passage in judged for edge in passage.edges]
    told: dict[str, Any] = {
        "walks": len(judged),
        "pages": max((len(passage.walk) for passage in judged), default=0),
        "rows": max((len(passage.due) for passage in judged), default=0),
        "volatile": max((passage.core.changed for passage in judged), default=0),
        "ties_split": sum(edge.tie for edge in met),
        "null_edges": sum(edge.null for edge in met),
        "fine_edges": sum(edge.fine for edge in met),
    }
    if not told["ties_split"]:
        told["no_ties_in"] = [name for name in sorted_names(study) if name not in with_ties(study)]
    if not told["null_edges"]:
        told["no_nulls_in"] = [name for name in sorted_names(study) if name not in with_nulls(study)]
    return told


def sorted_names(study: Study) -> tuple[str, ...]:
    """The fields a walk of this list can be sorted by, its key aside: ties and nulls can lie in these."""
    return tuple(field.name for field in sorting_fields(study.trace.operation, study.trace.contract))


def agree(study: Study, one: Page, other: Page, core: Core, at_end: bool = False) -> bool:
    """Whether two pages that were due to show the same rows from one place on do so, on the rows that stayed.

    Rows that came or went meanwhile may push some over the far end of a page; so may a page that is short
    where the policy allows that. Where neither can be, both hold the same.

    Args:
        at_end: the pages share their end, else their beginning.
    """
    first, second = sorted((shown((one,), core), shown((other,), core)), key=len)
    still = all(key in core.keys for page in (one, other) for key in page.keys)
    full = study.trace.contract.semantics.policy["short_pages"] == "forbid"
    if still and full and one.limit == other.limit:
        return first == second
    return first == (second[len(second) - len(first) :] if at_end else second[: len(first)])


@lru_cache(maxsize=KEPT)
def with_ties(study: Study) -> tuple[str, ...]:
    """Those of `sorted_names` in which two of the rows seen share a value."""
    return _having(study, tied_fields)


@lru_cache(maxsize=KEPT)
def with_nulls(study: Study) -> tuple[str, ...]:
    """Those of `sorted_names` that are null in one row seen and set in another."""
    return _having(study, null_fields)


def _having(study: Study, pick: Callable[[Sequence[Row], Sequence[Field]], tuple[str, ...]]) -> tuple[str, ...]:
    fields = sorting_fields(study.trace.operation, study.trace.contract)
    return tuple(dict.fromkeys(name for seen in study.references.values() for name in pick(seen.rows, fields)))


def way(page: Page) -> str:
    """How a page was asked for, in words: its order and its size."""
    order = f"sorted by {page.selection.order}" if page.selection.order else "in its default order"
    return f"{order}, {page.limit} a page" if page.limit is not None else order


def few(keys: Iterable[Hashable]) -> str:
    """The first of some keys, and how many more there are."""
    texts = [str(key) for key in keys]
    more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
    return ", ".join(texts[:3]) + more


def lacking(study: Study) -> str:
    """Why no walk could be judged."""
    rows = max((len(each.sightings) for each in study.references.values()), default=0)
    if not study.pages:
        return "no page could be read"
    if not rows and any(page.items for page in study.pages):
        return "no row shows its key, so none can be told from another"
    if rows < 2:
        return f"the list shows {rows or 'no'} row{'s' * (rows != 1)}, so there is no second page"
    return "no walk had a second page"


def judgement(known: Study, breaches: Iterable[Breach], exercised: int, reason: str = "", **told: Any) -> Judgement:
    """A judgement of a list; one that was not exercised is in doubt for what disturbed the trace, or lacks something.

    Args:
        reason: why it was not exercised; that of the list itself where empty, or where no page was read.
        told: its evidence.
    """
    because = reason if known.pages and reason else lacking(known)
    return Judgement(exercised, tuple(breaches), told, None if exercised else known.trouble, because)
