"""The kit's own `x-` words: closed, each in its place, and none a near miss of another."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from contracts.consistency import STATUSES
from contracts.policy import RULES
from contracts.vocabulary import PLACES, near_miss, schemas
from tests.contracts.toolshed import DOCUMENT, GONE, OVERLAY, changed, loaded, refused

GET = "/paths/~1tools/get"
ROOT = "/actions/0/update"
LIST = "/actions/1/update/x-behaviour"
READ = "/actions/2/update/x-behaviour"


def test_every_word_has_a_place_and_a_shape() -> None:
    """The table of places and the schema name the same words."""
    assert schemas()["$defs"]["words"].keys() == PLACES.keys()


def test_the_shapes_are_a_schema() -> None:
    """`semantics.schema.json` is itself a JSON Schema."""
    assert jsonschema_rs.meta.is_valid(dict(schemas()))


def test_every_refusal_has_a_status() -> None:
    """The refusals of the schema are those whose statuses are judged, and a status from the policy is a rule of it."""
    assert schemas()["$defs"]["refusals"]["properties"].keys() == STATUSES.keys()
    assert {status for status in STATUSES.values() if isinstance(status, str)} <= RULES.keys()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("x-error", "x-errors"),
        ("x-Errors", "x-errors"),
        ("x-behavior", "x-behaviour"),
        ("x-roles", "x-role"),
        ("x-listings", "x-listing"),
        ("x-provenence", "x-provenance"),
        ("x-orders", "x-order"),
        ("x-logo", None),
        ("x-enum-varnames", None),
        ("x-rate-limit", None),
        ("x-codeSamples", None),
    ],
)
def test_a_near_miss_is_told_from_a_strangers_word(word: str, meant: str | None) -> None:
    """A word that differs from one of ours by a letter or its case is a slip; others are somebody else's."""
    assert near_miss(word) == meant


def test_a_strangers_word_is_noted(tmp_path: Path) -> None:
    """An `x-` word of somebody else in the document is ignored, and told as ignored."""
    document = changed(DOCUMENT, f"{GET}/x-logo", {"any": "thing"})
    document = changed(document, "/paths/x-tagline", "what a shed")
    assert [note.replace(f"{tmp_path}/", "") for note in loaded(tmp_path, document).notes] == [
        f"api.json#{GET}/x-logo: `x-logo` is ignored: it is none of the kit's words",
        "api.json#/paths/x-tagline: `x-tagline` is ignored: it is none of the kit's words",
    ]


@pytest.mark.parametrize(
    ("where", "value", "line"),
    [
        (f"{GET}/x-rol", "staff", f"#{GET}/x-rol: x-rol is no word of the kit. Did you mean x-role?"),
        ("/info/x-role", "staff", "#/info/x-role: x-role means nothing on an info. It stands on an operation."),
        (f"{GET}/x-policy", {}, f"#{GET}/x-policy: x-policy means nothing on an operation. It stands on a document."),
        ("/paths/x-provenance", "sure", '#/paths/x-provenance: "sure" is none of "attested", "inferred".'),
        (
            f"{GET}/x-provenance",
            {"tags": "sure"},
            f'#{GET}/x-provenance/tags: "sure" is none of "attested", "inferred".',
        ),
        (f"{GET}/x-provenance", {"tag": "inferred"}, f"#{GET}/x-provenance/tag: no tag stands beside this."),
        (
            f"{GET}/parameters/0",
            {"$ref": "#/components/parameters/A", "x-provenence": "inferred"},
            f"#{GET}/parameters/0/x-provenence: x-provenence is no word of the kit. Did you mean x-provenance?",
        ),
        (
            "/components/schemas/Tool/properties/id/x-order",
            "decimal",
            "#/components/schemas/Tool/properties/id/x-order: only a text is ordered as a decimal. Take it out.",
        ),
        (f"{GET}/x-role", 3, f"#{GET}/x-role: 3 is no string."),
    ],
)
def test_a_word_in_the_document_is_held_to_its_place_and_shape(
    where: str, value: Any, line: str, tmp_path: Path
) -> None:
    """A word of ours may stand in the document too, and is refused there as it is in an overlay."""
    assert refused(tmp_path, changed(DOCUMENT, where, value)).startswith(f"api.json{line}")


@pytest.mark.parametrize(
    ("where", "value", "line"),
    [
        (f"{ROOT}/x-access/tokn", "a", f"#{ROOT}/x-access/tokn: tokn is not allowed here. Did you mean token?"),
        (f"{ROOT}/x-access/token", "(", f'#{ROOT}/x-access/token: "(" is no regex.'),
        (
            f"{ROOT}/x-access/shown/staff",
            "always",
            f'#{ROOT}/x-access/shown/staff: "always" is none of "secured", "writes".',
        ),
        (f"{ROOT}/x-errors/codes", GONE, f"#{ROOT}/x-errors: codes is missing."),
        (
            f"{ROOT}/x-errors/codes/card/status",
            200,
            f"#{ROOT}/x-errors/codes/card/status: 200 is less than the minimum",
        ),
        (f"{ROOT}/x-errors/envelope/code", "code", f'#{ROOT}/x-errors/envelope/code: "code" does not match "^/".'),
        (
            f"{ROOT}/x-errors/refusals/filter_bad",
            "card",
            f"#{ROOT}/x-errors/refusals/filter_bad: filter_bad is not allowed here. Did you mean filter_invalid?",
        ),
        (f"{ROOT}/x-listing/items", GONE, f"#{ROOT}/x-listing: items is missing."),
        (f"{ROOT}/x-listing/cursr", "p", f"#{ROOT}/x-listing/cursr: cursr is not allowed here. Did you mean cursor?"),
        (f"{ROOT}/x-listing/maximum", 0, f"#{ROOT}/x-listing/maximum: 0 is less than the minimum of 1."),
        (f"{ROOT}/x-resources/tools/key", GONE, f"#{ROOT}/x-resources/tools: key is missing."),
        (f"{ROOT}/x-resources/Big Tools", {"key": "id", "private": {}}, f"#{ROOT}/x-resources: "),
        (f"{ROOT}/x-resources/bins", {"key": "id"}, f"#{ROOT}/x-resources/bins: private is missing."),
        (f"{ROOT}/x-resources/tools/unique", [[]], f"#{ROOT}/x-resources/tools/unique/0: "),
        (
            f"{ROOT}/x-resources/tools/private/owner",
            {"typ": "string"},
            f"#{ROOT}/x-resources/tools/private/owner/typ: `typ` is no keyword of a schema. Did you mean type?",
        ),
        (f"{ROOT}/x-policy/default_limit", {"valu": 5}, f"#{ROOT}/x-policy/default_limit/valu: valu is not all"),
        (f"{LIST}/kind", "lists", f'#{LIST}/kind: "lists" is none of "list", "collect", "read", "create", "template".'),
        (f"{LIST}/order", GONE, f"#{LIST}: order is missing."),
        (f"{LIST}/by", "id", f'#{LIST}/by: "id" is not allowed here.'),
        (f"{READ}/by", GONE, f"#{READ}: by is missing."),
        (f"{READ}/order", "id", f'#{READ}/order: "id" is not allowed here.'),
        (f"{READ}/resource", GONE, f"#{READ}: resource is missing."),
        (f"{LIST}/within", [{"parameter": "a"}], f"#{LIST}/within/0: property is missing."),
        ("/actions/4/update/x-envelopes/200", {}, "#/actions/4/update/x-envelopes: "),
    ],
)
def test_a_word_in_the_overlay_is_held_to_its_shape(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """A property that a word does not have, or a value it cannot, is told at its place in the overlay."""
    assert refused(tmp_path, DOCUMENT, changed(OVERLAY, where, value)).startswith(f"meaning.json{line}")
