"""What of a row can be filtered and sorted, and as which type."""

from typing import Any

import pytest

from contracts.model import Schema
from contracts.reading_fields import read_fields
from contracts.references import References
from contracts.values import Field, FieldType

PIECES: Any = {
    "Id": {"type": "string", "format": "uuid"},
    "Null": {"type": "null"},
    "Row": {"type": "object", "properties": {"id": {}}},
}
TEXT, WHOLE, EXACT = FieldType.STRING, FieldType.INTEGER, FieldType.DECIMAL


def field(node: Any) -> Field:
    """The field that a property of this schema makes."""
    document = {"schemas": PIECES, "node": node}
    return read_fields(References(document), {"it": Schema("#/node", node)})["it"]


def ref(name: str) -> Any:
    """A reference to one of the pieces."""
    return {"$ref": f"#/schemas/{name}"}


@pytest.mark.parametrize(
    ("node", "type_", "nullable", "sortable"),
    [
        ({"type": "integer"}, WHOLE, False, True),
        ({"type": ["integer", "null"]}, WHOLE, True, True),
        ({"type": "number"}, FieldType.NUMBER, False, True),
        ({"type": ["integer", "number"]}, FieldType.NUMBER, False, True),
        ({"type": "boolean"}, FieldType.BOOLEAN, False, True),
        ({"type": "string", "format": "uuid"}, FieldType.UUID, False, True),
        ({"type": "string", "format": "date-time"}, FieldType.DATE_TIME, False, True),
        ({"type": "string", "format": "date"}, TEXT, False, True),
        ({"type": "string"}, TEXT, False, False),
        ({"type": "string", "maxLength": 255}, TEXT, False, True),
        ({"type": "string", "maxLength": 256}, TEXT, False, False),
        ({"type": "string", "x-order": "decimal"}, EXACT, False, True),
        ({"type": "object"}, None, False, False),
        ({"type": "array", "maxLength": 5}, None, False, False),
        ({"type": ["string", "integer"]}, None, False, False),
        ({"type": "null"}, None, True, False),
        ({}, None, True, False),
        (True, None, True, False),
        (False, None, False, False),
        ({"enum": ["a", "b"], "maxLength": 9}, TEXT, False, True),
        ({"enum": ["a", None]}, TEXT, True, False),
        ({"const": 5}, WHOLE, False, True),
        ({"enum": [True]}, FieldType.BOOLEAN, False, True),
        ({"enum": [1.5]}, FieldType.NUMBER, False, True),
        ({"enum": [[], {}]}, None, False, False),
        (ref("Id"), FieldType.UUID, False, True),
        ({"anyOf": [ref("Id"), ref("Null")]}, FieldType.UUID, True, True),
        ({"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 9}]}, TEXT, True, True),
        ({"anyOf": [ref("Row"), ref("Null")]}, None, True, False),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string", "maxLength": 3}]}, TEXT, False, True),
        ({"type": "string", "allOf": [{"maxLength": 300}, {"maxLength": 200}]}, TEXT, False, True),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, WHOLE, False, True),
        ({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string"}]}, TEXT, False, False),
        ({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 4}]}, TEXT, False, True),
        ({"anyOf": [ref("Id"), {"type": "string", "format": "date"}]}, TEXT, False, False),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, None, False, False),
    ],
)
def test_a_property_is_a_field(node: Any, type_: FieldType | None, nullable: bool, sortable: bool) -> None:
    """A field has the type that its schema leaves; it is sortable unless it is a text without a bound."""
    assert field(node) == Field("it", type_, nullable, sortable)


def test_fields_stand_in_the_order_of_the_properties() -> None:
    """The order of the properties is that of the fields."""
    properties = {name: Schema(f"#/schemas/{name}", PIECES[name]) for name in ("Null", "Id", "Row")}
    assert list(read_fields(References({"schemas": PIECES}), properties)) == ["Null", "Id", "Row"]
