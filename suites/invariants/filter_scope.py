"""Where the promises of a filter have a subject: which lists filter, by which types, under which policy."""

from contracts import Contract, FieldType, Operation
from suites.invariants.invariant import lists, walks_forward


def filters(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that take a filter and whose rows have fields to compare."""
    behaviour = operation.behaviour
    listing, resource = (behaviour.listing, behaviour.resource) if behaviour else (None, None)
    reason = lists(operation, contract)
    if reason:
        return reason
    named = listing is not None and listing.filter is not None and operation.parameter("query", listing.filter)
    if not named:
        return "the list takes no filter"
    typed = resource is not None and any(field.type for field in resource.fields.values())
    return None if typed else "no field of its rows compares with anything"


def filters_types(operation: Operation, contract: Contract, types: tuple[FieldType, ...]) -> str | None:
    """Applies to lists that can be filtered by a field of one of these types."""
    reason = filters(operation, contract)
    resource = operation.behaviour.resource if operation.behaviour else None
    shown = resource is not None and any(field.type in types for field in resource.fields.values())
    told = " or ".join(each.value.replace("_", "-") for each in types)
    return reason or (None if shown else f"no field of its rows is of the type {told}")


def filters_keys_case(operation: Operation, contract: Contract) -> str | None:
    """Applies where texts compare by code point."""
    reason = filters_types(operation, contract, (FieldType.STRING,))
    open_ = contract.semantics.policy["collation"] != "code_point"
    return reason or ("collation leaves it open" if open_ else None)


def filters_by_key(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can be filtered by the key of their rows."""
    reason = filters(operation, contract)
    resource = operation.behaviour.resource if operation.behaviour else None
    field = resource.fields.get(resource.key) if resource else None
    return reason or (None if field and field.type else "no filter can name the key of its rows")


def filters_pages(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that take a filter and have pages to follow."""
    return filters(operation, contract) or walks_forward(operation, contract)


def empty_is_absent(operation: Operation, contract: Contract) -> str | None:
    """Applies where an empty parameter is as if it were not sent."""
    reason = filters(operation, contract)
    absent = contract.semantics.policy["empty_parameter"] == "absent"
    return reason or (None if absent else "empty_parameter says that an empty text is a value")


def spans_parents(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists of which one path stands for the rows of every parent."""
    reason = filters(operation, contract)
    behaviour = operation.behaviour
    resource = behaviour.resource if behaviour else None
    wild = [each for each in (behaviour.within if behaviour else ()) if each.any]
    named = [each for each in wild if resource and resource.fields.get(each.property)]
    return reason or (None if named else "no path of it stands for the rows of every parent")
