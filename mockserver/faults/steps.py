"""A page found in memory, step by step, by the contract's own evaluators: a fault replaces one step.

The sound mock reads pages in SQL and never comes here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts import (
    And,
    Comparison,
    Contract,
    Fields,
    Filter,
    Membership,
    Not,
    NullOrder,
    Operator,
    Or,
    Order,
    Truth,
    holds,
    order_key,
)
from mockserver.faults.fault import Apply
from mockserver.faults.twists import paging
from mockserver.parts import Parts
from mockserver.store import Page, PageRequest, Row, Store

Leaf = Comparison | Membership
Place = Any
Placing = Callable[[Order, str, Fields, NullOrder], Callable[[Row], Place]]


def stands_beyond(place: Place, position: Place, inclusive: bool) -> bool:
    """Whether a place is beyond a position."""
    return bool(place > position or (inclusive and place == position))


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps to a page.

    Args:
        leaf: whether a comparison holds for a row.
        place: where a row stands in an order.
        beyond: whether a place is beyond a position.
    """

    leaf: Callable[[Leaf, Row], Truth] = holds
    place: Placing = order_key
    beyond: Callable[[Place, Place, bool], bool] = stands_beyond


def stepping(change: Callable[[PageRequest], Steps]) -> Apply:
    """Reads pages in steps of which some are replaced, as a request asks."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        nulls = NullOrder(contract.semantics.policy["null_order"])
        return paging(lambda store, request: read_page(store, request, change(request), nulls))(parts, contract)

    return apply


def read_page(store: Store, request: PageRequest, steps: Steps, nulls: NullOrder) -> Page:
    """The page of a request, in these steps."""
    resource = request.resource
    place = steps.place(request.order, resource.key, resource.fields, nulls)
    blank = dict.fromkeys((*resource.properties, *resource.private))
    found = ({**blank, **row} for row in store.rows(resource, request.where))
    rows = sorted((row for row in found if is_kept(request.filter, row, steps.leaf)), key=place)
    start = _start(request, rows, place, steps)
    bounds = (max(0, start - request.limit), start) if request.backward else (start, start + request.limit)
    return Page(tuple(rows[slice(*bounds)]), bounds[0] > 0, bounds[1] < len(rows), not rows)


def _start(request: PageRequest, rows: Sequence[Row], place: Callable[[Row], Place], steps: Steps) -> int:
    """The number of rows before the position."""
    position = request.position
    if position is None:
        return len(rows) if request.backward else 0
    if position.side == "start":
        return 0
    keys = request.order.total(request.resource.key).keys
    at = place({key.field: value for key, value in zip(keys, position.values, strict=True)})
    beyond = (number for number, row in enumerate(rows) if steps.beyond(place(row), at, position.side == "before"))
    return next(beyond, len(rows))


def is_kept(tree: Filter | None, row: Row, leaf: Callable[[Leaf, Row], Truth]) -> bool:
    """Whether a filter holds for a row, its comparisons judged by `leaf`."""
    if tree is None:
        return True
    found: dict[str, Truth] = {}

    def judged(each: Leaf) -> Filter:
        found[str(len(found))] = leaf(each, row)
        return Comparison(str(len(found) - 1), Operator.EQ, True)

    return holds(rewritten(tree, judged), found) is True


def rewritten(tree: Filter, change: Callable[[Leaf], Filter]) -> Filter:
    """A filter whose comparisons are replaced."""
    match tree:
        case Not(operand):
            return Not(rewritten(operand, change))
        case And(operands):
            return And(tuple(rewritten(each, change) for each in operands))
        case Or(operands):
            return Or(tuple(rewritten(each, change) for each in operands))
        case Comparison() | Membership():
            return change(tree)


def is_null(field: str) -> Comparison:
    """That a field is null."""
    return Comparison(field, Operator.EQ, None)


def filtering(change: Callable[[Filter, PageRequest], Filter | None]) -> Apply:
    """Takes a filter for another one."""

    def read(store: Store, request: PageRequest) -> Page:
        tree = request.filter
        return store.page(request if tree is None else replace(request, filter=change(tree, request)))

    return paging(read)


def comparing(change: Callable[[Leaf, PageRequest], Filter]) -> Apply:
    """Takes each comparison of a filter for something else."""
    return filtering(lambda tree, request: rewritten(tree, lambda leaf: change(leaf, request)))


def judging(leaf: Callable[[Leaf, Row], Truth]) -> Apply:
    """Judges comparisons otherwise."""
    return stepping(lambda _: Steps(leaf=leaf))


def ordering(place: Placing) -> Apply:
    """Places rows otherwise."""
    return stepping(lambda _: Steps(place=place))
