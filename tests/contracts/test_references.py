"""What a reference leads to, and which properties a schema has once its parts are put together."""

from pathlib import Path
from typing import Any

import pytest

from contracts import Schema, properties, resolve
from tests.contracts.toolshed import MINIMAL, loaded

SCHEMAS: Any = {
    "Alias": {"$ref": "#/components/schemas/Named"},
    "Named": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Sized": {"allOf": [{"$ref": "#/components/schemas/Alias"}, {"properties": {"size": {}, "name": {}}}]},
    "Maybe": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Sized"}], "properties": {"extra": {}}},
    "Either": {"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]},
    "odd~/ name": {"properties": {"deep": {"properties": {"a/b": {}}}}},
    "Odd": {"$ref": "#/components/schemas/odd~0~1%20name"},
}


def schema(name: str) -> Schema:
    """The schema of that name."""
    return Schema(f"#/components/schemas/{name}", SCHEMAS[name])


@pytest.mark.parametrize(
    ("name", "target"),
    [("Alias", "Named"), ("Named", "Named"), ("Sized", "Sized"), ("Odd", "odd~0~1 name")],
)
def test_a_reference_leads_to_its_end(name: str, target: str, tmp_path: Path) -> None:
    """A `$ref` is followed to a schema that is none; a schema without one is itself."""
    contract = loaded(tmp_path, {**MINIMAL, "components": {"schemas": SCHEMAS}})
    assert resolve(contract, schema(name)).pointer == f"#/components/schemas/{target}"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Alias", {"name": "Named/properties/name"}),
        ("Sized", {"name": "Named/properties/name", "size": "Sized/allOf/1/properties/size"}),
        (
            "Maybe",
            {
                "extra": "Maybe/properties/extra",
                "name": "Named/properties/name",
                "size": "Sized/allOf/1/properties/size",
            },
        ),
        ("Either", {}),
        ("Odd", {"deep": "odd~0~1 name/properties/deep"}),
    ],
)
def test_properties_are_those_that_always_hold(name: str, found: dict[str, str], tmp_path: Path) -> None:
    """Properties come from the schema, its reference, `allOf` and the only alternative that is not null."""
    contract = loaded(tmp_path, {**MINIMAL, "components": {"schemas": SCHEMAS}})
    assert {key: value.pointer for key, value in properties(contract, schema(name)).items()} == {
        key: f"#/components/schemas/{place}" for key, place in found.items()
    }
