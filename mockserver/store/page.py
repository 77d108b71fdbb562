"""What is asked of the store, and what it gives: frozen values that know no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contracts import Filter, Order, Resource

Row = Mapping[str, Any]
Side = Literal["start", "before", "after"]


@dataclass(frozen=True, slots=True)
class Equal:
    """A property that equals a JSON value; null equals null here."""

    property: str
    value: Any


@dataclass(frozen=True, slots=True)
class Position:
    """A place in an ordered result, beside a row that need not exist any more.

    Args:
        side: just `before` the row, just `after` it, or at the `start`, before every row.
        values: the row's values of the order's keys and of the resource's key; empty at the start.
    """

    side: Side
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to be read.

    Args:
        resource: whose rows.
        where: what all of them equal: scope, visibility, parents.
        filter: what else must hold of them, neither false nor unknown; None for nothing.
        order: the order, without the resource's key, which ends every order.
        position: where the page begins; None for the start, or for the end of a backward page.
        backward: whether the rows before the position are meant.
        limit: how many rows at most, at least 1.
    """

    resource: Resource
    where: tuple[Equal, ...]
    filter: Filter | None
    order: Order
    position: Position | None
    backward: bool
    limit: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read.

    Args:
        rows: in forward order, whichever way was asked; JSON objects, private properties included, in
            the schema's order; a relation's property is null.
        precedes: whether a row of the result stands before the page, or before the position where it is empty.
        follows: whether one stands after it.
        empty: whether the whole result has no row.
    """

    rows: tuple[Row, ...]
    precedes: bool
    follows: bool
    empty: bool
