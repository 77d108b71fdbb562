"""Ids that no row has: made from the operation's own words, so that a judge recognises what a probe sent. Pure.

An id is well formed by its parameter's schema; that a deployment holds a row of it is as likely as any
other collision of 122 bits.
"""

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from contracts import Contract, Misspelt, Operation, Parameter, read_text, resolve

LARGEST_INTEGER = 2**53 - 1  # what every JSON reader holds exactly (RFC 8259, section 6)
# No organisation has it: it stands for no value at all (RFC 9562, section 5.9).
NIL = str(UUID(int=0))


def absent(contract: Contract, operation: Operation, name: str) -> str | None:
    """The text of a path parameter that names no row; None where its schema leaves no such text.

    Args:
        name: the path parameter.
    """
    parameter = operation.parameter("path", name)
    if parameter is None:
        return None
    text = _made(contract, parameter, f"{operation.path} {name}")
    try:
        read_text(contract, parameter, (text,))
    except Misspelt:
        return None
    return text


def rows_named(contract: Contract, operation: Operation) -> Mapping[str, str | None]:
    """Each path parameter that names a row, to the code of its refusal; None where one of several codes may stand.

    A row that is asked for is not found; of a row that is made the parent is at fault.
    """
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None:
        return {}
    reads = behaviour.kind == "read"
    named: dict[str, str | None] = {}
    for each in behaviour.within:
        if reads:
            named[each.parameter] = None if each.parent else _code(contract, behaviour.resource.name)
        elif each.parent:
            creates = behaviour.kind == "create"
            named[each.parameter] = _invalid(contract) if creates else _code(contract, each.parent)
    if reads and behaviour.by:
        named[behaviour.by] = _code(contract, behaviour.resource.name)
    return named


def _code(contract: Contract, resource: str) -> str | None:
    """The code of a 404 for a row of a resource: its own, else the registry's."""
    found, registry = contract.semantics.resources.get(resource), contract.semantics.errors
    return (found.not_found if found else None) or (registry.refusals.get("row_unknown") if registry else None)


def _invalid(contract: Contract) -> str | None:
    registry = contract.semantics.errors
    return registry.refusals.get("request_invalid") if registry else None


def _made(contract: Contract, parameter: Parameter, seed: str) -> str:
    node = resolve(contract, parameter.schema).value
    words = node if isinstance(node, Mapping) else {}
    digest = sha256(seed.encode()).digest()
    types = words.get("type", "string")
    if "integer" in ([types] if isinstance(types, str) else types):
        return str(words.get("maximum", LARGEST_INTEGER))
    if words.get("format") == "uuid":
        return str(UUID(bytes=digest[:16], version=4))
    return f"absent-{digest.hex()[:16]}"
