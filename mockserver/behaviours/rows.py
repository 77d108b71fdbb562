"""Which rows a request is about: those within its parents, of its organisation, and visible to who asks.

A row outside of them is as if it were not there.
"""

from collections.abc import Iterator

from contracts import Behaviour, Resource, Within
from mockserver.admission import Admitted
from mockserver.answers import Refusal
from mockserver.behaviours.tools import Tools
from mockserver.store import Equal


def conditions(admitted: Admitted, behaviour: Behaviour, resource: Resource) -> tuple[Equal, ...]:
    """What all rows of the resource that the request is about have in common."""
    return (*_within(admitted, behaviour), *seen(admitted, behaviour, resource))


def absent_parent(admitted: Admitted, behaviour: Behaviour, tools: Tools) -> Refusal | None:
    """The 404 of the outermost parent that is not there, or that who asks does not see; None where all are there."""
    for within, parent in unseen_parents(admitted, behaviour, tools):
        return absent_row(admitted, parent, (Equal(parent.key, admitted.path[within.parameter]),), tools)
    return None


def unseen_parents(admitted: Admitted, behaviour: Behaviour, tools: Tools) -> Iterator[tuple[Within, Resource]]:
    """The parents that are not there, or that who asks does not see, outermost first."""
    for within in behaviour.within:
        parent = tools.contract.semantics.resources[within.parent] if within.parent else None
        if parent is None or admitted.path[within.parameter] == within.any:
            continue
        where = (Equal(parent.key, admitted.path[within.parameter]), *seen(admitted, behaviour, parent))
        if tools.store.find(parent, where) is None:
            yield within, parent


def absent_row(admitted: Admitted, resource: Resource, named: tuple[Equal, ...], tools: Tools) -> Refusal:
    """What is answered for a row that who asks does not see.

    Args:
        admitted: the request.
        resource: the row's.
        named: what the path says of the row.
        tools: what the behaviour works with.
    """
    open_ = tools.contract.semantics.policy["existence_hiding"] == 403
    if open_ and tools.store.find(resource, named) is not None:
        name = "organization_foreign" if resource.scope else "role_missing"
        return tools.refusals.named(name, admitted.operation)
    return tools.refusals.row_unknown(resource.not_found, admitted.operation)


def _within(admitted: Admitted, behaviour: Behaviour) -> Iterator[Equal]:
    for within in behaviour.within:
        value = admitted.path[within.parameter]
        if within.any is None or value != within.any:
            yield Equal(within.property, value)


def seen(admitted: Admitted, behaviour: Behaviour, resource: Resource) -> Iterator[Equal]:
    """What the rows of any resource have in common that who asks sees."""
    if resource.scope:
        yield Equal(resource.scope, admitted.organization)
    if resource.visibility and behaviour.sees == "visible":
        yield Equal(resource.visibility.property, resource.visibility.equals)
