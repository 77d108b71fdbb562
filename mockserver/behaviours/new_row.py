"""What a new row holds: what the server sets, then what the path says, then what was sent, then defaults, else null.

It makes a row and keeps none. What a client sends for a property that the server sets is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts import Behaviour, Contract, FieldType, Resource, Setting, properties, resolve
from mockserver.admission import Admitted
from mockserver.bodies import media_type, schema_for
from mockserver.identifiers import uuid7


@dataclass(frozen=True, slots=True)
class Making:
    """What a row is made with.

    Args:
        number: which one it is, counted from 0.
        now: what the mock's clock shows.
        secret: what its identifiers are drawn from.
    """

    number: int
    now: datetime
    secret: bytes


def new_row(
    admitted: Admitted, behaviour: Behaviour, resource: Resource, contract: Contract, making: Making
) -> dict[str, Any]:
    """The row that a request asks for, as JSON.

    Args:
        admitted: the request.
        behaviour: of its operation.
        resource: whose row it is.
        contract: whose schemas tell defaults.
        making: what it is made with.
    """
    sets = behaviour.creation.sets
    sent = _sent(admitted, contract)
    row: dict[str, Any] = {}
    for name in dict.fromkeys((*resource.properties, *resource.private)):
        if name in sets:
            row[name] = _set(name, sets[name], admitted, making)
        elif name not in resource.relations:
            row[name] = _kept(sent.get(name), resource.fields[name].type if name in resource.fields else None)
    return row | {within.property: admitted.path[within.parameter] for within in behaviour.within}


def _sent(admitted: Admitted, contract: Contract) -> Mapping[str, Any]:
    """What the body says of the properties that its schema declares, and their defaults where it is silent."""
    body = admitted.operation.body
    schema = schema_for(body, media_type(admitted.incoming)) if body and isinstance(admitted.body, Mapping) else None
    found: dict[str, Any] = {}
    for name, declared in (properties(contract, schema) if schema else {}).items():
        words = resolve(contract, declared).value
        if name in admitted.body:
            found[name] = admitted.body[name]
        elif isinstance(words, Mapping) and "default" in words:
            found[name] = words["default"]
    return found


def _set(name: str, setting: Setting, admitted: Admitted, making: Making) -> Any:
    match setting.origin:
        case "uuid":
            return str(_identifier(name, making))
        case "now":
            return f"{making.now.isoformat()[: -len('+00:00')]}Z"
        case "organization":
            return admitted.organization
        case "text":
            return setting.argument.replace("{uuid}", _identifier(name, making).hex)
        case "value":
            return setting.argument


def _identifier(name: str, making: Making) -> Any:
    return uuid7(making.now, making.number, making.secret, name)


def _kept(value: Any, type_: FieldType | None) -> Any:
    """A value as a row holds it: a decimal is a text there, in plain notation and with all its digits."""
    if type_ is FieldType.DECIMAL and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return format(Decimal(value), "f")
    return value
