"""One way to break a document for each kind of statement.

A mutant changes the document in place so that the statement no longer holds; it says nothing of the others.
"""

from collections.abc import Callable

from tests.contracts.seed_document import (
    Node,
    body,
    body_schema,
    operation,
    owner,
    parameter,
    property_of,
    reply,
    reply_schema,
)
from tests.contracts.seeds import Statement

# A schema that agrees with nothing any text says: an odd type, no null, a default of its own.
_STRANGER = {"type": "stranger", "default": "stranger", "pattern": "stranger"}


def break_statement(document: Node, said: Statement) -> None:
    """Change the document so that the statement does not hold."""
    MUTANTS[said.kind](document, said)


def _toggle(schema: Node, name: str) -> None:
    required = set(schema.get("required", []))
    schema["required"] = sorted(required ^ {name})


def _replace(schema: Node) -> None:
    schema.clear()
    schema.update(_STRANGER)


def _drop_operation(document: Node, said: Statement) -> None:
    method, path = said.subject.split(" ")
    del document["paths"][path][method.lower()]


def _open_to_all(document: Node, said: Statement) -> None:
    operation(document, said.subject)["security"] = []


def _rename_parameter(document: Node, said: Statement) -> None:
    parameter(document, said.subject, said.name)["name"] = "stranger"


def _move_parameter(document: Node, said: Statement) -> None:
    parameter(document, said.subject, said.name)["in"] = "cookie"


def _toggle_parameter(document: Node, said: Statement) -> None:
    parameter(document, said.subject, said.name)["required"] = not said.value


def _replace_parameter(document: Node, said: Statement) -> None:
    _replace(parameter(document, said.subject, said.name)["schema"])


def _deny_null_to_parameter(document: Node, said: Statement) -> None:
    parameter(document, said.subject, said.name)["schema"]["type"] = "string"


def _silence_parameter(document: Node, said: Statement) -> None:
    parameter(document, said.subject, said.name.split(" ")[0])["description"] = ""


def _change_media_type(document: Node, said: Statement) -> None:
    content = body(document, said.subject)["content"]
    content["text/plain"] = content.pop(said.value)


def _drop_body_property(document: Node, said: Statement) -> None:
    del body_schema(document, said.subject)["properties"][said.name]


def _replace_body_property(document: Node, said: Statement) -> None:
    _replace(body_schema(document, said.subject)["properties"][said.name])


def _toggle_body_property(document: Node, said: Statement) -> None:
    _toggle(body_schema(document, said.subject), said.name)


def _drop_status(document: Node, said: Statement) -> None:
    del operation(document, said.subject)["responses"][said.name]


def _rename_reply_schema(document: Node, said: Statement) -> None:
    schema = reply_schema(document, said.subject, said.name)
    schema.clear()
    schema["$ref"] = "#/components/schemas/Stranger"


def _silence_reply(document: Node, said: Statement) -> None:
    reply(document, said.subject, said.name.split(" ")[0])["description"] = ""


def _replace_schema(document: Node, said: Statement) -> None:
    _replace(owner(document, said.subject))


def _drop_property(document: Node, said: Statement) -> None:
    del owner(document, said.subject)["properties"][said.name]


def _replace_property(document: Node, said: Statement) -> None:
    _replace(property_of(document, said.subject, said.name))


def _toggle_property(document: Node, said: Statement) -> None:
    _toggle(owner(document, said.subject), said.name)


def _deny_null_to_property(document: Node, said: Statement) -> None:
    owner(document, said.subject)["properties"][said.name] = {"type": "string"}


def _replace_items(document: Node, said: Statement) -> None:
    property_of(document, said.subject, said.name)["items"] = dict(_STRANGER)


MUTANTS: dict[str, Callable[[Node, Statement], None]] = {
    "operation": _drop_operation,
    "security": _open_to_all,
    "parameter": _rename_parameter,
    "parameter in": _move_parameter,
    "parameter required": _toggle_parameter,
    "parameter type": _replace_parameter,
    "parameter nullable": _deny_null_to_parameter,
    "parameter value": _silence_parameter,
    "query example": _replace_parameter,
    "body": _change_media_type,
    "body property": _drop_body_property,
    "body property type": _replace_body_property,
    "body property required": _toggle_body_property,
    "body example": _replace_body_property,
    "status": _drop_status,
    "reply schema": _rename_reply_schema,
    "code": _silence_reply,
    "schema": _replace_schema,
    "property": _drop_property,
    "property type": _replace_property,
    "property required": _toggle_property,
    "property nullable": _deny_null_to_property,
    "property pattern": _replace_property,
    "items": _replace_items,
}
