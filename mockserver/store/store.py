"""The rows of a mock in a database: built from a contract, filled once, read and added to by many.

It opens connections and runs statements; which statements, the other files of this room decide. Rows come
and go as JSON objects.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from itertools import chain
from threading import Lock, local
from typing import Any, Final

from sqlalchemy import Connection, MetaData, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from contracts import Contract, NullOrder, Order, Relation, Resource, parse_order
from mockserver.clock import Clock
from mockserver.store import databases
from mockserver.store.columns import typed
from mockserver.store.errors import StoreError
from mockserver.store.indexes import add_indexes
from mockserver.store.origins import moves
from mockserver.store.page import Equal, Page, PageRequest, Position, Row, Side
from mockserver.store.paging import matching, read_page, take
from mockserver.store.seeks import seek_all, total_order
from mockserver.store.snapshot import Snapshot
from mockserver.store.state import State
from mockserver.store.tables import Stored, make_table
from mockserver.store.writing import Writing

# Names of indexes that any database takes: too long ones are cut and numbered by SQLAlchemy.
_NAMES: Final = {"ix": "ix_%(table_name)s_%(column_0_N_name)s"}
_BY_KEY: Final = Order(())


class Store:
    """All rows of a contract's resources, and the state beside them.

    Args:
        contract: whose resources have rows, and whose operations tell in which orders they are read.
        address: the database: `sqlite://` in memory, `sqlite:///FILE` or `postgresql+psycopg://...`.

    Raises:
        ForeignState: for a database that holds something else.
        StoreError: for one that cannot be had.
    """

    def __init__(self, contract: Contract, address: str = databases.IN_MEMORY) -> None:
        metadata = MetaData(naming_convention=_NAMES)
        resources, url = contract.semantics.resources, databases.read_address(address)
        self.name = databases.shown(url)
        self._nulls = NullOrder(contract.semantics.policy["null_order"])
        self._tables = {name: make_table(resource, metadata) for name, resource in resources.items()}
        self._state = State(contract, self._tables.values(), metadata)
        add_indexes(contract, self._tables)
        # SQLite in memory lives in one connection, and that serves one thread at a time.
        self._lock: AbstractContextManager[Any] = Lock() if databases.is_in_memory(url) else nullcontext()
        # The transaction that a thread writes in; what it reads meanwhile, it reads there.
        self._own = local()
        # What lives in one process is known there without asking.
        self._chosen: Mapping[str, Any] | None = {} if databases.is_in_memory(url) else None
        self._engine = databases.connect(url)
        self._writer = databases.writer(self._engine)
        try:
            self._open(metadata)
        except StoreError:
            self.close()
            raise

    def seed(self, rows: Mapping[str, Sequence[Row]], instant: datetime, origin: str) -> bool:
        """Add the first rows, unless they are in; else lead the URLs of all rows to where the mock is now.

        Args:
            rows: JSON objects by resource.
            instant: where the clock stands then.
            origin: what the rows' URLs to the mock itself begin with.

        Returns:
            whether they were added.

        Raises:
            StoreError: for a row that cannot be kept; none is, then.
        """
        with self._lock, databases.opening(self._engine) as connection:
            seeded, former = self._state.seeds(connection)
            if not seeded:
                self._load(connection, rows)
                self._state.set_clock(connection, Clock(instant))
            elif former != origin:
                for statement in chain.from_iterable(moves(each, former, origin) for each in self._tables.values()):
                    connection.execute(statement)
            self._state.seeded(connection, origin)
            self._state.choose(connection, {})
        return not seeded

    def snapshot(self) -> Snapshot:
        """The state as it stands at one moment, rows by key.

        Raises:
            Unreachable: where the database does not answer.
        """
        with databases.translated(self._engine.url), self._reading() as connection:
            return Snapshot(
                {name: self._by_key(connection, stored) for name, stored in self._tables.items()},
                self._state.clock(connection),
                self._state.seeds(connection)[1],
                self._state.number(connection),
                self._state.answers(connection),
            )

    def restore(self, snapshot: Snapshot, chosen: Mapping[str, Any] | None = None) -> None:
        """Have the state be another one: all of it in one transaction, or none.

        Args:
            snapshot: the state; a resource it does not name has no rows then.
            chosen: what is chosen while the mock runs; None for what was chosen before.

        Raises:
            StoreError: for a row that cannot be kept.
            Unreachable: where the database does not answer.
        """
        with self._lock, databases.opening(self._engine) as connection:
            # Creates lock the same row, so that none of them is in the middle.
            self._state.number(connection, locked=True)
            for stored in self._tables.values():
                connection.execute(delete(stored.table))
            self._state.forget_answers(connection)
            self._load(connection, snapshot.rows)
            for key, answer in snapshot.answers.items():
                self._state.keep(connection, key, answer)
            self._state.count(connection, snapshot.made)
            self._state.set_clock(connection, snapshot.clock)
            self._state.seeded(connection, snapshot.origin)
            if chosen is not None:
                self._choose(connection, chosen)

    def chosen(self) -> Mapping[str, Any]:
        """What was chosen while the mock runs, by name."""
        if self._chosen is not None:
            return self._chosen
        with databases.translated(self._engine.url), self._reading() as connection:
            return self._state.chosen(connection)

    def choose(self, name: str, value: Any) -> None:
        """Choose something while the mock runs, a JSON value by its name."""
        with self._lock, databases.opening(self._engine) as connection:
            self._choose(connection, {**self._state.chosen(connection), name: value})

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction that writes; of all processes at this database one at a time is in one."""
        with self._lock, databases.waiting(self._engine.url), self._writer.begin() as connection:
            self._own.connection = connection
            try:
                yield Writing(connection, self._tables, self._state)
            finally:
                self._own.connection = None

    def clock(self) -> Clock:
        """Where the clock stands."""
        with databases.translated(self._engine.url), self._reading() as connection:
            return self._state.clock(connection)

    def turn(self, change: Callable[[Clock], Clock]) -> Clock:
        """Have the clock stand where `change` says; where it stands then."""
        with databases.translated(self._engine.url), self.writing() as writing:
            clock = change(writing.clock)
            writing.set_clock(clock)
        return clock

    def load(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Add rows, all of them or none.

        Args:
            rows: JSON objects by resource.

        Raises:
            StoreError: for a row that cannot be kept.
        """
        with self._lock, self._writer.begin() as connection:
            self._load(connection, rows)

    def page(self, request: PageRequest) -> Page:
        """Read a page; what it asks for and what it gives is told in `page.py`."""
        with self._reading() as connection:
            return read_page(connection, self._tables[request.resource.name], request, self._nulls)

    def position(self, resource: Resource, order: Order, row: Row, side: Side) -> Position:
        """The place beside a row in an order."""
        return Position(side, tuple(row.get(key.field) for key in order.total(resource.key).keys))

    def find(self, resource: Resource, where: Sequence[Equal]) -> Row | None:
        """The first row, by key, that equals all of `where`; None where there is none."""
        return next(iter(self._rows(resource, where, _BY_KEY, 1)), None)

    def rows(self, resource: Resource, where: Sequence[Equal], order: Order | None = None) -> tuple[Row, ...]:
        """All rows that equal all of `where`, in an order; by key where there is none."""
        return self._rows(resource, where, order or _BY_KEY, None)

    def related(self, relation: Relation, rows: Sequence[Row]) -> Mapping[Any, tuple[Row, ...]]:
        """The rows that others are related to, asked for in one statement.

        Args:
            relation: which rows are meant, and their order.
            rows: the rows they are related to.

        Returns:
            for each value that the rows hold in the relation's `local` property, null apart, its related rows.
        """
        stored = self._tables[relation.resource]
        foreign, type_ = stored.compared[relation.foreign], stored.types[relation.foreign]
        values = {value: typed(type_, value) for row in rows if (value := row.get(relation.local)) is not None}
        order = parse_order(relation.order, stored.resource.fields, _BY_KEY)
        ordering = (column.ordering_among_nulls for column in total_order(stored, order, self._nulls))
        statement = select(*stored.selection).where(foreign.in_(list(values.values()))).order_by(*ordering)
        groups: defaultdict[Any, list[Row]] = defaultdict(list)
        with self._reading() as connection:
            for row in map(stored.row, connection.execute(statement)):
                groups[typed(type_, row[relation.foreign])].append(row)
        return {value: tuple(groups[read]) for value, read in values.items()}

    def close(self) -> None:
        """Let go of the database and all its rows."""
        self._engine.dispose()

    def _rows(self, resource: Resource, where: Sequence[Equal], order: Order, count: int | None) -> tuple[Row, ...]:
        stored = self._tables[resource.name]
        statement = select(*stored.selection).where(*matching(stored, where))
        columns = total_order(stored, order, self._nulls, {each.property for each in where})
        with self._reading() as connection:
            return tuple(map(stored.row, take(connection, statement, seek_all(columns), count)))

    def _load(self, connection: Connection, rows: Mapping[str, Sequence[Row]]) -> None:
        for name, records in {name: self._records(name, own) for name, own in rows.items()}.items():
            _insert(connection, self._tables[name], records)

    def _records(self, name: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
        if name not in self._tables:
            raise StoreError(f"/{name}: no such resource, there are {', '.join(self._tables)}")
        return [_placed(self._tables[name], row, f"/{name}/{index}") for index, row in enumerate(rows)]

    def _by_key(self, connection: Connection, stored: Stored) -> tuple[Row, ...]:
        key = stored.compared[stored.resource.key]
        return tuple(map(stored.row, connection.execute(select(*stored.selection).order_by(key))))

    def _choose(self, connection: Connection, chosen: Mapping[str, Any]) -> None:
        self._state.choose(connection, chosen)
        if self._chosen is not None:
            self._chosen = dict(chosen)

    def _open(self, metadata: MetaData) -> None:
        """Make the tables of an empty database; see that one with tables is this contract's."""
        with databases.opening(self._engine) as connection:
            if not self._state.is_there(connection, self.name):
                metadata.create_all(connection, checkfirst=False)
                self._state.begin(connection)
        databases.make_durable(self._engine)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        own: Connection | None = getattr(self._own, "connection", None)
        if own is not None:
            yield own
            return
        with self._lock, databases.waiting(self._engine.url), self._engine.connect() as connection:
            yield connection


def _placed(stored: Stored, row: Row, place: str) -> dict[str, Any]:
    try:
        return stored.record(row)
    except StoreError as error:
        raise StoreError(f"{place}{error}") from None


def _insert(connection: Connection, stored: Stored, records: Sequence[Mapping[str, Any]]) -> None:
    """Insert records; what the database library says against them leaves as a StoreError."""
    if not records:
        return
    try:
        connection.execute(insert(stored.table), records)
    except (SQLAlchemyError, UnicodeEncodeError) as error:
        raise StoreError(f"/{stored.resource.name}: its rows cannot be kept: {databases.told(error)}") from None
