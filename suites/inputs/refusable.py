"""Which parameters and bodies a request can get wrong by their schemas alone. Pure.

A parameter that takes any text is never wrong, whatever is sent for it: a check of refusals has no subject there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts import Contract, Operation, Parameter, Schema, resolve

# Keywords that rule out some text of a type that any text is of.
NARROWING = ("format", "pattern", "enum", "const", "minLength", "maxLength")


def refusable(contract: Contract, parameter: Parameter) -> bool:
    """Whether there is a text, or an absence, that makes a request wrong."""
    return narrow(contract, parameter) or (parameter.required and parameter.location != "path")


def takes_body(contract: Contract, operation: Operation) -> bool:
    """Whether an operation takes a body that can be wrong: it must be there, or not every JSON value will do."""
    body = operation.body
    return body is not None and (body.required or any(resolve(contract, each).value for each in body.content.values()))


def narrow(contract: Contract, parameter: Parameter) -> bool:
    """Whether there is a text that is no value of the parameter."""
    return not any(_takes_any_text(node) for node in _branches(contract, parameter.schema))


def _branches(contract: Contract, schema: Schema) -> Iterator[Mapping[str, Any]]:
    value = resolve(contract, schema).value
    if isinstance(value, Mapping):
        found = [each for word in ("anyOf", "oneOf") for each in value.get(word, ())]
        yield from [each for each in found if isinstance(each, Mapping)] or [value]
    elif value:
        yield {}


def _takes_any_text(node: Mapping[str, Any]) -> bool:
    types = node.get("type", "string")
    textual = "string" in ([types] if isinstance(types, str) else types)
    return textual and not any(word in node for word in NARROWING)
