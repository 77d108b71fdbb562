"""The table of OpenAPI 3.1 and JSON Schema 2020-12 keywords: what each holds, and whether the kit minds it.

A keyword is honoured, ignored with a reason, or refused with a way out; what is not in the table is refused.
`support.py` walks a document by it. OpenAPI's own sections are 4.8.1 to 4.8.30 of version 3.1.0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Standing = Literal["honoured", "ignored", "refused"]
# What a keyword holds: a scalar of that kind, or nodes: `one`, a `list`, a `map` by any name, a `pattern`ed map
# whose names follow NAMES and may be extensions.
Shape = Literal[
    "any", "text", "flag", "number", "positive", "count", "names", "dependencies", "types", "pattern", "some",
    "requirements",
    "one", "list", "map", "patterned",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keyword:
    """One row of the table.

    Args:
        shape: what it holds.
        kind: of the nodes it holds; None for scalars.
        standing: whether the kit minds it.
        told: why it is ignored, or the way out where it is refused.
        required: whether its node must have it.
        only: the values it is honoured with; None where any will do.
    """

    shape: Shape = "any"
    kind: str | None = None
    standing: Standing = "honoured"
    told: str = ""
    required: bool = False
    only: tuple[Any, ...] | None = None


def _ignored(reason: str, shape: Shape = "any") -> Keyword:
    return Keyword(shape, standing="ignored", told=reason)


def _refused(way_out: str, only: tuple[Any, ...] | None = None) -> Keyword:
    return Keyword(standing="refused", told=way_out, only=only)


_ANY = Keyword()
_TEXT = Keyword("text")
_FLAG = Keyword("flag")
_NUMBER = Keyword("number")
_COUNT = Keyword("count")
_SCHEMA = Keyword("one", "schema")
_SCHEMAS = Keyword("map", "schema")
_ALTERNATIVES = Keyword("list", "schema")

_FOR_PEOPLE = "it informs people and promises nothing"
_SERVERS = "whoever starts a run names the server"
_ANNOTATION = "it is an annotation (JSON Schema Validation 2020-12, section 8)"
_CONTENT = "Use `schema`"
_LOCAL = "Refer to a place in the document with a pointer: `#/components/schemas/NAME`"
_DIALECTS = (
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://json-schema.org/draft/2020-12/schema",
)
_DIALECT = f"Leave it out, or write {_DIALECTS[1]}"
_DRAFT_4 = "It is a word of older drafts: JSON Schema 2020-12 has another"

_METHOD = Keyword("one", "operation")
_PARAMETERS = Keyword("list", "parameter")

_SERIALISED: Mapping[str, Keyword] = {
    "description": _TEXT,
    "required": _FLAG,
    "deprecated": _FLAG,
    "schema": Keyword("one", "schema"),
    "style": _TEXT,
    "explode": _FLAG,
    "example": _ANY,
    "examples": _ANY,
    "content": _refused(_CONTENT),
    "allowEmptyValue": _ignored("the policy `empty_parameter` says what an empty value is"),
    "allowReserved": _ignored("it is a hint for clients; a server reads both spellings alike (RFC 3986, section 2)"),
}

KEYWORDS: Final[Mapping[str, Mapping[str, Keyword]]] = {
    "document": {
        "openapi": Keyword("text", required=True),
        "info": Keyword("one", "info", required=True),
        "jsonSchemaDialect": _refused(_DIALECT, only=_DIALECTS),
        "servers": _ignored(_SERVERS),
        "paths": Keyword("patterned", "path item", required=True),
        "webhooks": _ignored("the kit asks, it is never called"),
        "components": Keyword("one", "components"),
        "security": Keyword("requirements"),
        "tags": Keyword("list", "tag"),
        "externalDocs": _ignored(_FOR_PEOPLE),
    },
    "info": {
        "title": Keyword("text", required=True),
        "version": Keyword("text", required=True),
        "summary": _TEXT,
        "description": _TEXT,
        "termsOfService": _ignored(_FOR_PEOPLE),
        "contact": _ignored(_FOR_PEOPLE),
        "license": _ignored(_FOR_PEOPLE),
    },
    "tag": {"name": Keyword("text", required=True), "description": _TEXT, "externalDocs": _ignored(_FOR_PEOPLE)},
    "components": {
        "schemas": _SCHEMAS,
        "responses": Keyword("map", "response"),
        "parameters": Keyword("map", "parameter"),
        "examples": _ignored(_FOR_PEOPLE),
        "requestBodies": Keyword("map", "request body"),
        "headers": Keyword("map", "header"),
        "securitySchemes": Keyword("map", "security scheme"),
        "links": _ignored("the suites follow cursors, not links"),
        "callbacks": _ignored("the kit asks, it is never called"),
        "pathItems": Keyword("map", "path item"),
    },
    "path item": {
        "summary": _TEXT,
        "description": _TEXT,
        **dict.fromkeys(("get", "put", "post", "delete", "options", "head", "patch", "trace"), _METHOD),
        "servers": _ignored(_SERVERS),
        "parameters": _PARAMETERS,
    },
    "operation": {
        "tags": Keyword("names"),
        "summary": _TEXT,
        "description": _TEXT,
        "externalDocs": _ignored(_FOR_PEOPLE),
        "operationId": _TEXT,
        "parameters": _PARAMETERS,
        "requestBody": Keyword("one", "request body"),
        "responses": Keyword("patterned", "response", required=True),
        "callbacks": _ignored("the kit asks, it is never called"),
        "deprecated": _FLAG,
        "security": Keyword("requirements"),
        "servers": _ignored(_SERVERS),
    },
    "parameter": {"name": Keyword("text", required=True), "in": Keyword("text", required=True), **_SERIALISED},
    "header": _SERIALISED,
    "request body": {
        "description": _TEXT,
        "content": Keyword("map", "media type", required=True),
        "required": _FLAG,
    },
    "media type": {
        "schema": _SCHEMA,
        "example": _ANY,
        "examples": _ANY,
        "encoding": _ignored("bodies are judged as JSON only"),
    },
    "response": {
        "description": _TEXT,
        "headers": Keyword("map", "header"),
        "content": Keyword("map", "media type"),
        "links": _ignored("the suites follow cursors, not links"),
    },
    "security scheme": {
        "type": Keyword("text", required=True, only=("http", "oauth2", "openIdConnect")),
        "description": _TEXT,
        "scheme": Keyword("text"),
        "bearerFormat": _ignored("the overlay's `x-access` says what a token looks like"),
        "flows": _ignored("the identities file brings tokens: how they were obtained is no matter"),
        "openIdConnectUrl": _ignored("the identities file brings tokens: how they were obtained is no matter"),
    },
    "schema": {
        "$ref": _TEXT,
        "$comment": _TEXT,
        "$defs": _SCHEMAS,
        "$schema": _refused(_DIALECT, only=_DIALECTS),
        **dict.fromkeys(("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"), _refused(_LOCAL)),
        "type": Keyword("types"),
        "enum": Keyword("some"),
        "const": _ANY,
        "multipleOf": Keyword("positive"),
        **dict.fromkeys(("maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"), _NUMBER),
        **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"), _COUNT),
        **dict.fromkeys(("maxContains", "minContains"), _COUNT),
        "pattern": Keyword("pattern"),
        "format": _TEXT,
        "uniqueItems": _FLAG,
        "required": Keyword("names"),
        "dependentRequired": Keyword("dependencies"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _ALTERNATIVES),
        **dict.fromkeys(("not", "if", "then", "else", "items", "contains", "propertyNames"), _SCHEMA),
        **dict.fromkeys(("additionalProperties", "unevaluatedItems", "unevaluatedProperties"), _SCHEMA),
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _SCHEMAS),
        "title": _TEXT,
        "description": _TEXT,
        "default": _ANY,
        "examples": Keyword("some"),
        "deprecated": _FLAG,
        **dict.fromkeys(("readOnly", "writeOnly"), _ignored("a schema says the same of requests and of replies")),
        "contentEncoding": _ignored(_ANNOTATION),
        "contentMediaType": _ignored(_ANNOTATION),
        "contentSchema": _ignored(_ANNOTATION),
        "discriminator": _ignored("`oneOf` and `anyOf` decide alone; it is a hint for generators"),
        "xml": _ignored("bodies are judged as JSON only"),
        "externalDocs": _ignored(_FOR_PEOPLE),
        "example": _ignored("`examples` is JSON Schema's word"),
        "nullable": _refused('It is a word of OpenAPI 3.0: write `type: [..., "null"]`'),
        "definitions": _refused("Use `$defs`"),
        "dependencies": _refused("Use `dependentRequired` or `dependentSchemas`"),
        "additionalItems": _refused("Use `items` beside `prefixItems`"),
        **dict.fromkeys(("id", "$recursiveRef", "$recursiveAnchor"), _refused(_DRAFT_4)),
    },
}  # fmt: skip

# Kinds whose node may be a Reference Object instead (section 4.8.23); beside its `$ref` only these may stand.
REFERABLE: Final = frozenset({"parameter", "header", "request body", "response", "path item", "security scheme"})
BESIDE_REFERENCE: Final = ("$ref", "summary", "description")

# The names of a `patterned` map, and what they are called.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "path item": (r"/.*", "a path, which starts with a slash"),
    "response": (r"default|[1-5](?:[0-9]{2}|XX)", "a status: `200`, `4XX` or `default`"),
}

TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")

# The formats that are asserted; any other is an annotation (JSON Schema Validation 2020-12, section 7.2.1).
FORMATS: Final = frozenset(
    {
        *("date", "date-time", "duration", "time", "uuid", "regex"),
        *("email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
        *("iri", "iri-reference", "uri", "uri-reference", "uri-template"),
        *("json-pointer", "relative-json-pointer"),
    }
)
