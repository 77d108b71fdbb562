"""The order of a list as asked for, and what the policy lets a judge say of two rows in it. Pure.

Where the policy leaves a part of an order open (how texts collate, how ties stand), two rows that only
that part tells apart are undecided.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts import (
    Contract,
    ExpressionError,
    Field,
    FieldType,
    Key,
    NullOrder,
    Operation,
    Order,
    UnreadableValue,
    order_key,
    parse_order,
    read_cell,
)
from suites.verdicts import Rules

Row = Mapping[str, Any]
Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order, as far as it can be judged.

    Args:
        text: the sort expression it was asked for with; empty for the default order.
        order: its keys, the tie-breaker not among them unless asked for.
        columns: the fields of its keys.
        judged: how many of its keys, from the first, can be judged.
        tie_breaker: the key that breaks ties; None where the policy leaves ties open.
        asks: the rules that every comparison leans on.
    """

    text: str
    order: Order
    columns: tuple[Field, ...]
    judged: int
    tie_breaker: Field | None
    asks: Rules
    _place: Callable[[Row], Place]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that it sorts by."""
        return tuple(column.name for column in self.columns)

    def cells(self, row: Row) -> tuple[Any, ...] | None:
        """A row's values of the sort keys; None where it does not show them."""
        try:
            return tuple(read_cell(column.type or FieldType.STRING, row, column.name) for column in self.columns)
        except UnreadableValue:
            return None

    def place(self, row: Row) -> Place | None:
        """Where a row stands, to compare with others; None where the row does not show it."""
        try:
            return self._place(row)
        except UnreadableValue:
            return None

    def compare(self, row_a: Row, row_b: Row) -> int:
        """-1 where the first row stands before the second, 1 where after, 0 where that is undecided."""
        place_a, place_b = self.place(row_a), self.place(row_b)
        if place_a is None or place_b is None:
            return 0
        return (place_b < place_a) - (place_a < place_b)

    def rules(self, row_a: Row, row_b: Row) -> Rules:
        """What the comparison of two rows leans on: the rules that decide the first key they differ in."""
        cells = zip(self.columns, self.cells(row_a) or (), self.cells(row_b) or (), strict=False)
        for column, one, other in cells:
            if one != other:
                return (*self.asks, *_rules(column, one is None or other is None))
        return (*self.asks, "desc_tie_order", *(_rules(self.tie_breaker, False) if self.tie_breaker else ()))


def ranking_of(operation: Operation, contract: Contract, text: str) -> Ranking | None:
    """The order a sort expression asks of an operation; None where nothing says what it is.

    Args:
        text: the sort expression; empty for the default order.
    """
    behaviour, policy = operation.behaviour, contract.semantics.policy
    resource = behaviour.resource if behaviour else None
    if behaviour is None or resource is None:
        return None
    if not text and not (behaviour.order and policy["default_order"]):
        return None
    try:
        order = parse_order(text or behaviour.order, resource.fields, Order(()))
    except ExpressionError:
        return None
    collates = policy["collation"] == "code_point"
    columns = tuple(resource.fields[key.field] for key in order.keys)
    judged = next((n for n, each in enumerate(columns) if _text(each) and not collates), len(columns))
    breaker = resource.fields.get(resource.key)
    open_ties = policy["desc_tie_order"] == "any" or breaker is None or (_text(breaker) and not collates)
    decided = None if open_ties or judged < len(columns) else breaker
    nulls = NullOrder(policy["null_order"])
    key = order_key(_total(order, judged, resource.key, policy["desc_tie_order"]), resource.key, resource.fields, nulls)
    length = judged + (decided is not None and resource.key not in [each.name for each in columns])
    asks: Rules = () if text else ("default_order",)
    return Ranking(text, order, columns, judged, decided, asks, lambda row: key(row)[:length])


def _total(order: Order, judged: int, breaker: str, ties: str) -> Order:
    keys = order.keys[:judged]
    same = ties == "same" and breaker not in [key.field for key in keys]
    return Order((*keys, Key(breaker))) if same else Order(keys)


def _text(field: Field) -> bool:
    return field.type is FieldType.STRING


def _rules(column: Field, null: bool) -> Rules:
    if null:
        return ("null_order",)
    return ("collation",) if _text(column) else ("law",)


def sorting_fields(operation: Operation, contract: Contract) -> tuple[Field, ...]:
    """The fields that a list's orders are made of, its key aside: only in these can rows tie or be null."""
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None:
        return ()
    if behaviour.listing and behaviour.listing.order:
        offered: Iterable[Field] = (each for each in behaviour.resource.fields.values() if each.sortable and each.type)
    else:
        default = ranking_of(operation, contract, "")
        offered = default.columns if default else ()
    return tuple(field for field in offered if field.name != behaviour.resource.key)


def coarse(value: Any) -> Any:
    """A value as a careless server keeps it: instants to the second, numbers as doubles."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    return value
