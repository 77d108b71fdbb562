"""A read: the one row that the path names, as admission found it."""

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer, Reply
from mockserver.behaviours.representation import represent
from mockserver.behaviours.timeline import at_step
from mockserver.behaviours.tools import Tools


def read_row(admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """The row that a request asks for."""
    if admitted.row is None:
        return tools.refusals.row_unknown(resource.not_found, admitted.operation)
    shown = at_step(admitted.row, resource, tools.now()) if resource.timeline else admitted.row
    return Reply(200, represent([shown], admitted, behaviour, tools)[0])
