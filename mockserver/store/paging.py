"""One page, read in seeks: those in the way of travel until the page is full, and one look the other way.

No statement reads more rows than the page still lacks, and one beyond to tell whether more follow.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, literal, select, union_all

from contracts import NullOrder, UnreadableValue
from mockserver.store.columns import typed
from mockserver.store.filtering import condition
from mockserver.store.page import Equal, Page, PageRequest
from mockserver.store.seeks import Seek, SortColumn, seek_all, seek_beyond, total_order
from mockserver.store.tables import Stored


def read_page(connection: Connection, stored: Stored, request: PageRequest, nulls: NullOrder) -> Page:
    """Read a page (see `PageRequest` and `Page`)."""
    criteria = matching(stored, request.where)
    if request.filter is not None:
        criteria = (*criteria, condition(request.filter, stored.compared))
    columns = total_order(stored, request.order, nulls, {each.property for each in request.where})
    ahead, behind = _ways(request, columns)
    statement = select(*stored.selection).where(*criteria)
    records = take(connection, statement, ahead, request.limit + 1)
    rows = [stored.row(record) for record in records[: request.limit]]
    more, beyond = len(records) > request.limit, _any(connection, stored, criteria, behind)
    precedes, follows = (more, beyond) if request.backward else (beyond, more)
    ordered = reversed(rows) if request.backward else rows
    return Page(tuple(ordered), precedes, follows, empty=not (records or beyond))


def take(connection: Connection, statement: Select[Any], seeks: Iterable[Seek], count: int | None) -> list[Row[Any]]:
    """The first records of a walk, seek after seek until there are `count`; all of them where that is None."""
    records: list[Row[Any]] = []
    for seek in seeks:
        lacking = None if count is None else count - len(records)
        if lacking == 0:
            break
        records += connection.execute(statement.where(*seek.criteria).order_by(*seek.ordering).limit(lacking))
    return records


def matching(stored: Stored, where: Iterable[Equal]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of `where`; a value that a property cannot hold equals no row's."""
    return tuple(_equal(stored, each) for each in where)


def _equal(stored: Stored, equal: Equal) -> ColumnElement[bool]:
    column = stored.compared[equal.property]
    try:
        value = typed(stored.types[equal.property], equal.value)
    except UnreadableValue:
        return false()
    return column.is_(None) if value is None else column == literal(value, column.type)


def _ways(request: PageRequest, columns: Sequence[SortColumn]) -> tuple[Iterable[Seek], Iterable[Seek]]:
    """The rows in the way of travel, and those in the other way."""
    position, opposite = request.position, [column.reversed() for column in columns]
    after: Iterable[Seek] = seek_all(columns)
    before: Iterable[Seek] = ()
    if position is None:
        return (seek_all(opposite) if request.backward else after), ()
    if position.side != "start":
        keys = request.order.total(request.resource.key).keys
        held = {key.field: value for key, value in zip(keys, position.values, strict=True)}
        values = [typed(column.type, held[column.field]) for column in columns]
        after = seek_beyond(columns, values, inclusive=position.side == "before")
        before = seek_beyond(opposite, values, inclusive=position.side == "after")
    return (before, after) if request.backward else (after, before)


def _any(
    connection: Connection, stored: Stored, criteria: Sequence[ColumnElement[bool]], seeks: Iterable[Seek]
) -> bool:
    """Whether any seek finds a row, asked in one statement that stops at the first."""
    looks = [select(literal(1)).select_from(stored.table).where(*criteria, *seek.criteria) for seek in seeks]
    return bool(looks) and connection.scalar(union_all(*looks).limit(1)) is not None
