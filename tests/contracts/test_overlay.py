"""What an overlay does to a document, and what of it is refused."""

from pathlib import Path
from typing import Any

import pytest

from contracts.errors import ContractError
from contracts.overlay import Source, apply
from contracts.pointers import at, tokens
from tests.contracts.toolshed import DOCUMENT, GONE, OVERLAY, changed, loaded, refused

SHED: Any = {"name": "shed", "tools": [{"id": 1}, {"id": 2}, {"id": 3}], "owner": {"name": "Ann", "tags": ["a"]}}


def overlaid(*actions: Any) -> Source:
    """The shed after these actions."""
    return apply(changed(SHED, "/name", "shed"), "shed.json", {"actions": list(actions)}, "overlay.json")


@pytest.mark.parametrize(
    ("action", "where", "value"),
    [
        ({"target": "$", "update": {"roof": "tin"}}, "/roof", "tin"),
        ({"target": "$.owner", "update": {"name": "Bob"}}, "/owner", {"name": "Bob", "tags": ["a"]}),
        ({"target": "$.owner", "update": {"tags": ["b"]}}, "/owner/tags", ["a", "b"]),
        ({"target": "$", "update": {"owner": {"age": 5}}}, "/owner", {"name": "Ann", "tags": ["a"], "age": 5}),
        ({"target": "$.tools", "update": {"id": 4}}, "/tools", [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]),
        ({"target": "$.tools[*]", "update": {"x": 1}}, "/tools/2", {"id": 3, "x": 1}),
        ({"target": "$.tools[?@.id > 1]", "remove": True}, "/tools", [{"id": 1}]),
        ({"target": "$.tools[0,2]", "remove": True}, "/tools", [{"id": 2}]),
        ({"target": "$.tools[0,0]", "remove": True}, "/tools", [{"id": 2}, {"id": 3}]),
        ({"target": "$..id", "remove": True}, "/tools", [{}, {}, {}]),
        ({"target": "$.owner", "remove": True, "update": {"x": 1}}, "", {k: SHED[k] for k in ("name", "tools")}),
        ({"target": "$.name", "remove": False}, "", SHED),
    ],
)
def test_an_action_merges_or_removes(action: Any, where: str, value: Any) -> None:
    """Objects are merged, lists joined, scalars replaced; removal goes from the highest index down."""
    assert at(overlaid(action).value, tokens(where)) == value


def test_actions_work_one_after_the_other() -> None:
    """A later action sees what an earlier one has done."""
    source = overlaid({"target": "$", "update": {"roof": {}}}, {"target": "$.roof", "update": {"of": "tin"}})
    assert source.value["roof"] == {"of": "tin"}


def test_two_targets_do_not_share_what_is_merged() -> None:
    """What is merged into two places can be changed in one."""
    source = overlaid({"target": "$.tools[*]", "update": {"tags": []}}, {"target": "$.tools[0].tags", "update": "new"})
    assert [tool["tags"] for tool in source.value["tools"]] == [["new"], [], []]


@pytest.mark.parametrize(
    ("action", "line"),
    [
        (
            {"target": "$.ownr", "update": {}},
            "overlay.json#/actions/0/target: $.ownr matches nothing. Did you mean owner?",
        ),
        (
            {"target": "$.owner.zzz", "update": {}},
            "overlay.json#/actions/0/target: $.owner.zzz matches nothing. There is no zzz there.",
        ),
        (
            {"target": "$.tools[?@.id == 9]", "remove": True},
            "overlay.json#/actions/0/target: $.tools[?@.id == 9] matches nothing. Correct it, or take the action out.",
        ),
        (
            {"target": "tools", "remove": True},
            "overlay.json#/actions/0/target: tools is no JSONPath of RFC 9535: expected '$', found 't'",
        ),
        ({"target": "$.name", "update": {}}, "$.name matches what an update cannot be merged into."),
        ({"target": "$.owner", "update": []}, "$.owner matches what an update cannot be merged into."),
        ({"target": "$", "remove": True}, "the whole document cannot be removed. Name a part of it."),
        (
            {"target": "$", "update": {"owner": {"tags": "b"}}},
            "overlay.json#/actions/0/update/owner/tags: tags is a list in the document and a scalar here. Remove it in",
        ),
    ],
)
def test_an_action_that_cannot_be_done_is_refused(action: Any, line: str) -> None:
    """A target that matches nothing, and an update that does not fit, are told by file and place."""
    with pytest.raises(ContractError) as caught:
        overlaid(action)
    assert line in str(caught.value)


def test_every_place_knows_its_file() -> None:
    """What an overlay has merged is told at its place in the overlay, all else at its place in the document."""
    source = overlaid(
        {"target": "$.owner", "update": {"age": {"years": 5}}}, {"target": "$.tools", "update": {"id": 4}}
    )
    assert source.place("/owner/age/years") == ("overlay.json", "/actions/0/update/age/years")
    assert source.place("/tools/3/id") == ("overlay.json", "/actions/1/update/id")
    assert source.place("/owner/name") == ("shed.json", "/owner/name")


@pytest.mark.parametrize(
    ("where", "value", "line"),
    [
        ("/overlay", "2.0.0", 'meaning.json#/overlay: "2.0.0" does not match'),
        ("/overlay", GONE, "meaning.json#: overlay is missing."),
        ("/actions", [], "meaning.json#/actions: "),
        ("/actions/0/target", GONE, "meaning.json#/actions/0: target is missing."),
        ("/actions/0/updat", {}, "meaning.json#/actions/0/updat: updat is not allowed here. Did you mean update?"),
        ("/actions/0/remove", "yes", 'meaning.json#/actions/0/remove: "yes" is no boolean.'),
    ],
)
def test_an_overlay_has_the_shape_of_overlay_1_0(where: str, value: Any, line: str, tmp_path: Path) -> None:
    """What is no OpenAPI Overlay 1.0 is told by place."""
    assert refused(tmp_path, DOCUMENT, changed(OVERLAY, where, value)).startswith(line)


@pytest.mark.parametrize(
    ("word", "way_out"),
    [("x-behavior", "Did you mean x-behaviour?"), ("x-logo", "Words are x-access, x-errors,")],
)
def test_every_word_of_an_overlay_is_ours(word: str, way_out: str, tmp_path: Path) -> None:
    """An overlay of meaning brings no `x-` word that the kit does not know."""
    line = refused(tmp_path, DOCUMENT, changed(OVERLAY, f"/actions/1/update/{word}", {}))
    assert line.startswith(f"meaning.json#/actions/1/update/{word}: {word} is no word of the kit. {way_out}")


def test_a_property_may_be_called_what_it_likes(tmp_path: Path) -> None:
    """Below `properties` a name that starts with `x-` is a property's own."""
    update = {"properties": {"x-ray": {"type": "string"}}}
    action = {"target": "$.components.schemas.Tool", "update": update}
    contract = loaded(tmp_path, DOCUMENT, changed(OVERLAY, "/actions", [action, *OVERLAY["actions"]]))
    assert "x-ray" in contract.semantics.resources["tools"].properties


def test_what_an_overlay_extends_is_noted(tmp_path: Path) -> None:
    """The document that an overlay names is ignored, and told as ignored: the command names one."""
    contract = loaded(tmp_path, DOCUMENT, changed(OVERLAY, "/extends", "api.json"))
    note = f"{tmp_path}/meaning.json#/extends: `extends` is ignored: whoever starts a run names the document"
    assert note in contract.notes
