"""A value against a schema: every violation with its place, keyword, message and grade."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.model import Schema
from contracts.validation import Validator, Violation, grade_of, weaker

DOCUMENT: Any = {
    "rows": {
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": ["string", "null"], "maxLength": 5, "x-provenance": {"maxLength": "inferred"}},
            "size": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
            "cost": {"type": "number", "multipleOf": 0.01},
            "kind": {"enum": ["a", "b"]},
            "made": {"type": "string", "format": "date-time", "x-provenance": "inferred"},
            "owner": {"anyOf": [{"$ref": "#/people~1%7Ball%7D"}, {"type": "null"}]},
            "either": {"oneOf": [{"type": "integer"}, {"type": "object", "required": ["x"]}]},
            "never": False,
            "inner": {"$ref": "#/rows"},
        },
    },
    "people/{all}": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
}
ROWS = Schema("#/rows", DOCUMENT["rows"])
JUDGE = Validator(DOCUMENT)
ID = "0190c2f0-0000-7000-8000-000000000001"


def deep(levels: int) -> Any:
    """A list in a list in a list."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        {"id": ID},
        {"id": ID.upper(), "name": None, "size": 2**63 - 1, "cost": Decimal("10.11"), "kind": "a"},
        {"id": ID, "cost": 1.13, "size": 5.0, "made": "2026-04-01T10:00:00.123456+02:00"},
        {"id": ID, "cost": Decimal("123456789012345678901234567890.12"), "owner": {"name": "Ann"}, "either": 5},
        {"id": ID, "inner": {"id": ID, "owner": None}},
    ],
)
def test_a_value_that_follows_its_schema_fits(value: Any) -> None:
    """A value that breaks nothing fits, whatever its numbers are held in."""
    assert JUDGE.violations(ROWS, value) == ()
    assert JUDGE.fits(ROWS, value)


@pytest.mark.parametrize(
    ("change", "pointer", "rule", "message", "schema_pointer"),
    [
        ({"id": 5}, "/id", "type", "5 is no string", "#/rows/properties/id/type"),
        ({"id": "x"}, "/id", "format", '"x" is no uuid', "#/rows/properties/id/format"),
        ({"id": ID.replace("-", "")}, "/id", "format", None, "#/rows/properties/id/format"),
        ({"name": 5}, "/name", "type", "5 is no string or null", "#/rows/properties/name/type"),
        ({"size": 2**63}, "/size", "maximum", None, "#/rows/properties/size/maximum"),
        ({"size": Decimal("1.5")}, "/size", "type", "1.5 is no integer", "#/rows/properties/size/type"),
        ({"size": True}, "/size", "type", "true is no integer", "#/rows/properties/size/type"),
        ({"cost": Decimal("0.001")}, "/cost", "multipleOf", None, "#/rows/properties/cost/multipleOf"),
        ({"kind": "c"}, "/kind", "enum", '"c" is none of "a", "b"', "#/rows/properties/kind/enum"),
        ({"extra": 1}, "/extra", "additionalProperties", "extra is not allowed here", "#/rows/additionalProperties"),
        ({"never": 1}, "/never", "falseSchema", "1 is not allowed here", "#/rows/properties/never"),
        ({"inner": {}}, "/inner/id", "required", "id is missing", "#/rows/required"),
        ({"inner": {"id": 5}}, "/inner/id", "type", "5 is no string", "#/rows/properties/id/type"),
        ({"owner": {}}, "/owner/name", "required", "name is missing", "#/people~1{all}/required"),
        ({"owner": {"name": 5}}, "/owner/name", "type", "5 is no string", "#/people~1{all}/properties/name/type"),
        ({"owner": 5}, "/owner", "type", "5 is no object or null", "#/rows/properties/owner/anyOf"),
        ({"either": {}}, "/either/x", "required", "x is missing", "#/rows/properties/either/oneOf/1/required"),
        ({"either": "x"}, "/either", "type", '"x" is no integer or object', "#/rows/properties/either/oneOf"),
    ],
)
def test_a_violation_names_place_and_keyword(
    change: Any, pointer: str, rule: str, message: str | None, schema_pointer: str
) -> None:
    """A violation tells where the value is wrong and which keyword says so; of alternatives, the one that was meant."""
    value = {"id": ID, **change}
    (found,) = JUDGE.violations(ROWS, value)
    assert (found.pointer, found.rule, found.schema_pointer) == (pointer, rule, schema_pointer)
    assert message in (None, found.message)
    assert not JUDGE.fits(ROWS, value)


def test_every_violation_is_told() -> None:
    """A value that breaks its schema in many places has as many violations, one for each property."""
    found = JUDGE.violations(ROWS, {"a": 1, "b/c": 2, "size": "x"})
    assert {violation.pointer for violation in found} == {"/id", "/a", "/b~1c", "/size"}


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        ({"name": "longer"}, "inferred"),
        ({"name": 5}, "attested"),
        ({"made": 5}, "inferred"),
        ({"made": "x"}, "inferred"),
    ],
)
def test_a_violation_weighs_what_its_keyword_does(value: Any, grade: str) -> None:
    """The grade is that of the keyword, by its own mark or that of its node."""
    (found,) = JUDGE.violations(ROWS, {"id": ID, **value})
    assert found.grade == grade


@pytest.mark.parametrize(
    ("where", "grade"),
    [
        ("/a", "attested"),
        ("/a/b", "inferred"),
        ("/a/b/c", "inferred"),
        ("/a/b/d", "attested"),
        ("/a/b/d/e", "attested"),
        ("/a/f/g", "inferred"),
        ("/a/f/h", "attested"),
        ("/a/f/g/h", "inferred"),
    ],
)
def test_the_nearest_mark_counts(where: str, grade: str) -> None:
    """A mark holds for all below it until another; one by keywords holds for these and what stands below them."""
    document = {
        "a": {
            "b": {"x-provenance": "inferred", "c": {}, "d": {"x-provenance": "attested", "e": {}}},
            "f": {"x-provenance": {"g": "inferred"}, "g": {"h": {}}, "h": {}},
        }
    }
    assert grade_of(document, where) == grade


def test_what_rests_on_two_is_the_weaker() -> None:
    """Inferred weighs less than attested, and attested less than law."""
    assert (weaker("attested", "inferred"), weaker("law", "attested"), weaker("law", "law")) == (
        "inferred",
        "attested",
        "law",
    )


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"id": ID, "name": "\ud800"}, "/name"),
        ({"id": ID, "inner": {"id": ID, "\udc00": 1}}, "/inner/?"),
        ({"id": "\ud83d", "x": ["\ude00"]}, "/id"),
    ],
)
def test_half_a_surrogate_pair_is_no_text(value: Any, pointer: str) -> None:
    """A text that no encoding can hold is a violation of its own, wherever it stands."""
    first = JUDGE.violations(ROWS, value)[0]
    assert (first.pointer, first.rule, first.grade) == (pointer, "unicode", "law")
    assert not JUDGE.fits(ROWS, value)


def test_what_nests_too_deep_is_no_value() -> None:
    """A value that nests deeper than can be judged is one violation, not a crash."""
    expected = Violation("", "depth", "nests more than 250 levels deep", "#/rows", "law")
    assert JUDGE.violations(ROWS, {"id": deep(100_000)}) == (expected,)
    assert not JUDGE.fits(ROWS, {"id": deep(100_000)})


def test_a_message_is_one_short_line() -> None:
    """A message repeats a long value cut, a container by name, and no line break."""
    (found,) = JUDGE.violations(ROWS, {"id": ID, "name": "long\n" * 1000})
    assert len(found.message) < 120
    assert "\n" not in found.message
    (found,) = JUDGE.violations(ROWS, {"id": ID, "size": {"a": [1]}})
    assert found.message == "an object is no integer"


@pytest.mark.parametrize("digits", [4_301, 100_000])
def test_a_number_too_long_to_be_spelt_out_is_judged(digits: int) -> None:
    """It is larger than any bound, and no error of ours."""
    schema = Schema("#/n", {"type": "integer", "maximum": 10})
    (found,) = Validator({"n": schema.value}).violations(schema, Decimal("9" * digits))
    assert found.rule == "maximum"
