"""Valid values of an operation's parameters, from what the contract means and from what the deployment lists.

A schema says `string` where the meaning says `filter`: with these values Schemathesis asks what is really valid.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import (
    Comparison,
    Field,
    Listing,
    Misspelt,
    Operation,
    Operator,
    Parameter,
    UnreadableValue,
    print_filter,
    read_text,
    read_value,
    resolve,
)
from suites.inputs.refusable import narrow
from suites.inquiry import Inquiry

ROWS = 20  # a limit whose pages show enough rows to hold against their schema, and stay small


@dataclass(frozen=True, slots=True)
class Known:
    """A parameter and what is known of it.

    Args:
        parameter: as the contract has it.
        values: valid values, each on its own; empty where any value of the schema is as good as another.
        alone: whether a value of it goes with few others: a cursor with the filter and order it was made with.
    """

    parameter: Parameter
    values: tuple[Any, ...] = ()
    alone: bool = False


def known_parameters(inquiry: Inquiry) -> tuple[Known, ...]:
    """Every parameter that is to be sent, with the valid values that are known of it.

    An optional header that takes any text is left out where no value of it is known: by chance it would name a
    stranger's organisation, and every request would be refused. So is the header that has a write happen once.
    """
    expressions = dict(_expressions(inquiry))
    known = [
        expressions.get((each.location, each.name)) or _known(inquiry, each) for each in inquiry.operation.parameters
    ]
    return tuple(each for each in known if not _names_a_stranger(inquiry, each) and not _names_a_write(inquiry, each))


def _known(inquiry: Inquiry, parameter: Parameter) -> Known:
    header = inquiry.contract.semantics.access.organization
    if parameter.location == "path":
        return Known(parameter, _path_values(inquiry, parameter))
    if parameter.location == "header" and header and parameter.name.lower() == header.lower():
        own = inquiry.identity.organization if inquiry.identity else None
        return Known(parameter, (own,) if own else ())
    return Known(parameter)


def _names_a_stranger(inquiry: Inquiry, known: Known) -> bool:
    parameter = known.parameter
    unknown = parameter.location == "header" and not parameter.required and not known.values
    return unknown and not narrow(inquiry.contract, parameter)


def _names_a_write(inquiry: Inquiry, known: Known) -> bool:
    """Whether two writes with the same value would be one."""
    header = inquiry.operation.behaviour.creation.idempotency if inquiry.operation.behaviour else None
    parameter = known.parameter
    named = parameter.location == "header" and header is not None and parameter.name.lower() == header.lower()
    return named and not parameter.required


def _path_values(inquiry: Inquiry, parameter: Parameter) -> tuple[Any, ...]:
    text = inquiry.subject.path.get(parameter.name) if inquiry.subject else None
    if text is None:
        return ()
    try:
        return (read_text(inquiry.contract, parameter, (text,)),)
    except Misspelt:
        return (text,)


def _expressions(inquiry: Inquiry) -> Iterator[tuple[tuple[str, str], Known]]:
    """The query parameters that the semantics explain."""
    operation = inquiry.operation
    listing = operation.behaviour.listing if operation.behaviour else None
    if listing is None:
        return
    values = {
        listing.limit: _limits(inquiry, listing),
        listing.filter: tuple(_filters(inquiry)),
        listing.order: tuple(_orders(operation)),
        listing.fields: tuple(_projections(operation)),
        listing.embed: operation.behaviour.embed if operation.behaviour else (),
        listing.cursor: tuple(_cursors(inquiry, listing)),
    }
    for name, valid in values.items():
        parameter = operation.parameter("query", name) if name else None
        if parameter:
            yield (parameter.location, parameter.name), Known(parameter, valid, alone=name == listing.cursor)


def _limits(inquiry: Inquiry, listing: Listing) -> tuple[int, ...]:
    parameter = inquiry.operation.parameter("query", listing.limit or "")
    schema = resolve(inquiry.contract, parameter.schema).value if parameter else {}
    words = schema if isinstance(schema, Mapping) else {}
    return (max(min(ROWS, words.get("maximum", ROWS)), words.get("minimum", 1)),)


def _filters(inquiry: Inquiry) -> Iterator[str]:
    """A comparison that most rows of the first page fulfil, and one that names a row by its key."""
    resource = inquiry.operation.behaviour.resource if inquiry.operation.behaviour else None
    rows = inquiry.subjects.rows(inquiry.operation) if resource else ()
    if resource is None or not rows:
        return
    comparisons = [_equal(field, row) for field in resource.fields.values() for row in rows[:ROWS]]
    counted = Counter(print_filter(each) for each in comparisons if each and each.value is not None)
    yield from [text for text, _ in counted.most_common(1)]
    key = _equal(resource.fields[resource.key], rows[0]) if resource.key in resource.fields else None
    yield from [print_filter(key)] if key else []


def _equal(field: Field, row: Mapping[str, Any]) -> Comparison | None:
    if field.type is None:
        return None
    try:
        return Comparison(field.name, Operator.EQ, read_value(field.type, row.get(field.name)))
    except UnreadableValue:
        return None


def _orders(operation: Operation) -> Iterator[str]:
    resource = operation.behaviour.resource if operation.behaviour else None
    sortable = [field.name for field in resource.fields.values() if field.sortable] if resource else []
    yield from [f"{name}:desc" for name in sortable[:1]]
    yield from [",".join(sortable[:2])] if len(sortable) > 1 else []


def _projections(operation: Operation) -> Iterator[str]:
    resource = operation.behaviour.resource if operation.behaviour else None
    if resource:
        yield ",".join(resource.properties)
        yield resource.key


def _cursors(inquiry: Inquiry, listing: Listing) -> Iterator[str]:
    """A link of the list's own, where it is to be asked with, has one and can be asked for."""
    parameter = inquiry.operation.parameter("query", listing.cursor or "")
    wanted = inquiry.profile.every or (parameter is not None and parameter.required)
    if not wanted or inquiry.subject is None or listing.limit is None or listing.next is None:
        return
    document = inquiry.get((listing.limit, "1"), *inquiry.required_query()).document
    link = document.get(listing.next) if isinstance(document, Mapping) else None
    if isinstance(link, str) and inquiry.contract.semantics.policy["cursor_form"] == "token":
        yield link
