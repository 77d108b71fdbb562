"""What of an OpenAPI document is honoured, ignored with a reason, or refused by name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.keywords import KEYWORDS, Keyword
from tests.contracts.toolshed import DOCUMENT, GONE, MINIMAL, changed, loaded, refused

SCHEMA = "/components/schemas/Tool"
GET = "/paths/~1tools/get"

# Where a node of each kind stands in the small contract, once the pieces of `EVERY_KIND` are added.
KINDS = {
    "document": "",
    "info": "/info",
    "tag": "/tags/0",
    "components": "/components",
    "path item": "/paths/~1tools",
    "operation": GET,
    "parameter": f"{GET}/parameters/0",
    "header": f"{GET}/responses/200/headers/Age",
    "request body": f"{GET}/requestBody",
    "media type": f"{GET}/requestBody/content/application~1json",
    "response": f"{GET}/responses/200",
    "security scheme": "/components/securitySchemes/card",
    "schema": SCHEMA,
}
EVERY_KIND = changed(DOCUMENT, "/tags", [{"name": "shed"}])
EVERY_KIND = changed(EVERY_KIND, KINDS["header"], {"schema": {"type": "integer"}})
EVERY_KIND = changed(EVERY_KIND, KINDS["request body"], {"content": {"application/json": {"schema": {}}}})

REFUSALS = [
    ("/info/titel", "Shed", "#/info/titel: `titel` is no keyword of an info. Did you mean title?"),
    (
        "/flavour",
        1,
        "#/flavour: `flavour` is no keyword of a document. Take it out, or give it a name that starts with `x-`.",
    ),
    ("/info/version", GONE, "#/info: this info has no version. Add version."),
    ("/info", [], "#/info: an info is an object. Write keys and values."),
    ("/info/title", 3, "#/info/title: title is not a text."),
    ("/components/schemas", [], "#/components/schemas: schemas is no object of schemas by name."),
    (f"{GET}/parameters", {}, f"#{GET}/parameters: parameters is no list of parameters."),
    (f"{GET}/deprecated", "no", f"#{GET}/deprecated: deprecated is not true or false."),
    (f"{GET}/tags", ["a", "a"], f"#{GET}/tags: tags is not a list of texts, each once."),
    ("/paths/tools", {}, "#/paths/tools: 'tools' is not a path, which starts with a slash."),
    (f"{GET}/responses/20", {}, f"#{GET}/responses/20: '20' is not a status: `200`, `4XX` or `default`."),
    (
        f"{GET}/security",
        [{"card": "x"}],
        f"#{GET}/security: security is not a list of objects, each of a scheme's name and a list of scopes.",
    ),
    (f"{SCHEMA}/nullable", True, f"#{SCHEMA}/nullable: `nullable` of a schema is not supported."),
    (f"{SCHEMA}/$id", "urn:x", f"#{SCHEMA}/$id: `$id` of a schema is not supported."),
    (f"{SCHEMA}/$dynamicRef", "#x", f"#{SCHEMA}/$dynamicRef: `$dynamicRef` of a schema is not supported."),
    (f"{SCHEMA}/$schema", "http://json-schema.org/draft-07/schema", f"#{SCHEMA}/$schema: `$schema` of a schema is not"),
    (f"{SCHEMA}/type", "text", f"#{SCHEMA}/type: type is not one or a list of array, boolean,"),
    (f"{SCHEMA}/type", [], f"#{SCHEMA}/type: type is not one or a list of array, boolean,"),
    (f"{SCHEMA}/properties/name/maxLength", -1, f"#{SCHEMA}/properties/name/maxLength: maxLength is not an integer of"),
    (f"{SCHEMA}/properties/name/pattern", "(", f"#{SCHEMA}/properties/name/pattern: pattern is not a regular expr"),
    (f"{SCHEMA}/properties/id/multipleOf", 0, f"#{SCHEMA}/properties/id/multipleOf: multipleOf is not a number above"),
    (f"{SCHEMA}/properties/id/maximum", True, f"#{SCHEMA}/properties/id/maximum: maximum is not a number."),
    (f"{SCHEMA}/enum", {}, f"#{SCHEMA}/enum: enum is not a list."),
    (f"{SCHEMA}/allOf", [], f"#{SCHEMA}/allOf: allOf is no list of schemas."),
    (f"{SCHEMA}/dependentRequired", {"a": "b"}, f"#{SCHEMA}/dependentRequired: dependentRequired is not an object of"),
    ("/components/securitySchemes/card/type", "apiKey", "#/components/securitySchemes/card/type: 'apiKey' is not supp"),
    (f"{GET}/parameters/0/content", {}, f"#{GET}/parameters/0/content: `content` of a parameter is not supported."),
    (
        f"{GET}/parameters/0",
        {"$ref": "other.yaml#/Size"},
        f"#{GET}/parameters/0/$ref: 'other.yaml#/Size' leads out of the document. Copy what it names into `components`",
    ),
    (
        f"{GET}/responses/200",
        {"$ref": "#/components/responses/Fine"},
        f"#{GET}/responses/200/$ref: no response stands at #/components/responses/Fine.",
    ),
    (
        f"{GET}/parameters/0",
        {"$ref": "#/components/schemas/Tool"},
        f"#{GET}/parameters/0/$ref: no parameter stands at #/components/schemas/Tool.",
    ),
    (
        f"{GET}/responses/200",
        {"$ref": "#/components/responses/Fine", "content": {}},
        f"#{GET}/responses/200/content: content means nothing beside a `$ref`. Move it to its target.",
    ),
    (
        f"{SCHEMA}/properties/id",
        {"$ref": "#/components/schemas/Tol"},
        f"#{SCHEMA}/properties/id/$ref: no schema stands at #/components/schemas/Tol. Did you mean #/components/sch",
    ),
    (
        f"{SCHEMA}/$ref",
        "#/paths/{a}",
        f"#{SCHEMA}/$ref: '#/paths/{{a}}' is no URI reference (RFC 3986). Percent-encode its",
    ),
    (f"{SCHEMA}/$ref", "#/components/schemas/Tool", f"#{SCHEMA}: this goes round in a circle: #{SCHEMA} -> #{SCHEMA}."),
    (f"{SCHEMA}/anyOf", [{"not": {"$ref": "#/components/schemas/Tool"}}], "goes round in a circle"),
    (f"{SCHEMA}/dependentSchemas", {"id": {"$ref": "#/components/schemas/Tool"}}, "goes round in a circle"),
]


@pytest.mark.parametrize(("where", "value", "line"), REFUSALS, ids=[f"{row[0]}={row[1]}"[:60] for row in REFUSALS])
def test_what_is_not_understood_is_refused_by_name(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """A keyword, shape or reference that the kit does not understand is told with file, place and way out."""
    told = refused(tmp_path, changed(DOCUMENT, where, value))
    assert told.startswith("api.json#")
    assert line in told


def a(kind: str) -> str:
    """A kind with its article."""
    return f"an {kind}" if kind in ("info", "operation") else f"a {kind}"


def rows(standing: str) -> Iterator[Any]:
    """The rows of the table that stand so, with their kinds."""
    for kind, keywords in KEYWORDS.items():
        for name, row in keywords.items():
            if row.standing == standing:
                yield pytest.param(kind, name, row, id=f"{kind} {name}")


@pytest.mark.parametrize(("kind", "name", "row"), list(rows("ignored")))
def test_an_ignored_keyword_is_noted_with_its_reason(kind: str, name: str, row: Keyword, tmp_path: Path) -> None:
    """What the table ignores stands in the notes, by name, place and reason."""
    contract = loaded(tmp_path, changed(EVERY_KIND, f"{KINDS[kind]}/{name}", {}))
    notes = [note.replace(f"{tmp_path}/", "") for note in contract.notes]
    assert notes == [f"api.json#{KINDS[kind]}/{name}: `{name}` of {a(kind)} is ignored: {row.told}"]


@pytest.mark.parametrize(("kind", "name", "row"), list(rows("refused")))
def test_a_refused_keyword_names_its_way_out(kind: str, name: str, row: Keyword, tmp_path: Path) -> None:
    """What the table refuses is told with the table's way out."""
    line = refused(tmp_path, changed(EVERY_KIND, f"{KINDS[kind]}/{name}", {}))
    assert line.startswith(f"api.json#{KINDS[kind]}/{name}: `{name}` of {a(kind)} is not supported. {row.told}")


def test_an_ignored_keyword_is_noted_once_and_counted(tmp_path: Path) -> None:
    """A keyword that stands in two places makes one note, which counts them."""
    document = changed(DOCUMENT, f"{SCHEMA}/xml", {})
    contract = loaded(tmp_path, changed(document, "/components/schemas/Rack/xml", {}))
    assert [note for note in contract.notes if "xml" in note] == [
        f"{tmp_path}/api.json#{SCHEMA}/xml: `xml` of a schema is ignored: bodies are judged as JSON only (2 places)"
    ]


def test_a_format_that_is_not_asserted_is_noted(tmp_path: Path) -> None:
    """A format outside JSON Schema's own is an annotation, and is told as one."""
    contract = loaded(tmp_path, changed(DOCUMENT, f"{SCHEMA}/properties/id/format", "int64"))
    assert any("the format `int64` is ignored" in note for note in contract.notes)


def test_a_schema_may_hold_itself_by_a_property(tmp_path: Path) -> None:
    """A circle that passes a property or an item ends with the value, and is taken."""
    itself = {"$ref": "#/components/schemas/Tool"}
    document = changed(DOCUMENT, f"{SCHEMA}/properties/on_rack", {"anyOf": [itself, {"type": "null"}]})
    assert loaded(tmp_path, document).operations


def test_a_reference_may_pass_through_a_reference(tmp_path: Path) -> None:
    """A `$ref` to a `$ref` leads to what stands at the end of both."""
    document = changed(
        DOCUMENT, "/components/parameters", {"Size": DOCUMENT["paths"]["/tools"]["get"]["parameters"][0]}
    )
    document = changed(document, "/components/parameters/Alias", {"$ref": "#/components/parameters/Size"})
    contract = loaded(tmp_path, changed(document, f"{GET}/parameters/0", {"$ref": "#/components/parameters/Alias"}))
    assert contract.operations[0].parameters[0].pointer == "#/components/parameters/Size"


@pytest.mark.parametrize(
    ("version", "way_out"),
    [("3.0.3", "Convert it to 3.1.0."), ("3.2.0", "Write `openapi: 3.1.0`."), (3.1, "Write `openapi: 3.1.0`.")],
)
def test_another_version_is_refused(version: Any, way_out: str, tmp_path: Path) -> None:
    """Only OpenAPI 3.1 is read; any other version is refused by name."""
    line = refused(tmp_path, {**MINIMAL, "openapi": version})
    assert line == f"api.json#/openapi: OpenAPI {version} is not supported. {way_out}"


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"swagger": "2.0"}, "api.json#: is no OpenAPI document. It is Swagger 2: convert it."),
        ({}, "api.json#: is no OpenAPI document. Write `openapi: 3.1.0` at the top."),
    ],
)
def test_a_file_without_a_version_is_no_document(document: Any, line: str, tmp_path: Path) -> None:
    """A file that names no version of OpenAPI is told to be no document."""
    assert refused(tmp_path, document) == line


def test_a_document_of_nothing_is_a_contract(tmp_path: Path) -> None:
    """A document without paths loads, and has no operation, no resource and no registry."""
    contract = loaded(tmp_path, MINIMAL)
    assert (contract.operations, contract.semantics.resources, contract.semantics.errors) == ((), {}, None)
