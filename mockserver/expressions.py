"""The expressions of a request: filter, order, projection, embedding and cursor, read in this order.

The first bad one is the one that is told. It reads texts into values and asks for no row.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from contracts import (
    Behaviour,
    ExpressionError,
    Filter,
    Listing,
    Order,
    Policy,
    Resource,
    parse_filter,
    parse_names,
    parse_order,
    print_filter,
    print_order,
)
from mockserver.store.cursors import Cursors
from mockserver.store.page import Position

# The property of a Listing that names the parameter of an expression.
_PARAMETERS: Final[Mapping[str, str]] = {
    "filter": "filter",
    "sort": "order",
    "fields": "fields",
    "embed": "embed",
    "cursor": "cursor",
}


@dataclass(frozen=True, slots=True)
class Expressions:
    """What a request's expressions say.

    Args:
        filter: which rows; None for all.
        order: in which order.
        fields: which of their properties; None for all.
        embed: which relations come along.
        position: where to go on from; None for the start.
        binding: what a cursor of this request is good for, as one text.
    """

    filter: Filter | None = None
    order: Order = Order(())  # noqa: RUF009  # frozen
    fields: tuple[str, ...] | None = None
    embed: tuple[str, ...] = ()
    position: Position | None = None
    binding: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the expressions of one operation's requests.

    Args:
        behaviour: what the operation does.
        resource: whose rows.
        listing: the names of its parameters.
        policy: the rules in effect.
        cursors: what opens a cursor.
    """

    behaviour: Behaviour
    resource: Resource
    listing: Listing
    policy: Policy
    cursors: Cursors

    def read(self, texts: Mapping[str, Any], bound: Sequence[Any]) -> Expressions:
        """Read them.

        Args:
            texts: the query parameters that were sent.
            bound: what else a cursor is bound to, beside filter and order: JSON values.

        Raises:
            ExpressionError: for the first bad one; `parameter` tells where it stood.
        """
        fields, text = self.resource.fields, texts.get(self.listing.filter or "")
        tree = None if text is None else parse_filter(text, fields)
        default = parse_order(self.behaviour.order, fields, Order(()))
        order = parse_order(texts.get(self.listing.order or ""), fields, default)
        projection = self._names(texts, "fields", self.resource.properties)
        embed = self._names(texts, "embed", self.behaviour.embed)
        meaning = [tree and print_filter(tree), print_order(order.total(self.resource.key))]
        binding = json.dumps([*bound, *meaning])
        cursor = texts.get(self.listing.cursor or "")
        position = None if cursor is None else self.cursors.open(cursor, binding)
        return Expressions(tree, order, projection, embed or (), position, binding)

    def parameter(self, error: ExpressionError) -> str:
        """The query parameter that holds the expression an error is about."""
        return str(getattr(self.listing, _PARAMETERS[error.kind]))

    def _names(
        self, texts: Mapping[str, Any], kind: Literal["fields", "embed"], allowed: Sequence[str]
    ) -> tuple[str, ...] | None:
        text = texts.get(getattr(self.listing, kind) or "")
        if text is None:
            return None
        if self.policy["unknown_name"] == "ignore":
            return tuple(name for name in map(str.strip, text.split(",")) if name in allowed)
        return parse_names(text, allowed, kind)
