"""A small contract with a field of every type, its rows, and a store of them, for the tests of this folder."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, event

from contracts import (
    Access,
    Behaviour,
    Contract,
    Field,
    Fields,
    FieldType,
    Key,
    Listing,
    Operation,
    Order,
    Policy,
    Relation,
    Resource,
    Semantics,
    Visibility,
    Within,
)
from mockserver.store import PageRequest, Store

Json = Mapping[str, Any]

FIELDS = Fields(
    (
        Field("id", FieldType.UUID, nullable=False, sortable=True),
        Field("name", FieldType.STRING, nullable=True, sortable=True),
        Field("size", FieldType.INTEGER, nullable=True, sortable=True),
        Field("weight", FieldType.NUMBER, nullable=True, sortable=True),
        Field("price", FieldType.DECIMAL, nullable=True, sortable=True),
        Field("seen_at", FieldType.DATE_TIME, nullable=True, sortable=True),
        Field("is_open", FieldType.BOOLEAN, nullable=True, sortable=True),
        Field("owner_id", FieldType.UUID, nullable=True, sortable=True),
        Field("shelf", FieldType.STRING, nullable=True, sortable=True),
        Field("story", FieldType.STRING, nullable=True, sortable=False),
        Field("NAME", FieldType.STRING, nullable=True, sortable=False),
        Field("absent", FieldType.STRING, nullable=True, sortable=False),
        Field("tags", None, nullable=True, sortable=False),
        Field("parts", None, nullable=True, sortable=False),
    )
)
SORTABLE = tuple(field.name for field in FIELDS.values() if field.sortable)
ORDER = Order((Key("seen_at", descending=True),))

PARTS = Resource(
    name="parts",
    schema=None,
    key="number",
    fields=Fields(
        (
            Field("number", FieldType.INTEGER, nullable=False, sortable=True),
            Field("thing_id", FieldType.UUID, nullable=True, sortable=False),
            Field("rank", FieldType.INTEGER, nullable=True, sortable=True),
        )
    ),
    properties=("number", "thing_id", "rank"),
)
THINGS = Resource(
    name="things",
    schema=None,
    key="id",
    fields=FIELDS,
    properties=tuple(FIELDS),
    private={"tenant": {"type": "string", "format": "uuid"}},
    scope="tenant",
    visibility=Visibility("is_open", equals=True),
    relations={"parts": Relation("parts", True, "parts", "id", "thing_id", "rank:desc")},
)
LOOSE = Resource(name="loose", schema=None, key="id", fields=FIELDS, properties=tuple(FIELDS))

LISTING = Listing(items="items", cursor="cursor", limit="limit", order="sort", filter="q")
TENANT = str(UUID(int=7))


def operation(path: str, behaviour: Behaviour) -> Operation:
    """An operation of which nothing but its behaviour is told."""
    return Operation(path, "GET", path, "", (), (), None, {}, "none", path, behaviour=behaviour)


def contract(null_order: str) -> Contract:
    """A contract of lists with and without a scope, a visibility and a parent."""
    behaviours = (
        Behaviour("list", THINGS, within=(Within("shelf", "shelf", any="any"),), order="seen_at:desc", listing=LISTING),
        Behaviour("list", THINGS, sees="all", within=(Within("shelf", "shelf"),), order="seen_at", listing=LISTING),
        Behaviour("list", LOOSE, order="name", listing=LISTING),
    )
    operations = tuple(operation(f"/{index}", behaviour) for index, behaviour in enumerate(behaviours))
    return _contract(operations, (THINGS, PARTS, LOOSE), null_order)


def loose_contract(null_order: str) -> Contract:
    """A contract of one list without a scope, a visibility and a parent: the smallest that has every type."""
    return _contract((operation("/", Behaviour("list", LOOSE, order="name", listing=LISTING)),), (LOOSE,), null_order)


def _contract(operations: tuple[Operation, ...], resources: tuple[Resource, ...], null_order: str) -> Contract:
    named = {resource.name: resource for resource in resources}
    semantics = Semantics(None, Access(), named, Policy({"null_order": null_order}))
    return Contract("Things", "1", "things.yaml", {}, operations, semantics)


@dataclass
class Home:
    """Where stores live: the addresses of the databases, by the contract whose rows they hold; else in memory."""

    addresses: dict[str, str] = field(default_factory=dict)


HOME = Home()


def _empty(store: Store) -> None:
    """Delete all rows that an earlier test left."""
    with store._engine.begin() as connection:
        for each in store._tables.values():
            connection.execute(delete(each.table))


@contextmanager
def stored(rows: Mapping[str, Sequence[Json]], null_order: str = "last_ascending") -> Iterator[Store]:
    """A store of these rows; of the whole contract where they are not loose ones alone."""
    loose = set(rows) == {"loose"}
    address = HOME.addresses.get("loose" if loose else "whole", "sqlite://")
    store = Store(loose_contract(null_order) if loose else contract(null_order), address)
    try:
        _empty(store)
        store.load(rows)
        yield store
    finally:
        store.close()


def thing(number: int, **values: Any) -> dict[str, Any]:
    """A row of things or of what is loose; what is not given is null."""
    return {**dict.fromkeys(FIELDS), "id": str(UUID(int=number)), **values}


def forget(store: Store, resource: str, key: str) -> None:
    """Delete a row, as another client would."""
    table = store._tables[resource]
    with store._engine.begin() as connection:
        connection.execute(delete(table.table).where(table.compared["id"] == UUID(key)))


@contextmanager
def overheard(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """The statements that a store sends meanwhile, with their parameters."""
    statements: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(store._engine, "before_cursor_execute", listen)


def run(store: Store, statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    """What the database answers to a statement as the driver takes it."""
    with store._engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement, parameters)]


# Lines of a plan that finds rows in an index and sorts none; those of a UNION ALL itself find none.
_SEARCHED = re.compile(r"SEARCH .* USING (COVERING )?INDEX|COMPOUND QUERY|LEFT-MOST SUBQUERY|UNION ALL")


def unsearched(store: Store, request: PageRequest) -> list[str]:
    """The lines of a page's plans that do more than search by all that its rows equal."""
    terms = [f"{equal.property}=?" for equal in request.where]
    return [
        line
        for line in plans(store, request)
        if not _SEARCHED.match(line) or (line.startswith("SEARCH") and any(term not in line for term in terms))
    ]


def plans(store: Store, request: PageRequest) -> Iterator[str]:
    """The lines of the plans of all statements that a page takes."""
    with overheard(store) as statements:
        store.page(request)
    assert statements
    for statement, parameters in statements:
        yield from (str(line[3]) for line in run(store, f"EXPLAIN QUERY PLAN {statement}", parameters))
