"""The operations on which a fault shows, found by what the contract means and never by their names."""

from collections.abc import Callable

from contracts import Behaviour, Contract, Field, FieldType, Listing, Operation, Resource
from mockserver.faults.fault import Where


def those(chosen: Callable[[Operation], bool]) -> Where:
    """The operations of which something holds."""
    return lambda contract: tuple(each for each in contract.operations if chosen(each))


def first(where: Where) -> Where:
    """The first of them."""
    return lambda contract: where(contract)[:1]


def behaviour_of(operation: Operation | None, *kinds: str) -> Behaviour | None:
    """What the operation does, where it is of one of these kinds, or of any where none is told."""
    behaviour = operation.behaviour if operation else None
    return behaviour if behaviour and (not kinds or behaviour.kind in kinds) else None


def listing_of(operation: Operation | None) -> Listing | None:
    """The names that the operation's lists go by."""
    behaviour = behaviour_of(operation, "list")
    return behaviour.listing if behaviour else None


def resource_of(operation: Operation | None) -> Resource | None:
    """The resource that the operation is about."""
    behaviour = behaviour_of(operation)
    return behaviour.resource if behaviour else None


def takes(name: str, *kinds: str) -> Where:
    """Operations that declare the query parameter which a Listing calls by this name: `filter`, `fields` and so on."""

    def declares(operation: Operation) -> bool:
        behaviour = behaviour_of(operation, *kinds)
        listing = behaviour.listing if behaviour else None
        own = getattr(listing, name) if listing else None
        return own is not None and operation.parameter("query", own) is not None

    return those(declares)


def sorting_by(*types: FieldType) -> Where:
    """Lists with a property of one of these types to sort by."""
    return those(
        lambda each: (
            listing_of(each) is not None and any(field.sortable and field.type in types for field in _fields(each))
        )
    )


def _fields(operation: Operation) -> tuple[Field, ...]:
    resource = resource_of(operation)
    return tuple(resource.fields.values()) if resource else ()


ANY = those(lambda _: True)
SECURED = those(lambda each: each.security == "required")
LISTS = those(lambda each: listing_of(each) is not None)
READS = those(lambda each: each.method == "GET")
CREATES = those(lambda each: behaviour_of(each, "create") is not None)
BODIED = those(lambda each: each.body is not None)
NAMED = those(lambda each: bool((behaviour := behaviour_of(each)) and behaviour.by))
ABSENT = those(lambda each: each.reply(404) is not None)
FOR_A_ROLE = those(lambda each: each.role is not None)
ORGANIZED = those(lambda each: bool((resource := resource_of(each)) and resource.scope))
VISIBLE = those(
    lambda each: bool(
        (behaviour := behaviour_of(each))
        and behaviour.resource
        and behaviour.resource.visibility
        and behaviour.sees == "visible"
        and behaviour.kind != "create"
    )
)
EMBEDDING = takes("embed", "list")
PROJECTING = takes("fields", "list")
FILTERING = takes("filter", "list")
SORTING = takes("order", "list")
BACKWARD = takes("backward", "list")


def READABLE(contract: Contract) -> tuple[Operation, ...]:  # noqa: N802  # a Where as the others are
    """The lists whose rows can be read by their ids, by who may list them."""
    read = {_sight(each) for each in NAMED(contract) if behaviour_of(each, "read")}
    return tuple(each for each in LISTS(contract) if _sight(each) in read)


def _sight(operation: Operation) -> tuple[str | None, str | None, str | None]:
    """What an operation shows to whom: the resource, which of its rows, and the role it asks for."""
    behaviour, resource = behaviour_of(operation), resource_of(operation)
    return resource.name if resource else None, behaviour.sees if behaviour else None, operation.role


def either(one: Where, other: Where) -> Where:
    """The operations of each."""
    return lambda contract: (*one(contract), *(each for each in other(contract) if each not in one(contract)))


def both(one: Where, other: Where) -> Where:
    """The operations that are among either's."""
    return lambda contract: tuple(each for each in one(contract) if each in other(contract))
