"""Who was shown which rows, and whose rows they are: read from exchanges and the contract alone. Pure.

A row is an organisation's where it says so itself, or where an identity of that organisation was shown it. Of an
identity whose organisation nobody told nothing follows; nor of rows whose keys could be those of two organisations.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts import EVERY_ROLE, Behaviour, Contract, Operation, Resource
from suites.evidence.pages import read_page
from suites.traffic import Exchange, Trace
from suites.verdicts import Rules

Row = Mapping[str, Any]

# A text as long as this with as many digits is made at random or from a moment, and is not made twice.
UNIQUE_LENGTH, UNIQUE_DIGITS = 16, 8
LONE = (
    "fewer than two organisations are known that may ask it: "
    "give --identities an identity of another one, with its `organization` and `known`"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an identity was shown for its own organisation.

    Args:
        organization: its organisation; None where nobody told it.
        keys: of each row, as text; None for a row that does not show its key.
    """

    exchange: Exchange
    operation: Operation
    resource: Resource
    organization: str | None
    rows: tuple[Row, ...]
    keys: tuple[str | None, ...]

    def row(self, key: str) -> Row | None:
        """The row of a key; None where it is not among those shown."""
        return next((row for row, own in zip(self.rows, self.keys, strict=True) if own == key), None)


def organization_of(exchange: Exchange) -> str | None:
    """The organisation of who asked, in the one case that tells two apart; None where nobody told it."""
    asked = exchange.asked
    known = asked.credentials == "valid" and asked.shows is None
    return asked.organization.casefold() if known and asked.organization else None


def is_own(contract: Contract, exchange: Exchange) -> bool:
    """Whether a request reads, and is made for the organisation of who asks, or for none that is known."""
    return organization_in_effect(contract, exchange) == organization_of(exchange) and exchange.asked.method == "GET"


def organization_in_effect(contract: Contract, exchange: Exchange) -> str | None:
    """The organisation a request is made for: that of its header, else that of who asks."""
    header, operation = contract.semantics.access.organization, exchange.operation
    taken = header and operation is not None and operation.parameter("header", header)
    sent = exchange.asked.header(header) if header and taken else None
    return sent.casefold() if sent else organization_of(exchange)


def organizations(trace: Trace) -> frozenset[str]:
    """The organisations for which the trace's operation was asked."""
    found = (organization_of(each) for each in trace.own if is_own(trace.contract, each))
    return frozenset(each for each in found if each)


def shown_rows(exchange: Exchange) -> tuple[Row, ...]:
    """The rows of a success: those of a page or of a bare list, or the one that was read."""
    behaviour = exchange.operation.behaviour if exchange.operation else None
    if exchange.operation is None or behaviour is None or exchange.status != 200:
        return ()
    document = exchange.document
    if behaviour.kind == "list":
        page = read_page(exchange.operation, document)
        return page.items if page else ()
    if behaviour.kind == "collect":
        return tuple(row for row in document if isinstance(row, Mapping)) if isinstance(document, list) else ()
    return (document,) if behaviour.kind == "read" and isinstance(document, Mapping) else ()


def sight_of(exchange: Exchange) -> Sight | None:
    """What an exchange showed its caller; None where it is no success of an operation with rows."""
    operation = exchange.operation
    behaviour = operation.behaviour if operation else None
    if operation is None or behaviour is None or behaviour.resource is None or exchange.status != 200:
        return None
    rows, key = shown_rows(exchange), behaviour.resource.key
    named = exchange.path_values.get(behaviour.by) if behaviour.by else None
    keys = tuple(named if named is not None else _text(row.get(key)) for row in rows)
    return Sight(exchange, operation, behaviour.resource, organization_of(exchange), rows, keys)


def sights(trace: Trace) -> tuple[Sight, ...]:
    """What identities were shown for their own organisations, without a filter and without a cursor."""
    found = (sight_of(each) for each in trace.exchanges if is_own(trace.contract, each) and is_whole(each))
    return tuple(each for each in found if each)


def is_whole(exchange: Exchange) -> bool:
    """Whether a request narrows its rows by nothing but its path."""
    behaviour = exchange.operation.behaviour if exchange.operation else None
    listing = behaviour.listing if behaviour and behaviour.kind == "list" else None
    names = (listing.filter, listing.cursor) if listing else ()
    return not any(exchange.asked.values(name) for name in names if name)


def rows_named(operation: Operation, contract: Contract) -> Mapping[str, Resource]:
    """Each path parameter that names a row which must be there for the caller, and the row's resource."""
    behaviour, resources = operation.behaviour, contract.semantics.resources
    if behaviour is None or behaviour.resource is None:
        return {}
    named = {
        each.parameter: resources[each.parent]
        for each in behaviour.within
        if each.parent and each.parent in resources and each.any is None
    }
    return {**named, behaviour.by: behaviour.resource} if behaviour.by else named


def is_elsewhere(resource: Resource, row: Row, organization: str) -> bool:
    """Whether a row says that it is another organisation's; where the two are spelt as UUIDs, or it is not sure."""
    owner = owner_of(resource, row)
    return owner is not None and owner != organization and is_uuid(owner) and is_uuid(organization)


def owner_of(resource: Resource, row: Row) -> str | None:
    """The organisation that a row says it belongs to; None where it says nothing."""
    owner = row.get(resource.scope) if resource.scope else None
    return owner.casefold() if isinstance(owner, str) else None


def seen_elsewhere(
    resource: Resource, key: str | None, row: Row, organization: str, seen: Sequence[Sight]
) -> Sight | None:
    """A sight of another organisation that shows this very row; None where there is none, or where that is not sure."""
    for sight in () if owner_of(resource, row) == organization else seen:
        if key is None or sight.resource is not resource or sight.organization in (None, organization):
            continue
        other = sight.row(key)
        if other is not None and is_same(key, row, other):
            return sight
    return None


def is_same(key: str, one: Row, other: Row) -> bool:
    """Whether two rows of one key are one row, and not two of organisations that number their rows alike."""
    return is_unique(key) or (one == other and any(is_unique(value) for value in one.values()))


def is_unique(value: Any) -> bool:
    """Whether a value is hardly made twice: a UUID, an instant, a long text with many digits."""
    if not isinstance(value, str):
        return False
    return is_uuid(value) or (len(value) >= UNIQUE_LENGTH and sum(char.isdigit() for char in value) >= UNIQUE_DIGITS)


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def sees_visible(operation: Operation, resource: Resource | None) -> bool:
    """Whether an operation shows only what the resource's visibility lets everybody see."""
    behaviour = operation.behaviour
    return bool(behaviour and behaviour.sees == "visible" and resource and resource.visibility)


def is_hidden(resource: Resource, row: Row) -> bool:
    """Whether a row shows that visibility hides it."""
    seen = resource.visibility
    return seen is not None and seen.property in row and row[seen.property] != seen.equals


def all_lists(resource: Resource, contract: Contract) -> Iterator[Operation]:
    """The lists that show every row of a resource, whatever its visibility."""
    for operation in contract.operations:
        behaviour = operation.behaviour
        if behaviour and behaviour.kind == "list" and behaviour.sees == "all" and behaviour.resource is resource:
            yield operation


def seen_by_all(trace: Trace, resource: Resource) -> tuple[Sight, ...]:
    """What lists of all rows of a resource showed, whoever asked."""
    labels = {each.label for each in all_lists(resource, trace.contract)}
    found = (sight_of(each) for each in trace.exchanges if each.operation and each.operation.label in labels)
    return tuple(each for each in found if each)


def may_see_all(exchange: Exchange, resource: Resource, contract: Contract) -> bool:
    """Whether who asked has a role that some operation shows every row to."""
    behaviours = ((each, each.behaviour) for each in contract.operations)
    roles = {each.role for each, own in behaviours if own and own.sees == "all" and own.resource is resource}
    return EVERY_ROLE in exchange.asked.roles or bool(roles & {*exchange.asked.roles})


def let_in(trace: Trace, exchange: Exchange) -> bool:
    """Whether who asked came past the gate of the operation once, for its own organisation."""
    return any(
        each.asked.identity == exchange.asked.identity
        and is_own(trace.contract, each)
        and not each.noisy
        and each.status not in (401, 403)
        and (each.status or 0) < 500
        for each in trace.own
    )


def tenancy(operation: Operation, contract: Contract) -> Rules:
    """What the promise leans on that an operation's rows are an organisation's.

    It is attested where the operation takes the organisation's header or its rows show whose they are.
    """
    header, behaviour = contract.semantics.access.organization, operation.behaviour
    resource = behaviour.resource if behaviour else None
    shown = resource is not None and resource.scope in resource.properties
    return ("attested",) if shown or (header and operation.parameter("header", header)) else ("inferred",)


def behaviour_of(operation: Operation) -> tuple[Behaviour, Resource] | None:
    """What an operation that only reads does, and with which rows; None where it shows none."""
    behaviour = operation.behaviour
    if not operation.reads or behaviour is None or behaviour.resource is None:
        return None
    return (behaviour, behaviour.resource) if behaviour.kind in ("list", "collect", "read") else None


def silence(trace: Trace, reason: str) -> str | None:
    """A doubt where requests went without an answer, or somebody was let in nowhere; None else."""
    noisy = sum(each.unheard for each in trace.exchanges)
    if noisy:
        return f"{reason}: {noisy} requests met an overloaded server or network"
    heard: dict[str, set[int]] = {}
    for each in trace.own:
        if each.asked.identity and is_own(trace.contract, each):
            heard.setdefault(each.asked.identity, set()).add(each.status or 0)
    shut = next((name for name, statuses in heard.items() if statuses <= {401, 403}), None)
    return f"{reason}: the identity {shut} is refused with {min(heard[shut])}, whatever it asks" if shut else None


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, bool) else str(value)
