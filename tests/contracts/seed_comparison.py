"""What an OpenAPI document says about each kind of statement, in the words of the reference texts.

One row of `READERS` a kind. A reader finds; it never judges: `disagreements` compares what is found with what is said.
"""

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tests.contracts.seed_document import (
    Node,
    body,
    body_schema,
    core,
    nullable,
    operation,
    owner,
    parameter,
    property_of,
    reply,
    reply_schema,
    types,
)
from tests.contracts.seeds import Statement, Value

ABSENT = "absent"


class Disagreement(NamedTuple):
    """A statement and what the document says instead."""

    statement: Statement
    found: Value


def disagreements(document: Node, statements: Iterable[Statement]) -> list[Disagreement]:
    """The statements that the document does not bear out."""
    found = [Disagreement(statement, _found(document, statement)) for statement in statements]
    return [each for each in found if each.found != each.statement.value]


def _found(document: Node, statement: Statement) -> Value:
    try:
        return READERS[statement.kind](document, statement)
    except LookupError:
        return ABSENT


# Spelling: a schema in the words of the texts.


def _spell(node: Node, said: Value) -> str:
    """The type with its format. The texts give integers no format, so a format of an integer is not told."""
    if said == "union":
        return "union" if len(types(node)) > 1 else str(types(node))
    others = [each for each in types(node) if each != "null"]
    if len(others) != 1:
        return " or ".join(others) or "unknown"
    formatted = others == ["string"] and "format" in node
    return f"string ({node['format']})" if formatted else others[0]


def _spell_items(document: Node, node: Node, said: Value) -> str:
    items: Node = node["items"]
    name: str = items.get("$ref", "").rpartition("/")[2]
    if said == name:
        return name
    return _spell(core(document, items), said)


def _spell_reply(node: Node) -> str:
    if node.get("type") == "array":
        return f"array ({_spell_reply(node['items'])})"
    return str(node["$ref"].rpartition("/")[2])


def _spell_example(document: Node, node: Node, required: bool) -> str:
    """What an example of the texts shows for it: its default, `string` for a text that must be there, else `value`."""
    if "default" in node:
        return json.dumps(node["default"])
    if required:
        return "string" if types(node) == ["string"] else "value"
    return "value" if nullable(document, node) else "neither null nor a default"


def _spell_security(document: Node, label: str) -> str:
    described = operation(document, label)
    asked = described["security"] if "security" in described else document["security"]
    if not any(asked):
        return "none"
    return "required" if all(asked) else "optional"


# Reading: one function a kind, or one for the kinds that differ by a word only.


def _read_parameter(document: Node, said: Statement) -> Value:
    found = parameter(document, said.subject, said.name)
    if said.kind == "parameter type":
        return _spell(found["schema"], said.value)
    return found["in"] if said.kind == "parameter in" else bool(found.get("required", False))


def _read_parameter_nullable(document: Node, said: Statement) -> Value:
    return nullable(document, parameter(document, said.subject, said.name)["schema"])


def _read_parameter_value(document: Node, said: Statement) -> Value:
    name, value = said.name.split(" ")
    return value in parameter(document, said.subject, name)["description"]


def _read_query_example(document: Node, said: Statement) -> Value:
    found = parameter(document, said.subject, said.name)
    return _spell_example(document, found["schema"], found.get("required", False))


def _read_body_type(document: Node, said: Statement) -> Value:
    return _spell(core(document, body_schema(document, said.subject)["properties"][said.name]), said.value)


def _read_body_required(document: Node, said: Statement) -> Value:
    return said.name in body_schema(document, said.subject).get("required", [])


def _read_body_example(document: Node, said: Statement) -> Value:
    schema = body_schema(document, said.subject)
    return _spell_example(document, schema["properties"][said.name], said.name in schema.get("required", []))


def _read_code(document: Node, said: Statement) -> Value:
    status, code = said.name.split(" ")
    return code in reply(document, said.subject, status)["description"]


def _read_property_type(document: Node, said: Statement) -> Value:
    return _spell(property_of(document, said.subject, said.name), said.value)


def _read_property_required(document: Node, said: Statement) -> Value:
    return said.name in owner(document, said.subject).get("required", [])


def _read_property_nullable(document: Node, said: Statement) -> Value:
    return nullable(document, owner(document, said.subject)["properties"][said.name])


def _read_items(document: Node, said: Statement) -> Value:
    return _spell_items(document, property_of(document, said.subject, said.name), said.value)


READERS: dict[str, Callable[[Node, Statement], Value]] = {
    "operation": lambda document, said: bool(operation(document, said.subject)),
    "security": lambda document, said: _spell_security(document, said.subject),
    "parameter": lambda document, said: bool(parameter(document, said.subject, said.name)),
    "parameter in": _read_parameter,
    "parameter required": _read_parameter,
    "parameter type": _read_parameter,
    "parameter nullable": _read_parameter_nullable,
    "parameter value": _read_parameter_value,
    "query example": _read_query_example,
    "body": lambda document, said: " ".join(body(document, said.subject)["content"]),
    "body property": lambda document, said: said.name in body_schema(document, said.subject)["properties"],
    "body property type": _read_body_type,
    "body property required": _read_body_required,
    "body example": _read_body_example,
    "status": lambda document, said: bool(reply(document, said.subject, said.name)),
    "reply schema": lambda document, said: _spell_reply(reply_schema(document, said.subject, said.name)),
    "code": _read_code,
    "schema": lambda document, said: str(owner(document, said.subject)["type"]),
    "property": lambda document, said: said.name in owner(document, said.subject)["properties"],
    "property type": _read_property_type,
    "property required": _read_property_required,
    "property nullable": _read_property_nullable,
    "property pattern": lambda document, said: str(property_of(document, said.subject, said.name)["pattern"]),
    "items": _read_items,
}
