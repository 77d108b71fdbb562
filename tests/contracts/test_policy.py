"""The policy: what a contract declares, what a policy file sets and pins, and what neither may say."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import EVERYTHING, PRECEDENCE, RULES, Policy, PolicyError, load_policy
from tests.contracts.toolshed import DOCUMENT, OVERLAY, changed, loaded


def written(folder: Path, value: Any) -> Path:
    """A file that holds the value."""
    path = folder / "policy.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_a_contract_declares_values_with_grades(tmp_path: Path) -> None:
    """A declared value is inferred unless it is graded; an undeclared one is the default."""
    words = {"default_limit": {"value": 7, "grade": "attested"}, "head": 405, "precedence": [*reversed(PRECEDENCE)]}
    overlay = changed(OVERLAY, "/actions/0/update/x-policy", words)
    policy = loaded(tmp_path, DOCUMENT, overlay).semantics.policy
    assert (policy["default_limit"], policy.standing("default_limit")) == (7, "attested")
    assert (policy["head"], policy.standing("head")) == (405, "inferred")
    assert policy["precedence"] == tuple(reversed(PRECEDENCE))
    assert (policy["options"], policy.standing("options")) == (204, "inferred")


def test_a_file_sets_and_pins_what_it_names(tmp_path: Path) -> None:
    """The keys of a policy file have its values and are pinned; the others stand as they did."""
    before = Policy({"head": 405}, {"head": "attested"})
    policy = load_policy(written(tmp_path, {"policy": {"default_limit": 9, "errors_where": [400]}}), before)
    assert (policy["default_limit"], policy.standing("default_limit")) == (9, "pinned")
    assert policy["errors_where"] == (400,)
    assert (policy["head"], policy.standing("head")) == (405, "attested")


def test_pinning_without_a_file_pins_all() -> None:
    """Every rule is pinned as it stands, and what the document marks as inferred with it."""
    policy = Policy({"head": 405}).pinning()
    assert {policy.standing(key) for key in (*RULES, EVERYTHING)} == {"pinned"}
    assert policy["head"] == 405


def test_every_default_is_allowed(tmp_path: Path) -> None:
    """A rule's default is a value that may be declared."""
    defaults = {
        key: [*rule.default] if isinstance(rule.default, tuple) else rule.default for key, rule in RULES.items()
    }
    policy = load_policy(written(tmp_path, {"policy": defaults}), Policy())
    assert {key: policy[key] for key in RULES} == {key: rule.default for key, rule in RULES.items()}


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({}, '#: is no policy. Write {"policy": {KEY: VALUE}}.'),
        ({"policy": []}, '#: is no policy. Write {"policy": {KEY: VALUE}}.'),
        ({"policy": {}, "other": 1}, '#: is no policy. Write {"policy": {KEY: VALUE}}.'),
        (
            {"policy": {"colation": "any"}},
            "#/policy/colation: colation is no rule of a policy. Did you mean collation?",
        ),
        ({"policy": {"zzz": 1}}, "#/policy/zzz: zzz is no rule of a policy. Known are cursor_form, cursor_max_length,"),
        ({"policy": {"collation": "c"}}, "#/policy/collation: c is no value of collation. Known are code_point, any."),
        ({"policy": {"head": True}}, "#/policy/head: true is no value of head. Known are get, 405."),
        (
            {"policy": {"default_order": 1}},
            "#/policy/default_order: 1 is no value of default_order. Known are true, fal",
        ),
        (
            {"policy": {"default_limit": -1}},
            "#/policy/default_limit: -1 is no value of default_limit. Write an integer",
        ),
        ({"policy": {"default_limit": None}}, "#/policy/default_limit: null is no value of default_limit."),
        (
            {"policy": {"precedence": "size"}},
            "#/policy/precedence: precedence does not name every stage once. Known are",
        ),
        ({"policy": {"errors_where": 400}}, "#/policy/errors_where: errors_where is no list of statuses."),
    ],
)
def test_a_value_that_no_rule_has_is_refused(value: Any, line: str, tmp_path: Path) -> None:
    """An unknown key, and a value that its rule does not allow, are told with what is allowed."""
    path = written(tmp_path, value)
    with pytest.raises(PolicyError) as caught:
        load_policy(path, Policy())
    assert str(caught.value).startswith(f"{path}{line}")
