"""Which operations show, list or delete a row that another operation makes, and under which path values. Pure.

Told by what both mean, else by their paths: what stands below the path of a create names what it made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import Contract, Operation, match, properties
from suites.inputs.samples import path_properties
from suites.traffic import Exchange

KEY = "id"  # what a row's key is called where nobody says


@dataclass(frozen=True, slots=True)
class Follower:
    """An operation that has to do with a new row, and the path values that lead it there."""

    operation: Operation
    path: Mapping[str, str]


def followers(contract: Contract, created: Exchange) -> tuple[Follower, ...]:
    """What can be asked of the row that an answer tells: where its `Location` leads first, each operation once.

    Args:
        created: an answer of 2xx to an operation that writes.
    """
    found: dict[str, Follower] = {}
    for follower in (*_located(contract, created), *_derived(contract, created)):
        found.setdefault(follower.operation.label, follower)
    return tuple(found.values())


def may_follow(operation: Operation, other: Operation) -> bool:
    """Whether an operation has to do with rows that another one makes."""
    if operation.method != "POST" or other.method not in ("GET", "DELETE"):
        return False
    made, shown = operation.behaviour, other.behaviour
    if made is None or shown is None:
        return other.path == operation.path or _key_name(operation, other) is not None
    same = made.resource is not None and shown.resource is not None and made.resource.name == shown.resource.name
    return same and shown.kind in ("read", "list", "collect")


def is_below(operation: Operation, other: Operation) -> bool:
    """Whether a path stands at another one or below it, whatever its parameters are called."""
    upper, lower = operation.path.strip("/").split("/"), other.path.strip("/").split("/")
    pairs = zip(upper, lower, strict=False)
    return len(upper) <= len(lower) and all(one == two or (_is_open(one) and _is_open(two)) for one, two in pairs)


def is_owned(operation: Operation) -> bool:
    """Whether the rows that an operation makes are an organisation's own."""
    return bool(operation.behaviour and operation.behaviour.resource and operation.behaviour.resource.scope)


def shows_owned(contract: Contract, operation: Operation) -> bool:
    """Whether an operation reads one row of an organisation by its key, and its answer names the row."""
    behaviour = operation.behaviour
    if not operation.reads or behaviour is None or behaviour.resource is None or not behaviour.by:
        return False
    schema = next(iter(operation.success.content.values()), None) if operation.success else None
    return schema is not None and behaviour.resource.key in properties(contract, schema)


def is_seen(created: Exchange, operation: Operation) -> bool:
    """Whether an operation shows a new row at all: some rows are not for every caller."""
    behaviour, row = operation.behaviour, created.document
    visibility = behaviour.resource.visibility if behaviour and behaviour.resource else None
    if behaviour is None or visibility is None or behaviour.sees == "all":
        return True
    return isinstance(row, Mapping) and row.get(visibility.property) == visibility.equals


def _located(contract: Contract, created: Exchange) -> Iterator[Follower]:
    place = created.header("location") or ""
    path = place.partition("?")[0]
    if "://" in path:
        path = "/" + path.partition("://")[2].partition("/")[2]
    found = match(contract, "GET", path) if path else None
    if found and found.operation:
        yield Follower(found.operation, found.path_values)


def _derived(contract: Contract, created: Exchange) -> Iterator[Follower]:
    operation, row = created.operation, created.document
    if operation is None or not isinstance(row, Mapping):
        return
    for other in contract.operations:
        values = _values(operation, other, created, row) if may_follow(operation, other) else None
        if values is not None:
            yield Follower(other, values)


def _values(operation: Operation, other: Operation, created: Exchange, row: Mapping[str, Any]) -> Any:
    """The path values of another operation; None where one of them is not known."""
    names = [each.name for each in other.parameters if each.location == "path"]
    columns = path_properties(other)
    key = _key_name(operation, other)
    resource = operation.behaviour.resource if operation.behaviour else None
    values: dict[str, str] = {}
    for name in names:
        column = columns.get(name) or ((resource.key if resource else KEY) if name == key else name)
        own = created.path_values.get(name) if name not in (key, other.behaviour and other.behaviour.by) else None
        value = own if own is not None else row.get(column, row.get(name))
        if not isinstance(value, str | int) or value == "":
            return None
        values[name] = str(value)
    return values


def _key_name(operation: Operation, other: Operation) -> str | None:
    """The one parameter by which a path goes on from another one."""
    rest = other.path.removeprefix(f"{operation.path.rstrip('/')}/") if other.path != operation.path else ""
    return rest[1:-1] if rest != other.path and _is_open(rest) and "/" not in rest else None


def _is_open(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")
