"""Whether the data moved while they were asked for: a row came, went, or stands by other values than before.

Pure. Whole readings of one result are held against each other, and a page against the same page. What the run wrote
itself is no motion.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from contracts import Operation
from suites.evidence.orders import sorting_fields
from suites.evidence.pages import Page, key_of
from suites.evidence.references import References
from suites.evidence.study import study
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach

OK, GONE = 200, (404, 410)
MAKES = ("create", "template")  # a path of these names where the row stands, and no row that is written


def moved(trace: Trace, run: Sequence[Exchange] = ()) -> str | None:
    """What moved while a trace was taken; None where all that was read more than once stood still.

    Args:
        trace: what a probe asked.
        run: all that the run asked so far: a row that a read names may be gone before the probe begins.
    """
    wrote = [each for each in trace.exchanges if _is_write(each)]
    rows = set(_moved_rows(trace, bool(wrote))).difference(_written(wrote))
    if rows:
        return _told(len(rows))
    made = set(_written(each for each in run if _is_write(each)))
    own = {each.number: each for each in (*run, *trace.exchanges) if _is_of(each, trace.operation)}
    asked = (each for each in own.values() if made.isdisjoint(each.path_values.values()))
    return "what was asked for came or went meanwhile" if _came_or_went(asked) else None


def astray(one: Breach, other: Breach, traces: Iterable[Trace]) -> bool:
    """Whether two breaches of one kind may well be motion: rows change, and they are not told of the same ones.

    A row that goes and comes back as it was shows in no reading before or after. Where rows are seen to change, what
    is broken counts only if it is broken each time for the same rows, or in the same words where no row is named.

    Args:
        traces: what showed the one and the other.
    """
    moving = [each for each in traces if any(_changing(each))]
    if not moving or (not one.rows and one.message == other.message):
        return False
    rows, again = (_named(each, moving[0].operation) for each in (one, other))
    return not rows or rows != again


def _named(breach: Breach, operation: Operation) -> frozenset[str]:
    """The rows of a breach by their keys: what else they hold may change."""
    resource = operation.behaviour.resource if operation.behaviour else None
    keyed = (key_of(each, resource.key) if isinstance(each, dict) and resource else None for each in breach.rows)
    return frozenset(repr(each if key is None else key) for each, key in zip(breach.rows, keyed, strict=True))


def _changing(trace: Trace) -> Iterator[Hashable]:
    """The keys of rows of any list that was asked for that did not always stand by the same values."""
    for _, own in _lists_of(trace):
        names = [field.name for field in sorting_fields(own.operation, trace.contract)]
        for seen in study(own).references.values():
            yield from _changed(seen, names)


def _told(count: int) -> str:
    """A list that is broken shows rows now and then, too: which of both it was cannot be said here."""
    if count == 1:
        rows, why = "1 row", "it came, went or moved, or a finding hides it"
    else:
        rows, why = f"{count} rows", "they came, went or moved, or a finding hides them"
    return f"{rows} did not show alike each time the list was read: {why}"


def _is_of(exchange: Exchange, operation: Operation) -> bool:
    return exchange.operation is not None and exchange.operation.label == operation.label


def _is_write(exchange: Exchange) -> bool:
    operation = exchange.operation
    return operation is not None and not operation.reads and 200 <= (exchange.status or 0) < 300


def _written(writes: Iterable[Exchange]) -> Iterator[Hashable]:
    """The keys that writes name, in their answer or in their path; not the parents of a row that is made."""
    for each in writes:
        behaviour, row = each.operation.behaviour if each.operation else None, each.document
        if behaviour is None or behaviour.kind not in MAKES:
            yield from each.path_values.values()
        key = row.get(behaviour.resource.key) if isinstance(row, dict) and behaviour and behaviour.resource else None
        if isinstance(key, Hashable):
            yield key


def _moved_rows(trace: Trace, wrote: bool) -> Iterator[Hashable]:
    """The keys of rows that moved in a list that was asked for; beside writes, of rows that went only."""
    for operation, own in _lists_of(trace):
        names = [field.name for field in sorting_fields(operation, trace.contract)]
        if not wrote and trace.contract.semantics.policy["short_pages"] != "allow":
            yield from _shifted(study(own).pages)
        for seen in study(own).references.values():
            yield from _absent(seen, gone_only=wrote)
            yield from () if wrote else _changed(seen, names)


def _lists_of(trace: Trace) -> Iterator[tuple[Operation, Trace]]:
    """The lists that were asked for, each with the trace as one of its own."""
    asked = {each.operation.label: each.operation for each in trace.exchanges if each.operation}
    for operation in filter(_lists, asked.values()):
        yield operation, trace if operation.label == trace.operation.label else replace(trace, operation=operation)


def _lists(operation: Operation) -> bool:
    behaviour = operation.behaviour
    return bool(behaviour and behaviour.kind == "list" and behaviour.resource)


def _absent(seen: References, gone_only: bool) -> Iterator[Hashable]:
    """Rows that one whole reading does not show: they were seen before it, or after it."""
    for first, last in seen.readings:
        for key, sightings in seen.sightings.items():
            numbers = [number for number, _ in sightings]
            shown = any(first <= number <= last for number in numbers)
            if not shown and (numbers[0] < first or not gone_only):
                yield key


def _shifted(pages: Iterable[Page]) -> Iterator[Hashable]:
    """Rows that came to a page, or went from it, when the very same page was asked for again."""
    shown: dict[Hashable, frozenset[Hashable]] = {}
    for page in pages:
        if None not in page.keys:
            place = (page.selection, page.limit, page.cursor, page.backward)
            yield from shown.setdefault(place, frozenset(page.keys)) ^ frozenset(page.keys)


def _changed(seen: References, names: Iterable[str]) -> Iterator[Hashable]:
    """Rows that did not always stand by the same values."""
    for key, sightings in seen.sightings.items():
        if any(len({repr(row[name]) for _, row in sightings if name in row}) > 1 for name in names):
            yield key


def _came_or_went(exchanges: Iterable[Exchange]) -> bool:
    """Whether the very same request of a read was answered with what is there, and with its absence."""
    found: dict[Hashable, set[bool]] = {}
    for each in exchanges:
        if each.asked.method == "GET" and each.status in (OK, *GONE):
            found.setdefault((each.asked.target, each.asked.identity, each.asked.headers), set()).add(each.status == OK)
    return any(len(both) > 1 for both in found.values())
