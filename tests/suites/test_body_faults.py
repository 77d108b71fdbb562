"""Faults of operations that write: each is caught on such an operation, and told by its invariant."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from suites.profiles import GATE
from suites.verdicts import Outcome
from tests.suites.broken_writes import (
    BOOK,
    all_write,
    checking,
    coin,
    crashing,
    crooked,
    fatherless,
    first_of_body,
    invalid_too,
    large_is_invalid,
    lenient,
    no_fractions,
    no_unknown_queries,
    ok_created,
    on_writes,
    opened,
    opened_by_admin,
    overridden,
    picky,
    placing,
    plain_error,
    plain_letters,
    reflected,
    reordered,
    rows_first,
    sniffing,
    timeless,
    told_value,
    under_255,
    verbose,
    without_moment,
    writes,
)
from tests.suites.deployment import SOUND, without
from tests.suites.faults_authentication import by_url, staging, straightening
from tests.suites.faults_envelope import TRACE, counted, credentials_shown, finishing, saying, translated
from tests.suites.faults_status import CREATE, staged, writing
from tests.suites.judging import DEEP, findings, verdicts
from tests.suites.serving import Deployment

MEMBERSHIP = "POST /v1/memberships"
FAMILY = {"ST": "status", "ER": "envelope", "AU": "authentication"}

CASES: Mapping[str, tuple[str, Deployment, str]] = {
    "malformed JSON makes it fail": ("ST-01", staged("syntax", crashing), CREATE),
    "another success": ("ST-02", replace(SOUND, answer_created=ok_created), CREATE),
    "a new row that lacks a property": ("ST-03", replace(SOUND, answer_created=without_moment), BOOK),
    "NaN is a number": ("ST-04", staged("syntax", lenient), CREATE),
    "any media type": ("ST-05", without("media_type"), CREATE),
    "no media type": ("ST-05", staged("media_type", sniffing), BOOK),
    "one spelling of a media type": ("ST-05", staged("media_type", plain_letters), CREATE),
    "a 406 for a body": ("ST-06", on_writes(picky), CREATE),
    "an unknown parent is a 404": ("ST-13", staged("resource", fatherless), BOOK),
    "an unknown parent is taken": ("ST-13", without("resource"), BOOK),
    "a large body is invalid": ("ST-15", finishing(large_is_invalid), CREATE),
    "a query that nobody declared": ("ST-16", staged("parameters", no_unknown_queries), MEMBERSHIP),
    "a property that may be missing": ("ST-18", checking(lambda place, kind: kind == "required"), CREATE),
    "a body that may be missing": ("ST-18", checking(lambda place, kind: kind == "missing"), CREATE),
    "a null that may be": ("ST-18", checking(lambda place, kind: place == ("body", "title") and kind == "type"), BOOK),
    "a text one character too long": ("ST-19", checking(lambda place, kind: kind == "maxLength"), BOOK),
    "a number below its minimum": ("ST-19", checking(lambda place, kind: kind == "minimum"), BOOK),
    "a date-time without an offset": ("ST-19", timeless(lambda place, kind: kind == "format"), CREATE),
    "a date-time that cannot be kept": ("ST-19", timeless(lambda place, kind: kind == "range"), CREATE),
    "a value of no choice": ("ST-19", checking(lambda place, kind: kind == "enum"), BOOK),
    "an element of another type": ("ST-19", checking(lambda place, kind: len(place) > 2), BOOK),
    "an integer with a point": ("ST-19", replace(SOUND, check_body=no_fractions), CREATE),
    "a text at its bound": ("ST-19", replace(SOUND, check_body=under_255), CREATE),
    "U+0000": ("ST-19", checking(lambda place, kind: kind == "unstorable"), CREATE),
    "the body before who calls": ("ST-24", reordered("syntax", "authentication"), CREATE),
    "the schema before who may": ("ST-24", reordered("parameters", "identity"), CREATE),
    "the organisation before the body": ("ST-24", reordered("organization", "parameters"), BOOK),
    "the path before JSON": ("ST-24", reordered("parameters", "syntax"), BOOK),
    "another framework's words": ("ER-01", on_writes(plain_error), CREATE),
    "an error in plain text": (
        "ER-02",
        on_writes(lambda _, answer: replace(answer, headers=(*answer.headers, ("Content-Type", "text/plain")))),
        CREATE,
    ),
    "one code for two statuses": ("ER-05", finishing(invalid_too), CREATE),
    "another code for a body": ("ER-06", saying(coin), CREATE),
    "another property": ("ER-07", placing(lambda place: ("body", "id")), CREATE),
    "the wrong way to an element": ("ER-07", placing(lambda place: (place[0], place[-1])), BOOK),
    "no property": ("ER-07", placing(lambda place: ("body",)), CREATE),
    "the first fault only": ("ER-08", saying(first_of_body), CREATE),
    "a type that changes": ("ER-09", saying(counted), CREATE),
    "a type in the reader's language": ("ER-10", saying(translated), CREATE),
    "a stack trace": ("ER-11", saying(lambda call, _: {"message": TRACE} if writes(call) else {}), CREATE),
    "credentials": ("ER-12", saying(credentials_shown), CREATE),
    "a page that shows the body": ("ER-12", on_writes(reflected), CREATE),
    "a long error": ("ER-14", saying(verbose), CREATE),
    "a failure that repeats a name": ("ER-15", on_writes(told_value), CREATE),
    "anybody may write": ("AU-01", staging(authentication=opened), BOOK),
    "anybody may open a membership": ("AU-01", staging(authentication=opened), MEMBERSHIP),
    "a 401 without a challenge": ("AU-02", on_writes(lambda _, answer: replace(answer, headers=())), CREATE),
    "every role may write": ("AU-03", staging(identity=all_write), CREATE),
    "an account that can only read writes": ("AU-03", staging(identity=all_write), BOOK),
    "nobody learns of a shelf": ("AU-04", staging(authentication=rows_first), BOOK),
    "a token in the URL": ("AU-10", staging(authentication=by_url), BOOK),
    "the body before the caller": ("AU-11", reordered("syntax", "authentication"), CREATE),
    "another method is a way around": ("AU-12", staging(authentication=overridden), CREATE),
    "a spelling is a way around": ("AU-13", staging(route=straightening, authentication=crooked), CREATE),
}
# Shown by alternatives of a kind, of which a gate asks this operation others.
SPREAD = (
    "U+0000",
    "a body that may be missing",
    "a failure that repeats a name",
    "a null that may be",
    "a page that shows the body",
    "a text one character too long",
    "a value of no choice",
    "the body before the caller",
    "the organisation before the body",
    "the wrong way to an element",
)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_fault_of_a_write_is_named(name: str) -> None:
    """A fault that shows on an operation that writes falls to its invariant there, and is told."""
    invariant, parts, label = CASES[name]
    profile = DEEP if name in SPREAD else GATE
    found = verdicts(writing(parts, profile=profile), FAMILY[invariant[:2]], operation=label)
    outcomes = {each.invariant: (each.outcome, each.reason) for each in found}
    assert outcomes[invariant][0] is Outcome.FAIL, outcomes[invariant]
    told = [each for finding in findings(found) for each in (finding.verdict.invariant, *finding.also)]
    assert invariant in told


@pytest.mark.parametrize(
    ("family", "parts", "most"),
    [
        ("status", replace(SOUND, check_body=lambda _world, _call: []), 15),
        ("authentication", staging(authentication=opened_by_admin), 3),
    ],
)
def test_what_lets_everything_in_is_not_filled(family: str, parts: Deployment, most: int) -> None:
    """Where what had to be refused makes rows, the asking ends: a finding costs few of them."""
    examination = writing(parts)
    found = verdicts(examination, family, operation=CREATE)
    operation = examination.contract.operation(CREATE)
    assert operation is not None
    assert Outcome.FAIL in {each.outcome for each in found}
    assert examination.courier.ledger.made(operation) <= most
