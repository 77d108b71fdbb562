"""A trace of a list, studied once for all the invariants that judge it: its pages, walks and references. Pure."""

from collections import deque
from dataclasses import dataclass, field, replace

from suites.evidence.orders import Ranking, ranking_of
from suites.evidence.pages import Page, Selection, Walk, pages, walks
from suites.evidence.references import Core, References, references, unordered
from suites.traffic import Trace

NOTHING = References({}, ())


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What a trace shows of a list.

    Args:
        trace: the trace.
        pages: every page, in the order they came.
        forward, backward: the walks, told from the traffic alone.
        references: by selection without the order.
    """

    trace: Trace
    pages: tuple[Page, ...]
    forward: tuple[Walk, ...]
    backward: tuple[Walk, ...]
    references: dict[Selection, References]
    _rankings: dict[str, Ranking | None] = field(default_factory=dict)
    _cores: dict[tuple[Selection, int, int, tuple[str, ...]], Core] = field(default_factory=dict)

    def ranking(self, selection: Selection) -> Ranking | None:
        """The order of a selection; None where nothing says what it is."""
        if selection.order not in self._rankings:
            ranking = ranking_of(self.trace.operation, self.trace.contract, selection.order)
            self._rankings[selection.order] = ranking
        return self._rankings[selection.order]

    def seen(self, selection: Selection) -> References:
        """All that was seen of a selection's rows, in whatever order."""
        return self.references.get(unordered(selection), NOTHING)

    def core(self, *pages: Page) -> Core:
        """The rows that stayed as they were while these pages of one result were read."""
        numbers = [page.exchange.number for page in pages]
        names: dict[str, None] = {}
        for page in pages:
            ranking = self.ranking(page.selection)
            names.update(dict.fromkeys(ranking.names if ranking else ()))
        sought = (unordered(pages[0].selection), min(numbers), max(numbers), tuple(names))
        if sought not in self._cores:
            self._cores[sought] = self.seen(pages[0].selection).core(*sought[1:])
        return self._cores[sought]

    def universe(self, *pages: Page) -> Core:
        """The rows that stayed as they were while these pages were read, whatever filter they were asked with.

        What passes a filter can only be told among rows seen without it.
        """
        numbers = [page.exchange.number for page in pages]
        selection = replace(pages[0].selection, filter="", order="")
        behaviour = self.trace.operation.behaviour
        fields = behaviour.resource.fields.values() if behaviour and behaviour.resource else ()
        names = (each.name for each in fields if each.type)
        return self.references.get(selection, NOTHING).core(min(numbers), max(numbers), names)

    @property
    def trouble(self) -> str | None:
        """Why the trace may show less than there is: rows changed too fast, answers are missing; None where neither."""
        doubts = (self.core(*walk).doubt for walk in (*self.forward, *self.backward) if len(walk) > 1)
        return next((doubt for doubt in doubts if doubt), self._noise)

    @property
    def _noise(self) -> str | None:
        noisy = [each for each in self.trace.own if each.unheard]
        return f"{len(noisy)} of {len(self.trace.own)} requests met an overloaded server or network" if noisy else None


KEPT = 4  # studies: that of a trace and of its confirmations, which many invariants ask for in a row
_RECENT: deque[Study] = deque(maxlen=KEPT)


def study(trace: Trace) -> Study:
    """The study of a trace; the same one where it was asked for just before."""
    for kept in _RECENT:
        if kept.trace == trace:
            return kept
    read = pages(trace)
    forward, backward = walks(read), walks(read, backward=True)
    snapshots = trace.contract.semantics.policy["snapshot_cursors"]
    seen = references(read, (*forward, *backward), snapshots)
    found = Study(trace, read, forward, backward, dict(seen))
    _RECENT.append(found)
    return found
