"""What a database knows beside rows: whose state it is, its clock, how many rows were made, choices, answers to repeat.

One row says whose it is. A database that says another, or nothing while it holds tables, is refused and left alone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)

from contracts import Contract
from mockserver.clock import Clock
from mockserver.store.columns import EPOCH, MICROSECOND
from mockserver.store.errors import ForeignState
from mockserver.store.tables import Stored

_FORMAT: Final = 2  # of the tables below; another one is another state


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a write, kept to be given again.

    Args:
        digest: what tells the body that was sent from others.
        status: of the answer.
        headers: of the answer, as JSON.
        body: of the answer, byte for byte.
    """

    digest: str
    status: int
    headers: str
    body: bytes


class State:
    """The tables beside those of rows; no resource has a name that begins as theirs do.

    Args:
        contract: whose state is kept.
        tables: the tables of its rows.
        metadata: where theirs are declared too.
    """

    def __init__(self, contract: Contract, tables: Iterable[Stored], metadata: MetaData) -> None:
        self._contract, self._layout = contract, _layout(tables)
        self._one = Table(
            "_state",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("title", Text, nullable=False),
            Column("version", Text, nullable=False),
            Column("layout", Text, nullable=False),
            Column("seeded", Boolean, nullable=False),
            Column("origin", Text, nullable=False),
            Column("number", BigInteger, nullable=False),
            Column("instant", BigInteger, nullable=False),
            Column("since", BigInteger),
            Column("chosen", Text, nullable=False),
        )
        self._answers = Table(
            "_answers",
            metadata,
            Column("key", Text, primary_key=True),
            Column("digest", Text, nullable=False),
            Column("status", Integer, nullable=False),
            Column("headers", Text, nullable=False),
            Column("body", LargeBinary, nullable=False),
        )

    def is_there(self, connection: Connection, where: str) -> bool:
        """Whether a database holds this contract's state; False where it is empty.

        Raises:
            ForeignState: where it holds something else; `where` names it.
        """
        names = inspect(connection).get_table_names()
        if not names:
            return False
        if self._one.name not in names:
            raise ForeignState(f"{where} holds tables, and no state of a mock. Name another one; it is left as it is.")
        own = (self._contract.title, self._contract.version, self._layout)
        titles = connection.execute(_named(self._one, ("title", "version", "layout"))).first()
        found = tuple(titles) if titles else ("", "", "")
        if found == own:
            return True
        whose = f"{found[0]} {found[1]}" + (", read by another overlay" if found[:2] == own[:2] else "")
        raise ForeignState(
            f"{where} holds the state of {whose}, and this is {own[0]} {own[1]}. Name another one; it is left as it is."
        )

    def begin(self, connection: Connection) -> None:
        """Say whose state it is; rows are still to come."""
        values = {
            "id": 1,
            "title": self._contract.title,
            "version": self._contract.version,
            "layout": self._layout,
            "seeded": False,
            "origin": "",
            "number": 0,
            "instant": 0,
            "since": None,
            "chosen": "{}",
        }
        connection.execute(insert(self._one).values(values))

    def seeds(self, connection: Connection) -> tuple[bool, str]:
        """Whether the first rows are in, and the origin that their URLs lead to."""
        seeded, origin = connection.execute(_named(self._one, ("seeded", "origin"))).one()
        return bool(seeded), str(origin)

    def seeded(self, connection: Connection, origin: str) -> None:
        """Say that the first rows are in, and which origin their URLs lead to."""
        connection.execute(update(self._one).values(seeded=True, origin=origin))

    def number(self, connection: Connection, *, locked: bool = False) -> int:
        """How many rows were made; a writer locks it, and so comes after every other one."""
        statement = _named(self._one, ("number",))
        return int(connection.execute(statement.with_for_update() if locked else statement).scalar_one())

    def count(self, connection: Connection, number: int) -> None:
        """Say how many rows were made."""
        connection.execute(update(self._one).values(number=number))

    def clock(self, connection: Connection) -> Clock:
        """Where the clock stands."""
        instant, since = connection.execute(_named(self._one, ("instant", "since"))).one()
        return Clock(EPOCH + instant * MICROSECOND, None if since is None else EPOCH + since * MICROSECOND)

    def set_clock(self, connection: Connection, clock: Clock) -> None:
        """Say where the clock stands."""
        since = None if clock.since is None else _microseconds(clock.since)
        connection.execute(update(self._one).values(instant=_microseconds(clock.instant), since=since))

    def answered(self, connection: Connection, key: str) -> Answered | None:
        """The answer that is kept under a key."""
        names = ("digest", "status", "headers", "body")
        found = connection.execute(_named(self._answers, names).where(self._answers.c.key == key)).first()
        return None if found is None else Answered(found.digest, found.status, found.headers, bytes(found.body))

    def keep(self, connection: Connection, key: str, answer: Answered) -> None:
        """Keep an answer under a key."""
        values = {"digest": answer.digest, "status": answer.status, "headers": answer.headers, "body": answer.body}
        connection.execute(insert(self._answers).values(key=key, **values))

    def answers(self, connection: Connection) -> Mapping[str, Answered]:
        """All answers that are kept, by their keys and in the order of these."""
        table = self._answers
        found = connection.execute(select(table).order_by(table.c.key))
        return {each.key: Answered(each.digest, each.status, each.headers, bytes(each.body)) for each in found}

    def forget_answers(self, connection: Connection) -> None:
        """Keep no answer any more."""
        connection.execute(delete(self._answers))

    def chosen(self, connection: Connection) -> Mapping[str, Any]:
        """What was chosen while the mock runs, by name."""
        found: dict[str, Any] = json.loads(connection.execute(_named(self._one, ("chosen",))).scalar_one())
        return found

    def choose(self, connection: Connection, chosen: Mapping[str, Any]) -> None:
        """Say what is chosen while the mock runs."""
        connection.execute(update(self._one).values(chosen=json.dumps(dict(chosen))))


def _named(table: Table, names: tuple[str, ...]) -> Select[Any]:
    return select(*(table.c[name] for name in names))


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def _layout(tables: Iterable[Stored]) -> str:
    """What tells tables of rows apart: names and types of columns, keys and unique groups."""
    lines = [f"format {_FORMAT}"]
    for stored in tables:
        lines += (f"{stored.table.name}.{each.name} {type(each.type).__name__}" for each in stored.table.columns)
        lines += (f"{stored.table.name} unique {' '.join(group)}" for group in sorted(stored.resource.unique))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
