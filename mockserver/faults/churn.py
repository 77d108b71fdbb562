"""Changes behind the contract: rows come, go and move while others read, so many a second.

They are made when the store is next asked, as many as the time that has passed is worth: what a reader sees is what he
would see of a writer beside him. Only rows of lists change; what is added goes again, and what goes comes back.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any, Final
from uuid import UUID

from contracts import Contract, FieldType, Resource
from mockserver.faults.fault import Apply
from mockserver.faults.twists import Twisted
from mockserver.parts import Parts
from mockserver.store import Clash, PageRequest, Row, Store

Seconds = Callable[[], float]
_MOST: Final = 50  # changes before one answer: after a pause not all are made up for
_KEPT: Final = 5  # rows that are added, or gone, at once
_TURNS: Final = 5  # insert, delete, undo the one, undo the other, move


def churn(rate: float, seconds: Seconds = time.monotonic) -> Apply:
    """Inserts, deletes and updates of what rows are sorted by, in turn.

    Args:
        rate: changes a second.
        seconds: what tells how time passes.
    """

    def apply(parts: Parts, contract: Contract) -> Parts:
        def twist(store: Store) -> Store:
            changes = Changes(store, listed(contract), rate, seconds)

            def read(sound: Store, request: PageRequest) -> Any:
                changes.catch_up()
                return sound.page(request)

            return Twisted(parts.store(store), page=read)

        return replace(parts, store=twist)

    return apply


def listed(contract: Contract) -> tuple[Resource, ...]:
    """The resources whose rows lists show, each once."""
    behaviours = [each.behaviour for each in contract.operations if each.behaviour and each.behaviour.kind == "list"]
    found = {each.resource.name: each.resource for each in behaviours if each.resource}
    return tuple(found.values())


class Changes:
    """What happens to the rows of a store.

    Args:
        store: whose rows.
        resources: of which resources.
        rate: changes a second.
        seconds: what tells how time passes.
    """

    def __init__(self, store: Store, resources: Sequence[Resource], rate: float, seconds: Seconds) -> None:
        self._store, self._resources, self._rate, self._seconds = store, resources, rate, seconds
        self._began, self._done, self._numbers = seconds(), 0, count(1)
        self._added: dict[str, list[Row]] = {each.name: [] for each in resources}
        self._gone: dict[str, list[Row]] = {each.name: [] for each in resources}

    def catch_up(self) -> None:
        """Make the changes that are due."""
        due = int((self._seconds() - self._began) * self._rate)
        for _ in range(min(due - self._done, _MOST)):
            self._change(next(self._numbers))
        self._done = max(due, self._done)

    def _change(self, number: int) -> None:
        resource = self._resources[number % len(self._resources)]
        turn = number // len(self._resources)
        rows = self._store.rows(resource, ())
        if not rows:
            return
        row, other = (_own(rows[number * step % len(rows)], resource) for step in (7919, 104729))
        added, gone = self._added[resource.name], self._gone[resource.name]
        with suppress(Clash), self._store.writing() as writing:
            match turn % _TURNS:
                case 0:
                    added.append(writing.insert(resource, _copied(row, other, resource, number)))
                case 1 if len(rows) > _KEPT and row[resource.key] not in {each[resource.key] for each in added}:
                    writing.remove(resource, row)
                    gone.append(row)
                case 2 if len(added) > _KEPT:
                    writing.remove(resource, added.pop(0))
                case 3 if len(gone) > _KEPT:
                    writing.insert(resource, gone.pop(0))
                case _:
                    writing.change(resource, {**row, **_place(other, resource)})


def _own(row: Row, resource: Resource) -> Row:
    """What a row holds itself, relations apart."""
    return {name: value for name, value in row.items() if name not in resource.relations}


def _place(row: Row, resource: Resource) -> Mapping[str, Any]:
    """What a row stands by where instants are sorted by."""
    moments = [each.name for each in resource.fields.values() if each.type is FieldType.DATE_TIME]
    return {name: row[name] for name in moments if row.get(name) is not None}


def _copied(row: Row, other: Row, resource: Resource, number: int) -> Row:
    """A row like another one, elsewhere, that shares with it nothing that one row alone may have."""
    single = {resource.key, *(group[-1] for group in resource.unique)}
    changed = {name: _other(row[name], number) for name in single if row.get(name) is not None}
    return {**row, **_place(other, resource), **changed}


def _other(value: Any, number: int) -> Any:
    """Another value of the same kind."""
    if isinstance(value, int):
        return value + number * 1009
    try:
        return str(UUID(int=(UUID(value).int + number * 104729) % 2**128))
    except ValueError:
        return f"{value[:200]}-{number}"
