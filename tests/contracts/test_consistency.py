"""The words of a contract agree with each other and with its operations, or are refused by name."""

from pathlib import Path
from typing import Any

import pytest

from tests.contracts.toolshed import DOCUMENT, GONE, OVERLAY, changed, loaded, refused

ROOT = "/actions/0/update"
ERRORS = f"{ROOT}/x-errors"
TOOLS = f"{ROOT}/x-resources/tools"
RACKS = f"{ROOT}/x-resources/racks"
LIST = "/actions/1/update/x-behaviour"
READ = "/actions/2/update/x-behaviour"
WITHIN = "/actions/3/update/x-behaviour"
HELLO = "/actions/4/update"

IN_THE_OVERLAY = [
    (f"{ERRORS}/envelope/schema", "#/components/schemas/Falt", f"{ERRORS}/envelope/schema: no schema stands at"),
    (
        f"{ERRORS}/refusals/internal",
        "brokn",
        f"{ERRORS}/refusals/internal: there is no code brokn. Did you mean broken?",
    ),
    (
        f"{ERRORS}/refusals/internal",
        GONE,
        f"{ERRORS}/refusals: internal has no code. Name the code that it answers with.",
    ),
    (f"{ERRORS}/refusals/unauthenticated", GONE, f"{ERRORS}/refusals: unauthenticated has no code."),
    (f"{ERRORS}/refusals/role_missing", GONE, f"{ERRORS}/refusals: role_missing has no code."),
    (f"{ERRORS}/refusals/embed_invalid", GONE, f"{ERRORS}/refusals: embed_invalid has no code."),
    (f"{ROOT}/x-policy/wrong_media_type", 415, f"{ERRORS}/refusals: media_type_unknown has no code."),
    (f"{ROOT}/x-policy/not_acceptable", 406, f"{ERRORS}/refusals: not_acceptable has no code."),
    (
        f"{ERRORS}/codes/broken/status",
        503,
        f"{ERRORS}/refusals/internal: broken has the status 503, and HTTP asks for 500. Give internal a code of 500.",
    ),
    (
        f"{ROOT}/x-policy/validation_status",
        400,
        f"{ERRORS}/refusals/request_invalid: request has the status 422, and the policy validation_status asks for",
    ),
    (
        f"{ROOT}/x-access/shown",
        {"stff": "writes"},
        f"{ROOT}/x-access/shown/stff: there is no code stff. Did you mean staff",
    ),
    (f"{ROOT}/x-access/organization", "X-Shed", f"{ROOT}/x-access/organization: there is no header parameter X-Shed."),
    (
        f"{ROOT}/x-listing/limit",
        "siz",
        f"{ROOT}/x-listing/limit: there is no query parameter of a list siz. Did you mean",
    ),
    (
        f"{ROOT}/x-listing/next",
        "nxt",
        f"{ROOT}/x-listing/next: there is no property of a page nxt. Known are more, rows.",
    ),
    (
        f"{ROOT}/x-policy/null_ordr",
        "x",
        f"{ROOT}/x-policy/null_ordr: null_ordr is no rule of a policy. Did you mean null_or",
    ),
    (
        f"{ROOT}/x-policy/null_order",
        "last",
        f"{ROOT}/x-policy/null_order: last is no value of null_order. Known are last_as",
    ),
    (
        f"{ROOT}/x-policy/default_limit/value",
        "5",
        f"{ROOT}/x-policy/default_limit/value: 5 is no value of default_limit.",
    ),
    (
        f"{ROOT}/x-policy/default_limit",
        True,
        f"{ROOT}/x-policy/default_limit: true is no value of default_limit. Write an",
    ),
    (
        f"{ROOT}/x-policy/default_order",
        1,
        f"{ROOT}/x-policy/default_order: 1 is no value of default_order. Known are true,",
    ),
    (
        f"{ROOT}/x-policy/precedence",
        ["size"],
        f"{ROOT}/x-policy/precedence: precedence does not name every stage once.",
    ),
    (f"{ROOT}/x-policy/errors_where", [200], f"{ROOT}/x-policy/errors_where: errors_where is no list of statuses."),
    (
        f"{TOOLS}/schema",
        "#/components/schemas/Tol",
        f"{TOOLS}/schema: no schema stands at #/components/schemas/Tol. Did you",
    ),
    (
        f"{TOOLS}/schema",
        "#/components/schemas/Tool/properties/id",
        f"{TOOLS}/schema: #/components/schemas/Tool/properties",
    ),
    (f"{TOOLS}/key", "idd", f"{TOOLS}/key: there is no property of tools idd. Did you mean id?"),
    (f"{TOOLS}/scope", "ownr", f"{TOOLS}/scope: there is no property of tools ownr. Did you mean owner?"),
    (
        f"{TOOLS}/private/name",
        {},
        f"{TOOLS}/private/name: name is private, and a property of #/components/schemas/Tool too.",
    ),
    (
        f"{TOOLS}/visibility/property",
        "x",
        f"{TOOLS}/visibility/property: there is no property of tools x. Known are id, na",
    ),
    (
        f"{TOOLS}/visibility/equals",
        "yes",
        f'{TOOLS}/visibility/equals: "yes" is no boolean. Write a value that rows can',
    ),
    (
        f"{TOOLS}/unique",
        [["rack", "nam"]],
        f"{TOOLS}/unique/0/1: there is no property of tools nam. Did you mean name?",
    ),
    (f"{TOOLS}/not_found", "gon", f"{TOOLS}/not_found: there is no code gon. Did you mean gone?"),
    (
        f"{TOOLS}/not_found",
        "broken",
        f"{TOOLS}/not_found: broken has the status 500, not 404. Name a code of 404.",
    ),
    (
        f"{TOOLS}/relations/on_rack/resource",
        "rack",
        f"{TOOLS}/relations/on_rack/resource: there is no resource rack. Did",
    ),
    (
        f"{TOOLS}/relations/on_rack/local",
        "rak",
        f"{TOOLS}/relations/on_rack/local: there is no property of tools rak. Did",
    ),
    (
        f"{TOOLS}/relations/on_rack/foreign",
        "cod",
        f"{TOOLS}/relations/on_rack/foreign: there is no property of racks cod.",
    ),
    (f"{TOOLS}/relations/on_rack/schema", "#/x", f"{TOOLS}/relations/on_rack/schema: no schema stands at #/x. Add it."),
    (
        f"{TOOLS}/relations/on_rack/many",
        True,
        f"{TOOLS}/relations/on_rack/many: on_rack holds no list in the schema. Write",
    ),
    (
        f"{TOOLS}/relations/of",
        {"many": False, "resource": "racks", "local": "rack", "foreign": "code"},
        f"{TOOLS}/relations/of: there is no property of tools of.",
    ),
    (
        f"{RACKS}/relations/tools/order",
        "nam",
        f"{RACKS}/relations/tools/order: nam is no field here. Did you mean name?",
    ),
    (
        f"{RACKS}/relations/tools/many",
        False,
        f"{RACKS}/relations/tools/many: tools holds no object in the schema. Write `m",
    ),
    (f"{LIST}/resource", "tool", f"{LIST}/resource: there is no resource tool. Did you mean tools?"),
    (f"{LIST}/order", "notes", f"{LIST}/order: notes cannot be sorted by."),
    (f"{LIST}/order", "owner", f"{LIST}/order: owner is no field here."),
    (f"{LIST}/order", "name:down", f"{LIST}/order: down is no direction; write name:asc or name:desc."),
    (f"{LIST}/embed", ["on_rack"], f"{LIST}/embed: GET /tools has no parameter to ask for an embedding with."),
    (f"{LIST}/resource", "racks", f"{LIST}/order: name is no field here."),
    (
        LIST,
        {"kind": "create", "resource": "tools"},
        f"{LIST}/kind: GET cannot create. Reads are GET, writes are not (RFC 9110, section 9.2.1).",
    ),
    (f"{LIST}/kind", "collect", f"{LIST}/kind: the 2xx body of GET /tools is no array. Correct the schema."),
    (f"{READ}/by", "idd", f"{READ}/by: there is no path parameter idd. Did you mean id?"),
    (
        f"{READ}/embed",
        ["racks"],
        f"{READ}/embed/0: there is no relation to ask for called racks. Did you mean on_rack",
    ),
    (f"{WITHIN}/within", [], f"{WITHIN}: the path parameter rack means nothing. Name it in `within` or `by`."),
    (
        f"{WITHIN}/within/0/parameter",
        "rck",
        f"{WITHIN}/within/0/parameter: there is no path parameter rck. Did you mean r",
    ),
    (
        f"{WITHIN}/within/0/property",
        "rck",
        f"{WITHIN}/within/0/property: there is no property of tools rck. Did you mean",
    ),
    (f"{WITHIN}/within/0/parent", "rack", f"{WITHIN}/within/0/parent: there is no resource rack. Did you mean racks?"),
    (
        f"{WITHIN}/signing/parameter",
        "sign",
        f"{WITHIN}/signing/parameter: there is no query parameter sign. Did you mean",
    ),
    (f"{WITHIN}/signing/parameter", "page", f"{WITHIN}/signing/parameter: page is no boolean. Correct its schema."),
    (
        f"{WITHIN}/signing/properties",
        ["phot"],
        f"{WITHIN}/signing/properties/0: there is no property of tools phot. Did",
    ),
    (
        f"{HELLO}/x-envelopes",
        {"400": {}},
        f"{HELLO}/x-envelopes/400: GET /hello documents no 400. Add the response, or",
    ),
    (
        f"{HELLO}/x-behaviour/template/txt",
        "a",
        f"{HELLO}/x-behaviour/template/txt: there is no property of the 2xx body",
    ),
    (
        f"{HELLO}/x-behaviour/template/text",
        "{query.whom}",
        f"{HELLO}/x-behaviour/template/text: there is no value for quer",
    ),
    (
        f"{HELLO}/x-role",
        "staff",
        f"{HELLO}/x-role: GET /hello asks for a role, and for no token. Give it a security requ",
    ),
]


@pytest.mark.parametrize(
    ("where", "value", "line"), IN_THE_OVERLAY, ids=[f"{row[0]}={row[1]}"[:70] for row in IN_THE_OVERLAY]
)
def test_a_word_that_names_what_is_not_there_is_refused(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """What names something that is not there, or cannot be, is told at its place in the overlay."""
    told = refused(tmp_path, DOCUMENT, changed(OVERLAY, where, value))
    assert told.startswith(f"meaning.json#{line}")


PAGE = "/components/schemas/Page/properties"


@pytest.mark.parametrize(
    ("where", "value", "line"),
    [
        (f"{PAGE}/rows", GONE, "api.json#/paths/~1tools/get: the 2xx body of GET /tools has no property rows."),
        ("/paths/~1tools/get/responses/200", GONE, "api.json#/paths/~1tools/get: the 2xx body of GET /tools has no"),
        (
            "/paths/~1hello/get/responses/200",
            GONE,
            "api.json#/paths/~1hello/get: GET /hello promises no 2xx reply with",
        ),
        (
            "/components/schemas/Tool/properties/id/type",
            "object",
            "meaning.json#/actions/1/update/x-behaviour/resource: id",
        ),
    ],
)
def test_a_document_that_lacks_what_is_meant_is_refused(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """What the overlay means and the document does not have is told by operation."""
    assert refused(tmp_path, changed(DOCUMENT, where, value), OVERLAY).startswith(line)


def test_a_list_needs_names_to_go_by(tmp_path: Path) -> None:
    """A list without `x-listing` is refused: nobody says where its rows are."""
    line = refused(tmp_path, DOCUMENT, changed(OVERLAY, f"{ROOT}/x-listing", GONE))
    assert line == f"meaning.json#{LIST}/kind: lists have no names here. Add x-listing to the document."


def test_a_missing_row_needs_a_code(tmp_path: Path) -> None:
    """A resource that is read, or is a parent, has a code of its own or that of `row_unknown`."""
    overlay = changed(OVERLAY, f"{ERRORS}/refusals/row_unknown", GONE)
    assert refused(tmp_path, DOCUMENT, overlay) == (
        f"meaning.json#{READ}/resource: a row of tools that is not there has no code. "
        "Give the resource `not_found`, or the refusals `row_unknown`."
    )
    overlay = changed(overlay, f"{TOOLS}/not_found", "gone")
    assert refused(tmp_path, DOCUMENT, overlay).startswith(f"meaning.json#{WITHIN}/within/0/parent: a row of racks")
    assert loaded(tmp_path, DOCUMENT, changed(overlay, f"{RACKS}/not_found", "gone")).semantics.errors


def test_meaning_without_errors_is_enough(tmp_path: Path) -> None:
    """A contract may mean something and have no registry of errors."""
    overlay = changed(changed(OVERLAY, ERRORS, GONE), f"{ROOT}/x-access/shown", GONE)
    assert loaded(tmp_path, DOCUMENT, overlay).semantics.errors is None
