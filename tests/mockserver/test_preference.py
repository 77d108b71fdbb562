"""`Prefer: code=NNN`: an error without its cause, where the operation may answer it."""

import pytest

from contracts import Operation, validator
from tests.mockserver.bundled import target, who, world

PAIRS = [
    (operation, int(status))
    for operation in world().contract.operations
    for status in operation.replies
    if int(status) >= 400
]


def prefer(operation: Operation, status: object) -> tuple[int, str | None, object]:
    """What an operation answers to a preference: status, what was applied, body."""
    path = target(operation) if operation.reads else operation.path
    answer = world().client.request(operation.method, path, headers={"Prefer": f"code={status}"})
    return answer.status_code, answer.headers.get("preference-applied"), answer.json()


@pytest.mark.parametrize(("operation", "status"), PAIRS, ids=[f"{each.label} {status}" for each, status in PAIRS])
def test_every_documented_error_can_be_preferred(operation: Operation, status: int) -> None:
    """It needs no token, its body follows the schema of its status, and the answer says that it was preferred."""
    reply = operation.reply(status)
    assert reply is not None
    assert reply.json is not None
    answered, applied, body = prefer(operation, status)
    assert (answered, applied) == (status, f"code={status}")
    assert validator(world().contract).violations(reply.json, body) == ()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_any_operation_may_answer_can_be_preferred(status: int) -> None:
    """The edge statuses of the policy need not be documented."""
    assert prefer(world().contract.operations[0], status)[:2] == (status, f"code={status}")


@pytest.mark.parametrize(
    "wish", ["code=418", "code=409", "code=200", "code=405", "code=4040", "code=", "respond-async"]
)
def test_a_preference_that_cannot_be_met_is_ignored(wish: str) -> None:
    """A read that documents no such error answers as if nothing had been said."""
    operation = next(each for each in world().contract.operations if each.reads and "409" not in each.replies)
    answer = world().get(target(operation), who(operation), Prefer=wish)
    assert answer.status_code == 200
    assert "preference-applied" not in answer.headers


def test_the_first_of_several_preferences_counts() -> None:
    """Others stand beside it, in one header."""
    operation = next(each for each in world().contract.operations if each.reads)
    answer = world().get(target(operation), None, Prefer='respond-async, Code="403"; x=1, code=401')
    assert answer.headers["preference-applied"] == "code=403"


def test_a_preferred_error_writes_nothing() -> None:
    """A create that is to clash makes no row."""
    create = next(each for each in world().contract.operations if not each.reads and each.body and "{" not in each.path)
    listed = next(
        each for each in world().contract.operations if each.path == create.path.replace("/admin", "") and each.reads
    )
    before = len(world().rows(f"{listed.path}?limit=500"))
    headers = {"Prefer": "code=409", "Authorization": "Bearer rf_svc_admin"}
    body = {"title": "x", "slug": "preferred", "section_code": "x"}
    assert world().client.post(create.path, headers=headers, json=body).status_code == 409
    assert len(world().rows(f"{listed.path}?limit=500")) == before
