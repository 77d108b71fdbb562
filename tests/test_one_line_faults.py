"""Each fault of one line is named by the right invariant on the right operation; without the line nothing is found.

The servers are the second API's small deployment, the library's, and the mock of the bundled contract. Each run is
the whole judge on one operation, with every rule pinned.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from contracts import Contract, ExpressionError, Identities, Misspelt, Parameter, load_contract
from fixtures import load_catalogue
from mockserver import Settings, create_app
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.target import Target
from tests.second.deployment import LARGEST, SECOND, second_rows
from tests.second.world import second_catalogue, second_contract
from tests.suites import broken_lists as broken
from tests.suites.deployment import SOUND, App
from tests.suites.judging import URL, examine, judge, pinned
from tests.suites.serving import Answer, Call, Cut, Deployment, Halves, Position, Sought, Stage, World

Names = tuple[str, ...]
LOANS, LOAN, BOOKS = "GET /loans", "GET /loans/{loan}", "GET /books"
STOCK, SHELVES, SHELVED = "GET /stock", "GET /shelves", "GET /shelves/{shelf}/books"
AUTHORS, AUTHOR, SHELF = "GET /v1/authors", "GET /v1/authors/{id}", "GET /v1/shelves/{shelf_id}/books"
BATCH, CONSENT = "GET /v1/batches/{batch_id}", "GET /v1/auth/oauth/google/authorize"


def second(line: Callable[[Deployment], Deployment]) -> Examination:
    """The second API."""
    return examine(line(SECOND), second_contract(), second_rows(), second_catalogue().identities)


def moving(line: Callable[[Deployment], Deployment]) -> Examination:
    """The second API, where the latest loan comes and goes while a walk of four pages lasts."""

    def tick(rows: MutableMapping[str, list[dict[str, Any]]], number: int) -> None:
        loans = rows["loans"]
        if number % 6 == 0:
            loans.append({**loans[0], "number": 10**6 + number, "lent_at": "2026-01-01T00:00:00Z"})
        elif number % 6 == 3 and loans[-1]["number"] > 10**6:
            loans.pop()

    return second(lambda sound: line(replace(sound, tick=tick)))


def library(line: Callable[[Deployment], Deployment]) -> Examination:
    """The library."""
    return examine(line(SOUND))


def mock(line: Callable[[Names], Names]) -> Examination:
    """The mock of the bundled contract, with the faults that a line names."""
    app, identities = bundled(*line(()))
    return Examination(Courier(pinned(load_contract()), Target(url=URL, identities=identities, app=app)))


@cache
def bundled(*faults: str) -> tuple[App, Identities]:
    """The mock with some faults, made once: reading leaves no trace; and who may call."""
    contract = load_contract()
    catalogue = load_catalogue(contract)
    return create_app(contract, catalogue, Settings(faults=faults)), catalogue.identities


def named(fault: str) -> Callable[[Names], Names]:
    """A mock with one fault of its catalogue."""
    return lambda others: (*others, fault)


def split(cut: Callable[[Sought], Halves]) -> Callable[[Deployment], Deployment]:
    """A server that goes on from a cursor in another way."""
    return lambda sound: replace(sound, split=cut)


def passing(name: str, stage: Stage) -> Callable[[Deployment], Deployment]:
    """A server with another stage of that name."""
    return lambda sound: replace(sound, stages={**sound.stages, name: stage})


def finishing(change: Callable[[Call, Answer], Answer]) -> Callable[[Deployment], Deployment]:
    """A server whose answers are changed in the end."""
    return lambda sound: replace(sound, finish=lambda _world, call, answer: change(call, answer))


def without_limit(world: World, call: Call) -> Call:
    """Reads the size of a page where there is no cursor only."""
    call = SOUND.stages["parameters"](world, call)
    kept = {place: value for place, value in call.values.items() if place != ("query", "page_size")}
    return replace(call, values=kept) if ("query", "page_token") in call.values else call


def by_offset(sound: Deployment) -> Deployment:
    """Takes the number of rows passed for a place."""
    counting = broken.counting(1)

    def read(world: World, call: Call, text: str) -> Position:
        if not re.fullmatch(r'\["\w+", \d+\]', text):
            raise ExpressionError("cursor", "the cursor is not one of this list")
        return counting.read_cursor(world, call, text)

    return replace(sound, write_cursor=counting.write_cursor, read_cursor=read, cut_page=counting.cut_page)


def bounded(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Refuses what it should clamp."""
    value = SOUND.read_parameter(contract, parameter, texts)
    if parameter.name == "page_size" and value is not None and value > LARGEST:
        raise Misspelt(("query", parameter.name), "is above the largest", "maximum")
    return value


def unfiltered(_call: Call, answer: Answer) -> Answer:
    """Leaves the filter out of the link."""
    if not isinstance(answer.document, dict) or not answer.document.get("next_page"):
        return answer
    link = re.sub("where=[^&]*&", "", answer.document["next_page"])
    return replace(answer, document={**answer.document, "next_page": link})


def let_in(_world: World, call: Call) -> Call:
    """Asks for no role."""
    return call


def two_codes(call: Call, answer: Answer) -> Answer:
    """Calls a filter of one comma a bad order, and any other bad filter what it is."""
    comma = answer.status == 400 and ("q", ",") in call.request.query
    return replace(answer, document={**answer.document, "code": "INVALID_SORT"}) if comma else answer


def later(world: World, sought: Sought) -> Cut:
    """Cuts the page first, and drops what the reader does not like then."""
    cut = SOUND.cut_page(world, sought)
    return replace(cut, items=tuple(row for row in cut.items if row["name"] != "ana")) if cut.next else cut


def unheaded(call: Call, answer: Answer) -> Answer:
    """Knows no HEAD."""
    return Answer(404) if call.request.method == "HEAD" else answer


@dataclass(frozen=True, slots=True)
class Row:
    """A fault: the server, the line, the operation that is judged, and the invariant that is to be named."""

    server: Callable[[Any], Examination]
    line: Callable[[Any], Any]
    operation: str
    invariant: str


FAULTS: Mapping[str, Row] = {
    "an inclusive cursor": Row(second, split(broken.inclusive), LOANS, "FW-07"),
    "a dropped tie": Row(second, split(broken.dropping_ties(backward=False)), LOANS, "FW-10"),
    "a dropped null": Row(second, split(broken.dropping_nulls), BOOKS, "FW-11"),
    "a limit ignored on page two": Row(second, passing("parameters", without_limit), STOCK, "PG-01"),
    "an offset for a cursor": Row(moving, by_offset, LOANS, "FW-14"),
    "a limit refused, not clamped": Row(second, lambda sound: replace(sound, read_parameter=bounded), SHELVES, "PG-09"),
    "a link without the filter": Row(second, finishing(unfiltered), SHELVED, "PG-12"),
    "a role that is not asked for": Row(second, passing("identity", let_in), LOAN, "AU-03"),
    "a backward jump to the first page": Row(library, split(broken.to_the_first_page), SHELF, "BW-04"),
    "a cursor to the millisecond": Row(
        library, lambda sound: replace(sound, write_cursor=broken.blunt_cursor), AUTHORS, "FW-12"
    ),
    "a page filtered after it was cut": Row(library, lambda sound: replace(sound, cut_page=later), AUTHORS, "PG-03"),
    "one status with two codes": Row(library, finishing(two_codes), SHELF, "ER-06"),
    "HEAD forgotten": Row(library, finishing(unheaded), AUTHOR, "ST-10"),
    "an envelope lost on 405": Row(mock, named("E02"), BATCH, "ER-01"),
    "a missing WWW-Authenticate": Row(mock, named("A03"), BATCH, "AU-02"),
    "an undocumented status": Row(mock, named("S60"), CONSENT, "ST-02"),
}
SOUND_TWINS = sorted({(row.server.__name__, row.operation) for row in FAULTS.values()})


@pytest.mark.parametrize("name", FAULTS)
def test_a_line_is_named(name: str) -> None:
    """One finding is told: the right invariant, on the operation that was judged."""
    row = FAULTS[name]
    result = judge(row.server(row.line), row.operation)
    told = [(each.verdict.invariant, each.verdict.operation, each.verdict.reason) for each in result.findings]
    assert [each[:2] for each in told] == [(row.invariant, row.operation)], told
    assert result.exit == 1


@pytest.mark.parametrize(("server", "operation"), SOUND_TWINS)
def test_without_the_line_nothing_is_found(server: str, operation: str) -> None:
    """Each server is sound where its faults are judged."""
    result = judge({row.server.__name__: row.server for row in FAULTS.values()}[server](lambda sound: sound), operation)
    assert (result.exit, [each.verdict.reason for each in result.findings]) == (0, [])
