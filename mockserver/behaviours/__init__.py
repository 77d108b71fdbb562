"""What operations do: one behaviour a file, chosen by the operation's semantics.

A behaviour is given what admission let in, asks the store, and ends in data or in a refusal.
"""

from collections.abc import Callable, Mapping
from typing import Final

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer
from mockserver.behaviours.collect import collect_rows
from mockserver.behaviours.create import create_row
from mockserver.behaviours.list import list_rows
from mockserver.behaviours.read import read_row
from mockserver.behaviours.rows import row_named
from mockserver.behaviours.template import fill_template
from mockserver.behaviours.tools import Tools

__all__ = ["BEHAVIOURS", "Behave", "Tools", "behave", "row_named"]

Behave = Callable[[Admitted, Behaviour, Resource, Tools], Answer]
BEHAVIOURS: Final[Mapping[str, Behave]] = {
    "list": list_rows,
    "collect": collect_rows,
    "read": read_row,
    "create": create_row,
}


def behave(admitted: Admitted, tools: Tools, behaviours: Mapping[str, Behave] = BEHAVIOURS) -> Answer:
    """What the operation answers; where the semantics are silent on it, that it cannot be served.

    Args:
        admitted: the request.
        tools: what behaviours work with.
        behaviours: those of rows, by kind.
    """
    behaviour = admitted.operation.behaviour
    if behaviour and behaviour.kind == "template":
        return fill_template(admitted, behaviour, tools)
    if behaviour and behaviour.resource:
        return behaviours[behaviour.kind](admitted, behaviour, behaviour.resource, tools)
    return tools.refusals.named("unavailable", admitted.operation)
