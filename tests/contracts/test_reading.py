"""What the kit reads out of an OpenAPI document: operations, parameters, bodies, replies, security, grades."""

from pathlib import Path
from typing import Any

import pytest

from contracts import Contract, Operation
from tests.contracts.toolshed import DOCUMENT, GONE, OVERLAY, changed, loaded, refused

GET = "/paths/~1tools/get"
ID = "/paths/~1tools~1{id}"
BEARER = "/components/securitySchemes/card"


def operation(contract: Contract, name: str) -> Operation:
    """The operation of that name, which is there."""
    found = contract.operation(name)
    assert found
    return found


def test_an_operation_goes_by_its_label_and_its_id(tmp_path: Path) -> None:
    """`METHOD /path` and the `operationId` name the same operation; without one, the label is the id."""
    contract = loaded(tmp_path)
    assert operation(contract, "GET /tools") is operation(contract, "listTools")
    assert operation(contract, "GET /hello").id == "GET /hello"
    assert contract.operation("listTool") is None


def test_operations_stand_in_the_document_order(tmp_path: Path) -> None:
    """Operations are told in the order of the paths, and of the methods in each."""
    document = changed(DOCUMENT, "/paths/~1hello/post", {"responses": {"201": {"description": ""}}})
    assert [each.label for each in loaded(tmp_path, document).operations] == [
        "GET /tools",
        "GET /tools/{id}",
        "GET /racks/{rack}/tools",
        "GET /hello",
        "POST /hello",
    ]


def test_the_parameters_of_a_path_are_those_of_its_operations(tmp_path: Path) -> None:
    """A path item's parameters come first; an operation's own of the same name and place wins."""
    document = changed(DOCUMENT, f"{ID}/parameters/1", {"name": "with", "in": "query", "schema": {"type": "boolean"}})
    contract = loaded(tmp_path, document)
    own = operation(contract, "GET /tools/{id}")
    assert [(each.location, each.name) for each in own.parameters] == [
        ("path", "id"),
        ("query", "with"),
        ("query", "only"),
    ]
    parameter = own.parameter("query", "with")
    assert parameter
    assert parameter.pointer == f"#{ID}/get/parameters/0"


def test_a_header_is_named_in_any_case(tmp_path: Path) -> None:
    """A header parameter is found in any case, another parameter in its own only."""
    document = changed(DOCUMENT, f"{GET}/parameters/0", {"name": "X-Shed", "in": "header", "schema": {}})
    own = operation(loaded(tmp_path, document), "GET /tools")
    assert own.parameter("header", "x-shed") is own.parameters[0]
    assert own.parameter("query", "PAGE") is None


def test_a_header_of_http_itself_is_no_parameter(tmp_path: Path) -> None:
    """`Accept`, `Authorization` and `Content-Type` are ignored where OpenAPI says so, and noted."""
    document = changed(DOCUMENT, f"{GET}/parameters/0", {"name": "Accept", "in": "header", "schema": {}})
    headers = {"content-type": {"schema": {}}, "Age": {"required": True, "schema": {"type": "integer"}}}
    contract = loaded(tmp_path, changed(document, f"{GET}/responses/200/headers", headers))
    own = operation(contract, "GET /tools")
    reply = own.reply(200)
    assert own.parameter("header", "Accept") is None
    assert reply
    assert [(header.name, header.required) for header in reply.headers] == [("Age", True)]
    assert [note.split(": ", 1)[1] for note in contract.notes] == [
        "the header Accept is ignored: the replies say what media types there are",
        "the header content-type is ignored: the media types of the body say it",
    ]


def test_a_body_is_told_by_media_type(tmp_path: Path) -> None:
    """Media types are in lower case; one without a schema takes anything."""
    body = {"content": {"Application/JSON": {"schema": {"type": "object"}}, "text/plain": {}}}
    document = changed(DOCUMENT, "/paths/~1hello/post", {"requestBody": body, "responses": {}})
    own = operation(loaded(tmp_path, document), "POST /hello")
    assert own.body
    assert own.body.required is False
    assert {name: schema.value for name, schema in own.body.content.items()} == {
        "application/json": {"type": "object"},
        "text/plain": True,
    }


def test_a_reply_is_found_by_its_status_or_its_class(tmp_path: Path) -> None:
    """A status finds the reply of its own, else of its class, else the default."""
    replies = {status: {"description": status} for status in ("201", "204", "4XX", "404", "default")}
    own = operation(loaded(tmp_path, changed(DOCUMENT, "/paths/~1hello/get/responses", replies)), "GET /hello")
    found = [own.reply(status) for status in (201, 404, 418, 500)]
    assert [reply.description for reply in found if reply] == ["201", "404", "4XX", "default"]
    assert own.success is own.replies["201"]


@pytest.mark.parametrize(
    ("media_type", "is_json"),
    [("application/json", True), ("application/problem+json; charset=utf-8", True), ("text/html", False)],
)
def test_a_reply_knows_its_json(media_type: str, is_json: bool, tmp_path: Path) -> None:
    """The JSON body of a reply is that of `application/json` or of a type with its suffix."""
    document = changed(DOCUMENT, f"{GET}/responses/200/content", {media_type: {"schema": {"type": "object"}}})
    reply = operation(loaded(tmp_path, document), "GET /tools").reply(200)
    assert reply
    assert (reply.json is not None) is is_json


@pytest.mark.parametrize(
    ("security", "asked"),
    [
        (GONE, "required"),
        ([], "none"),
        ([{}], "optional"),
        ([{}, {"card": []}], "optional"),
        ([{"card": []}], "required"),
    ],
)
def test_security_is_asked_for_or_not(security: Any, asked: str, tmp_path: Path) -> None:
    """An operation's own security wins over the document's; an empty requirement makes it optional."""
    document = DOCUMENT if security is GONE else changed(DOCUMENT, f"{GET}/security", security)
    assert operation(loaded(tmp_path, document), "GET /tools").security == asked


def test_a_document_without_security_asks_for_none(tmp_path: Path) -> None:
    """Where nothing says so, no token is needed."""
    assert operation(loaded(tmp_path, changed(DOCUMENT, "/security", GONE)), "GET /tools").security == "none"


def test_grades_come_from_marks(tmp_path: Path) -> None:
    """An operation, parameter or reply has the grade of the nearest mark, at its own place or where it is named."""
    parameter = DOCUMENT["paths"]["/tools"]["get"]["parameters"][0]
    document = changed(DOCUMENT, "/components/parameters", {"Size": {**parameter, "x-provenance": "inferred"}})
    document = changed(document, f"{GET}/parameters/0", {"$ref": "#/components/parameters/Size"})
    document = changed(document, f"{GET}/responses/401/x-provenance", "inferred")
    document = changed(document, f"{ID}/get/x-provenance", "inferred")
    contract = loaded(tmp_path, document)
    listed, read = operation(contract, "GET /tools"), operation(contract, "GET /tools/{id}")
    assert (listed.grade, read.grade) == ("attested", "inferred")
    assert [each.grade for each in listed.parameters[:2]] == ["inferred", "attested"]
    assert {status: reply.grade for status, reply in listed.replies.items()} == {"200": "attested", "401": "inferred"}
    assert {reply.grade for reply in read.replies.values()} == {"inferred"}


REFUSALS = [
    (
        "/paths/~1tools~1{id}.txt",
        {},
        "#/paths/~1tools~1{id}.txt: the segment '{id}.txt' is neither a literal nor one whole",
    ),
    ("/paths/~1a~1{}", {}, "#/paths/~1a~1{}: the segment '{}' is neither a literal nor one whole parameter."),
    ("/paths/~1{a}~1{a}", {}, "#/paths/~1{a}~1{a}: the parameter a stands twice in the path. Rename one."),
    ("/paths/~1tools~1{no}", {}, "#/paths/~1tools~1{no}: it matches the same paths as /tools/{id}. Keep one of them."),
    (f"{ID}/parameters", [], f"#{ID}/get: the path parameter id is not declared. Add it to parameters."),
    (f"{ID}/parameters/0/required", False, f"#{ID}/parameters/0: the path parameter id is not required. Write `requ"),
    (
        f"{GET}/parameters/0/in",
        "path",
        f"#{GET}/parameters/0/name: the path /tools has no parameter size. Put it in the path, or take it out.",
    ),
    (
        f"{GET}/parameters/0/in",
        "body",
        f"#{GET}/parameters/0/in: 'body' is no place of a parameter. Write one of path, q",
    ),
    (f"{GET}/parameters/0/schema", GONE, f"#{GET}/parameters/0: the parameter size has no schema. Add schema."),
    (f"{GET}/parameters/0/name", "page", f"#{GET}/parameters/1: the query parameter page is listed twice. Keep one of"),
    (
        f"{GET}/parameters/0/style",
        "spaceDelimited",
        f"#{GET}/parameters/0/style: the style spaceDelimited is not supported in a query. Leave it out: form is read.",
    ),
    (
        f"{GET}/parameters/0/schema",
        {"type": "object"},
        f"#{GET}/parameters/0/schema: an object or a list is not supported in a query. Send a text, or a list in the",
    ),
    (
        f"{ID}/parameters/0/schema",
        {"type": "array"},
        f"#{ID}/parameters/0/schema: an object or a list is not supported in a path.",
    ),
    (
        f"{GET}/parameters/0",
        {"name": "a", "in": "query", "explode": False, "schema": {"type": "array"}},
        f"#{GET}/parameters/0/explode: a list in one parameter is not supported. Leave it out:",
    ),
    (
        f"{GET}/responses/200/headers",
        {"Ages": {"schema": {"type": "array"}}},
        f"#{GET}/responses/200/headers/Ages/schema: an object or a list is not supported in a header.",
    ),
    (f"{GET}/security", [{"crd": []}], f"#{GET}/security/0: there is no security scheme crd. Did you mean card?"),
    (
        f"{GET}/security",
        [{"a": [], "b": []}],
        f"#{GET}/security/0: a and b are asked for at once. Ask for one scheme, or",
    ),
    ("/security", [{"crd": []}], "#/security/0: there is no security scheme crd. Did you mean card?"),
    (
        f"{BEARER}/scheme",
        "basic",
        f"#{BEARER}/scheme: the HTTP scheme 'basic' is not supported. Write bearer: identities",
    ),
    (
        f"{ID}/get/operationId",
        "listTools",
        f"#{ID}/get/operationId: the operationId listTools stands at #{GET} too. Give each operation its own.",
    ),
]


@pytest.mark.parametrize(("where", "value", "line"), REFUSALS, ids=[f"{row[0]}={row[1]}"[:60] for row in REFUSALS])
def test_what_contradicts_itself_is_refused(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """A document that is well-formed and contradicts itself is told with place and way out."""
    assert refused(tmp_path, changed(DOCUMENT, where, value)).startswith(f"api.json{line}")


@pytest.mark.parametrize("explode", [True, False])
def test_exploding_a_scalar_means_nothing(explode: bool, tmp_path: Path) -> None:
    """`explode` changes nothing for a scalar, and is taken either way."""
    assert loaded(tmp_path, changed(DOCUMENT, f"{GET}/parameters/0/explode", explode)).operations


def test_meaning_reaches_the_operations(tmp_path: Path) -> None:
    """Role, envelopes and behaviour of the overlay stand on the operations, cut to what each has."""
    contract = loaded(tmp_path, DOCUMENT, OVERLAY)
    listed, read = operation(contract, "GET /tools").behaviour, operation(contract, "GET /tools/{id}").behaviour
    narrowed, hello = operation(contract, "GET /racks/{rack}/tools").behaviour, operation(contract, "GET /hello")
    assert listed
    assert read
    assert narrowed
    assert listed.listing
    assert read.listing
    assert narrowed.listing
    assert operation(contract, "GET /tools").role == "staff"
    assert (listed.listing.limit, listed.listing.maximum, listed.listing.embed) == ("size", 9, None)
    assert (narrowed.listing.limit, narrowed.listing.embed, narrowed.listing.next) == (None, "with", "more")
    assert (read.listing.embed, read.listing.cursor, read.listing.filter) == ("with", None, None)
    assert narrowed.within[0].parent == "racks"
    assert hello.envelopes
    assert hello.envelopes[422].errors == "/faults"
    assert contract.semantics.resources["racks"].not_found == "gone"
    assert contract.semantics.policy["default_limit"] == 5


def test_the_smaller_maximum_counts(tmp_path: Path) -> None:
    """The largest page is the smaller of what the schema of the limit and the overlay say."""
    overlay = changed(OVERLAY, "/actions/0/update/x-listing/maximum", 4)
    behaviour = operation(loaded(tmp_path, DOCUMENT, overlay), "GET /tools").behaviour
    assert behaviour
    assert behaviour.listing
    assert behaviour.listing.maximum == 4
