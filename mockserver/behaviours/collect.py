"""A collection: all rows at once, as a bare array in the declared order."""

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer, Reply
from mockserver.behaviours.representation import represent
from mockserver.behaviours.rows import conditions
from mockserver.behaviours.tools import Tools


def collect_rows(admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """All rows that a request asks for."""
    where = conditions(admitted, behaviour, resource)
    rows = tools.store.rows(resource, where, admitted.expressions.order)
    return Reply(200, represent(rows, admitted, behaviour, tools))
