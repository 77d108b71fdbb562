"""The family `rows`: what a list shows of a row is what the row shows where it is read by its id.

Pure: each function judges a trace and asks nothing. A row counts where its list showed it before it was read and again
after that: rows that came, went or changed meanwhile say nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts import Contract, FieldType, Operation, Resource
from suites.evidence.likeness import alike, brief
from suites.evidence.orders import Row
from suites.evidence.pages import Page, pages
from suites.evidence.proxies import is_edge
from suites.invariants.invariant import Invariant, lists
from suites.invariants.scoping_lists import readers
from suites.invariants.scoping_sights import (
    behaviour_of,
    is_elsewhere,
    is_own,
    organization_of,
    owner_of,
    shown_rows,
    tenancy,
)
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

OK = 200
FEW = 2  # rows, read and unread, from which on it is no chance that the ones have changed and the others have not
UNLABELLED = "no row of the list says whose it is"
# Hexadecimal numbers and ULIDs: their digits are letters of any case.
CASELESS = re.compile(r"[0-9a-f-]{7,}|[0-9a-hjkmnp-tv-z]{26}", re.IGNORECASE | re.ASCII)
NONE_READ = "no row is listed that can be read by its id"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A row that was read by its id between two pages of its list.

    Args:
        key: as the path named it.
        alone: the read.
        before, after: the last page before it that showed the row, and the first page after it.
        listed: the row on the page before.
        again: the row on the page after; None where that shows it no more.
    """

    key: str
    alone: Exchange
    before: Page
    after: Page
    listed: Row
    again: Row | None

    @property
    def shown(self) -> tuple[Exchange, ...]:
        """The exchanges that show it."""
        return self.before.exchange, self.alone, self.after.exchange


def readings(trace: Trace) -> tuple[Reading, ...]:
    """The rows that were read by their ids between two plain pages of the same list."""
    plain = [page for page in pages(trace) if not page.fields and not page.embed]
    asked = readers(trace.operation, trace.contract)
    alone = [each for each in trace.exchanges if each.operation in asked and each.asked.method == "GET"]
    return tuple(found for each in alone if (found := _reading(each, plain)))


def _reading(alone: Exchange, plain: Sequence[Page]) -> Reading | None:
    behaviour = alone.operation.behaviour if alone.operation else None
    key = alone.path_values.get(behaviour.by or "") if behaviour else None
    own = [page for page in plain if page.exchange.asked.identity == alone.asked.identity]
    before = [page for page in own if page.exchange.number < alone.number and _row(page, key) is not None]
    after = [page for page in own if page.exchange.number > alone.number]
    listed = _row(before[-1], key) if before else None
    if key is None or listed is None or not after or after[0].selection != before[-1].selection:
        return None
    return Reading(key, alone, before[-1], after[0], listed, _row(after[0], key))


def _row(page: Page, key: str | None) -> Row | None:
    """The row of a key on a page."""
    return next((row for found, row in zip(page.keys, page.items, strict=True) if str(found) == key), None)


def _same(trace: Trace) -> Judgement:
    """XE-01: a row shows the same values in its list and by itself, and reading it changes nothing."""
    resource = _resource(trace)
    read = [each for each in readings(trace) if each.alone.status == OK and isinstance(each.alone.document, Mapping)]
    stood = [each for each in read if each.again is not None]
    breaches: dict[str, Breach] = {}
    for each in stood:
        for name in _differing(resource, each):
            listed, alone = ({name: row[name]} for row in (each.listed, each.alone.document))
            message = (
                f"Row {each.key} shows {name} as {brief(listed[name])} in the list, and as {brief(alone[name])} by its "
                "id."
            )
            found = Breach(message, each.shown, rows=(listed, alone), about=(name,))
            breaches.setdefault(name, found)
    told = (*breaches.values(), *_touched(resource, read))
    evidence = {"read": len(read), "stood": len(stood), "properties": sum(len(_shared(resource, e)) for e in stood)}
    return Judgement(len(stood), told, evidence, lacking=NONE_READ)


def _shared(resource: Resource | None, reading: Reading) -> tuple[str, ...]:
    """The properties that a row shows in both places, and that are its own."""
    related = resource.relations if resource else {}
    return tuple(name for name in reading.listed if name in reading.alone.document and name not in related)


def _differing(resource: Resource | None, reading: Reading) -> Iterator[str]:
    """The properties whose value by itself is another than the one that the list showed before and after."""
    again = reading.again or {}
    for name in _shared(resource, reading):
        listed, type_ = reading.listed[name], _type(resource, name)
        if (
            name in again
            and alike(type_, listed, again[name])
            and not alike(type_, listed, reading.alone.document[name])
        ):
            yield name


def _touched(resource: Resource | None, read: Sequence[Reading]) -> Iterator[Breach]:
    """That every row which was read has changed in the list since, and none of the others: reading has done it."""
    around = [each for each in read if each.again is not None and each.before is read[0].before]
    if len(around) < FEW:
        return
    first = around[0]
    named = {each.key for each in around}
    rest = [(row, _row(first.after, str(key))) for key, row in zip(first.before.keys, first.before.items, strict=True)]
    unread = [
        (row, again) for row, again in rest if again is not None and str(row.get(first.before.key or "")) not in named
    ]
    moved = [_changed(resource, each.listed, each.again) for each in around]
    if len(unread) >= FEW and all(moved) and not any(_changed(resource, *pair) for pair in unread):
        message = (
            f"Each of {len(around)} rows has another {moved[0]} since it was read by its id, and no other row has."
        )
        yield Breach(message, first.shown, ("law",), (first.listed, first.again))


def _changed(resource: Resource | None, row: Row, again: Row | None) -> str | None:
    """The first property that a row shows otherwise the second time; None where it shows all alike."""
    names = (name for name in row if again is not None and name in again)
    return next((name for name in names if again and not alike(_type(resource, name), row[name], again[name])), None)


def _type(resource: Resource | None, name: str) -> FieldType | None:
    field = resource.fields.get(name) if resource else None
    return field.type if field else None


def _resource(trace: Trace) -> Resource | None:
    return trace.operation.behaviour.resource if trace.operation.behaviour else None


def _found(trace: Trace) -> Judgement:
    """XE-07: a row that its list shows before and after can be read by its id in between, and by no other spelling."""
    breaches, judged, gone = [], 0, 0
    for each in readings(trace):
        status = each.alone.status or 0
        if each.alone.noisy or status >= 500 or is_edge(each.alone):
            continue
        gone += each.again is None
        judged += each.again is not None
        if each.again is not None and status >= 400:
            message = f"Row {each.key} is listed, and asked for by its id it is answered {status}."
            breaches.append(Breach(message, each.shown, ("attested",), (each.listed,)))
    turned = _turned_reads(trace)
    for page, alone, key, other in turned:
        if alone.status == OK and isinstance(alone.document, Mapping) and alone.document.get(page.key or "") == key:
            message = f"Row {key} is also the answer where its id is asked for in another case, {other}."
            breaches.append(Breach(message, (page.exchange, alone), ("collation",), (key,)))
    evidence = {"read": judged, "gone": gone, "turned": len(turned)}
    return Judgement(judged or len(breaches), tuple(breaches), evidence, lacking=NONE_READ)


def _turned_reads(trace: Trace) -> list[tuple[Page, Exchange, str, str]]:
    """The reads by a listed row's key in another case, which no listed row has: the row's page, the read, both keys."""
    resource, own = _resource(trace), pages(trace)
    listed = {str(key): page for page in own for key in page.keys if isinstance(key, str)}
    named = {turned: key for key in listed if (turned := turned_case(trace.contract, resource, key))}
    asked, found = readers(trace.operation, trace.contract), []
    for each in trace.exchanges:
        by = each.operation.behaviour.by if each.operation in asked and each.operation.behaviour else None
        other = each.path_values.get(by or "", "")
        key = None if other in listed else named.get(other)
        if key and not each.noisy and (each.status or 0) < 500 and not is_edge(each):
            found.append((listed[key], each, key, other))
    return found


def turned_case(contract: Contract, resource: Resource | None, key: str) -> str | None:
    """The key of a row with the case of its letters turned; None where that may well be the same key, or is."""
    texts = _type(resource, resource.key) is FieldType.STRING if resource else False
    exact = contract.semantics.policy["collation"] == "code_point"
    turned = "".join(char.swapcase() if char.isascii() else char for char in key)
    return turned if texts and exact and turned != key and not CASELESS.fullmatch(key) else None


def lists_readable(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose rows can be read by their ids, by who may list them."""
    reason = None if readers(operation, contract) else "its rows cannot be read by their ids"
    return lists(operation, contract) or reason


def _labelled(trace: Trace) -> Judgement:
    """SC-05: no row that a list shows says that it is another organisation's, whatever the list was asked with."""
    found, judged, breaches = behaviour_of(trace.operation), 0, []
    told = [each for each in trace.own if organization_of(each) and is_own(trace.contract, each)]
    for each in told if found else ():
        resource, organization = found[1] if found else None, organization_of(each) or ""
        rows = [row for row in shown_rows(each) if resource and owner_of(resource, row)]
        judged += len(rows)
        strange = [row for row in rows if resource and is_elsewhere(resource, row, organization)]
        for row in strange[:1]:
            key, who = row.get(resource.key if resource else ""), each.asked.identity
            message = f"The list that {who} asks for shows row {key}, which says that it is another organisation's."
            breaches.append(Breach(message, (each,), tenancy(trace.operation, trace.contract), (key,)))
    unasked = UNLABELLED if told else "no identity that may ask it tells its organisation (`organization`)"
    return Judgement(judged, tuple(breaches), {"rows": judged}, unasked=unasked)


def _labels_rows(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists of an organisation's rows that show whose they are."""
    found = behaviour_of(operation)
    labelled = found is not None and found[1].scope in found[1].properties
    return lists(operation, contract) or (None if labelled else UNLABELLED)


def path_of(reader: Operation, columns: Mapping[str, str], row: Row, known: Mapping[str, Any]) -> Mapping[str, str]:
    """The path values that lead a reader to a row of a list; empty where one of them is not known.

    Args:
        columns: the row's property behind each path parameter.
        known: the path values of the list, for what the row itself does not show.
    """
    names = [each.name for each in reader.parameters if each.location == "path"]
    values = {name: row.get(columns.get(name, ""), known.get(name)) for name in names}
    told = all(isinstance(value, str | int) and value != "" for value in values.values())
    return {name: str(value) for name, value in values.items()} if told else {}


INVARIANTS = (
    Invariant(
        id="XE-01",
        family="rows",
        title="a row shows by itself what its list shows",
        rules=("attested",),
        judge=_same,
        applies=lists_readable,
        source="x-resources; RFC 9110, sections 3.2 and 9.2.1",
        tier="T1",
        motion=True,
    ),
    Invariant(
        id="XE-07",
        family="rows",
        title="a row that is listed can be read by its id, and not by its id in another case",
        rules=("attested", "collation"),
        judge=_found,
        applies=lists_readable,
        source="x-resources; policy collation",
        tier="T1",
    ),
    Invariant(
        id="SC-05",
        family="rows",
        title="no row says that it is another organisation's",
        rules=("attested",),
        judge=_labelled,
        applies=_labels_rows,
        source="x-resources, scope",
        scope="run",
    ),
)
