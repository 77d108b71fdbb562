"""The rows a run has made: each is told as soon as it is known, so that nobody has to search for what remains."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import Operation
from suites.traffic import Exchange

FAILED = 500  # from here on a server failed: what it was asked may have been done before that (RFC 9110, section 15.6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that a run has made.

    Args:
        operation: the label of the operation that made it.
        key: the row's key as the answer tells it; None where it tells none.
        place: where the answer says the row is (`Location`); None where it says nothing.
        identity: the name of the identity that asked.
        number: the exchange's place in the run.
        sure: whether an answer told of the row; where none came, or the server failed, it may be there or not.
    """

    operation: str
    key: str | None
    place: str | None
    identity: str | None
    number: int
    sure: bool = True


class Ledger:
    """Keeps what was made.

    Args:
        told: is given each entry as it is made.
        tag: the text that stands in the rows where it can.
        path: the file that these are written to; None where there is none.
    """

    def __init__(self, told: Callable[[Entry], None] | None = None, tag: str = "", path: str | None = None) -> None:
        self.entries: list[Entry] = []
        self.tag, self.path = tag, path
        self._told = told
        self._keys: set[tuple[str, str]] = set()
        self._made: Counter[str] = Counter()

    def note(self, exchange: Exchange) -> None:
        """Keeps the row that an exchange made, if it made one: an answer that is told again makes none.

        An answer that was lost, or a failure, may have made one: it counts, and has no key.
        """
        operation = exchange.operation
        lost = exchange.status is None or exchange.status >= FAILED
        if operation is None or operation.reads or operation.method == "DELETE" or not (lost or _done(exchange)):
            return
        entry = Entry(
            operation=operation.label,
            key=None if lost else key_of(operation, exchange.document),
            place=exchange.header("location"),
            identity=exchange.asked.identity,
            number=exchange.number,
            sure=not lost,
        )
        if entry.key is not None and (entry.operation, entry.key) in self._keys:
            return
        self._keys.add((entry.operation, entry.key or ""))
        self._made[entry.operation] += 1
        self.entries.append(entry)
        if self._told:
            self._told(entry)

    def made(self, operation: Operation) -> int:
        """How many rows an operation has made in this run."""
        return self._made[operation.label]


def _done(exchange: Exchange) -> bool:
    return exchange.status is not None and 200 <= exchange.status < 300


def key_of(operation: Operation, document: Any) -> str | None:
    """The key of the row that a create's answer shows; None where it shows none."""
    behaviour = operation.behaviour
    resource = behaviour.resource if behaviour else None
    if resource is None or not isinstance(document, Mapping):
        return None
    key = document.get(resource.key)
    return None if key is None else str(key)
