"""Lists: pages, links and cursors as a client sees them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from contracts import Contract, load_contract
from mockserver import Settings
from tests.mockserver.museum import THERE, Json, Museum, exhibit, key

LINKS = ("start", "after", "before")


@pytest.fixture(scope="module")
def mock() -> Museum:
    """One mock: reading changes nothing."""
    return Museum()


def ids(page: Json) -> list[int]:
    """The numbers of a page's exhibits."""
    return [int(row["id"][-3:]) for row in page["rows"]]


def page(mock: Museum, path: str = "/exhibits", **query: Any) -> Any:
    """A page; the query is encoded."""
    return mock.get(f"{path}?{urlencode({name.rstrip('_'): value for name, value in query.items()})}")


def walk(mock: Museum, path: str, **query: Any) -> Iterator[Json]:
    """All pages, forward."""
    found = page(mock, path, **query)
    yield found
    while found["after"]:
        found = page(mock, path, **query, from_=found["after"])
        yield found


def test_a_walk_meets_every_visible_row_once_and_in_order(mock: Museum) -> None:
    """The rows of this house that are shown, newest first, three a page by default, the last page shorter."""
    pages = [ids(each) for each in walk(mock, "/exhibits")]
    assert pages == [[10, 7, 6], [5, 4, 3], [2, 1]]


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(mock: Museum) -> None:
    """`before` is null on the first page, `after` on the last; `start` is the same on all of them."""
    pages = list(walk(mock, "/exhibits"))
    assert [each["before"] is None for each in pages] == [True, False, False]
    assert [each["after"] is None for each in pages] == [False, False, True]
    assert len({each["start"] for each in pages}) == 1


def test_a_walk_backward_meets_the_same_pages(mock: Museum) -> None:
    """Going back by `before` gives each page again, its rows in forward order."""
    pages = list(walk(mock, "/exhibits"))
    back = [pages[-1]]
    while back[-1]["before"]:
        back.append(page(mock, from_=back[-1]["before"], back="true"))
    assert [ids(each) for each in reversed(back)] == [[10, 7, 6], [5, 4, 3], [2, 1]]


def test_backward_without_a_cursor_is_the_last_page(mock: Museum) -> None:
    """It holds the last rows, as many as a page has, and nothing follows."""
    found = page(mock, back="true")
    assert (ids(found), found["after"], found["before"] is None) == ([3, 2, 1], None, False)


def test_start_leads_to_the_first_page_and_nothing_is_before_it(mock: Museum) -> None:
    """Sent as a cursor, `start` gives the first page; backward it gives an empty page that leads on."""
    first = page(mock)
    assert page(mock, from_=first["start"]) == first
    empty = page(mock, from_=first["start"], back="true")
    assert (empty["rows"], empty["before"], empty["start"]) == ([], None, first["start"])
    assert page(mock, from_=empty["after"]) == first


def test_an_empty_result_has_no_links(mock: Museum) -> None:
    """Where nothing is found, all three links are null."""
    found = page(mock, search="title:nothing")
    assert found == {"rows": [], "start": None, "after": None, "before": None}


def test_a_cursor_takes_another_size_projection_and_embedding(mock: Museum) -> None:
    """Size, projection and embedding may change between pages."""
    cursor = page(mock)["after"]
    assert ids(page(mock, from_=cursor, size=1, only="id", with_="maker")) == [5]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/exhibits", {"search": "shown:true"}),
        ("/exhibits", {"sort": "title"}),
        ("/rooms/1/exhibits", {"sort": "made_at:desc"}),
    ],
)
def test_a_cursor_of_another_list_is_refused(mock: Museum, path: str, query: Mapping[str, str]) -> None:
    """Another filter, another order and another path each make it no cursor of the list."""
    answer = mock.ask(f"{path}?{urlencode({**query, 'from': page(mock)['after']})}")
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_FROM")


def test_a_cursor_is_bound_to_its_operation(mock: Museum) -> None:
    """Two lists of the same rows in the same order have cursors of their own."""
    cursor = mock.get("/exhibits?sort=title", "keeper")["after"]
    assert mock.ask(f"/exhibits?sort=title&from={cursor}", "keeper").status_code == 200
    refused = mock.ask(f"/depot/exhibits?from={cursor}", "keeper")
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["query", "from"])


def test_a_cursor_of_another_house_or_seed_is_refused(mock: Museum) -> None:
    """The organisation in effect and the mock's seed are part of what a cursor is good for."""
    cursor = page(mock)["after"]
    assert mock.ask(f"/exhibits?from={cursor}", "neighbour").json()["code"] == "BAD_FROM"
    assert Museum(Settings(seed=1)).ask(f"/exhibits?from={cursor}").json()["code"] == "BAD_FROM"
    assert Museum().ask(f"/exhibits?from={cursor}").status_code == 200


@pytest.mark.parametrize(
    ("sort", "status"),
    [
        ("made_at:desc", 200),
        (" made_at:desc , made_at", 200),
        ("made_at:desc,id:desc", 200),
        ("made_at:desc,id:desc,title", 200),
        ("made_at:desc,id", 400),
        ("made_at", 400),
    ],
)
def test_a_cursor_is_bound_to_the_meaning_of_an_order(mock: Museum, sort: str, status: int) -> None:
    """The default order spelled out, with all that decides nothing, is the default order."""
    answer = mock.ask(f"/exhibits?{urlencode({'sort': sort, 'from': page(mock)['after']})}")
    assert answer.status_code == status


def test_a_cursor_is_bound_to_its_parents(mock: Museum) -> None:
    """A room's cursor is none of another room."""
    cursor = page(mock, "/rooms/1/exhibits")["after"]
    assert mock.ask(f"/rooms/1/exhibits?from={cursor}").status_code == 200
    assert mock.ask(f"/rooms/3/exhibits?from={cursor}").json()["code"] == "BAD_FROM"


def test_a_cursor_is_bound_to_the_meaning_of_a_filter(mock: Museum) -> None:
    """Two spellings of one filter are one filter."""
    cursor = page(mock, search="shown = true")["after"]
    assert mock.ask(f"/exhibits?{urlencode({'search': '(shown.EQ:true)', 'from': cursor})}").status_code == 200


def test_a_list_within_a_parent_has_its_rows_only(mock: Museum) -> None:
    """A room shows its own exhibits; a room without any is there and empty."""
    assert [ids(each) for each in walk(mock, "/rooms/1/exhibits", size=5)] == [[1, 2, 3, 4, 5], [6, 7]]
    assert page(mock, "/rooms/3/exhibits")["rows"] == []


def test_who_sees_all_sees_what_is_hidden(mock: Museum) -> None:
    """The staff's list has the hidden exhibit, and none of another house."""
    found = mock.get("/depot/exhibits?search=shown:false", "keeper")
    assert ids(found) == [8]
    assert ids(mock.get("/exhibits", "neighbour")) == [9]


def test_an_organisation_of_ones_own_may_be_named(mock: Museum) -> None:
    """The header with one's own house, in any case of its letters, changes nothing."""
    named = mock.ask("/exhibits", "neighbour", headers={"X-House": THERE.upper()})
    assert ids(named.json()) == [9]


# Lists without a way back, links that are URLs, a size that is cut, keys that are integers, no identities.
PLAIN = """
openapi: 3.1.0
info: {title: Stamps, version: "1"}
paths:
  /stamps:
    get:
      parameters:
        - {name: page_token, in: query, schema: {type: string}}
        - {name: page_size, in: query, schema: {type: integer}}
        - {name: filter, in: query, schema: {type: string}}
      responses:
        '200': {description: A page., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
components:
  schemas:
    Stamp: {type: object, properties: {id: {type: integer}, price: {type: [number, "null"]}}}
    Page:
      type: object
      properties:
        results: {type: array, items: {$ref: '#/components/schemas/Stamp'}}
        next_page: {type: [string, "null"]}
"""

MEANING = """
overlay: 1.0.0
info: {title: Meaning, version: "1"}
actions:
  - target: $
    update:
      x-errors:
        envelope: {schema: null, code: /error/code, message: /error/message, status: /error/status}
        codes:
          not_found: {status: 404, message: Not found.}
          method: {status: 405, message: Not like that.}
          large: {status: 413, message: Too large.}
          long: {status: 414, message: Too long.}
          heavy: {status: 431, message: Too heavy.}
          invalid: {status: 400, message: Invalid.}
          ours: {status: 500, message: Our fault.}
          closed: {status: 503, message: Closed.}
        refusals:
          route_unknown: not_found
          method_unknown: method
          payload_too_large: large
          uri_too_long: long
          headers_too_large: heavy
          request_invalid: invalid
          filter_invalid: invalid
          cursor_invalid: invalid
          unavailable: closed
          internal: ours
      x-listing: {items: results, next: next_page, limit: page_size, cursor: page_token, filter: filter, maximum: 4}
      x-resources: {stamps: {schema: '#/components/schemas/Stamp', key: id}}
      x-policy:
        {cursor_form: url, limit_over_max: clamp, limit_under_min: default, default_limit: 2, validation_status: 400}
  - target: $.paths['/stamps'].get
    update: {x-behaviour: {kind: list, resource: stamps, order: price}}
"""


def stamps(folder: Path, meaning: str = MEANING) -> Contract:
    """The contract of a collection of stamps."""
    (folder / "openapi.yaml").write_text(PLAIN, encoding="utf-8")
    (folder / "semantics.yaml").write_text(meaning.replace("schema: null, ", ""), encoding="utf-8")
    return load_contract(folder / "openapi.yaml", folder / "semantics.yaml")


STAMPS: Mapping[str, tuple[Json, ...]] = {
    "stamps": tuple({"id": number, "price": None if number % 3 else number / 4} for number in range(1, 8))
}


def test_links_may_be_urls_that_keep_the_query(tmp_path: Path) -> None:
    """A link of this contract is a URL of the same list: the query as declared, and another cursor."""
    mock = Museum(contract=stamps(tmp_path), rows=STAMPS)
    found = mock.get("/stamps?page_size=3&filter=id%3E1&token=secret", None)
    link = urlsplit(found["next_page"])
    assert (link.scheme, link.netloc, link.path) == ("http", "museum.test", "/stamps")
    assert {name: values for name, values in parse_qs(link.query).items() if name != "page_token"} == {
        "page_size": ["3"],
        "filter": ["id>1"],
    }
    second = mock.get(found["next_page"], None)
    assert set(found) == {"results", "next_page"}
    assert [row["id"] for row in (*found["results"], *second["results"])] == [3, 6, 2, 4, 5, 7]
    assert second["next_page"] is None


def test_a_size_beyond_a_bound_becomes_what_the_policy_says(tmp_path: Path) -> None:
    """Above the largest page it is cut, below one it is as if absent; no number is too large for that."""
    mock = Museum(contract=stamps(tmp_path), rows=STAMPS)
    sizes = {sent: len(mock.get(f"/stamps?page_size={sent}", None)["results"]) for sent in (1, 4, 5, 2**62, 0, -1)}
    assert sizes == {1: 1, 4: 4, 5: 4, 2**62: 4, 0: 2, -1: 2}


def test_a_size_beyond_a_bound_is_refused_where_the_policy_says_so(tmp_path: Path) -> None:
    """The largest page of the overlay holds as that of a schema does."""
    strict = MEANING.replace("clamp", "reject").replace("limit_under_min: default", "limit_under_min: reject")
    mock = Museum(contract=stamps(tmp_path, strict), rows=STAMPS)
    for sent in (5, 0):
        answer = mock.ask(f"/stamps?page_size={sent}", None)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


def test_a_page_is_never_larger_than_the_largest(tmp_path: Path) -> None:
    """Nor is one whose size nobody sent; without a largest page, any size that can be said is taken."""
    unsaid = stamps(tmp_path, MEANING.replace("default_limit: 2, ", ""))
    assert len(Museum(contract=unsaid, rows=STAMPS).get("/stamps", None)["results"]) == 4
    endless = stamps(tmp_path, MEANING.replace(", maximum: 4", ""))
    assert len(Museum(contract=endless, rows=STAMPS).get(f"/stamps?page_size={2**63 - 1}", None)["results"]) == 7


def test_a_contract_without_tokens_answers_anybody(tmp_path: Path) -> None:
    """No token is asked for, a bad one is ignored, and numbers come as they are kept."""
    mock = Museum(contract=stamps(tmp_path), rows=STAMPS)
    assert mock.get("/stamps?page_size=1", "nobody")["results"] == [{"id": 3, "price": 0.75}]
    assert mock.ask("/nowhere", None).json() == {"error": {"code": "not_found", "message": "Not found.", "status": 404}}


def test_more_rows_than_a_page_holds_are_walked_by_any_size() -> None:
    """Forty exhibits of one moment are met once each, whatever the size of a page."""
    rows = {"exhibits": tuple(exhibit(number, made_at="2000-01-01T00:00:00Z") for number in range(40))}
    mock = Museum(rows=rows)
    for size in (1, 7, 10):
        met = [number for each in walk(mock, "/exhibits", size=size) for number in ids(each)]
        assert met == [int(key(number)[-3:]) for number in range(39, -1, -1)]
