"""All of a contract that must agree, and how a disagreement is told."""

from collections.abc import Collection
from dataclasses import dataclass

from contracts.errors import ContractError
from contracts.expressions import ExpressionError, nearest
from contracts.model import Operation
from contracts.ordering import Order, parse_order
from contracts.overlay import Source
from contracts.references import References
from contracts.semantics import Listing, Resource, Semantics


@dataclass(frozen=True, slots=True)
class Facts:
    """A contract on its way: its document, operations and semantics, and the names its lists go by."""

    source: Source
    references: References
    operations: tuple[Operation, ...]
    semantics: Semantics
    listing: Listing | None


def missing(source: Source, where: str, what: str, name: str, known: Collection[str]) -> ContractError:
    """The refusal of a name that is none of those known."""
    near = nearest(name, known)
    way_out = f"Did you mean {near}?" if near else f"Known are {', '.join(known)}" if known else "Add it"
    return source.error(where, f"there is no {what} {name}", way_out)


def refuse_order(source: Source, where: str, order: str | None, resource: Resource) -> None:
    """Refuse a sort expression that its resource's fields do not bear; None is no expression.

    Raises:
        ContractError: with what `parse_order` says of it.
    """
    try:
        parse_order(order, resource.fields, Order(()))
    except ExpressionError as error:
        way_out = f"Did you mean {error.suggestion}?" if error.suggestion else ""
        raise source.error(where, error.message, way_out) from None
