"""A read: the one row that the path names, or the 404 of its resource."""

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer, Reply
from mockserver.behaviours.representation import represent
from mockserver.behaviours.rows import absent_parent, absent_row, conditions
from mockserver.behaviours.timeline import at_step
from mockserver.behaviours.tools import Tools
from mockserver.store import Equal


def read_row(admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """The row that a request asks for."""
    refusal = absent_parent(admitted, behaviour, tools)
    if refusal:
        return refusal
    named = Equal(resource.key, admitted.path[behaviour.by or ""])
    row = tools.store.find(resource, (named, *conditions(admitted, behaviour, resource)))
    if row is None:
        return absent_row(admitted, resource, (named,), tools)
    shown = at_step(row, resource, tools.now()) if resource.timeline else row
    return Reply(200, represent([shown], admitted, behaviour, tools)[0])
