"""Where the promises of an order have a subject: which lists sort, by what, and what the policy leaves open."""

from contracts import Contract, FieldType, Operation
from suites.evidence.orders import sorting_fields
from suites.invariants.invariant import lists, walks_forward

NUMBERS = (FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL)


def sorts(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose order can be chosen, by some field."""
    behaviour = operation.behaviour
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    reason = lists(operation, contract)
    if reason:
        return reason
    if listing is None or listing.order is None or not operation.parameter("query", listing.order):
        return "the list has one order only"
    sortable = resource is not None and any(each.type and each.sortable for each in resource.fields.values())
    return None if sortable else "no field of its rows can be sorted by"


def sorts_nulls(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can be sorted by a field that may be null."""
    reason = sorts(operation, contract)
    nullable = any(each.nullable for each in sorting_fields(operation, contract))
    return reason or (None if nullable else "no field that it sorts by may be null")


def sorts_pages(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose order can be chosen and that have pages to follow."""
    return sorts(operation, contract) or walks_forward(operation, contract)


def sorts_numbers(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can be sorted by numbers."""
    reason = sorts(operation, contract)
    resource = operation.behaviour.resource if operation.behaviour else None
    numeric = resource is not None and any(each.type in NUMBERS and each.sortable for each in resource.fields.values())
    return reason or (None if numeric else "no field that it sorts by is a number")


def sorts_several(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can be sorted by more than their key."""
    reason = sorts(operation, contract)
    return reason or (None if sorting_fields(operation, contract) else "it sorts by its key only")


def projects(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose order can be chosen, and what of their rows is shown."""
    reason = sorts(operation, contract)
    listing = operation.behaviour.listing if operation.behaviour else None
    return reason or (None if listing and listing.fields else "the list shows whole rows only")


def keeps_default(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists with a declared order where none is asked for."""
    behaviour = operation.behaviour
    reason = lists(operation, contract)
    if reason:
        return reason
    if not contract.semantics.policy["default_order"]:
        return "default_order says that the default order is nobody's promise"
    return None if behaviour and behaviour.order else "the list declares no order"
