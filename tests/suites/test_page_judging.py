"""Pages by hand: what the judge says of a tie in the wrong order, and of a request that a guard took for an attack."""

from dataclasses import replace

from suites.invariants import INVARIANTS
from suites.traffic import Asked, Exchange, Trace
from tests.suites.seen_pages import AUTHORS, CONTRACT, author, exchange


def told(invariant: str, *exchanges: Exchange) -> list[str]:
    """The messages of an invariant on these exchanges."""
    return [breach.message for breach in INVARIANTS[invariant].judge(Trace(CONTRACT, AUTHORS, exchanges)).breaches]


def test_a_tie_in_the_wrong_order_shows_the_key() -> None:
    """Where rows are alike in what they are sorted by, the message shows what breaks the tie."""
    one, other = author("1", rank=1), author("2", rank=1)
    (message,) = told("PG-11", exchange(1, [other, one], sort_by="rank"))
    assert message.endswith(f"rank 1, id {other['id']} before rank 1, id {one['id']}.")
    (message,) = told("PG-11", exchange(1, [author("1", rank=2), one], sort_by="rank"))
    assert message.endswith("rank 2 before rank 1.")


def test_a_row_without_its_key_is_told() -> None:
    """A null where the key of a row stands breaks the page's shape; a projection may leave the key out."""
    keyless = {**author("1"), "id": None}
    (message,) = told("PG-15", exchange(1, [keyless, author("2")]))
    assert message == "A row of the page has no key: its `id` is null or not there."
    assert not told("PG-15", exchange(1, [author("1")]), exchange(2, [{"rank": 1}], fields="rank"))


def refused(number: int, target: str) -> Exchange:
    """A guard's page of HTML."""
    headers = (("Server", "cloudflare"), ("Content-Type", "text/html"))
    return Exchange(number, Asked("GET", target), AUTHORS, {}, 403, headers, b"<h1>No.</h1>")


def test_a_spelling_that_a_guard_refuses_is_none_that_the_list_does() -> None:
    """A firewall that dislikes one spelling of a quoted text says nothing of the list; a refusal of its own does."""
    page = exchange(1, [author("1")], q="name eq 'a b'", limit="1")
    respelt = "/v1/authors?limit=1&q=name+eq+%27a+b%27"
    assert page.asked.target != respelt
    assert not told("PG-14", page, refused(2, respelt))
    assert len(told("PG-14", page, replace(refused(2, respelt), headers=(("Content-Type", "application/json"),)))) == 1
