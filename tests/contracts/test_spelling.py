"""What the text of a parameter means, and which texts mean nothing."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts import Contract, Misspelt, Parameter, read_text
from tests.contracts.toolshed import MINIMAL, changed, loaded

POLICY = {"overlay": "1.0.0", "info": {"title": "P", "version": "1"}, "actions": [{"target": "$", "update": {}}]}


def asked(folder: Path, where: str, schema: Any, policy: Any = None, **words: Any) -> tuple[Contract, Parameter]:
    """A contract of one parameter, and the parameter."""
    node = {"name": "It", "in": where, "schema": schema, "required": where == "path", **words}
    path = "/{It}" if where == "path" else "/"
    document = changed(MINIMAL, "/paths", {path: {"get": {"parameters": [node], "responses": {}}}})
    document = changed(document, "/components/schemas", {"Size": {"type": "integer", "maximum": 9, "default": 5}})
    overlay = changed(POLICY, "/actions/0/update/x-policy", policy) if policy else None
    contract = loaded(folder, document, overlay)
    return contract, contract.operations[0].parameters[0]


WHOLE, EXACT, TEXT, FLAG = {"type": "integer"}, {"type": "number"}, {"type": "string"}, {"type": "boolean"}
SIZE = {"anyOf": [{"$ref": "#/components/schemas/Size"}, {"type": "null"}]}
MANY = {"type": "array", "items": WHOLE, "maxItems": 2}


@pytest.mark.parametrize(
    ("schema", "texts", "value"),
    [
        (WHOLE, ["0"], 0),
        (WHOLE, ["-12"], -12),
        (WHOLE, ["9223372036854775807"], 2**63 - 1),
        (EXACT, ["1.50"], Decimal("1.50")),
        (EXACT, ["-1e2"], Decimal(-100)),
        (FLAG, ["true"], True),
        (FLAG, ["false"], False),
        (TEXT, ["null"], "null"),
        (TEXT, ["12"], "12"),
        (TEXT, [" "], " "),
        (TEXT, [""], None),
        (TEXT, [], None),
        ({**TEXT, "default": "a"}, [""], "a"),
        ({"type": ["string", "null"], "format": "uuid"}, [""], None),
        ({"type": ["integer", "null"]}, ["7"], 7),
        ({"type": ["integer", "string"]}, ["7"], "7"),
        ({"anyOf": [WHOLE, {**TEXT, "minLength": 3}]}, ["7"], 7),
        ({}, ["7"], "7"),
        (True, ["true"], "true"),
        (SIZE, ["9"], 9),
        (SIZE, [], 5),
        (MANY, ["1", "2"], [1, 2]),
        ({"type": "array"}, ["1", "a"], ["1", "a"]),
        ({"type": "array", "items": TEXT, "default": []}, [], []),
    ],
)
def test_a_text_means_what_the_schema_says(schema: Any, texts: list[str], value: Any, tmp_path: Path) -> None:
    """A text is read as the schema's type; an absent parameter is the schema's default."""
    contract, parameter = asked(tmp_path, "query", schema)
    found = read_text(contract, parameter, texts)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("schema", "texts", "kind", "message"),
    [
        (WHOLE, [""], "type", "'' is no integer"),
        (WHOLE, ["null"], "type", "'null' is no integer"),
        (WHOLE, ["007"], "type", "'007' is no integer"),
        (WHOLE, ["+1"], "type", "'+1' is no integer"),
        (WHOLE, ["1.0"], "type", "'1.0' is no integer"),
        (WHOLE, ["1_0"], "type", "'1_0' is no integer"),
        (WHOLE, ["\u0661"], "type", "'\u0661' is no integer"),
        (WHOLE, ["9223372036854775808"], "type", "'9223372036854775808' is no integer"),
        (WHOLE, ["9" * 5000], "type", f"'{'9' * 39}…' is no integer"),
        (EXACT, ["NaN"], "type", "'NaN' is no number"),
        (EXACT, ["1e999999999"], "type", "'1e999999999' is no number"),
        (FLAG, [""], "type", "'' is no boolean"),
        (FLAG, ["TRUE"], "type", "'TRUE' is no boolean"),
        (FLAG, ["1"], "type", "'1' is no boolean"),
        ({"type": "null"}, ["null"], "type", "'null' is no value"),
        ({"type": ["boolean", "integer"]}, ["x"], "type", "'x' is no boolean or integer"),
        ({**TEXT, "format": "uuid"}, ["x"], "format", '"x" is no uuid'),
        ({**TEXT, "enum": ["a"]}, ["b"], "enum", '"b" is none of "a"'),
        (SIZE, ["10"], "maximum", "10 is greater than the maximum of 9"),
        (WHOLE, ["1", "1"], "repeated", "It is sent 2 times"),
        (TEXT, ["", "a"], "repeated", "It is sent 2 times"),
        (MANY, ["1", "x"], "type", "'x' is no integer"),
        (MANY, ["1", "2", "3"], "maxItems", "a list has more than 2 items"),
    ],
)
def test_a_text_that_means_nothing_is_refused(
    schema: Any, texts: list[str], kind: str, message: str, tmp_path: Path
) -> None:
    """A text that spells no value of the schema, or one that breaks it, is told by place, kind and message."""
    contract, parameter = asked(tmp_path, "query", schema)
    with pytest.raises(Misspelt) as caught:
        read_text(contract, parameter, texts)
    assert (caught.value.loc, caught.value.kind, caught.value.message) == (("query", "It"), kind, message)


@pytest.mark.parametrize("texts", [[], [""]])
def test_what_is_required_is_there(texts: list[str], tmp_path: Path) -> None:
    """A required text that is absent, or empty in a query, is missing."""
    contract, parameter = asked(tmp_path, "query", {**TEXT, "default": "a"}, required=True)
    with pytest.raises(Misspelt, match="query It: It is missing"):
        read_text(contract, parameter, texts)


def test_the_policy_says_what_an_empty_text_is(tmp_path: Path) -> None:
    """Where an empty text is a value, it is read as one."""
    contract, parameter = asked(tmp_path, "query", TEXT, policy={"empty_parameter": "value"})
    assert read_text(contract, parameter, [""]) == ""


@pytest.mark.parametrize(("rule", "value"), [("first", 1), ("any", 1), ("last", 2)])
def test_the_policy_says_which_of_several_counts(rule: str, value: int, tmp_path: Path) -> None:
    """Of a parameter sent twice, the one that the policy names counts."""
    contract, parameter = asked(tmp_path, "query", WHOLE, policy={"repeated_query_parameter": rule})
    assert read_text(contract, parameter, ["1", "2"]) == value


def test_a_header_is_told_in_lower_case_and_may_be_empty(tmp_path: Path) -> None:
    """A header's place is its name in lower case; an empty header is a text."""
    contract, parameter = asked(tmp_path, "header", {"type": ["string", "null"]})
    assert read_text(contract, parameter, [""]) == ""
    with pytest.raises(Misspelt, match="header it: It is sent 2 times"):
        read_text(contract, parameter, ["a", "b"])


def test_a_path_is_read_like_a_query(tmp_path: Path) -> None:
    """A path parameter has the same spellings, and is never absent."""
    contract, parameter = asked(tmp_path, "path", WHOLE)
    assert read_text(contract, parameter, ["12"]) == 12
    with pytest.raises(Misspelt, match="path It: 'x' is no integer"):
        read_text(contract, parameter, ["x"])
