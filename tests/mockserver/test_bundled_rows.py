"""What the bundled mock's rows mean: who sees which, in what shape, and where their URLs lead."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from contracts import Operation, validator
from tests.mockserver.bundled import NOBODY, reading, target, who, with_query, world


def pages(operation: Operation, name: str | None) -> Iterator[dict[str, Any]]:
    """All pages of a list, seven rows a page."""
    cursor: str | None = ""
    while cursor is not None:
        answer = world().get(with_query(target(operation), limit="7", pq=cursor), name)
        assert answer.status_code == 200, answer.text
        yield answer.json()
        cursor = answer.json()["next"]


LISTS = [each for each in reading() if each.behaviour and each.behaviour.kind == "list"]


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.label)
def test_every_page_follows_its_schema_and_no_row_stands_twice(operation: Operation) -> None:
    """Walked from the first page to the last, with every relation that may be embedded."""
    assert operation.behaviour is not None
    assert operation.behaviour.resource is not None
    key = operation.behaviour.resource.key
    reply = operation.reply(200)
    assert reply is not None
    assert reply.json is not None
    seen: list[str] = []
    for page in pages(operation, who(operation)):
        assert validator(world().contract).violations(reply.json, page) == ()
        seen += [row[key] for row in page["items"]]
    assert len(seen) == len(set(seen)) >= 15


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.label)
def test_embedded_rows_follow_their_schema(operation: Operation) -> None:
    """With all relations at once, on a page of a hundred."""
    assert operation.behaviour is not None
    embed = ",".join(operation.behaviour.embed) or None
    answer = world().get(with_query(target(operation), limit="100", embed=embed), who(operation))
    reply = operation.reply(200)
    assert reply is not None
    assert reply.json is not None
    assert validator(world().contract).violations(reply.json, answer.json()) == ()
    for name in operation.behaviour.embed:
        assert any(row[name] for row in answer.json()["items"]), name


def test_any_stands_for_every_model_on_the_member_routes_only() -> None:
    """A member finds examples of several models by `any`; an admin finds a model of that name, which has none."""
    models = {row["model_id"] for row in world().rows("/v1/models/any/examples?limit=500")}
    assert len(models) >= 6
    assert world().rows("/v1/admin/models/any/examples", "admin") == []
    one = world().rows(f"/v1/models/{min(models)}/examples?limit=500")
    assert {row["model_id"] for row in one} == {min(models)}
    assert world().get(f"/v1/models/any/examples/{one[0]['id']}").json() == one[0]


@pytest.mark.parametrize("model", [NOBODY, "no-uuid", "%F0%9F%98%80"])
def test_an_unknown_model_has_no_examples(model: str) -> None:
    """The list is empty, and no single example is found under it."""
    example = world().rows("/v1/models/any/examples?limit=1")[0]["id"]
    assert world().rows(f"/v1/models/{model}/examples") == []
    assert world().get(f"/v1/models/{model}/examples/{example}").json()["code"] == "MODEL_EXAMPLE_NOT_FOUND"


def test_members_see_what_is_public_and_active_and_admins_see_all() -> None:
    """A hidden row is in the admin's list, and neither in the member's list nor readable by a member."""
    lists = {
        "/v1/admin/solutions": ("/v1/solutions", "is_active"),
        "/v1/admin/models/example-categories": ("/v1/models/example-categories", "is_active"),
    }
    for all_, (visible, flag) in lists.items():
        assert world().rows(f"{all_}?q={flag}:false", "admin")
        assert world().rows(f"{visible}?q={flag}:false", "admin") == []
    hidden = world().rows("/v1/admin/models/example-categories?q=is_active:false", "admin")[0]["code"]
    assert world().get(f"/v1/models/example-categories/{hidden}").status_code == 404
    assert world().get(f"/v1/admin/models/example-categories/{hidden}", "admin").status_code == 200


def test_rows_of_another_organisation_are_not_there() -> None:
    """Another organisation's batch is 404 like one that nobody has, and its assets are in its own list only."""
    known = world().catalogue.identities.identities
    foreign = known["other"].known["batch_id"][0]
    mine, unknown = world().get(f"/v1/batches/{foreign}"), world().get(f"/v1/batches/{NOBODY}")
    assert (mine.status_code, mine.json()) == (unknown.status_code, unknown.json()) == (404, unknown.json())
    assert world().get(f"/v1/batches/{foreign}", "other").status_code == 200
    one, two = ({row["id"] for row in world().rows("/v1/assets?limit=500", name)} for name in ("member", "other"))
    assert one
    assert two
    assert not one & two


def test_a_literal_segment_wins_over_a_parameter() -> None:
    """`examples` after the categories is the code of a category, and takes no POST."""
    assert world().get("/v1/models/example-categories/examples").json()["code"] == "examples"
    refused = world().client.post("/v1/admin/models/example-categories/examples")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_batch_carries_its_items_as_handles() -> None:
    """In their order, all of them, with the properties of a handle."""
    for batch_id in world().catalogue.identities.identities["member"].known["batch_id"]:
        batch = world().get(f"/v1/batches/{batch_id}").json()
        assert [item["sequence_index"] for item in batch["items"]] == list(range(batch["items_total"]))
        for item in batch["items"]:
            assert set(item) == {"id", "sequence_index", "client_ref", "run_id", "status_code"}


def test_an_item_is_read_within_its_batch_only() -> None:
    """Another batch of the same organisation does not have it; a run comes along when asked for."""
    batches = world().catalogue.identities.identities["member"].known["batch_id"]
    item = world().rows(f"/v1/batches/{batches[0]}/items")[0]
    read = world().get(f"/v1/batches/{batches[0]}/items/{item['id']}?embed=run").json()
    assert read | {"run": None} == item
    assert read["run"]["id"] == item["run_id"]
    assert world().get(f"/v1/batches/{batches[1]}/items/{item['id']}").json()["code"] == "BATCH_ITEM_NOT_FOUND"
    assert world().get(f"/v1/batches/{NOBODY}/items/{item['id']}").json()["code"] == "BATCH_NOT_FOUND"


def test_media_of_rows_are_served_by_the_mock() -> None:
    """Every URL of an asset, signed or not, is an image of the mock."""
    for signed in ("false", "true"):
        row = world().rows(f"/v1/assets?limit=1&add_signature={signed}")[0]
        for name in ("url", "thumbnail_url"):
            url = urlsplit(row[name])
            image = world().client.get(f"{url.path}?{url.query}")
            assert (image.status_code, image.headers["content-type"]) == (200, "image/svg+xml")


def test_signing_in_leads_through_consent_back_to_the_frontend() -> None:
    """The address of the answer is a page of the mock whose link has the code and the same state."""
    told = world().get("/v1/auth/oauth/google/authorize?redirect_uri=http://localhost:3000/in", None).json()
    page = world().client.get(told["authorization_url"])
    assert page.status_code == 200
    assert "http://localhost:3000/in?code=" in page.text
    assert f"state={told['state']}" in page.text


def test_a_bad_expression_is_a_422_where_no_400_is_documented() -> None:
    """The lists of categories and the admin's solutions say so with the same detail."""
    for path in ("/v1/models/example-categories", "/v1/admin/models/example-categories", "/v1/admin/solutions"):
        for name, kind in {"q": "filter", "sort_by": "sort", "fields": "fields", "pq": "cursor"}.items():
            answer = world().get(f"{path}?{name}=nothing", "admin")
            assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")
            assert [(each["loc"], each["type"]) for each in answer.json()["errors"]] == [
                (["query", name], f"invalid_{kind}")
            ]
