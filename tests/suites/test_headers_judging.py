"""What the family `headers` calls broken, what it lets pass, and how much it asks."""

from collections.abc import Mapping
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest

from suites.evidence.header_fields import http_date
from suites.verdicts import Outcome, Verdict
from tests.suites.faults_headers import (
    AUTHORS,
    KEPT,
    Change,
    everything_promised,
    header,
    letting_in,
    linked,
    promising,
    saying,
    tagged,
    telling,
    zipping,
)
from tests.suites.judging import examine, verdicts, with_policy
from tests.suites.library import library_contract
from tests.suites.serving import Answer, Call


def judged(*changes: Change, **how: Any) -> dict[str, Verdict]:
    """The verdicts of the family on a list, by invariant."""
    return {each.invariant: each for each in verdicts(examine(telling(*changes), **how), "headers", operation=AUTHORS)}


def test_who_keeps_every_promise_is_silent() -> None:
    """A deployment that tags, links, compresses, lets origins in and tells its end breaks nothing."""
    found = judged(*KEPT, contract=everything_promised())
    assert {name: each.reason for name, each in found.items() if each.outcome is not Outcome.PASS} == {}


def test_who_says_nothing_beside_the_body_is_silent() -> None:
    """Without CORS, codings and dates there is nothing to break."""
    found = judged()
    assert {each.outcome for each in found.values()} == {Outcome.PASS, Outcome.NOT_APPLICABLE}
    assert found["HD-07"].outcome is Outcome.PASS


def test_an_operation_is_asked_three_times() -> None:
    """In gzip, as it is, and before a page of another origin may ask."""
    examination = examine()
    verdicts(examination, "headers", operation=AUTHORS)
    assert len([each for each in examination.courier.exchanges if each.purpose]) == 3


def plainly_other(call: Call, answer: Answer) -> Answer:
    """Who takes no coding gets fewer rows."""
    plain = call.request.headers.get("accept-encoding") == "identity"
    return replace(answer, document={**answer.document, "items": []}) if plain and answer.status == 200 else answer


def each_time_other() -> Change:
    """Every answer is another."""
    numbers = iter(range(1_000))
    return lambda _call, answer: replace(answer, document={"number": next(numbers)})


STARRED = (("Access-Control-Allow-Origin", "*"),)
TWICE = (*STARRED, ("Access-Control-Allow-Origin", "https://page.example"))
TAGS, LINKS, TOTAL = promising(header("ETag")), promising(header("Link")), promising(header("X-Total"))
LISTED = promising(header("X-Kinds"))
# What is said, by which contract, which invariant judges it, and what of it it tells; empty where nothing is wrong.
SAID: Mapping[str, tuple[tuple[Change, ...], Any, str, str]] = {
    "any origin without credentials": ((saying(*STARRED),), None, "HD-04", ""),
    "two origins": ((saying(*TWICE),), None, "HD-04", "browsers take one"),
    "an origin that no cache is told of": ((letting_in(vary="Accept"),), None, "HD-04", "Vary: Origin"),
    "an origin that no cache keeps": (
        (letting_in(vary="Accept"), saying(("Cache-Control", "no-store"))),
        None,
        "HD-04",
        "",
    ),
    "a preflight refused": ((letting_in(preflight=401),), None, "HD-04", "browsers give up"),
    "a body of another length": ((saying(("Content-Length", "3")),), None, "HD-07", "Content-Length is 3"),
    "gzip that no cache is told of": ((zipping(told="Accept"),), None, "HD-07", "Vary: Accept-Encoding"),
    "another body without gzip": ((plainly_other,), None, "HD-07", "another body"),
    "a body that is never the same": ((each_time_other(),), None, "HD-07", ""),
    "a Date an hour ago": (
        (lambda _, a: replace(a, headers=(("Date", formatdate(0, usegmt=True)),)),),
        None,
        "HD-08",
        "our clock",
    ),
    "a number that is none": ((saying(("X-Total", "many")),), TOTAL, "HD-01", "is not as promised"),
    "a list of numbers": ((saying(("X-Kinds", "1, 2"), ("X-Kinds", "3")),), LISTED, "HD-01", ""),
    "a list that is none of numbers": ((saying(("X-Kinds", "1, b")),), LISTED, "HD-01", "is not as promised"),
    "no tag where one is promised": ((), TAGS, "HD-05", "no ETag"),
    "a tag without quotes": ((saying(("ETag", "abc")),), TAGS, "HD-05", "no entity tag"),
    "one strong tag for two codings": ((tagged(), zipping()), TAGS, "HD-05", "two codings"),
    "no Link where the body links": ((), LINKS, "HD-10", "nothing in Link"),
    "Link and body at one": ((linked("next"),), LINKS, "HD-10", ""),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_is_judged(name: str) -> None:
    """Each saying is told for what it is wrong in, and let pass where it is not."""
    changes, contract, invariant, told = SAID[name]
    found = judged(*changes, contract=contract)[invariant]
    assert found.outcome is (Outcome.FAIL if told else Outcome.PASS), found.reason
    assert told in found.reason


def test_transport_security_is_asked_of_https_alone() -> None:
    """Over http nothing is to be said of https."""
    found = judged(contract=with_policy(library_contract(), strict_transport="required"))["HD-02"]
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, "the target is not asked over https")


def test_a_date_is_an_imf_fixdate() -> None:
    """Only the one form of RFC 9110 is read, with the right day of the week."""
    assert http_date("Sun, 06 Nov 1994 08:49:37 GMT") is not None
    for text in ("Sunday, 06-Nov-94 08:49:37 GMT", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 +0000"):
        assert http_date(text) is None
    assert http_date("Wed, 31 Feb 2024 08:49:37 GMT") is None
