"""Deployments that are sound in another way, or at a bad moment, are no finding of the family `scoping`."""

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import Any

import pytest

from contracts import Contract, Identities
from suites.verdicts import Outcome
from tests.suites.broken_lists import coming_and_going
from tests.suites.deployment import SOUND
from tests.suites.faults_scoping import ADMIN, AUTHOR, AUTHORS, BOOK, BOOKS, judged, only
from tests.suites.judging import broken, with_policy
from tests.suites.library import library_contract, library_rows
from tests.suites.listing import answer_read, show
from tests.suites.serving import Answer, Call, Deployment, Refused, Row, World

Changing = MutableMapping[str, list[dict[str, Any]]]


def flipping(every: int) -> Any:
    """Authors go out of print and come back."""

    def tick(rows: Changing, number: int) -> None:
        if number % every == 0:
            row = rows["authors"][number * 31 % len(rows["authors"])]
            row["is_active"] = not row["is_active"]

    return tick


def overloaded(_world: World, call: Call, answer: Answer) -> Answer:
    """Every third answer is that of an overloaded server."""
    document = {"code": "RATE_LIMITED", "message": "Too many requests.", "errors": None}
    return Answer(429, document, (("Retry-After", "1"),)) if call.request.number % 3 == 0 else answer


def numbered(_world: World, call: Call, answer: Answer) -> Answer:
    """Each refusal says which request it answers, and has a header that comes and goes."""
    if answer.status < 400:
        return answer
    number = call.request.number
    document = {**answer.document, "message": f"{answer.document['message']} (request {number})"}
    further = (("X-Node", "b"),) if number % 2 else ()
    return replace(answer, document=document, headers=(*answer.headers, *further))


def streamed(_world: World, call: Call, answer: Answer) -> Answer:
    """Some answers come by another way than others, and each row by the same each time: as chance may have it."""
    further = (
        ("Transfer-Encoding", "chunked"),
        ("Via", "1.0 edge"),
        ("Keep-Alive", "timeout=5"),
        ("X-Request-Id", "a"),
    )
    return replace(answer, headers=(*answer.headers, *further)) if names_a_row(call) else answer


def names_a_row(call: Call) -> bool:
    """Whether the id in the path is that of a row, whoever may see it."""
    wanted = call.values.get(("path", "id"))
    return wanted is not None and any(row["id"] == wanted for rows in library_rows().values() for row in rows)


def openly(world: World, call: Call) -> Answer:
    """A book of another organisation is refused with 403."""
    wanted = call.values.get(("path", "id"))
    strange = [
        row for row in world.rows["books"] if row["id"] == wanted and row["organization_id"] != call.organization
    ]
    if strange:
        raise Refused("organization_foreign")
    return answer_read(world, call)


def in_print(world: World, call: Call, row: Row) -> Row:
    """A book carries its author while the author is in print."""
    shown = show(world, call, row)
    author = shown.get("author")
    return {**shown, "author": None} if author and not author["is_active"] else shown


VARIANTS: Mapping[str, tuple[Deployment, Identities | None, Contract | None]] = {
    "as it is": (SOUND, None, None),
    "a row comes and goes every other request": (replace(SOUND, tick=coming_and_going(2)), None, None),
    "a row comes and goes every third request": (replace(SOUND, tick=coming_and_going(3)), None, None),
    "a row comes and goes now and then": (replace(SOUND, tick=coming_and_going(7)), None, None),
    "authors flip every request": (replace(SOUND, tick=flipping(1), show=in_print), None, None),
    "authors flip every other request": (replace(SOUND, tick=flipping(2), show=in_print), None, None),
    "authors flip now and then": (replace(SOUND, tick=flipping(9), show=in_print), None, None),
    "a third of the answers are 429": (replace(SOUND, finish=overloaded), None, None),
    "headers of the transfer come and go": (replace(SOUND, finish=streamed), None, None),
    "refusals are numbered": (replace(SOUND, finish=numbered), None, None),
    "two names of one organisation": (SOUND, only("member", "colleague"), None),
    "nobody's organisation is known": (SOUND, only("member", "neighbour", organization=None), None),
    "every identity has every role": (SOUND, only("member", "neighbour", roles=("*",)), None),
    "all share what is known": (
        SOUND,
        only("member", "neighbour", known={"shelf_id": ("22222222-0000-4000-8000-000000000001",)}),
        None,
    ),
    "others are refused openly": (
        replace(SOUND, acts={**SOUND.acts, "read": openly}),
        None,
        with_policy(library_contract(), existence_hiding=403),
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("operation", [AUTHORS, AUTHOR, ADMIN, BOOKS, BOOK])
def test_a_sound_deployment_is_no_finding(name: str, operation: str) -> None:
    """No invariant of the family fails, whatever the data do meanwhile and whoever is known."""
    parts, identities, contract = VARIANTS[name]
    found = judged(parts, identities, operation, contract)
    assert not broken(tuple(found.values())), [
        (each.invariant, each.reason) for each in found.values() if each.outcome is Outcome.FAIL
    ]


def test_a_header_that_tells_of_the_row_is_found() -> None:
    """A header that every refusal for another organisation's row has, and none for a row that is not there."""
    told = replace(
        SOUND,
        finish=lambda _world, call, answer: (
            replace(answer, headers=(*answer.headers, ("X-Owner", "other"))) if names_a_row(call) else answer
        ),
    )
    found = judged(told, operation=BOOK)["AU-05"]
    assert found.outcome is Outcome.FAIL
    assert "x-owner" in found.reason
