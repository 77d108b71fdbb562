"""The small deployment that the judges are judged by is sound itself."""

from collections.abc import Iterator

import pytest

from contracts import NullOrder, Order, order_key, parse_order
from suites.courier import Courier
from suites.target import Target
from tests.suites.deployment import serve
from tests.suites.library import library_contract, library_identities, library_rows

BOOKS = "GET /v1/shelves/{shelf_id}/books"
SHELF = {"shelf_id": "22222222-0000-4000-8000-000000000001"}


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
