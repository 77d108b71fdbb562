"""What a step back promises: it leads to the page before, whole and in order, until the first page. Pure.

What lies before a row is told by the forward sequence of the same order, on the rows that stayed.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suites.evidence.pages import Page, Walk
from suites.evidence.passages import agree, evidence, few, judgement, passages, shown, way
from suites.evidence.references import Core, is_complete
from suites.evidence.study import Study, study
from suites.invariants.walks import follow_ups
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


@dataclass(frozen=True, slots=True)
class Step:
    """One step back, and the forward sequence that tells where it had to lead.

    Args:
        origin, reached: the page whose `previous` was followed, and the page it led to.
        core: the rows that stayed meanwhile.
        sequence: their keys, forward.
        place: where the origin's first row stands in the sequence.
    """

    origin: Page
    reached: Page
    core: Core
    sequence: tuple[Hashable, ...]
    place: int

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """The keys of the rows of the page reached that stayed."""
        return shown((self.reached,), self.core)


def steps(known: Study) -> Iterator[Step]:
    """Every step back from a page whose rows at both ends stayed and are found in a forward walk."""
    for walk in known.backward:
        for origin, reached in pairwise(walk):
            step = _step(known, origin, reached)
            if step is not None:
                yield step


def _step(known: Study, origin: Page, reached: Page) -> Step | None:
    walk = forward_walk(known, origin)
    if walk is None or not origin.keys:
        return None
    core = known.core(*walk, origin, reached)
    sequence = shown(walk, core)
    places = [sequence.index(key) for key in origin.keys if key in sequence]
    if core.doubt or not places or origin.keys[0] not in sequence or origin.keys[-1] not in sequence:
        return None
    return Step(origin, reached, core, sequence, min(places))


def forward_walk(known: Study, page: Page) -> Walk | None:
    """The forward walk of a page's order to hold it against: a complete one, of few pages, read close by."""
    walks = [walk for walk in known.forward if walk[0].selection == page.selection and walk[0].cursor is None]
    near = page.exchange.number
    return max(
        walks,
        key=lambda walk: (is_complete(walk), -len(walk), -abs(walk[0].exchange.number - near)),
        default=None,
    )


def judge_steps(trace: Trace, breaches: Sequence[Breach], exercised: int, reason: str = "") -> Judgement:
    """A judgement over the walks back of a trace.

    Args:
        exercised: how often the precondition was met.
        reason: why it was not; the walks' own reason where empty.
    """
    known = study(trace)
    judged = passages(known, backward=True)
    return judgement(known, breaches, exercised, reason if judged else "", **evidence(known, judged))


def round_trips(trace: Trace) -> Judgement:
    """BW-01: the page before the next page is the page itself."""
    known = study(trace)
    breaches, exercised = list(_stuck(known)), 0
    came_from = {walk[n + 1].exchange.number: walk[n] for walk in known.forward for n in range(len(walk) - 1)}
    for walk in known.backward:
        for origin, reached in pairwise(walk):
            page = came_from.get(origin.exchange.number)
            if page is None or page.limit != reached.limit:
                continue
            core = known.core(page, origin, reached)
            if core.doubt:
                continue
            exercised += 1
            there, back = shown((page,), core), shown((reached,), core)
            if not agree(known, page, reached, core, at_end=True):
                message = f"Next and back again, {way(page)}: {few(there) or 'no row'} became {few(back) or 'no row'}."
                breaches.append(Breach(message, (page.exchange, origin.exchange, reached.exchange)))
    return judge_steps(trace, breaches, exercised, "no page that was reached by next was left by previous")


def _stuck(known: Study) -> Iterator[Breach]:
    """Links back that are answered by no page and no noise."""
    for page in known.pages:
        answers = follow_ups(known.trace, page, backward=True)
        if answers and not any(each.status == 200 or each.noisy for each in answers):
            message = f"`previous`, {way(page)}, cannot be followed: it is answered {answers[-1].status}."
            yield Breach(message, (page.exchange, answers[-1]))


def reverses(trace: Trace) -> Judgement:
    """BW-02: the pages of a walk back, put one before the other, are the walk forth."""
    known = study(trace)
    breaches, exercised = [], 0
    for walk in known.backward:
        forth = forward_walk(known, walk[0])
        if forth is None or len(walk) < 2:
            continue
        core = known.core(*forth, *walk)
        back, due = shown(reversed(walk), core), shown(forth, core)
        if core.doubt or not back or not (is_complete(forth) or set(back) <= set(due)):
            continue
        due = _stretch(due, walk)
        exercised += 1
        if back != due[-len(back) :] or (walk[-1].body.previous is None and len(back) < len(due)):
            message = (
                f"Walked back {way(walk[0])}, {len(back)} rows; walked forth, {len(due)}, and not the same sequence."
            )
            breaches.append(Breach(message, (walk[0].exchange, walk[1].exchange), rows=(back[:3], due[:3])))
    return judge_steps(trace, breaches, exercised)


def _stretch(due: tuple[Hashable, ...], walk: Walk) -> tuple[Hashable, ...]:
    """The part of the sequence up to the last row of the page where a walk back began."""
    ends = [due.index(key) for key in walk[0].keys if key in due]
    at_end = walk[0].cursor is None and walk[0].backward
    return due if at_end or not ends else due[: max(ends) + 1]


def keeps_orientation(trace: Trace) -> Judgement:
    """BW-03: a page that was reached backward stands in forward order."""
    known = study(trace)
    breaches, exercised = [], 0
    for page in known.pages:
        walk = forward_walk(known, page) if page.backward else None
        if walk is None:
            continue
        core = known.core(*walk, page)
        sequence = {key: place for place, key in enumerate(shown(walk, core))}
        places = [sequence[key] for key in page.keys if key in sequence]
        if core.doubt or len(places) < 2:
            continue
        exercised += 1
        if any(one > other for one, other in pairwise(places)):
            message = f"A page reached backward, {way(page)}, is not in forward order: {few(page.keys)}."
            breaches.append(Breach(message, (walk[0].exchange, page.exchange)))
    return judge_steps(trace, breaches, exercised, "no page reached backward held two rows that stayed")


def adjoins(trace: Trace) -> Judgement:
    """BW-04: a step back leads to the rows right before, not to earlier ones."""
    known = study(trace)
    breaches, exercised = [], 0
    for step in steps(known):
        size = step.reached.limit or len(step.reached.items)
        if step.place < size + 1:
            continue
        exercised += 1
        places = [step.sequence.index(key) for key in step.shown if key in step.sequence]
        if places and max(places) < step.place - 1:
            gap = step.place - 1 - max(places)
            where = "to the first page" if min(places) == 0 else "too far"
            message = f"A step back, {way(step.reached)}, leads {where}: {gap} rows in between are left out."
            breaches.append(Breach(message, (step.origin.exchange, step.reached.exchange), rows=(step.shown[-1],)))
    return judge_steps(trace, breaches, exercised, "no step back began on a third page, or later")


def flags(trace: Trace) -> Judgement:
    """BW-05: a page links back as long as rows precede it, and one reached backward forth again."""
    known = study(trace)
    breaches, exercised = list(_cut_off(known)), 0
    for step in steps(known):
        reached = step.reached
        places = [step.sequence.index(key) for key in reached.keys if key in step.sequence]
        if not places or len(places) < len(reached.keys):
            continue
        exercised += 1
        first = min(places)
        both = (step.origin.exchange, reached.exchange)
        if reached.body.next is None:
            message = f"A page reached backward, {way(reached)}, has no `next`, though it was come from there."
            breaches.append(Breach(message, both))
        if reached.body.previous is None and first > 0:
            message = f"A page reached backward, {way(reached)}, has no `previous`, though {first} rows precede it."
            breaches.append(Breach(message, both))
        if first == 0 and _leads_nowhere(known, reached):
            message = f"The first page, reached backward {way(reached)}, has a `previous`, though no row precedes it."
            breaches.append(Breach(message, both, ("first_page_previous",)))
    return judge_steps(trace, breaches, exercised, "no page was reached backward whose rows all stayed")


def _cut_off(known: Study) -> Iterator[Breach]:
    """Pages reached forward that have no `previous`, though rows precede them; none of a list that never has one."""
    if not any(page.body.previous for page in known.pages):
        return
    for walk in known.forward:
        ends = (place for place, page in enumerate(walk) if place and page.body.previous is None)
        for place, precede in ((each, _preceding(known, walk[:each], walk[each])) for each in ends):
            if precede:
                page = walk[place]
                message = f"Page {place + 1}, {way(page)}, has no `previous`, though {len(precede)} rows precede it."
                yield Breach(message, (walk[place - 1].exchange, page.exchange), rows=precede[:3])


def _preceding(known: Study, earlier: Walk, page: Page) -> tuple[Hashable, ...]:
    """The keys of rows that stayed, that earlier pages of a walk showed, and that stand before a page in its order."""
    core, ranking = known.core(*earlier, page), known.ranking(page.selection)
    if core.doubt or not page.items:
        return ()
    rows = [pair for each in earlier for pair in zip(each.keys, each.items, strict=True)]
    before = [key for key, row in rows if ranking is None or ranking.compare(row, page.items[0]) < 0]
    return tuple(key for key in before if key in core.keys and key not in page.keys)


def _leads_nowhere(known: Study, page: Page) -> bool:
    """Whether a page's `previous` was followed and led to an empty page, where the policy forbids that."""
    if known.trace.contract.semantics.policy["first_page_previous"] != "null":
        return False
    answers = {answer.number for answer in follow_ups(known.trace, page, backward=True)}
    return any(each.exchange.number in answers and not each.items for each in known.pages)


def returns(trace: Trace) -> Judgement:
    """BW-07: as many steps back as forth lead to the first page, where no row came or went to move the pages' edges."""
    known = study(trace)
    breaches, exercised = [], 0
    for walk in known.backward:
        start = walk[0]
        forth = next((each for each in known.forward if start in each and each[0].cursor is None), None)
        if forth is None or start.backward or len(walk) < 2:
            continue
        due = len(forth[: forth.index(start)])
        core = known.core(*forth, *walk)
        still = all(key in core.keys for page in (*forth, *walk) for key in page.keys)
        if core.doubt or due < 2 or not still:
            continue
        exercised += 1
        came = walk[: due + 1]
        if len(came) <= due and came[-1].body.previous is None:
            message = (
                f"{due} pages forth and back again, {way(start)}: after {len(came) - 1} steps there is no `previous`."
            )
            breaches.append(Breach(message, (start.exchange, came[-1].exchange)))
        elif len(came) > due and shown((came[-1],), core) != shown((forth[0],), core):
            message = f"{due} pages forth and {due} back, {way(start)}, do not lead to the first page again."
            breaches.append(Breach(message, (forth[0].exchange, came[-1].exchange)))
    return judge_steps(trace, breaches, exercised, "no walk went two pages forth and back again")
