"""A create: let in by every check a read meets, and not served yet."""

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer
from mockserver.behaviours.tools import Tools


def create_row(admitted: Admitted, _behaviour: Behaviour, _resource: Resource, tools: Tools) -> Answer:
    """The refusal of a write."""
    return tools.refusals.named("unavailable", admitted.operation)
