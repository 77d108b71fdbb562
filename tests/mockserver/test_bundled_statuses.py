"""Every documented answer of the bundled operations that read, by a request; and what each identity shows."""

import re
from urllib.parse import urlsplit

import httpx2
import pytest

from contracts import Operation, validator
from tests.mockserver.bundled import NOBODY, reading, target, who, with_query, world


def has_expressions(operation: Operation) -> bool:
    """Whether the operation has a parameter that holds one."""
    return any(operation.parameter("query", name) for name in ("q", "sort_by", "fields", "embed", "pq"))


# What only a preference shows: a 400 is a bad expression or malformed JSON, and these reads take neither.
UNREACHABLE = frozenset((each.label, 400) for each in reading() if "400" in each.replies and not has_expressions(each))
PAIRS = [
    (each, int(status)) for each in reading() for status in each.replies if (each.label, int(status)) not in UNREACHABLE
]


def with_last_value(operation: Operation, value: str) -> str:
    """The sample's path with another text for the path's last parameter."""
    sent, template = urlsplit(target(operation)).path.split("/"), operation.path.split("/")
    last = max(index for index, segment in enumerate(template) if segment.startswith("{"))
    return "/".join([*sent[:last], value, *sent[last + 1 :]])


def invalid(operation: Operation) -> str:
    """A request that breaks the operation's schema."""
    if operation.parameter("query", "limit"):
        return with_query(target(operation), limit="0")
    if "{" in operation.path:
        return with_last_value(operation, "%00")
    return urlsplit(target(operation)).path


def ask(operation: Operation, status: int) -> httpx2.Response:
    """The request that is answered with a status, and its answer."""
    mock, good = world(), target(operation)
    match status:
        case 200:
            return mock.get(good, who(operation))
        case 400:
            name = "q" if operation.parameter("query", "q") else "fields"
            return mock.get(with_query(good, **{name: "nothing:1"}), who(operation))
        case 401:
            return mock.get(good, None)
        case 403:
            return mock.get(good, "unverified")
        case 404:
            return mock.get(with_last_value(operation, NOBODY), who(operation))
        case 422:
            return mock.get(invalid(operation), who(operation))
    raise AssertionError(f"no request is known to be answered with {status}")


@pytest.mark.parametrize(("operation", "status"), PAIRS, ids=[f"{each.label} {status}" for each, status in PAIRS])
def test_every_documented_status_is_produced_by_a_request(operation: Operation, status: int) -> None:
    """Its body follows the schema that the document promises, and an error has a code of that status."""
    answer = ask(operation, status)
    reply = operation.reply(status)
    assert answer.status_code == status, answer.text
    assert reply is not None
    assert reply.json is not None
    assert validator(world().contract).violations(reply.json, answer.json()) == ()
    errors = world().contract.semantics.errors
    assert errors is not None
    if code := answer.json().get("code") if status >= 400 else None:
        assert errors.codes[code].status == status


def test_the_pairs_that_no_request_shows_are_the_400_of_reads_without_expressions() -> None:
    """Nothing else is left out."""
    assert {status for _, status in UNREACHABLE} == {400}
    assert {label for label, _ in UNREACHABLE} == {
        "GET /v1/models/{model_id}/examples/{id}",
        "GET /v1/admin/models/{model_id}/examples/{id}",
        "GET /v1/batches/{batch_id}",
        "GET /v1/batches/{batch_id}/callback",
        "GET /v1/billing/checkout-sessions/{session_id}/status",
    }


@pytest.mark.parametrize("operation", reading(), ids=lambda operation: operation.label)
def test_the_codes_of_identities_are_shown(operation: Operation) -> None:
    """On a secured operation each identity shows its own code, and those that show none are let in."""
    secured = operation.security == "required"
    expected = {"unverified": "EMAIL_NOT_VERIFIED", "role_unresolved": "ROLE_UNRESOLVED", "impersonated": None}
    if operation.role:
        expected = {**expected, "impersonated": "PERMISSION_DENIED", "member": "PERMISSION_DENIED"}
    if operation.parameter("header", "X-Organization-Id"):
        expected["no_organization"] = "ORGANIZATION_MEMBERSHIP_REQUIRED"
    for name, code in expected.items():
        answer = world().get(target(operation), name)
        assert (answer.status_code, answer.json().get("code") if answer.status_code == 403 else None) == (
            (403, code) if secured and code else (200, None)
        ), name


@pytest.mark.parametrize(
    "operation", [each for each in world().contract.operations if not each.reads], ids=lambda each: each.label
)
def test_a_write_is_refused_in_order(operation: Operation) -> None:
    """Tokens, roles and impersonation come before what the request says; the rest is `test_bundled_creates.py`'s."""
    mock = world()
    path = re.sub(r"\{[^}]+\}", "no-uuid", operation.path)
    answers = {
        name: mock.client.post(path, headers={"Authorization": f"Bearer {identity.token}"}, json={})
        for name, identity in mock.catalogue.identities.identities.items()
        if operation.body or name not in ("member", "admin", "other")
    }
    codes = {name: answer.json()["code"] for name, answer in answers.items()}
    assert mock.client.post(path).status_code == 401
    assert codes["impersonated"] == "IMPERSONATION_READ_ONLY"
    assert codes["unverified"] == "EMAIL_NOT_VERIFIED"
    assert codes.get("member") in (None, "PERMISSION_DENIED" if operation.role else "VALIDATION_ERROR")
    assert codes.get("admin") in (None, "VALIDATION_ERROR")
