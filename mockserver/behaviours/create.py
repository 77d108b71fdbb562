"""A create: let in by every check a read meets, and not served yet."""

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer
from mockserver.behaviours.rows import absent_parent
from mockserver.behaviours.tools import Tools


def create_row(admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """The refusal of a write; a parent that is not there is told first."""
    return absent_parent(admitted, behaviour, tools) or tools.refusals.named("unavailable", admitted.operation)
