"""Which rows a request is about: those within its parents, of its organisation, and visible to who asks.

A row outside of them is as if it were not there.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from contracts import Behaviour, Resource
from mockserver.answers import Detail, Refusal
from mockserver.behaviours.tools import Tools
from mockserver.case import Case
from mockserver.store import Equal, Row


class Asking(Protocol):
    """A request as far as rows are concerned, let in or not yet."""

    @property
    def path(self) -> Mapping[str, Any]:
        """The values of path parameters."""

    @property
    def organization(self) -> str | None:
        """The organisation in effect."""


def conditions(asking: Asking, behaviour: Behaviour, resource: Resource) -> tuple[Equal, ...]:
    """What all rows of the resource that the request is about have in common."""
    return (*_within(asking, behaviour), *seen(asking, behaviour, resource))


def seen(asking: Asking, behaviour: Behaviour, resource: Resource) -> Iterator[Equal]:
    """What the rows of any resource have in common that who asks sees."""
    if resource.scope:
        yield Equal(resource.scope, asking.organization)
    if resource.visibility and behaviour.sees == "visible":
        yield Equal(resource.visibility.property, resource.visibility.equals)


def row_named(case: Case, tools: Tools) -> Row | Refusal | None:
    """The row that a path names, or the refusal for the first that is not there or that who asks does not see.

    The parents come first, the outermost before all. None where the path names parents only, or nothing, or where
    one of its values cannot be read: that is refused as a parameter.
    """
    behaviour = case.operation.behaviour if case.operation else None
    if behaviour is None or behaviour.resource is None or set(case.path) != set(case.match.path_values):
        return None
    row = None
    for parameter, resource, where in _named(case, behaviour, behaviour.resource, tools):
        row = tools.store.find(resource, where)
        if row is None and behaviour.kind == "create":
            return _unfounded(case, parameter, resource, tools)
        if row is None:
            return _absent(case, resource, where[0], tools)
    return row if behaviour.by else None


def _named(
    case: Case, behaviour: Behaviour, resource: Resource, tools: Tools
) -> Iterator[tuple[str, Resource, tuple[Equal, ...]]]:
    """Each path parameter that names a row, with the row's resource and what the row has, its key first."""
    for within in behaviour.within:
        parent = tools.contract.semantics.resources[within.parent] if within.parent else None
        if parent is not None and case.path[within.parameter] != within.any:
            yield (
                within.parameter,
                parent,
                (Equal(parent.key, case.path[within.parameter]), *seen(case, behaviour, parent)),
            )
    if behaviour.by:
        yield (
            behaviour.by,
            resource,
            (Equal(resource.key, case.path[behaviour.by]), *conditions(case, behaviour, resource)),
        )


def _unfounded(case: Case, parameter: str, parent: Resource, tools: Tools) -> Refusal:
    """What a create is answered under a parent that is not there: its path is at fault."""
    detail = Detail(("path", parameter), f"names no row of {parent.name}", "unknown")
    return tools.refusals.named("request_invalid", case.operation, details=[detail])


def _absent(case: Case, resource: Resource, key: Equal, tools: Tools) -> Refusal:
    """What is answered for a row that who asks does not see."""
    open_ = tools.contract.semantics.policy["existence_hiding"] == 403
    if open_ and tools.store.find(resource, (key,)) is not None:
        name = "organization_foreign" if resource.scope else "role_missing"
        return tools.refusals.named(name, case.operation)
    return tools.refusals.row_unknown(resource.not_found, case.operation)


def _within(asking: Asking, behaviour: Behaviour) -> Iterator[Equal]:
    for within in behaviour.within:
        value = asking.path[within.parameter]
        if within.any is None or value != within.any:
            yield Equal(within.property, value)
