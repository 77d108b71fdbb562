"""Which simpler forms of a plan there are, the simplest first: the earliest boundary, the fewest parameters, the
smallest limit, the simplest expression; of walks before that of the pages they are held against. Pure.

It proposes and never decides: whether a form still breaks the promise is seen when it is asked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from contracts import Contract, Operation
from suites.evidence.limits import limits_of
from suites.plan import Plan, Step, named, without
from suites.shrinking.expressions import fewer, simpler_filter

SMALL = (1, 2)  # limits that are tried first; a third one, and half of the one that was sent, come later
DIGITS = 9  # of a limit that is made smaller: what is longer is no size of a page

Texts = Callable[[str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Usual:
    """What the requests of an operation have where nothing is simpler.

    Args:
        required: query parameters that the operation cannot do without.
        kept: headers, in lower case, that say who asks and for whom, and what the body is.
        limit: the limit's parameter; None where it has none.
        minimum: the smallest limit.
        backward: the parameter that turns the direction round; None where there is none.
        texts: parameters that hold an expression, and what makes one simpler.
    """

    required: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    limit: str | None = None
    minimum: int = 1
    backward: str | None = None
    texts: Mapping[str, Texts] | None = None


def usual(operation: Operation, contract: Contract) -> Usual:
    """What requests of an operation have where nothing is simpler."""
    behaviour, limits = operation.behaviour, limits_of(operation, contract)
    listing = behaviour.listing if behaviour else None
    fields = behaviour.resource.fields if behaviour and behaviour.resource else None
    needed = (each.name for each in operation.parameters if each.location == "query" and each.required)
    header = contract.semantics.access.organization
    names = (listing.order, listing.fields, listing.embed) if listing else ()
    texts: dict[str, Texts] = {name: fewer for name in names if name}
    if listing and listing.filter and fields is not None:
        texts[listing.filter] = partial(simpler_filter, fields=fields)
    return Usual(
        required=frozenset(needed),
        kept=frozenset(each.lower() for each in ("Authorization", "Content-Type", header) if each),
        limit=listing.limit if listing else None,
        minimum=limits.minimum if limits else 1,
        backward=listing.backward if listing else None,
        texts=texts,
    )


def proposals(plan: Plan, known: Usual) -> Iterator[Plan]:
    """Each simpler form of a plan, one step away from it; the simplest first."""
    yield from _earlier(plan)
    alike, other = _parameters(plan, known)
    yield from (tuple(step.without(names) for step in plan) for names in halves(alike))
    yield from _fewer_headers(plan, known)
    beside = _beside(plan)
    less = [tuple(step.without((name,)) for step in plan) for name in other]
    if beside and other:
        # At once: the pages beside the walk may hold the row of the first boundary, and of none in between.
        bare = tuple(step.without(other) for step in plan)
        yield from _smaller_limits(bare, known, lambda _size: SMALL[:1], beside)
    yield from _smaller_limits(plan, known, lambda _size: SMALL, beside)
    yield from less if beside else ()
    yield from _together(plan, known, beside)
    yield from _without_limit(plan, known)
    for name, simpler in (known.texts or {}).items():
        for text in _values(plan, name):
            yield from (tuple(step.having(name, text, each) for step in plan) for each in simpler(text) if each != text)
    yield from _smaller_limits(plan, known, lambda size: (SMALL[-1] + 1, size // 2), beside)
    yield from () if beside else less


def halves(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """All names, then each half, each quarter and so on down to single ones."""
    size = len(names)
    while size:
        yield from (names[start : start + size] for start in range(0, len(names), size))
        size //= 2


def _earlier(plan: Plan) -> Iterator[Plan]:
    """The plan with the first pages of its walks left out: two pages are left of each, then half, then all but one."""
    spare = [chain[:-2] for chain in _chains(plan)]
    most = max(map(len, spare), default=0)
    for count in dict.fromkeys((most, most // 2, 1)):
        if 0 < count <= most:
            yield without(plan, frozenset(place for chain in spare for place in chain[:count]))


def _chains(plan: Plan) -> Iterator[Sequence[int]]:
    """The places of each walk's pages, from its first page as far as each leads to nothing but the next of them."""
    for place, step in enumerate(plan):
        if step.link is None:
            chain = [place]
            while (following := _only(plan, chain[-1])) is not None:
                chain.append(following)
            yield chain


def _only(plan: Plan, place: int) -> int | None:
    """The one step that follows a step, along `next` and with all else as it was asked; None where there is none."""
    after = [(number, step) for number, step in enumerate(plan) if step.link and step.link.step == place]
    if len(after) != 1:
        return None
    number, step = after[0]
    same = (step.path, step.query, step.headers) == (plan[place].path, plan[place].query, plan[place].headers)
    return number if same and step.link and step.link.name == "next" else None


def _parameters(plan: Plan, known: Usual) -> tuple[Sequence[str], Sequence[str]]:
    """The parameters that can be left out: those that all steps send alike, and the others."""
    turned = any(step.link and step.link.name == "previous" for step in plan)
    kept = {*known.required, known.limit, *([known.backward] if turned else [])}
    names = dict.fromkeys(named(piece) for step in plan for piece in step.query)
    spare = [name for name in names if name not in kept]
    alike = [name for name in spare if len({step.values(name) for step in plan}) == 1]
    return alike, [name for name in spare if name not in alike]


def _fewer_headers(plan: Plan, known: Usual) -> Iterator[Plan]:
    names = dict.fromkeys(name for step in plan for name, _ in step.headers if name.lower() not in known.kept)
    for dropped in halves(tuple(names)):
        yield tuple(_bare(step, dropped) for step in plan)


def _bare(step: Step, dropped: Iterable[str]) -> Step:
    kept = tuple(pair for pair in step.headers if pair[0] not in dropped)
    return Step(step.method, step.path, step.query, kept, step.link, step.status)


def _beside(plan: Plan) -> frozenset[int]:
    """The places of single pages beside a walk, which it is held against; none where there is no walk."""
    led = {step.link.step for step in plan if step.link}
    return frozenset(place for place, step in enumerate(plan) if led and not step.link and place not in led)


def _smaller_limits(
    plan: Plan, known: Usual, sizes: Callable[[int], Sequence[int]], kept: Collection[int] = ()
) -> Iterator[Plan]:
    """The plan with one of its limits made smaller, but for the steps whose places are kept."""
    for size, text in _limits([step for place, step in enumerate(plan) if place not in kept], known):
        for smaller in dict.fromkeys(sizes(size)):
            if known.minimum <= smaller < size:
                yield tuple(
                    step if place in kept else step.having(known.limit or "", text, str(smaller))
                    for place, step in enumerate(plan)
                )


def _together(plan: Plan, known: Usual, beside: Collection[int]) -> Iterator[Plan]:
    """The plan with a small limit in place of one that a page beside a walk has, wherever it is sent."""
    own = {text for _, text in _limits([plan[place] for place in beside], known)}
    yield from (
        tuple(step.having(known.limit or "", text, str(smaller)) for step in plan)
        for size, text in _limits(plan, known)
        for smaller in SMALL
        if text in own and known.minimum <= smaller < size
    )


def _without_limit(plan: Plan, known: Usual) -> Iterator[Plan]:
    """The plan without a limit, where the smallest shows it as well: then the size of a page has no part in it."""
    sizes = [size for size, _ in _limits(plan, known)]
    name = known.limit
    if name and sizes == [known.minimum] and name not in known.required and not any(step.link for step in plan):
        yield tuple(step.without((name,)) for step in plan)


def _limits(plan: Sequence[Step], known: Usual) -> Sequence[tuple[int, str]]:
    """The limits that are sent and that name a size, the smallest first."""
    texts = _values(plan, known.limit) if known.limit else ()
    return sorted((int(text), text) for text in texts if text.isascii() and text.isdigit() and len(text) <= DIGITS)


def _values(plan: Sequence[Step], name: str) -> Iterable[str]:
    return dict.fromkeys(text for step in plan for text in step.values(name))
