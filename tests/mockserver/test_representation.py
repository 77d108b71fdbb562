"""Rows as they are sent: properties, relations, projections, signatures, answers from a template."""

from urllib.parse import parse_qs, urlsplit

import pytest

from mockserver import Settings
from tests.mockserver.museum import MAKER, ROWS, Museum, exhibit, key

PUBLIC = [
    "id",
    "room_number",
    "title",
    "worth",
    "shown",
    "made_at",
    "notes",
    "image_url",
    "maker_id",
    "maker",
    "loans",
    "labels",
]


@pytest.fixture(scope="module")
def mock() -> Museum:
    """One mock: reading changes nothing."""
    return Museum()


def test_a_row_has_the_properties_of_its_schema_and_no_private_one(mock: Museum) -> None:
    """In the schema's order, relations included, the house left out."""
    assert list(mock.get(f"/exhibits/{key(1)}")) == PUBLIC
    assert list(mock.get("/exhibits")["rows"][0]) == PUBLIC


def test_a_relation_is_null_until_it_is_asked_for_and_an_inline_one_always_there(mock: Museum) -> None:
    """A relation to one and a relation to many are both null; labels come along unasked, with their text alone."""
    row = mock.get(f"/exhibits/{key(1)}")
    assert (row["maker"], row["loans"], row["labels"]) == (None, None, [{"text": "Do not touch"}])
    assert mock.get(f"/exhibits/{key(2)}")["labels"] == []


def test_embedded_rows_come_along_in_their_order_without_a_way_back(mock: Museum) -> None:
    """Loans stand in the relation's order, show no private property, and their exhibit is null."""
    row = mock.get(f"/exhibits/{key(1)}?with=loans,%20maker")
    assert row["maker"] == {"id": MAKER, "name": "Clarice"}
    assert row["loans"] == [
        {"id": 1, "exhibit_id": key(1), "place": "Lyon", "exhibit": None},
        {"id": 2, "exhibit_id": key(1), "place": "Bath", "exhibit": None},
    ]
    assert mock.get(f"/exhibits/{key(4)}?with=loans,maker")["loans"] == []
    assert mock.get(f"/exhibits/{key(4)}?with=loans,maker")["maker"] is None


def test_embedding_changes_neither_rows_nor_order_nor_links(mock: Museum) -> None:
    """A page with its relations is the page without them, but for the relations."""
    plain, full = mock.get("/exhibits?size=10"), mock.get("/exhibits?size=10&with=maker,loans")
    for row in full["rows"]:
        row |= {"maker": None, "loans": None}
    assert full == plain


def test_a_projection_shows_exactly_what_it_names_and_what_is_embedded(mock: Museum) -> None:
    """In the schema's order whatever the order of the names, and inline relations only where they are named."""
    assert list(mock.get(f"/exhibits/{key(1)}?only=title,id")) == ["id", "title"]
    assert list(mock.get("/exhibits?only=title&with=maker")["rows"][0]) == ["title", "maker"]
    assert mock.get(f"/exhibits/{key(1)}?only=labels,loans") == {"loans": None, "labels": [{"text": "Do not touch"}]}


def test_related_rows_of_another_house_are_not_there() -> None:
    """A loan that belongs to another house is not carried along."""
    foreign = {"id": 4, "house": key(0), "exhibit_id": key(1), "place": "Rome"}
    mock = Museum(rows={**ROWS, "loans": (*ROWS["loans"], foreign)})
    assert [row["id"] for row in mock.get(f"/exhibits/{key(1)}?with=loans")["loans"]] == [1, 2]


def test_a_property_a_row_lacks_is_null_where_it_may_be() -> None:
    """A row of the fixtures that leaves out a nullable property is sent with null."""
    bare = {name: value for name, value in exhibit(1).items() if name not in ("title", "worth")}
    assert Museum(rows={"exhibits": (bare,)}).get(f"/exhibits/{key(1)}") | {"title": None, "worth": None} == Museum(
        rows={"exhibits": (exhibit(1, title=None, worth=None),)}
    ).get(f"/exhibits/{key(1)}")


def test_a_collection_is_a_bare_array_in_its_order(mock: Museum) -> None:
    """All loans of an exhibit, by place; one without loans has an empty array."""
    assert [row["place"] for row in mock.get(f"/exhibits/{key(1)}/loans")] == ["Bath", "Lyon"]
    assert mock.get(f"/exhibits/{key(3)}/loans") == []


def test_an_id_is_found_in_any_case(mock: Museum) -> None:
    """A uuid in capitals names the same row."""
    assert mock.get(f"/exhibits/{key(1).upper()}") == mock.get(f"/exhibits/{key(1)}")


def test_urls_are_signed_where_it_is_asked_for(mock: Museum) -> None:
    """The signature stands with the clock's date and a lifetime, and is the same for the same seed."""
    target = "/exhibits?signed=true&size=1&sort=title"
    plain, signed = mock.get(target.replace("true", "false"))["rows"][0], mock.get(target)["rows"][0]
    query = parse_qs(urlsplit(signed["image_url"]).query)
    assert signed["image_url"].startswith(f"{plain['image_url']}?")
    assert (query["d"], query["e"], len(query["s"][0])) == (["20260401T120000Z"], ["60"], 64)
    assert Museum().get(target)["rows"][0] == signed
    assert Museum(Settings(seed=1)).get(target)["rows"][0] != signed
    assert signed | {"image_url": ""} == plain | {"image_url": ""}


def test_images_of_rows_are_served_where_the_mock_is_reached() -> None:
    """A row's image leads to the mock's own address, which can be filtered by."""
    mock = Museum(Settings(host="0.0.0.0", port=5005))  # noqa: S104  # nothing is bound
    url = "http://127.0.0.1:5005/__media/old_vase.webp"
    assert mock.get(f"/exhibits/{key(1)}")["image_url"] == url
    assert len(mock.get(f"/exhibits?size=10&search=image_url:'{url}'")["rows"]) == 8


def test_a_template_is_filled_with_what_was_asked(mock: Museum) -> None:
    """The address leads to the mock's consent page with the client's own, percent-encoded, and the state."""
    found = mock.get("/door?back=https%3A%2F%2Fapp.test%2Fin%3Fa%3D1%26b%3D2")
    url = urlsplit(found["url"])
    assert (url.netloc, url.path) == ("museum.test", "/__oauth/consent")
    assert parse_qs(url.query) == {"redirect_uri": ["https://app.test/in?a=1&b=2"], "state": [found["state"]]}


def test_a_state_follows_from_seed_and_query(mock: Museum) -> None:
    """The same request has the same state; another query or seed has another."""
    state = mock.get("/door?back=a")["state"]
    assert state == mock.get("/door?back=a", None)["state"]
    assert state != mock.get("/door?back=b")["state"]
    assert state != Museum(Settings(seed=1)).get("/door?back=a")["state"]
    assert len(state) == 32
