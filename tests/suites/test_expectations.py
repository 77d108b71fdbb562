"""The judge's own oracle, held against requests whose faults a person reads off the contract."""

from collections.abc import Mapping
from typing import Any

import pytest

from contracts import PRECEDENCE, Contract, match
from suites.expectations import STAGES, expect
from suites.inputs.absent import NIL, absent
from suites.traffic import Asked, Exchange
from tests.suites.judging import with_policy
from tests.suites.library import ORGANIZATIONS, SHELVES, library_contract, library_identities

LIBRARY = library_contract()
CALLERS = library_identities().identities
HOME = ORGANIZATIONS[0]
ROW = "8f14e45f-ceea-467f-a0e6-90f1d4f2b6a1"
BOOKS = f"/v1/shelves/{SHELVES[0]}/books"


def request(
    target: str,
    method: str = "GET",
    who: str | None = "member",
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes | None = None,
    contract: Contract = LIBRARY,
) -> Exchange:
    """A request of an identity, of nobody (None), or with a token that is nobody's (`?`)."""
    caller = CALLERS.get(who or "")
    token = (("Authorization", "Bearer x"),) if who else ()
    found = match(contract, method, target.partition("?")[0])
    asked = Asked(
        method=method,
        target=target,
        headers=(*token, *headers),
        body=body,
        identity=caller.name if caller else None,
        credentials="valid" if caller else "foreign" if who else "none",
        roles=caller.roles if caller else (),
        organization=caller.organization if caller else None,
        shows=caller.shows if caller else None,
    )
    return Exchange(1, asked, found.operation, found.path_values, None)


def told(exchange: Exchange, contract: Contract = LIBRARY) -> tuple[str, ...]:
    """The faults of a request, each as `refusal place`."""
    return tuple(" ".join((fault.refusal, *fault.loc)) for fault in expect(contract, exchange).faults)


GOOD: Mapping[str, Exchange] = {
    "a plain list": request("/v1/authors"),
    "every parameter": request(
        "/v1/authors?q=rank%3E1&sort_by=name%3Adesc&limit=50&fields=id%2Cname&from_prev=false&x=unknown"
    ),
    "the bounds of a limit": request("/v1/authors?limit=1"),
    "an empty expression": request("/v1/authors?q=&sort_by=&fields=&pq="),
    "HEAD": request("/v1/authors", "HEAD"),
    "nobody where nobody is asked for": request("/v1/sign-in?return_to=here", who=None),
    "an admin on a member's list": request("/v1/authors", who="admin"),
    "an identity that shows a refusal of writes": request("/v1/authors", who="reader"),
}

BAD: Mapping[str, tuple[Exchange, tuple[str, ...]]] = {
    "an unknown path": (request("/v1/none"), ("route_unknown",)),
    "a slash more": (request("/v1/authors/"), ("route_unknown",)),
    "a path in capitals": (request("/v1/AUTHORS"), ("route_unknown",)),
    "an unknown path and nobody": (request("/v1/none", who=None), ("route_unknown", "unauthenticated")),
    "an undeclared method": (request("/v1/authors", "DELETE"), ("method_unknown",)),
    "an undeclared method and nobody": (
        request("/v1/authors", "PUT", who=None),
        ("method_unknown", "unauthenticated"),
    ),
    "nobody": (request("/v1/authors", who=None), ("unauthenticated",)),
    "a token that is nobody's": (request("/v1/authors", who="?"), ("unauthenticated",)),
    "a role that is missing": (request("/v1/admin/authors"), ("role_missing",)),
    "an identity that shows a refusal": (request("/v1/authors", who="unverified"), ("EMAIL_NOT_VERIFIED",)),
    "no integer": (request("/v1/authors?limit=ten"), ("request_invalid query limit",)),
    "an integer with a fraction": (request("/v1/authors?limit=1.0"), ("request_invalid query limit",)),
    "a limit of nothing": (request("/v1/authors?limit="), ("request_invalid query limit",)),
    "a limit too small": (request("/v1/authors?limit=0"), ("request_invalid query limit",)),
    "a limit too large": (request("/v1/authors?limit=51"), ("request_invalid query limit",)),
    "a limit beyond 64 bits": (request("/v1/authors?limit=99999999999999999999"), ("request_invalid query limit",)),
    "no boolean": (request("/v1/authors?from_prev=TRUE"), ("request_invalid query from_prev",)),
    "a parameter twice": (request("/v1/authors?limit=1&limit=1"), ("request_invalid query limit",)),
    "two parameters": (
        request("/v1/authors?limit=x&from_prev=x"),
        ("request_invalid query limit", "request_invalid query from_prev"),
    ),
    "a parameter that is missing": (request("/v1/sign-in"), ("request_invalid query return_to",)),
    "an id of another type": (request("/v1/authors/7"), ("request_invalid path id",)),
    "a filter by no field": (request("/v1/admin/authors?q=none%3D1", who="admin"), ("filter_invalid query q",)),
    "a filter of blanks": (request("/v1/admin/authors?q=%20", who="admin"), ("filter_invalid query q",)),
    "an order by no field": (
        request("/v1/admin/authors?sort_by=none", who="admin"),
        ("sort_invalid query sort_by",),
    ),
    "an unknown projection": (
        request("/v1/admin/authors?fields=id%2C%2Cname", who="admin"),
        ("fields_invalid query fields",),
    ),
    "an expression where no 400 is documented": (
        request("/v1/authors?q=none%3D1"),
        ("request_invalid query q",),
    ),
    "a parameter and an expression": (
        request("/v1/admin/authors?limit=x&q=none%3D1", who="admin"),
        ("request_invalid query limit", "filter_invalid query q"),
    ),
    "an organisation that nobody belongs to": (
        request(BOOKS + "?limit=x", headers=(("X-Organization-Id", NIL),)),
        ("request_invalid query limit", "organization_foreign"),
    ),
    "a body of another media type": (
        request("/v1/admin/authors", "POST", "admin", (("Content-Type", "text/csv"),), b"name"),
        ("request_invalid header content-type",),
    ),
    "a body that is no JSON": (
        request("/v1/admin/authors", "POST", "admin", (("Content-Type", "application/json"),), b"{"),
        ("body_malformed",),
    ),
    "a body that breaks its schema": (
        request("/v1/admin/authors", "POST", "admin", (("Content-Type", "application/json"),), b'{"rank": "x"}'),
        ("request_invalid body name", "request_invalid body rank"),
    ),
    "no body": (request("/v1/admin/authors", "POST", "admin"), ("request_invalid body",)),
}

UNKNOWN: Mapping[str, tuple[Exchange, str]] = {
    "a cursor": (request("/v1/authors?pq=abc"), "expression"),
    "a row": (request(f"/v1/authors/{ROW}"), "resource"),
    "an organisation of somebody": (request(BOOKS, headers=(("X-Organization-Id", ORGANIZATIONS[1]),)), "organization"),
    "an identity without an organisation": (request(BOOKS, who="stray"), "organization"),
    "a bad token where none is asked for": (request("/v1/sign-in?return_to=here", who="?"), "authentication"),
    "a long target": (request("/v1/authors?x=" + "a" * 9000), "size"),
    "escapes that are none": (request("/v1/authors?q=%zz"), "route"),
    "texts that are no UTF-8": (request("/v1/authors?q=%ff"), "route"),
    "NUL": (request("/v1/authors?q=%00"), "route"),
    "OPTIONS": (request("/v1/authors", "OPTIONS"), "method"),
    "a write that might clash": (
        request("/v1/admin/authors", "POST", "admin", (("Content-Type", "application/json"),), b'{"name": "Bo"}'),
        "conflict",
    ),
}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_good_request_has_no_fault(name: str) -> None:
    """A request that the contract takes is admitted, without a fault and without a doubt."""
    expectation = expect(LIBRARY, GOOD[name])
    assert expectation.admitted, expectation


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_request_has_its_faults(name: str) -> None:
    """A request's faults are found, all of them and in the order in which they are refused."""
    exchange, faults = BAD[name]
    assert told(exchange) == faults
    assert expect(LIBRARY, exchange).refused


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_what_cannot_be_known_is_a_doubt(name: str) -> None:
    """What only the deployment knows is neither good nor bad."""
    exchange, stage = UNKNOWN[name]
    expectation = expect(LIBRARY, exchange)
    assert stage in {doubt.stage for doubt in expectation.doubts}
    assert not expectation.admitted
    assert not expectation.refused


def test_a_row_that_cannot_be_there_is_not_found() -> None:
    """The id that probes send for an unknown row is known to the oracle, with the row's own code."""
    operation = LIBRARY.operation("GET /v1/authors/{id}")
    assert operation is not None
    fault = expect(LIBRARY, request(f"/v1/authors/{absent(LIBRARY, operation, 'id')}")).single
    assert fault is not None
    assert (fault.statuses, fault.code) == ((404,), "NOT_FOUND")


def test_a_doubt_before_a_fault_leaves_the_answer_open() -> None:
    """A long target with a bad limit may be refused for either."""
    expectation = expect(LIBRARY, request("/v1/authors?limit=x&x=" + "a" * 9000))
    assert not expectation.refused
    assert expectation.statuses == ()


def test_a_doubt_after_a_fault_does_not_matter() -> None:
    """A bad limit is refused, whatever becomes of the cursor."""
    expectation = expect(LIBRARY, request("/v1/authors?limit=x&pq=abc"))
    assert expectation.statuses == (422,)
    assert expectation.single is not None


POLICIES: tuple[tuple[dict[str, Any], Exchange, tuple[int, ...]], ...] = (
    ({"validation_status": 400}, request("/v1/authors?limit=x"), (400, 422)),
    ({"validation_status": 400}, request("/v1/admin/authors?limit=x", who="admin"), (400,)),
    ({"backward_without_cursor": "reject"}, request("/v1/authors?from_prev=true"), ()),
    ({"backward_without_cursor": "reject"}, request("/v1/authors?from_prev=true&limit=x"), (422,)),
    ({"path_type_status": 404}, request("/v1/authors/7"), (404,)),
    ({"expression_status": 422}, request("/v1/admin/authors?q=none%3D1", who="admin"), (422,)),
    ({"limit_over_max": "clamp"}, request("/v1/authors?limit=51"), ()),
    ({"limit_under_min": "default"}, request("/v1/authors?limit=0"), ()),
    ({"repeated_query_parameter": "first"}, request("/v1/authors?limit=1&limit=x"), ()),
    ({"repeated_query_parameter": "last"}, request("/v1/authors?limit=1&limit=x"), (422,)),
    ({"repeated_query_parameter": "any"}, request("/v1/authors?limit=1&limit=x"), ()),
    ({"unknown_query_parameter": "reject"}, request("/v1/authors?none=1"), (422,)),
    ({"unknown_name": "ignore"}, request("/v1/authors?fields=none"), ()),
    ({"trailing_slash": "redirect"}, request("/v1/authors/"), ()),
    ({"unknown_path_before_authentication": False}, request("/v1/none", who=None), (404, 401)),
    ({"wrong_media_type": 415}, BAD["a body of another media type"][0], (415,)),
    ({"malformed_status": 422}, BAD["a body that is no JSON"][0], (422,)),
    ({"precedence": PRECEDENCE[::-1]}, BAD["a parameter and an expression"][0], (400,)),
)


@pytest.mark.parametrize(("policy", "exchange", "statuses"), POLICIES)
def test_a_policy_moves_what_is_due(policy: dict[str, Any], exchange: Exchange, statuses: tuple[int, ...]) -> None:
    """The statuses that are due follow the policy in effect; none where it lets the request pass."""
    assert expect(with_policy(LIBRARY, **policy), exchange).statuses == statuses


def test_every_stage_of_the_policy_has_its_reader() -> None:
    """The stages that find faults are those that the policy puts in order."""
    assert set(STAGES) == set(PRECEDENCE)


def test_a_caller_that_was_let_in_has_the_role() -> None:
    """Where roles are not told, a success tells them."""
    bare = request("/v1/admin/authors?limit=x", who="admin", contract=LIBRARY)
    unknown = Exchange(1, Asked("GET", bare.asked.target, bare.asked.headers, None, "admin", "valid"), *_place(bare))
    assert not expect(LIBRARY, unknown).refused
    assert expect(LIBRARY, unknown, welcome=True).statuses == (422,)


def test_a_caller_that_was_let_in_belongs_there() -> None:
    """Where an identity's organisation is not told, a success tells that its own one will do."""
    exchange = request(f"{BOOKS}?q=none%3D1", who="stray")
    assert not expect(LIBRARY, exchange).refused
    assert expect(LIBRARY, exchange, welcome=True).statuses == (400,)


def _place(exchange: Exchange) -> tuple[Any, Any, None]:
    return exchange.operation, exchange.path_values, None
