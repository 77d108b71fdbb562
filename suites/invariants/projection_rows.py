"""What the rows of a projection promise: the names asked for, the values of the whole row, the same rows in order.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from contracts import Operation
from suites.evidence.orders import Row
from suites.evidence.study import study
from suites.invariants.projection_refusals import refused
from suites.invariants.projection_shapes import embedded, projected, shape_sent
from suites.invariants.projection_views import UNKNOWN, Gallery, View, alike, gallery, misplaced
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NOTHING_SHOWN = "no row was shown in part"
LONGEST = 60  # characters of a projection that a message repeats
UNSETTLED = "no row was shown plainly before and after with the same values"


def declared(operation: Operation) -> tuple[str, ...]:
    """Every property that a row may show."""
    resource = operation.behaviour.resource if operation.behaviour else None
    return (*resource.properties, *resource.relations) if resource else ()


def parts(trace: Trace) -> Iterator[tuple[Gallery, View, tuple[str, ...]]]:
    """The showings in part, with the names asked for."""
    seen = gallery(study(trace))
    for view in seen.views:
        names = projected(trace, view.fields)
        if names is not None:
            yield seen, view, names


def concluded(trace: Trace, breaches: list[Breach], exercised: int, lacking: str, **told: object) -> Judgement:
    """A judgement of shapes; what was not exercised is in doubt where the trace was disturbed."""
    known = study(trace)
    return Judgement(exercised, tuple(breaches), told, None if exercised else known.trouble, lacking)


def exact(trace: Trace) -> Judgement:
    """PJ-01: a row shows the names asked for and no other of its own, null where nothing is set."""
    breaches, pages, nulls, places = [], 0, 0, set()
    for seen, view, names in parts(trace):
        pages += bool(view.rows)
        places.add(view.place)
        nulls += sum(row.get(name, "") is None for row in view.rows for name in names)
        breaches += list(inexact(seen, view, names))[:1]
    deepest = max((len(place) + 1 for place in places if place is not None and "p" not in place), default=0)
    return concluded(trace, breaches, pages, NOTHING_SHOWN, pages=pages, deepest_page=deepest, nulls=nulls)


def inexact(seen: Gallery, view: View, names: tuple[str, ...]) -> Iterator[Breach]:
    """Rows of a showing that show other names than they were asked for."""
    operation = seen.trace.operation
    key = operation.behaviour.resource.key if operation.behaviour and operation.behaviour.resource else None
    due = {*names, *embedded(seen.trace, view.embed)}
    own, always = declared(operation), _always(seen)
    for index, row in enumerate(view.rows):
        extra = [name for name in row if name in own and name not in due]
        lost = [name for name in names if name not in row and (name in always or name in seen.row(view, index))]
        if extra:
            message = f"{_asked(view)} shows {', '.join(extra[:3])} too, {where(view)}."
            yield Breach(message, (view.exchange,), ("inferred",) if extra == [key] else None, (dict(row),))
        elif lost:
            message = f"{_asked(view)} shows no {', '.join(lost[:3])}, {where(view)}; the whole row does."
            yield Breach(message, (view.exchange,), rows=(dict(row),), about=tuple(lost[:1]))


def _always(seen: Gallery) -> set[str]:
    """The names that every whole row shows."""
    shown = [set(row) for view in seen.views if view.plain for row in view.rows]
    return set.intersection(*shown) if shown else set()


def _asked(view: View) -> str:
    return f"A row asked for {told(view.fields)}"


def where(view: View) -> str:
    """Where a showing stands, in words."""
    if view.place is None:
        return "on some page"
    if "p" in view.place or view.place == "e":
        return "on a page reached backward"
    return f"on page {len(view.place) + 1}"


def same_values(trace: Trace) -> Judgement:
    """PJ-02: a value is the one that the whole row shows."""
    breaches, compared, shown = [], 0, 0
    for seen, view, names in parts(trace):
        shown += len(view.rows)
        if None in view.keys and view.place:
            continue  # told by PJ-13: here another row looks like another value
        compared += sum(len(known_values(seen, view, index, names)) for index in range(len(view.rows)))
        breaches += list(altered(seen, view, names))[:1]
    lacking = UNSETTLED if shown else NOTHING_SHOWN
    return concluded(trace, breaches, compared, lacking, values=compared)


def known_values(seen: Gallery, view: View, index: int, names: tuple[str, ...]) -> Mapping[str, object]:
    """The values of a row's names that are known from plain showings, where it shows them."""
    row, known = view.rows[index], seen.row(view, index)
    return {name: known[name] for name in names if name in row and known.get(name, UNKNOWN) is not UNKNOWN}


def altered(seen: Gallery, view: View, names: tuple[str, ...]) -> Iterator[Breach]:
    """Rows of a showing that show other values than whole rows do."""
    for index, row in enumerate(view.rows):
        known = known_values(seen, view, index, names)
        other = next((name for name, value in known.items() if not alike(row[name], value)), None)
        if other is not None:
            message = f"{_asked(view)} shows another {other} than the whole row, {where(view)}."
            pair = ({other: row[other]}, {other: known[other]})
            both = (*(each.exchange for each in seen.twins(view)[:1]), view.exchange)
            yield Breach(message, both, rows=pair, about=(other,))


def same_rows(trace: Trace) -> Judgement:
    """PJ-03: the rows, their order and what links lead to are those of whole rows."""
    seen = gallery(study(trace))
    breaches, compared = [], 0
    for view in seen.views:
        crossed = view.fields is None and not view.plain
        asked = crossed or projected(trace, view.fields) is not None
        if None in view.keys or not asked or not seen.twins(view):
            continue
        compared += 1
        breaches += list(_misplaced(seen, view, "after a page in part" if crossed else "in part"))
    breaches += refusals(trace, "some")
    return concluded(trace, breaches, compared, UNSETTLED if seen.views else NOTHING_SHOWN, compared=compared)


def _misplaced(seen: Gallery, view: View, how: str) -> Iterator[Breach]:
    problem = misplaced(seen, view)
    if problem:
        message = f"What is shown {how} {where(view)} is not what is shown in full: {problem}."
        yield Breach(message, (seen.twins(view)[0].exchange, view.exchange))


def pages_without_key(trace: Trace) -> Judgement:
    """PJ-13: rows that show neither their key nor what they are sorted by come on the same pages."""
    breaches, compared, places = [], 0, set()
    for seen, view, names in parts(trace):
        if None not in view.keys or not view.rows or not seen.twins(view) or not seen.still(view):
            continue
        compared += bool(view.place)
        places.add(view.place)
        found = list(_misplaced(seen, view, "without a key"))
        if not found and view.place and _begins_well(seen, view, names):
            found = list(altered(seen, view, names))[:1]
        breaches += found
    breaches += refusals(trace, "bare")
    deepest = max((len(place) + 1 for place in places if place is not None and "p" not in place), default=0)
    lacking = "no second page was shown without its keys while the rows stood still"
    return concluded(trace, breaches, compared, lacking, pages=compared, deepest_page=deepest)


def _begins_well(seen: Gallery, view: View, names: tuple[str, ...]) -> bool:
    """Whether the first page of the same projection shows what whole rows show."""
    firsts = [each for each in seen.views if (each.result, each.fields, each.place) == (view.result, view.fields, "")]
    return bool(firsts) and not any(list(altered(seen, each, names)) for each in firsts)


def unions(trace: Trace) -> Judgement:
    """PJ-04: all of two projections' names show what each of them shows."""
    breaches, compared = [], 0
    shown = [(view, set(names)) for seen, view, names in parts(trace) if _is_told(seen, view)]
    seen = gallery(study(trace))
    for (both, names), (one, left), (other, right) in _triples(shown):
        if names == left | right and names not in (left, right):
            compared += 1
            breaches += list(_unmerged(seen, both, (one, other)))[:1]
    lacking = "no projection was asked for together with another"
    return concluded(trace, breaches, compared, lacking, compared=compared)


def _is_told(seen: Gallery, view: View) -> bool:
    """Whether it is known which row is which: by their keys, or by their places on a page that stood still."""
    return None not in view.keys or bool(seen.twins(view) and seen.still(view) and not misplaced(seen, view))


def _triples(shown: list[tuple[View, set[str]]]) -> Iterator[tuple[tuple[View, set[str]], ...]]:
    """Each showing with each two others of the same place."""
    for both in shown:
        place = both[0].result, both[0].place
        others = [each for each in shown if (each[0].result, each[0].place) == place and each is not both]
        yield from ((both, one, other) for one, other in combinations(others, 2))


def _unmerged(seen: Gallery, both: View, halves: tuple[View, View]) -> Iterator[Breach]:
    for index, key in enumerate(both.keys):
        known, row = seen.row(both, index), both.rows[index]
        for half in halves:
            part = _part(half, index, key)
            other = next((name for name in part if _differs(name, part, row, known)), None)
            if other is not None:
                message = f"{other} of row {key} is another where more names are asked for."
                pair = ({other: part[other]}, {other: row[other]})
                yield Breach(message, (half.exchange, both.exchange), rows=pair, about=(other,))


def _part(half: View, index: int, key: object) -> Row:
    """What a showing has of a row: the one of its key, or of its place where keys are not shown."""
    if None in half.keys:
        return half.rows[index] if index < len(half.rows) else {}
    return half.rows[half.keys.index(key)] if key in half.keys else {}


def _differs(name: str, part: Row, row: Row, known: Row) -> bool:
    return name in row and name in known and not alike(part[name], row[name])


def refusals(trace: Trace, kind: str) -> list[Breach]:
    """The good projections that are refused, of one kind: `respelt`, `all`, `bare` (without the key) or `some`."""
    return [
        Breach(f"A projection by known names is answered {each.status}: {told(shape_sent(trace, each)[0])}.", (each,))
        for each in refused(trace)
        if _kind(trace, each) == kind
    ]


def told(text: str | None) -> str:
    """A projection's text as a message repeats it."""
    return text if text and len(text) <= LONGEST else f"{(text or '')[: LONGEST - 1]}…"


def _kind(trace: Trace, exchange: Exchange) -> str:
    text, _ = shape_sent(trace, exchange)
    behaviour = trace.operation.behaviour
    names, resource = projected(trace, text), behaviour.resource if behaviour else None
    if text is None or names is None or resource is None:
        return "none"
    if is_respelt(trace, text):
        return "respelt"
    if set(names) == set(resource.properties):
        return "all"
    return "some" if resource.key in names or resource.key not in resource.properties else "bare"


def is_respelt(trace: Trace, text: str | None) -> bool:
    """Whether names stand in another order than a row shows them in, more than once, or among blanks."""
    behaviour, names = trace.operation.behaviour, projected(trace, text)
    resource = behaviour.resource if behaviour else None
    if text is None or names is None or resource is None:
        return False
    return text != ",".join(each for each in resource.properties if each in names)
