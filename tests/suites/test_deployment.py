"""The small deployment that the judges are judged by is sound itself."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from contracts import NullOrder, Order, order_key, parse_order
from suites.sending.courier import Courier
from suites.target import Target
from tests.suites.deployment import SOUND, encode, serve
from tests.suites.library import SHELVES, library_contract, library_identities, library_rows
from tests.suites.serving import Request

BOOKS = "GET /v1/shelves/{shelf_id}/books"
SHELF = {"shelf_id": SHELVES[0]}
AUTHORS, ON_SHELF, MEMBERSHIPS = "/v1/admin/authors", f"/v1/shelves/{SHELVES[0]}/books", "/v1/memberships"


@pytest.fixture
def courier() -> Iterator[Courier]:
    """Sends to the sound deployment."""
    target = Target(url="http://app.test", identities=library_identities(), app=serve())
    with Courier(library_contract(), target) as courier:
        yield courier


@pytest.mark.parametrize("order", ["", "pages:desc", "kind,pages:desc", "lent_at", "price:desc"])
def test_a_walk_shows_all_rows_in_order(courier: Courier, order: str) -> None:
    """Page by page, forward and back again, a list shows its rows in the order asked for."""
    operation = courier.contract.operation(BOOKS)
    member = courier.target.identities.get("member")
    assert operation
    assert operation.behaviour
    assert operation.behaviour.resource
    resource = operation.behaviour.resource
    default = parse_order(operation.behaviour.order, resource.fields, Order(()))
    key = order_key(parse_order(order, resource.fields, default), "id", resource.fields, NullOrder.LAST_ASCENDING)
    due = [row["id"] for row in sorted(library_rows()["books"], key=key) if row["shelf_id"] == SHELF["shelf_id"]]

    def walk(link: str, *start: tuple[str, str]) -> Iterator[tuple[list[str], str | None]]:
        query = start
        while True:
            page = courier.ask(operation, SHELF, (("limit", "7"), ("sort_by", order), *query), member).json()
            yield [row["id"] for row in page["items"]], page[link]
            if page[link] is None:
                return
            query = (("pq", page[link]), *start)

    assert [key for keys, _ in walk("next") for key in keys] == due
    assert [key for keys, _ in walk("previous", ("from_prev", "true")) for key in reversed(keys)] == due[::-1]


def test_refusals_come_in_the_envelope(courier: Courier) -> None:
    """Each refusal carries its code, with the status the registry gives it."""
    contract, identities = courier.contract, courier.target.identities
    books = contract.operation(BOOKS)
    authors = contract.operation("GET /v1/authors")
    admin = contract.operation("GET /v1/admin/authors")
    assert books
    assert authors
    assert admin
    member = identities.get("member")
    exchanges = [
        courier.ask(authors),
        courier.ask(authors, identity=identities.get("unverified")),
        courier.ask(admin, identity=member),
        courier.ask(books, SHELF, identity=identities.get("stray")),
        courier.ask(books, SHELF, identity=identities.get("neighbour")),
        courier.ask(books, SHELF, [("limit", "0")], member),
        courier.ask(books, SHELF, [("q", "=")], member),
        courier.ask(books, SHELF, [("pq", "x")], member),
        courier.ask(authors, {}, [("q", "=")], member),
        courier.send("GET", "/v1/nowhere"),
        courier.send("DELETE", "/v1/authors"),
    ]
    told = [(each.status, each.json()["code"]) for each in exchanges]
    assert told == [
        (401, "UNAUTHORIZED"),
        (403, "EMAIL_NOT_VERIFIED"),
        (403, "PERMISSION_DENIED"),
        (403, "NO_MEMBER"),
        (404, "NOT_FOUND"),
        (422, "VALIDATION_ERROR"),
        (400, "INVALID_FILTER"),
        (400, "INVALID_CURSOR"),
        (422, "VALIDATION_ERROR"),
        (404, "ROUTE_NOT_FOUND"),
        (405, "METHOD_NOT_ALLOWED"),
    ]


def test_head_and_options_are_answered(courier: Courier) -> None:
    """HEAD answers as GET without a body, OPTIONS with the methods of the path."""
    authors = courier.contract.operation("GET /v1/authors")
    assert authors
    member = courier.target.identities.get("member")
    head = courier.ask(authors, identity=member, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    options = courier.send("OPTIONS", "/v1/admin/authors")
    assert (options.status, options.header("allow")) == (204, "GET, HEAD, OPTIONS, POST")


@pytest.fixture
def client() -> TestClient:
    """Sends anything to the sound deployment."""
    return TestClient(serve(), "http://app.test")


def write(
    client: TestClient, path: str, body: str | None = None, who: str = "admin", key: str | None = None
) -> httpx2.Response:
    """The answer to a write."""
    return client.post(path, content=body, headers=headers(who, body, key))


def headers(who: str, body: str | None = None, key: str | None = None) -> dict[str, str]:
    """What a caller sends."""
    kept = {"Content-Type": None if body is None else "application/json", "Idempotency-Key": key}
    return {"Authorization": f"Bearer lib_{who}"} | {name: value for name, value in kept.items() if value}


def rows(client: TestClient, path: str, who: str = "admin", query: str = "") -> list[Mapping[str, Any]]:
    """The newest rows of a list."""
    page = client.get(f"{path}?limit=50&sort_by=created_at:desc{query}", headers=headers(who)).json()
    found: list[Mapping[str, Any]] = page["items"]
    return found


def test_a_created_row_is_in_its_lists_and_where_the_answer_says(client: TestClient) -> None:
    """A create is answered with its row; the lists show that very row, and so does the place that is told."""
    made = write(client, AUTHORS, '{"name": "Cy", "rank": 7, "born_at": "1950-01-02T03:04:05+01:00"}')
    row = made.json()
    assert made.status_code == 201
    assert (row["name"], row["rank"], row["born_at"]) == ("Cy", 7, "1950-01-02T02:04:05.000000Z")
    assert made.headers["location"] == f"/v1/authors/{row['id']}"
    assert rows(client, AUTHORS)[0] == rows(client, "/v1/authors", "member")[0] == row
    assert client.get(made.headers["location"], headers=headers("member")).json() == row


def test_what_is_left_out_takes_its_default(client: TestClient) -> None:
    """An absent property is the schema's default, else null; one that is sent as null is null."""
    first, second = (
        write(client, AUTHORS, '{"name": "Cy"}').json(),
        write(client, AUTHORS, '{"name": "Di", "rank": null}'),
    )
    assert (first["rank"], first["royalty"], first["pen_name"]) == (1, None, None)
    assert second.json()["rank"] is None


def test_a_client_sets_nothing_that_the_server_sets(client: TestClient) -> None:
    """Identifiers, instants and flags are the server's; what it does not know is left out."""
    sent = '{"name": "Cy", "id": "x", "is_active": false, "created_at": "2001-01-01T00:00:00Z", "nothing": 1}'
    one, two = write(client, AUTHORS, sent).json(), write(client, AUTHORS, sent).json()
    assert one["is_active"] is True
    assert one["id"] != two["id"]
    assert one["id"][14] == "7"
    assert library_rows()["authors"][-1]["created_at"] < one["created_at"] < two["created_at"]
    assert "nothing" not in one


@pytest.mark.parametrize(
    ("sent", "told"),
    [("0.1", "0.1"), ("10.50", "10.50"), ("1e3", "1000"), ("0.30000000000000004000", "0.30000000000000004000")],
)
def test_decimals_stay_exact(client: TestClient, sent: str, told: str) -> None:
    """A number of the body is the text of the same digits in the answer."""
    assert write(client, AUTHORS, f'{{"name": "Cy", "royalty": {sent}}}').json()["royalty"] == told


def test_a_decimal_is_sent_as_a_number_with_all_its_digits() -> None:
    """JSON holds a number as exactly as a row does."""
    assert (
        encode({"a": [Decimal("0.30000000000000004000"), Decimal("1E+3")]}) == b'{"a": [0.30000000000000004000, 1E+3]}'
    )


INVALID: Mapping[str, tuple[str, str, list[list[str | int]]]] = {
    "a body and a path": (
        "/v1/shelves/x/books",
        '{"kind": "stone"}',
        [["body", "kind"], ["body", "title"], ["path", "shelf_id"]],
    ),
    "an item of a list": (ON_SHELF, '{"title": "A", "tags": ["b", 1]}', [["body", "tags", 1]]),
    "no object": (ON_SHELF, "[]", [["body"]]),
    "nothing": (ON_SHELF, "", [["body"]]),
    "an integer beyond 64 bits": (ON_SHELF, '{"title": "A", "pages": 9223372036854775808}', [["body", "pages"]]),
    "a decimal beyond 30 digits": (ON_SHELF, '{"title": "A", "price": 1e30}', [["body", "price"]]),
    "NUL": (ON_SHELF, '{"title": "\\u0000"}', [["body", "title"]]),
    "an unknown shelf": (f"/v1/shelves/{SHELVES[0][:-1]}9/books", '{"title": "A"}', [["path", "shelf_id"]]),
    "a shelf of others": (f"/v1/shelves/{SHELVES[2]}/books", '{"title": "A"}', [["path", "shelf_id"]]),
}


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_write_is_told_where(client: TestClient, name: str) -> None:
    """Every fault of path and body is told with its place, and nothing is stored."""
    path, body, places = INVALID[name]
    before = rows(client, ON_SHELF, "member")
    refused = write(client, path, body, "member")
    assert (refused.status_code, refused.json()["code"]) == (422, "VALIDATION_ERROR")
    assert sorted(each["loc"] for each in refused.json()["errors"]) == places
    assert rows(client, ON_SHELF, "member") == before


@pytest.mark.parametrize("body", ["{", '{"title": NaN}', '{"title": "A", "title": "B"}', "[" * 101 + "]" * 101])
def test_what_is_no_json_is_malformed(client: TestClient, body: str) -> None:
    """A body that cannot be read is a 400."""
    refused = write(client, ON_SHELF, body, "member")
    assert (refused.status_code, refused.json()["code"]) == (400, "MALFORMED_JSON")


def test_what_no_two_rows_share_is_a_conflict(client: TestClient) -> None:
    """A second row of one pen name is refused and changes nothing; null is shared by all."""
    before = rows(client, AUTHORS)
    clash = write(client, AUTHORS, '{"name": "Cy", "pen_name": "Pen 0"}')
    assert (clash.status_code, clash.json()["code"]) == (409, "CONFLICT")
    assert rows(client, AUTHORS) == before
    assert [write(client, AUTHORS, '{"name": "Cy", "pen_name": null}').status_code for _ in "12"] == [201, 201]


def test_another_organisation_may_have_the_same(client: TestClient) -> None:
    """A shelfmark is one row's within its organisation only, and the row is that organisation's alone."""
    body, theirs = '{"title": "A", "shelfmark": "new"}', f"/v1/shelves/{SHELVES[2]}/books"
    statuses = [
        write(client, path, body, who).status_code for path, who in ((ON_SHELF, "member"), (theirs, "neighbour"))
    ]
    assert statuses == [201, 201]
    assert write(client, ON_SHELF, body, "colleague").status_code == 409
    assert client.get(ON_SHELF, headers=headers("neighbour")).status_code == 404
    assert [row["shelfmark"] for row in rows(client, theirs, "neighbour")].count("new") == 1


def test_a_key_has_a_write_happen_once(client: TestClient) -> None:
    """The same JSON under a key is answered the first answer byte for byte, other JSON is a conflict."""
    first = write(client, AUTHORS, '{"name": "Cy", "rank": 1}', key="k")
    again = write(client, AUTHORS, ' {"rank": 1.0, "name": "Cy"}', key="k")
    other = (
        write(client, AUTHORS, '{"name": "Cy", "rank": true}', key="k2"),
        write(client, AUTHORS, '{"name": "Di"}', key="k"),
    )
    assert (again.status_code, again.content, again.headers) == (201, first.content, first.headers)
    assert [each.status_code for each in other] == [422, 409]
    assert [row["name"] for row in rows(client, AUTHORS)[:2]].count("Cy") == 1


def test_a_key_is_of_one_identity_and_path(client: TestClient) -> None:
    """Another caller's key, or another operation's, is another key."""
    asked = (("admin", AUTHORS), ("admin", MEMBERSHIPS), ("member", MEMBERSHIPS), ("colleague", MEMBERSHIPS))
    answers = [write(client, path, '{"name": "Cy"}' if path == AUTHORS else None, who, "k") for who, path in asked]
    assert [each.status_code for each in answers] == [201, 200, 200, 200]
    assert len({each.content for each in answers}) == len(asked)


def test_a_refused_write_keeps_no_key(client: TestClient) -> None:
    """After a refusal the key is as new."""
    refused = [write(client, AUTHORS, body, key="k") for body in ("{}", '{"name": "Cy", "pen_name": "Pen 0"}')]
    assert [each.status_code for each in refused] == [422, 409]
    assert write(client, AUTHORS, '{"name": "Di"}', key="k").json()["name"] == "Di"


def test_a_membership_is_told_by_its_template(client: TestClient) -> None:
    """A create without a body is answered a text made from its row; a flag of the organisation has it refused."""
    made = write(client, MEMBERSHIPS, who="member")
    key = made.json()["session_id"]
    assert (made.status_code, key[:3]) == (200, "ms_")
    assert made.json() == {"session_id": key, "url": f"http://app.test/hosted/{key}"}
    assert "location" not in made.headers
    assert write(client, MEMBERSHIPS, who="neighbour").json()["code"] == "CONFLICT"
    assert write(client, MEMBERSHIPS, who="stray").json()["code"] == "NO_MEMBER"


def test_writes_at_the_same_time_happen_once() -> None:
    """Requests under one key that are on their way together make one row."""

    async def linger(_request: Request) -> None:
        await asyncio.sleep(0.01)

    async def together() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(serve(replace(SOUND, linger=linger)))
        sent = headers("admin", "{}", "k")
        async with httpx2.AsyncClient(transport=transport, base_url="http://app.test") as client:
            return await asyncio.gather(*(client.post(AUTHORS, content='{"name": "Cy"}', headers=sent) for _ in "1234"))

    answers = asyncio.run(together())
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
