"""The words of a create and of a timeline: what they mean, and what is refused of them."""

from pathlib import Path
from typing import Any

import pytest

from contracts import Setting, Step
from tests.contracts.toolshed import DOCUMENT, OVERLAY, changed, loaded, refused

POST = "/actions/5/update/x-behaviour"
TOOLS = "/actions/0/update/x-resources/tools"
WORDS: Any = {
    "kind": "create",
    "resource": "tools",
    "sets": {"id": {"value": 1}, "owner": {"text": "o_{uuid}"}, "shared": {"value": None}, "photo": "now"},
    "location": "GET /tools/{id}",
    "idempotency": "Once",
    "outside": True,
    "template": {"name": "{row.owner} at {origin}"},
}
ADDING = {"security": [{"card": []}], "responses": {"201": DOCUMENT["paths"]["/tools/{id}"]["get"]["responses"]["200"]}}
API = changed(DOCUMENT, "/paths/~1tools/post", ADDING)
MEANING = changed(
    changed(OVERLAY, "/actions/5", {"target": "$.paths['/tools'].post", "update": {"x-behaviour": WORDS}}),
    "/actions/0/update/x-errors",
    changed(
        changed(OVERLAY["actions"][0]["update"]["x-errors"], "/codes/taken", {"status": 409, "message": "No."}),
        "/refusals/conflict",
        "taken",
    ),
)


def test_what_a_create_does_is_read(tmp_path: Path) -> None:
    """A word stands for itself, an object holds one word and its argument."""
    operation = loaded(tmp_path, API, MEANING).operation("POST /tools")
    assert operation is not None
    assert operation.behaviour is not None
    creation = operation.behaviour.creation
    assert creation.sets["photo"] == Setting("now")
    assert creation.sets["owner"] == Setting("text", "o_{uuid}")
    assert (creation.location, creation.idempotency, creation.conflict) == ("GET /tools/{id}", "Once", None)
    assert creation.outside


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        (f"{POST}/sets/idd", "now", f"{POST}/sets/idd: there is no property of tools idd. Did you mean id?"),
        (f"{POST}/sets/on_rack", "now", f"{POST}/sets/on_rack: there is no property of tools on_rack."),
        (f"{POST}/sets/id", "organization", f"{POST}/sets/id: there are no organisations. Name another origin."),
        (f"{POST}/sets/id", "today", f'{POST}/sets/id: "today" is none of "uuid", "now", "organization".'),
        (f"{POST}/sets", {"owner": "uuid"}, f"{POST}/sets: a new row of tools has no id. Set id."),
        (f"{POST}/sets", {"id": "uuid"}, f"{POST}/sets: a new row of tools has no owner. Set owner."),
        (f"{POST}/location", "GET /tools", f"{POST}/location: there is no operation that reads a row of tools, called"),
        (f"{POST}/conflict", "full", f"{POST}/conflict: there are no organisations to have a flag. Take it out."),
        (f"{POST}/template/name", "{row.onwer}", f"{POST}/template/name: there is no value for row.onwer. Did you"),
        (f"{POST}/template/name", "{state}", f"{POST}/template/name: there is no value for state."),
        (f"{TOOLS}/timeline", {"since": "when", "steps": [{"after": 1, "values": {"id": 1}}]}, f"{TOOLS}/timeline/sin"),
        (f"{TOOLS}/timeline", {"since": "photo", "steps": [{"after": 1, "values": {"id": 1}}]}, f"{TOOLS}/timeline/s"),
    ],
)
def test_a_word_that_cannot_be_is_refused(tmp_path: Path, place: str, value: Any, line: str) -> None:
    """At its place, with the way out."""
    assert line in refused(tmp_path, API, changed(MEANING, place, value))


TIMED = {"when": {"type": ["string", "null"], "format": "date-time"}, "state": {"type": "string"}}
STEPS = [{"after": 5, "values": {"state": "b"}}, {"after": 9, "values": {"state": "c"}}]


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (STEPS, None),
        (STEPS[::-1], "/timeline/steps: the steps are not in the order of time. Sort them by `after`."),
        ([{"after": 1, "values": {"state": 1}}], "/timeline/steps/0/values/state: 1 is no string"),
        ([{"after": 1, "values": {"stat": "b"}}], "/timeline/steps/0/values/stat: there is no property of kilns stat."),
    ],
)
def test_a_timeline_goes_forward_in_values_that_rows_can_have(tmp_path: Path, steps: Any, line: str | None) -> None:
    """Of a resource that no list orders."""
    kilns = {"key": "state", "private": TIMED, "timeline": {"since": "when", "steps": steps}}
    overlay = changed(MEANING, "/actions/0/update/x-resources/kilns", kilns)
    if line is None:
        timeline = loaded(tmp_path, API, overlay).semantics.resources["kilns"].timeline
        assert timeline is not None
        assert timeline.steps == (Step(5, {"state": "b"}), Step(9, {"state": "c"}))
    else:
        assert line in refused(tmp_path, API, overlay)


def test_rows_that_a_list_orders_have_no_timeline(tmp_path: Path) -> None:
    """The list would order by what is stored, and show something else."""
    api = changed(API, "/components/schemas/Tool/properties/when", TIMED["when"])
    words = {"since": "when", "steps": [{"after": 1, "values": {"name": "b"}}]}
    assert "orders and filters by what is stored" in refused(
        tmp_path, api, changed(MEANING, f"{TOOLS}/timeline", words)
    )
