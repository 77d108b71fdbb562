"""A row's schema to its fields: what can be filtered and sorted, and by which type.

The sortable rule: a text without a format is sortable only where `maxLength` is 255 or less, so that a position
in an order has a bound. Objects and arrays are fields that compare with nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from contracts.keywords import TYPES
from contracts.model import Schema
from contracts.references import References, below
from contracts.values import Field, Fields, FieldType

SORTABLE_LENGTH: Final = 255

_TYPES: Final = frozenset(TYPES)
_FORMATS: Final = {"uuid": FieldType.UUID, "date-time": FieldType.DATE_TIME}
_BY_TYPES: Final[Mapping[frozenset[str], FieldType]] = {
    frozenset({"integer"}): FieldType.INTEGER,
    frozenset({"number"}): FieldType.NUMBER,
    frozenset({"integer", "number"}): FieldType.NUMBER,
    frozenset({"boolean"}): FieldType.BOOLEAN,
    frozenset({"string"}): FieldType.STRING,
}
# What Python calls a value of JSON; `bool` stands before `int`, which it is one of.
_JSON: Final = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
    (object, "null"),
)


@dataclass(frozen=True, slots=True)
class Facets:
    """What a schema and its parts say of a value, as far as comparing needs it.

    Args:
        types: the JSON types that it may have.
        format: the format of its texts; None where none is asserted of all of them.
        length: the most characters a text has; None without a bound.
        decimal: whether texts are ordered as decimal numbers.
    """

    types: frozenset[str] = _TYPES
    format: str | None = None
    length: int | None = None
    decimal: bool = False

    def both(self, other: "Facets") -> "Facets":
        """What holds where both hold."""
        lengths = [length for length in (self.length, other.length) if length is not None]
        return Facets(
            _common(self.types, other.types),
            self.format or other.format,
            min(lengths, default=None),
            self.decimal or other.decimal,
        )

    def either(self, other: "Facets") -> "Facets":
        """What holds where one of them holds; one that takes null alone bounds no text."""
        types = self.types | other.types
        if "string" not in self.types or "string" not in other.types:
            texts = self if "string" in self.types else other
            return Facets(types, texts.format, texts.length, texts.decimal)
        unbounded = self.length is None or other.length is None
        return Facets(
            types,
            self.format if self.format == other.format else None,
            None if unbounded else max(self.length or 0, other.length or 0),
            self.decimal and other.decimal,
        )


def read_fields(references: References, properties: Mapping[str, Schema]) -> Fields:
    """The fields of a row, in the order of its properties."""
    return Fields(tuple(_field(name, facets(references, schema)) for name, schema in properties.items()))


def facets(references: References, schema: Schema) -> Facets:
    """What a schema says of a value, its `$ref`, `allOf`, `anyOf` and `oneOf` put together."""
    own = _own(schema.value)
    if isinstance(schema.value, bool):
        return own
    if "$ref" in schema.value:
        own = own.both(facets(references, references.resolve(schema)))
    for part in below(schema, "allOf"):
        own = own.both(facets(references, part))
    for keyword in ("anyOf", "oneOf"):
        if alternatives := [facets(references, branch) for branch in below(schema, keyword)]:
            own = own.both(reduce(Facets.either, alternatives))
    return own


def _own(node: Mapping[str, Any] | bool) -> Facets:
    if isinstance(node, bool):
        return Facets(_TYPES if node else frozenset())
    types = _listed(node.get("type", sorted(_TYPES)))
    if "enum" in node or "const" in node:
        types = _common(types, _of_values(node["enum"] if "enum" in node else [node["const"]]))
    return Facets(types, node.get("format"), node.get("maxLength"), node.get("x-order") == "decimal")


def _listed(types: str | Iterable[str]) -> frozenset[str]:
    return frozenset([types] if isinstance(types, str) else types)


def _of_values(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(next(name for kind, name in _JSON if isinstance(value, kind)) for value in values)


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The types that two sets share; an integer is a number too (JSON Schema 2020-12, section 4.2.3)."""
    narrowed = ("integer" in one and "number" in other) or ("number" in one and "integer" in other)
    return one & other | {"integer"} if narrowed else one & other


def _field(name: str, found: Facets) -> Field:
    type_ = _type(found)
    bounded = found.length is not None and found.length <= SORTABLE_LENGTH
    sortable = type_ is not None and (type_ is not FieldType.STRING or found.format is not None or bounded)
    return Field(name, type_, "null" in found.types, sortable)


def _type(found: Facets) -> FieldType | None:
    type_ = _BY_TYPES.get(found.types - {"null"})
    if type_ is not FieldType.STRING:
        return type_
    return FieldType.DECIMAL if found.decimal else _FORMATS.get(found.format or "", FieldType.STRING)
