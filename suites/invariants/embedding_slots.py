"""What stands in the place of a relation: the rows that belong there, the same wherever they are asked for.

Pure: each function judges a trace and asks nothing. A slot is known where it shows the same before and after.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from contracts import Relation
from suites.evidence.orders import Row
from suites.evidence.study import KEPT, Study, study
from suites.invariants.embedding_sights import due, other, relations, sightings
from suites.invariants.projection_rows import concluded, where
from suites.invariants.projection_shapes import embedded
from suites.invariants.projection_views import UNKNOWN, Gallery, View, alike, gallery
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement, Rules

INFERRED: Rules = ("inferred",)
GONE = (403, 404)
TELLING = 3  # related rows of which not one is there: that is no accident of the data
NOTHING_CARRIED = "no row carried a related one"


@dataclass(frozen=True, slots=True)
class Slot:
    """What one row carries of one relation.

    Args:
        index: the row's place in the view.
        value: the row, the list of rows, or None where there is neither.
        local: the value that relates the row; UNKNOWN where nothing tells.
    """

    view: View
    index: int
    relation: Relation
    value: Any
    local: Any

    @property
    def key(self) -> Hashable:
        """The key of the row that carries it."""
        return self.view.keys[self.index]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The related rows."""
        found = self.value if isinstance(self.value, list) else [self.value]
        return tuple(each for each in found if isinstance(each, Mapping))


@lru_cache(maxsize=2 * KEPT)
def slots(known: Study) -> tuple[Slot, ...]:
    """Every slot that was asked for, in the order they came."""
    seen, offered = gallery(known), relations(known.trace)
    return tuple(
        Slot(view, index, offered[name], row.get(name), _local(seen, view, index, offered[name]))
        for view in seen.views
        for index, row in enumerate(view.rows)
        for name in embedded(known.trace, view.embed)
        if name in offered
    )


def _local(seen: Gallery, view: View, index: int, relation: Relation) -> Any:
    row = view.rows[index]
    return row[relation.local] if relation.local in row else seen.row(view, index).get(relation.local, UNKNOWN)


def carried(one: Any, another: Any) -> bool:
    """Whether two slots hold the same rows, in whatever order."""
    if isinstance(one, list) and isinstance(another, list):
        return sorted(map(_text, one)) == sorted(map(_text, another))
    return alike(one, another)


def _text(value: Any) -> str:
    return repr(sorted(value.items())) if isinstance(value, Mapping) else repr(value)


Among = Mapping[tuple[Hashable, str], Sequence[Slot]]


def by_row(found: Iterable[Slot]) -> Among:
    """Slots by row and relation, in the order they came."""
    sorted_: dict[tuple[Hashable, str], list[Slot]] = {}
    for slot in found:
        if slot.key is not None:
            sorted_.setdefault((slot.key, slot.relation.name), []).append(slot)
    return sorted_


def settled(slot: Slot, among: Among) -> Any:
    """What a slot is known to hold: what others of its row show before, and after where it is another; else UNKNOWN."""
    same = among.get((slot.key, slot.relation.name), ())
    before = [each for each in same if each.view.number < slot.view.number]
    after = [each for each in same if each.view.number > slot.view.number]
    beside = after[0] if after else slot
    if not before or not carried(before[-1].value, beside.value):
        return UNKNOWN
    return before[-1].value


def in_doubt(known: Study) -> bool:
    """Whether a slot was another than before, or a related row was another by itself, or could not be read."""
    found = slots(known)
    moved = any(not carried(same[0].value, each.value) for same in by_row(found).values() for each in same[1:])
    refused = any(each.status in GONE and each.operation != known.trace.operation for each in known.trace.exchanges)
    lost = next(_left_out(known.trace, found), None) is not None
    return lost or moved or refused or any(changed for _, _, _, changed in _beside(known.trace, found))


def refers(trace: Trace) -> Judgement:
    """EM-03: a carried row is the one that is referred to, and is what it is where it is read by itself."""
    known = study(trace)
    breaches, compared = [], 0
    for slot in slots(known):
        for row in slot.rows:
            compared += 1
            name, local = slot.relation.foreign, slot.local
            if name in row and local not in (None, UNKNOWN) and not alike(row[name], local):
                message = f"{slot.relation.name} {where(slot.view)} carries a row whose {name} is not the row's own "
                message += slot.relation.local
                both, about = ({name: row[name]}, {name: local}), (slot.relation.name, name)
                breaches.append(Breach(f"{message}.", (slot.view.exchange,), rows=both, about=about))
    alone, found = _alone(trace, slots(known))
    breaches += [*found, *_never(trace, slots(known)), *_incomplete(trace, slots(known))]
    judged = concluded(trace, breaches, compared, NOTHING_CARRIED, carried=compared, read_alone=alone)
    behaviour = trace.operation.behaviour
    one = behaviour is not None and behaviour.kind == "read"
    return replace(judged, inapplicable="the row that is read refers to no other" if one else None)


def _never(trace: Trace, found: Sequence[Slot]) -> Iterator[Breach]:
    """A relation to one row that is never carried, however many rows refer to one."""
    for name, relation in relations(trace).items():
        asked = [slot for slot in found if slot.relation.name == name and not relation.many]
        referred = {str(slot.local) for slot in asked if slot.local is not None and slot.local is not UNKNOWN}
        if len(referred) >= TELLING and not any(slot.rows for slot in asked):
            message = f"{name} is asked for and null on every row, though {len(referred)} rows are referred to."
            yield Breach(message, (asked[0].view.exchange,), INFERRED, about=(name,))


def _incomplete(trace: Trace, found: Sequence[Slot]) -> Iterator[Breach]:
    """A list of related rows that lacks one, before and after another operation shows that one as related."""
    for slot, after, row in _left_out(trace, found):
        if after and isinstance(after.value, list) and not _carries(trace, after, row):
            message = f"{slot.relation.name} of row {slot.key} lacks a row that another operation relates to it."
            yield Breach(message, (slot.view.exchange,), rows=(slot.value, dict(row)), about=(slot.relation.name,))


def _left_out(trace: Trace, found: Sequence[Slot]) -> Iterator[tuple[Slot, Slot | None, Row]]:
    """The related rows that another operation showed and a list before it did not: that one, the next one, the row."""
    for relation in (each for each in relations(trace).values() if each.many):
        for number, row in due(trace, relation):
            same = [each for each in found if each.relation == relation and alike(each.local, row[relation.foreign])]
            before = [each for each in same if each.view.number < number and isinstance(each.value, list)]
            if before and not _carries(trace, before[-1], row):
                yield before[-1], next((each for each in same if each.view.number > number), None), row


def _carries(trace: Trace, slot: Slot, row: Row) -> bool:
    key = other(trace, slot.relation).key
    return any(each.get(key) == row[key] for each in slot.rows)


def _alone(trace: Trace, found: Sequence[Slot]) -> tuple[int, list[Breach]]:
    """How many related rows were read by themselves beside what carries them, and those that were not the same."""
    breaches, compared = [], 0
    for (slot, last), after, alone, changed in _beside(trace, found):
        compared += bool(after) or not changed
        sure = next((name for name in changed if after and alike(last[name], after[0][1].get(name))), None)
        if sure:
            message = f"{slot.relation.name} carries another {sure} than the row shows where it is read by itself."
            pair, about = ({sure: last[sure]}, {sure: alone[sure]}), (slot.relation.name, sure)
            breaches.append(Breach(message, (slot.view.exchange,), rows=pair, about=about))
    return compared, breaches


Carried = tuple[Slot, Row]


def _beside(trace: Trace, found: Sequence[Slot]) -> Iterator[tuple[Carried, list[Carried], Row, list[str]]]:
    """Each related row that was read by itself: as carried before, and after; and the values that are others there."""
    for relation in relations(trace).values():
        resource = other(trace, relation)
        shown = [(slot, row) for slot in found if slot.relation == relation for row in slot.rows]
        for number, alone in sightings(trace, relation):
            key = alone.get(resource.key)
            same = [(slot, row) for slot, row in shown if resource.key in row and row[resource.key] == key]
            before = [pair for pair in same if pair[0].view.number < number]
            if before:
                last = before[-1][1]
                names = [name for name in last if name in alone and name not in resource.relations]
                changed = [name for name in names if not alike(last[name], alone[name])]
                yield before[-1], [pair for pair in same if pair[0].view.number > number], alone, changed


def adds_up(trace: Trace) -> Judgement:
    """EM-04: relations asked for together are carried as each is alone."""
    found = [slot for slot in slots(study(trace)) if slot.view.fields is None and not slot.view.place]
    several = by_row(slot for slot in found if len(embedded(trace, slot.view.embed)) > 1)
    breaches, compared = [], 0
    for slot in (each for each in found if len(embedded(trace, each.view.embed)) == 1):
        together = settled(slot, several)
        compared += together is not UNKNOWN
        if together is not UNKNOWN and not carried(slot.value, together):
            beside = several[slot.key, slot.relation.name][0].view.exchange
            message = f"{slot.relation.name} of row {slot.key} is another where more is embedded with it."
            both, about = (slot.view.exchange, beside), (slot.relation.name,)
            breaches.append(Breach(message, both, rows=(slot.value, together), about=about))
    return concluded(trace, breaches, compared, "no relation was asked for alone and with another", compared=compared)


def null_keys(trace: Trace) -> Judgement:
    """EM-05: a row that refers to nothing carries null."""
    breaches, nulls = [], 0
    for slot in slots(study(trace)):
        if slot.local is not None or slot.relation.many:
            continue
        nulls += 1
        if slot.value is not None:
            message = f"{slot.relation.name} is a row {where(slot.view)}, though {slot.relation.local} is null."
            breaches.append(Breach(message, (slot.view.exchange,), rows=(slot.value,), about=(slot.relation.name,)))
    lacking = [each.local for each in relations(trace).values() if not each.many]
    return concluded(trace, breaches, nulls, f"no row has a null {' or '.join(lacking)}", null_keys=nulls)


def fans_out(trace: Trace) -> Judgement:
    """EM-06: a relation to many is a list, and each row comes once however many it carries."""
    known = study(trace)
    found = [slot for slot in slots(known) if slot.relation.many]
    breaches, judged = [], 0
    for view in dict.fromkeys(slot.view for slot in found):
        keys = [key for key in view.keys if key is not None]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        judged += len(keys) > 1
        if twice is not None:
            message = f"Row {twice} comes more than once {where(view)}, where {view.embed} is embedded."
            breaches.append(Breach(message, (view.exchange,), ("law",)))
    breaches += [*_no_lists(trace, found)]
    most = max((len(slot.rows) for slot in found), default=0)
    return concluded(
        trace, breaches, judged, "no page with two rows embeds a relation to many", pages=judged, most=most
    )


def _no_lists(trace: Trace, found: Sequence[Slot]) -> Iterator[Breach]:
    """A relation to many that is no list: of another kind, or null wherever it is asked for."""
    for name in relations(trace):
        asked = [slot for slot in found if slot.relation.name == name]
        odd = next((slot for slot in asked if slot.value is not None and not isinstance(slot.value, list)), None)
        if odd:
            yield Breach(
                f"{name}, which relates many rows, is no list {where(odd.view)}.", (odd.view.exchange,), about=(name,)
            )
        elif len(asked) >= TELLING and all(slot.value is None for slot in asked):
            yield Breach(
                f"{name} is asked for and null on every row.", (asked[0].view.exchange,), INFERRED, about=(name,)
            )
