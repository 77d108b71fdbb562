"""The judge's own oracle on bodies, held against requests whose faults a person reads off the contract."""

from collections.abc import Mapping

import pytest

from suites.expectations import expect
from suites.inputs.absent import absent
from suites.traffic import Exchange
from tests.suites.test_expectations import BOOKS, LIBRARY, request, told

CREATE, JSON = "/v1/admin/authors", (("Content-Type", "application/json"),)


def posted(body: str | bytes, *headers: tuple[str, str], target: str = CREATE) -> Exchange:
    """A create of the admin with this body."""
    sent = body if isinstance(body, bytes) else body.encode()
    return request(target, "POST", "admin", headers or JSON, sent)


# Bodies that follow their schema: only what is there already may stand against them.
FINE: Mapping[str, Exchange] = {
    "a plain body": posted('{"name": "Bo"}'),
    "an integer with a point": posted('{"name": "Bo", "rank": 1.0}'),
    "an integer with an exponent": posted('{"name": "Bo", "rank": 1e2}'),
    "the largest integer": posted('{"name": "Bo", "rank": 9223372036854775807}'),
    "30 digits on each side of the point": posted(f'{{"name": "Bo", "royalty": {"1" * 30}.{"1" * 30}}}'),
    "a property that nobody declared": posted('{"name": "Bo", "none": "\\u0000"}'),
    "a charset": posted('{"name": "Bo"}', ("Content-Type", "application/json; charset=utf-8")),
    "another case": posted('{"name": "Bo"}', ("content-type", "Application/JSON")),
    "a microsecond in another zone": posted('{"name": "Bo", "born_at": "1999-12-31T23:59:59.123456+05:30"}'),
    "100 levels": posted('{"name": "Bo", "none": ' + "[" * 99 + "]" * 99 + "}"),
    "blanks around": posted(' {"name": "Bo"}\n'),
}

# Bodies with faults, each as `refusal place`.
BROKEN: Mapping[str, tuple[Exchange, tuple[str, ...]]] = {
    "half a body": (posted('{"name": '), ("body_malformed",)),
    "a comma too many": (posted('{"name": "Bo",}'), ("body_malformed",)),
    "NaN": (posted('{"name": "Bo", "royalty": NaN}'), ("body_malformed",)),
    "no UTF-8": (posted(b'{"name": "\xff"}'), ("body_malformed",)),
    "101 levels": (posted("[" * 101 + "]" * 101), ("body_malformed",)),
    "20,000 levels": (posted("[" * 20_000 + "]" * 20_000), ("body_malformed",)),
    "a body without a media type": (posted('{"name": 7}', ("X", "y")), ("request_invalid header content-type",)),
    "an empty body of another media type": (posted("", ("Content-Type", "text/csv")), ("request_invalid body",)),
    "null": (posted("null"), ("request_invalid body",)),
    "an integer with a fraction": (posted('{"name": "Bo", "rank": 1.5}'), ("request_invalid body rank",)),
    "true for an integer": (posted('{"name": "Bo", "rank": true}'), ("request_invalid body rank",)),
    "31 digits": (posted(f'{{"name": "Bo", "royalty": {"1" * 31}}}'), ("request_invalid body royalty",)),
    "a large exponent": (posted('{"name": "Bo", "royalty": 1e400}'), ("request_invalid body royalty",)),
    "no offset": (posted('{"name": "Bo", "born_at": "2026-01-01T00:00:00"}'), ("request_invalid body born_at",)),
    "seven digits of a second": (
        posted('{"name": "Bo", "born_at": "2026-01-01T00:00:00.1234567Z"}'),
        ("request_invalid body born_at",),
    ),
    "the year 0 in UTC": (
        posted('{"name": "Bo", "born_at": "0001-01-01T00:00:00+01:00"}'),
        ("request_invalid body born_at",),
    ),
    "U+0000": (posted('{"name": "B\\u0000o"}'), ("request_invalid body name",)),
    "an element of a list": (
        posted('{"title": "A", "tags": ["a", 7]}', target=BOOKS),
        ("request_invalid body tags 1",),
    ),
    "a path and a body": (
        posted('{"title": 7}', target="/v1/shelves/7/books"),
        ("request_invalid path shelf_id", "request_invalid body title"),
    ),
    "an identity that shows a refusal of writes": (
        request(BOOKS, "POST", "reader", JSON, b'{"title": "A"}'),
        ("READ_ONLY",),
    ),
}

# Bodies that readers of JSON may read differently.
UNREADABLE: Mapping[str, Exchange] = {
    "a name twice": posted('{"name": "Bo", "name": "Bo"}'),
    "half of a surrogate pair": posted('{"name": "\\ud800"}'),
    "a byte order mark": posted('\ufeff{"name": "Bo"}'),
    "blanks": posted("  "),
    "a number beyond all bounds": posted('{"name": "Bo", "royalty": 1e99999999999999999999}'),
    "an integer beyond 64 bits that no bound forbids": posted('{"name": "Bo", "rank": 9223372036854775808}'),
    "a leap second": posted('{"name": "Bo", "born_at": "2016-12-31T23:59:60Z"}'),
    "another charset": posted('{"name": "Bo"}', ("Content-Type", "application/json; charset=utf-16")),
    "two media types": posted('{"name": "Bo"}', *JSON, *JSON),
}


@pytest.mark.parametrize("name", sorted(FINE))
def test_a_good_body_may_only_clash(name: str) -> None:
    """A body that follows its schema has no fault, and no doubt but what is there already."""
    expectation = expect(LIBRARY, FINE[name])
    assert not expectation.faults
    assert {doubt.stage for doubt in expectation.doubts} == {"conflict"}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_bad_body_has_its_faults(name: str) -> None:
    """A body's faults are found, each at its place."""
    exchange, faults = BROKEN[name]
    assert told(exchange) == faults
    assert expect(LIBRARY, exchange).refused


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_a_body_that_is_read_in_two_ways_is_a_doubt(name: str) -> None:
    """What readers differ on is neither good nor bad."""
    expectation = expect(LIBRARY, UNREADABLE[name])
    assert not expectation.faults
    assert {doubt.stage for doubt in expectation.doubts} - {"conflict"}


def test_the_parent_of_a_new_row_is_part_of_its_request() -> None:
    """A new row under a parent that is not there is invalid at the path, and not a row that is not found."""
    operation = LIBRARY.operation("POST /v1/shelves/{shelf_id}/books")
    assert operation is not None
    target = f"/v1/shelves/{absent(LIBRARY, operation, 'shelf_id')}/books"
    fault = expect(LIBRARY, posted('{"title": "A"}', target=target)).single
    assert fault is not None
    assert (fault.stage, fault.statuses, fault.code, fault.loc) == (
        "resource",
        (422,),
        "VALIDATION_ERROR",
        ("path", "shelf_id"),
    )
