"""The databases that can hold a mock's state, and what is particular to each: how it is opened, locked and begun.

It knows no table. Addresses are told without their passwords.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from mockserver.store.errors import Locked, StoreError, Unreachable

IN_MEMORY: Final = "sqlite://"
SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql+psycopg"

_PATIENCE: Final = 30.0  # seconds that a file is waited for, unless its address says `?timeout=`
_LOCKED: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRIMARY: Final = 0xFF  # the part of SQLite's codes that says what happened, and not how
_OPENING: Final = 4_705_160_911  # the advisory lock of who opens: any number that others are unlikely to take
_WAYS: Final = "Write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
# What a library says of a database to what helps.
_REMEDIES: Final = (
    ("unable to open", "Name a file in a folder that is there and can be written"),
    ("not a database", "It is a file of something else: name a new one"),
    ("readonly", "Name a file that can be written"),
    ("connection", "Check that the server runs, and host, user, password and database of the address"),
)
_WRITES: Final = "writes"


def read_address(text: str) -> URL:
    """The address of a database.

    Raises:
        StoreError: for a text that is none, or one of a database that cannot hold state.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreError(f"the text is no address of a database. {_WAYS}") from None
    if url.drivername == "postgresql":
        url = url.set(drivername=POSTGRESQL)
    if url.drivername not in (SQLITE, POSTGRESQL):
        raise StoreError(f"{url.drivername} holds no state here. {_WAYS}")
    return url


def is_in_memory(url: URL) -> bool:
    """Whether a database goes when its process goes."""
    return url.drivername == SQLITE and url.database in (None, "", ":memory:")


def connect(url: URL) -> Engine:
    """What opens connections to a database; nothing is opened yet.

    Raises:
        StoreError: where the library for it is not installed.
    """
    if url.drivername == SQLITE:
        return _sqlite(url)
    try:
        return create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreError("PostgreSQL needs psycopg. Install it: pip install 'contractkit[postgresql]'") from None


def writer(engine: Engine) -> Engine:
    """The same, for transactions that write: they see what was committed before they hold the lock."""
    if engine.dialect.name == SQLITE:
        return engine.execution_options(**{_WRITES: True})
    return engine.execution_options(isolation_level="READ COMMITTED")


@contextmanager
def opening(engine: Engine) -> Iterator[Connection]:
    """A transaction of which there is one at a time in a database, in whatever process.

    Raises:
        StoreError: for what the database says against it.
    """
    with translated(engine.url), writer(engine).begin() as connection:
        if connection.dialect.name != SQLITE:
            connection.execute(select(func.pg_advisory_xact_lock(_OPENING)))
        yield connection


def make_durable(engine: Engine) -> None:
    """Have a file written ahead, so that readers and a writer do not wait for each other."""
    if engine.dialect.name != SQLITE or is_in_memory(engine.url):
        return
    # Somebody else at work in the file keeps it from changing now: its old way is as safe, and it changes next time.
    with suppress(sqlite3.OperationalError), engine.connect() as connection:
        # Nothing was asked through the library yet, so that no transaction has begun.
        _driver(connection).execute("PRAGMA journal_mode=WAL")


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """What the database library says leaves as an Unreachable that names the database."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        said = told(error).rstrip(".?! ")
        way = next((way for words, way in _REMEDIES if words in said), _WAYS)
        raise Unreachable(f"{shown(url)}: {said}. {way}") from None


@contextmanager
def waiting(url: URL) -> Iterator[None]:
    """A lock that was waited for in vain leaves as a Locked that names the database; all else as it is."""
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
        if code & _PRIMARY not in _LOCKED:
            raise
        raise Locked(f"{shown(url)}: {told(error)}. Try again when whoever holds it is done") from None


def shown(url: URL | str) -> str:
    """An address for people: no password in it."""
    return make_url(url).render_as_string(hide_password=True)


def told(error: Exception) -> str:
    """What a driver says, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split()).rstrip(".")


def _sqlite(url: URL) -> Engine:
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False, "timeout": _patience(url)}}
    if is_in_memory(url):
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _patience(url: URL) -> float:
    """The seconds that a file is waited for."""
    text = url.query.get("timeout", _PATIENCE)
    try:
        return float(text)  # type: ignore[arg-type]  # a tuple where it is given twice
    except (TypeError, ValueError):
        raise StoreError(f"timeout={text} is no number of seconds. Write sqlite:///FILE?timeout=5") from None


def _prepare(connection: Any, record: Any) -> None:
    """The driver begins no transaction of its own, and what is committed has reached the disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=FULL")


def _begin(connection: Connection) -> None:
    """Who writes takes the lock before it reads: two that read first would shut each other out."""
    writes = connection.get_execution_options().get(_WRITES)
    _driver(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
