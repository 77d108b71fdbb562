"""A table for each resource, made from its schema: a column for each property, and what lies beside them.

It decides where a property is kept and what compares for it; it runs no statement.
"""

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, MetaData, Table, null

from contracts import FieldType, Resource, UnreadableValue
from mockserver.store.columns import KINDS, Document, typed
from mockserver.store.errors import StoreError

# The types of private properties, by the words of JSON Schema; those of a row's schema are the contract's own.
_PRIVATE_TYPES: Final[Mapping[str, FieldType]] = {
    "boolean": FieldType.BOOLEAN,
    "integer": FieldType.INTEGER,
    "number": FieldType.NUMBER,
}
_FORMATS: Final[Mapping[Any, FieldType]] = {"uuid": FieldType.UUID, "date-time": FieldType.DATE_TIME}


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the rows of a resource are kept.

    Args:
        resource: the resource.
        table: its table; the column that compares for the resource's key is the primary key.
        names: the properties of a row, in the schema's order, the private ones last.
        types: what the values of a property are, where they compare.
        kept: the column that is answered, by property; a relation has none.
        compared: the column that compares, by property that has a type.
        absent: the column that lists the properties a row does not have at all.
    """

    resource: Resource
    table: Table
    names: tuple[str, ...]
    types: Mapping[str, FieldType]
    kept: Mapping[str, Column[Any]]
    compared: Mapping[str, Column[Any]]
    absent: Column[Any]

    @property
    def selection(self) -> tuple[ColumnElement[Any], ...]:
        """What a statement selects to answer whole rows: `names` in order, then `absent`."""
        return (*(self.kept.get(name, null()) for name in self.names), self.absent)

    def row(self, record: Sequence[Any]) -> dict[str, Any]:
        """The JSON object of a selected record: what the row never had is left out, a relation is null."""
        row = dict(zip(self.names, record, strict=False))
        for name in record[-1] or ():
            del row[name]
        return row

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as parameters of an INSERT.

        Raises:
            StoreError: for a property that has no column, or a value that its column cannot hold.
        """
        for name, value in row.items():
            if name not in self.kept and (value is not None or name not in self.resource.relations):
                raise StoreError(f"/{name}: {self._homeless(name)}")
        record: dict[str, Any] = {self.absent.key: [name for name in self.kept if name not in row] or None}
        for name, column in self.kept.items():
            record[column.key] = row.get(name)
            if name in self.compared:
                record[self.compared[name].key] = self._typed(name, row.get(name))
        return record

    def _typed(self, name: str, value: Any) -> Any:
        try:
            return typed(self.types[name], value)
        except UnreadableValue as error:
            raise StoreError(f"/{name}: {reprlib.repr(value)} {error}") from None

    def _homeless(self, name: str) -> str:
        if relation := self.resource.relations.get(name):
            return f"related rows stand among the rows of {relation.resource}; leave it out or write null"
        return "no such property; declare it in the schema of the row, or as a private one"


def make_table(resource: Resource, metadata: MetaData) -> Stored:
    """The table of a resource, without indexes but that of its key."""
    names = tuple(dict.fromkeys((*resource.properties, *resource.private)))
    types = {name: type_ for name in names if (type_ := _type(resource, name))}
    taken: set[str] = set()
    kept: dict[str, Column[Any]] = {}
    compared: dict[str, Column[Any]] = {}
    for name in names:
        if name in resource.relations:
            continue
        pair = _columns(name, types.get(name), taken, key=name == resource.key)
        kept[name] = pair[0]
        if name in types:
            compared[name] = pair[-1]
    absent: Column[Any] = Column(_free("absent", taken), Document())
    columns = dict.fromkeys((*kept.values(), *compared.values(), absent))
    table = Table(resource.name, metadata, *columns)
    return Stored(resource, table, names, types, kept, compared, absent)


def _columns(name: str, type_: FieldType | None, taken: set[str], *, key: bool) -> tuple[Column[Any], ...]:
    """The column that is answered and, where that one does not compare, the one that does; the last may be the key."""
    kind = KINDS[type_] if type_ else None
    sql_types = [kind.kept if kind else Document(), *((kind.compared,) if kind and kind.compared else ())]
    return tuple(
        Column(_free(name, taken), each, primary_key=key and each is sql_types[-1], autoincrement=False)
        for each in sql_types
    )


def _free(name: str, taken: set[str]) -> str:
    """The name of a column beside those that are taken: databases do not tell names apart by case."""
    while name.lower() in taken:
        name += "_"
    taken.add(name.lower())
    return name


def _type(resource: Resource, name: str) -> FieldType | None:
    return resource.fields[name].type if name in resource.fields else _private_type(resource.private[name])


def _private_type(schema: Mapping[str, Any]) -> FieldType | None:
    """What the values of a private property are: its schema stands in the overlay, in plain words."""
    types = schema.get("type", ())
    named = {types} if isinstance(types, str) else {*types} - {"null"}
    if named != {"string"}:
        return _PRIVATE_TYPES.get(named.pop()) if len(named) == 1 else None
    if schema.get("x-order") == "decimal":
        return FieldType.DECIMAL
    return _FORMATS.get(schema.get("format"), FieldType.STRING)
