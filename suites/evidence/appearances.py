"""Where a row that was made has to show: which lists it belongs to, which answers had to hold it, and as what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contracts import (
    Contract,
    ExpressionError,
    Filter,
    Operation,
    Resource,
    UnreadableValue,
    Within,
    holds,
    parse_filter,
)
from suites.evidence.creations import UNTOLD, Attempt, asked_for, organization_of, resource_of
from suites.evidence.likeness import alike
from suites.evidence.orders import Ranking, ranking_of
from suites.evidence.pages import Page, page_of
from suites.traffic import Exchange, Trace

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """An answer that shows rows.

    Args:
        operation: the list that was asked.
        rows: those it shows.
        page: the same as a page; None where the operation answers all rows at once.
        filter: what was asked for; None for all, or where it cannot be read.
    """

    exchange: Exchange
    operation: Operation
    rows: tuple[Row, ...]
    page: Page | None = None
    filter: Filter | None = None

    @property
    def question(self) -> tuple[Any, ...]:
        """What was asked, and as whom: the last answer to a question is the one that counts."""
        asked = self.exchange.asked
        return asked.target, asked.identity, asked.headers

    def of(self, key: Any, name: str) -> tuple[Row, ...]:
        """The rows of a key."""
        return tuple(row for row in self.rows if row.get(name) == key)


def sights(trace: Trace) -> tuple[Sight, ...]:
    """Every answer of a list that shows rows of the resource that the trace's operation makes."""
    made = resource_of(trace.operation)
    found = []
    for each in trace.exchanges:
        resource = resource_of(each.operation) if each.operation else None
        if made and resource and resource.name == made.name and each.status == 200 and each.asked.method == "GET":
            found.append(_sight(trace.contract, each))
    return tuple(sight for sight in found if sight)


def _sight(contract: Contract, exchange: Exchange) -> Sight | None:
    operation = exchange.operation
    behaviour = operation.behaviour if operation else None
    if operation is None or behaviour is None or behaviour.resource is None:
        return None
    if behaviour.kind == "collect" and isinstance(exchange.document, list):
        return Sight(exchange, operation, tuple(row for row in exchange.document if isinstance(row, Mapping)))
    page = page_of(exchange, operation, contract) if behaviour.kind == "list" else None
    if page is None or page.fields:
        return None
    return Sight(exchange, operation, page.items, page, _filter(behaviour.resource, page))


def _filter(resource: Resource, page: Page) -> Filter | None:
    try:
        return parse_filter(page.selection.filter, resource.fields) if page.selection.filter else None
    except ExpressionError:
        return None


def last_answers(found: tuple[Sight, ...], after: int) -> tuple[Sight, ...]:
    """The last answer to each question that was asked after an exchange."""
    last = {sight.question: sight for sight in found if sight.exchange.number > after}
    return tuple(last.values())


def shown_by(contract: Contract, operation: Operation, exchange: Exchange, attempt: Attempt) -> bool | None:
    """Whether a row is one of those that a list or a read has for a caller, its filter aside; None where untold.

    Args:
        operation: the list or the read.
        exchange: how it was asked.
    """
    behaviour = operation.behaviour
    resource = resource_of(operation)
    if behaviour is None or resource is None:
        return None
    told = [_is_within(contract, each, exchange, attempt) for each in behaviour.within]
    if resource.scope:
        own, theirs = organization_of(contract, attempt.exchange), organization_of(contract, exchange)
        told.append(None if own is None or theirs is None else own == theirs)
    if resource.visibility and behaviour.sees == "visible":
        value = value_of(contract, attempt, resource.visibility.property)
        told.append(None if value is UNTOLD else value == resource.visibility.equals)
    return False if False in told else None if None in told else True


def _is_within(contract: Contract, within: Within, exchange: Exchange, attempt: Attempt) -> bool | None:
    wanted = exchange.path_values.get(within.parameter)
    value = value_of(contract, attempt, within.property)
    if wanted is not None and wanted == within.any:
        return True
    return None if value is UNTOLD or wanted is None else str(value) == wanted


def value_of(contract: Contract, attempt: Attempt, name: str) -> Any:
    """What a property of a row is, by the answer or else by the request; UNTOLD where neither tells."""
    row = attempt.row or {}
    return row[name] if name in row else asked_for(contract, attempt, name)


def had_to_show(contract: Contract, sight: Sight, attempt: Attempt) -> bool | None:
    """Whether an answer had to hold a row that its list has: by its filter, and by the part it shows."""
    passes = _passes(sight, attempt.row or {})
    if not passes or sight.page is None:
        return passes
    page = sight.page
    if page.cursor is not None or page.backward:
        return None
    if page.body.next is None:
        return True
    ranking = ranking_in(contract, sight)
    within = bool(ranking and page.items and ranking.compare(attempt.row or {}, page.items[-1]) < 0)
    return True if within else None


def _passes(sight: Sight, row: Row) -> bool | None:
    if sight.page is None or not sight.page.selection.filter:
        return True
    try:
        return None if sight.filter is None else holds(sight.filter, row) is True
    except UnreadableValue:
        return None


def ranking_in(contract: Contract, sight: Sight) -> Ranking | None:
    """The order in which an answer was asked for; None where nothing says what it is."""
    return _ranking(sight.operation.label, contract, sight.page.selection.order) if sight.page else None


@lru_cache(maxsize=64)
def _ranking(label: str, contract: Contract, order: str) -> Ranking | None:
    operation = contract.operation(label)
    return ranking_of(operation, contract, order) if operation else None


def differences(resource: Resource, one: Row, other: Row, unsteady: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The properties that two showings of a row both have, and that mean another thing.

    Args:
        unsteady: those that may change by themselves, or are made for each answer.
    """
    names = [name for name in resource.properties if name in one and name in other]
    steady = [name for name in names if name not in resource.relations and name not in (*unsteady, *_moving(resource))]
    fields = resource.fields
    return tuple(
        name for name in steady if not alike(fields[name].type if name in fields else None, one[name], other[name])
    )


def _moving(resource: Resource) -> tuple[str, ...]:
    steps = resource.timeline.steps if resource.timeline else ()
    return tuple(name for step in steps for name in step.values)


def signed(*operations: Operation) -> tuple[str, ...]:
    """The properties that operations sign anew for each answer."""
    found = [each.behaviour.signing for each in operations if each.behaviour]
    return tuple(name for signing in found if signing for name in signing.properties)
