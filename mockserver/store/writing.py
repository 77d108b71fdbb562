"""One transaction that writes: what it reads cannot change before it ends, and all it does happens or nothing.

It makes no row and decides nothing; who opens it says what is kept. An exception undoes it.
"""

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from contracts import Resource
from mockserver.clock import Clock
from mockserver.store.databases import told
from mockserver.store.errors import Clash, StoreError
from mockserver.store.page import Row
from mockserver.store.state import Answered, State
from mockserver.store.tables import Stored


class Writing:
    """What can be done within a transaction.

    Args:
        connection: in its transaction.
        tables: the tables of rows, by resource.
        state: what is known beside rows.
    """

    def __init__(self, connection: Connection, tables: dict[str, Stored], state: State) -> None:
        self._connection, self._tables, self._state = connection, tables, state
        # Read with a lock: from here on writers come one after the other, in whatever process.
        self.number = state.number(connection, locked=True)

    @property
    def clock(self) -> Clock:
        """Where the clock stands."""
        return self._state.clock(self._connection)

    def set_clock(self, clock: Clock) -> None:
        """Have the clock stand elsewhere."""
        self._state.set_clock(self._connection, clock)

    def answered(self, key: str) -> Answered | None:
        """The answer that was kept under a key; None where none was."""
        return self._state.answered(self._connection, key)

    def keep(self, key: str, answer: Answered) -> None:
        """Keep an answer under a key."""
        self._state.keep(self._connection, key, answer)

    def insert(self, resource: Resource, row: Row) -> Row:
        """Add a row, and read it as others will.

        Raises:
            Clash: where it shares its key or a unique group with another one; the transaction is lost then.
            StoreError: where it cannot be kept.
        """
        stored = self._tables[resource.name]
        record = stored.record(row)
        try:
            self._connection.execute(insert(stored.table).values(record))
        except IntegrityError as error:
            raise Clash(f"/{resource.name}: {told(error)}") from None
        except (SQLAlchemyError, UnicodeEncodeError) as error:
            raise StoreError(f"/{resource.name}: its row cannot be kept: {told(error)}") from None
        self.number += 1
        self._state.count(self._connection, self.number)
        return self._read(stored, record)

    def change(self, resource: Resource, row: Row) -> None:
        """Have the row of the same key be as this one is.

        Raises:
            Clash: where another one leaves it no place; the transaction is lost then.
            StoreError: where it cannot be kept.
        """
        stored = self._tables[resource.name]
        record, key = stored.record(row), stored.compared[resource.key]
        try:
            self._connection.execute(update(stored.table).where(key == record[key.key]).values(record))
        except IntegrityError as error:
            raise Clash(f"/{resource.name}: {told(error)}") from None

    def remove(self, resource: Resource, row: Row) -> None:
        """Have the row of the same key be there no longer."""
        stored = self._tables[resource.name]
        key = stored.compared[resource.key]
        self._connection.execute(delete(stored.table).where(key == stored.record(row)[key.key]))

    def _read(self, stored: Stored, record: dict[str, Any]) -> Row:
        key = stored.compared[stored.resource.key]
        statement = select(*stored.selection).where(key == record[key.key])
        return stored.row(self._connection.execute(statement).one())
