"""Schemathesis asks operations that write: few rows, each of them fresh, and every failure shown again on a new one."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from suites.examination import Examination
from suites.sending.writes import Writes
from suites.verdicts import Outcome, Verdict
from tests.suites.bodies import check_body
from tests.suites.deployment import SOUND
from tests.suites.faults_conformance import (
    ADD_AUTHOR,
    ADD_BOOK,
    JOIN,
    amended,
    anybody,
    finishing,
    writing,
)
from tests.suites.judging import verdicts
from tests.suites.serving import Answer, Call, Deployment, Detail, Row, World
from tests.suites.writing import answer_created

CREATES = (ADD_AUTHOR, ADD_BOOK, JOIN)
LOUD = {Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY}


def outcomes(of: Examination, label: str) -> dict[str, Verdict]:
    """The verdicts on one operation, by the check's own name."""
    found = verdicts(of, "conformance", operation=label)
    return {each.invariant.removeprefix("schemathesis."): each for each in found}


def rows(of: Examination, label: str) -> int:
    """How many rows an operation made in a run."""
    operation = of.contract.operation(label)
    assert operation
    return of.courier.ledger.made(operation)


def bodies(of: Examination, label: str, *statuses: int) -> list[dict[str, Any]]:
    """The objects that were sent and answered with one of these statuses."""
    own = [each for each in of.courier.exchanges if each.operation and each.operation.label == label]
    sent = [json.loads(each.asked.body or b"null") for each in own if each.status in statuses]
    return [body for body in sent if isinstance(body, dict)]


@pytest.mark.parametrize(("label", "most"), [(ADD_AUTHOR, 6), (ADD_BOOK, 6), (JOIN, 1)])
def test_a_sound_deployment_is_left_alone(label: str, most: int) -> None:
    """Every check that applies to a create is exercised, nothing is told, and few rows and requests are spent."""
    of = writing()
    found = outcomes(of, label)
    assert {each.outcome for each in found.values()} <= {Outcome.PASS, Outcome.NOT_APPLICABLE}
    assert found["positive_data_acceptance"].exercised == rows(of, label) == most
    assert len(of.courier.exchanges) <= 100


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("label", CREATES)
def test_no_seed_makes_a_sound_deployment_loud(label: str, seed: int) -> None:
    """Whatever is drawn, a sound deployment breaks nothing and makes no more rows than it may."""
    of = writing(seed=seed)
    found = outcomes(of, label)
    assert not [each.reason for each in found.values() if each.outcome in LOUD]
    assert 0 < rows(of, label) <= 6


def test_the_seed_decides_what_is_written() -> None:
    """Two runs of one seed send the same bodies to the last byte; another seed sends others."""
    sent = []
    for seed in (3, 3, 4):
        of = writing(seed=seed)
        outcomes(of, ADD_BOOK)
        sent.append([(each.asked.method, each.asked.target, each.asked.body) for each in of.courier.exchanges])
    assert sent[0] == sent[1] != sent[2]


def test_the_first_rows_have_all_properties_the_fewest_and_the_edges() -> None:
    """Of six rows one is whole, one has what is required, one is empty, one is full to the brim, one is all null."""
    of = writing()
    outcomes(of, ADD_AUTHOR)
    whole, least, empty, longest, null, drawn = bodies(of, ADD_AUTHOR, 201)
    assert set(whole) == {"name", "rank", "royalty", "born_at", "biography", "pen_name"}
    assert set(least) == {"name"}
    assert (empty["name"], empty["biography"]) == ("", "")
    assert len(longest["name"]) == len(longest["pen_name"]) == 255
    assert [name for name, value in null.items() if value is not None] == ["name"]
    assert not str(drawn).isascii()


def test_every_row_is_fresh_and_names_the_run() -> None:
    """What no two rows share is another text in each body, good or bad, and holds the run's tag."""
    of = writing()
    outcomes(of, ADD_AUTHOR)
    sent = [body["pen_name"] for body in bodies(of, ADD_AUTHOR, 201, 422) if isinstance(body.get("pen_name"), str)]
    assert len(sent) == len(set(sent)) > 9
    assert all(re.match(r"contractkit-\d+", text) for text in sent)


def test_a_conflict_is_no_alarm() -> None:
    """A deployment that has everything already answers 409 to what is valid, and that breaks nothing."""
    of = writing(replace(SOUND, clashes=lambda _world, _call, _row: True))
    found = outcomes(of, ADD_AUTHOR)
    assert not [each for each in found.values() if each.outcome in LOUD]
    assert found["CF-01"].outcome is Outcome.VACUOUS
    assert rows(of, ADD_AUTHOR) == 0


def created(change: Callable[[World, Call, Row, Answer], Answer]) -> Deployment:
    """The sound deployment, each answer that tells of a new row changed."""
    return replace(
        SOUND, answer_created=lambda world, call, row: change(world, call, row, answer_created(world, call, row))
    )


def without_property(name: str) -> Deployment:
    """A deployment whose new rows are told without a property."""
    return created(
        lambda _world, _call, _row, answer: replace(
            answer, document={key: value for key, value in answer.document.items() if key != name}
        )
    )


def careless(world: World, call: Call) -> Sequence[Detail]:
    """Takes any pen name."""
    return [each for each in check_body(world, call) if each[0][:2] != ("body", "pen_name")]


def strict(world: World, call: Call) -> Sequence[Detail]:
    """Refuses a biography that is empty, which the contract allows."""
    told = (call.body or {}).get("biography") if isinstance(call.body, dict) else None
    return [*check_body(world, call), *([(("body", "biography"), "Write one.", "minLength")] if told == "" else [])]


def failing(call: Call, answer: Answer) -> Answer:
    """An error of the server for whoever writes without a rank."""
    absent = isinstance(call.body, dict) and call.body.get("rank", 1) is None
    return Answer(500, {"code": "INTERNAL_ERROR", "message": "Sorry."}) if absent and answer.status == 201 else answer


FAULTY: Sequence[tuple[str, Deployment]] = (
    ("not_a_server_error", finishing(failing)),
    ("status_code_conformance", created(lambda _world, _call, _row, answer: replace(answer, status=202))),
    (
        "content_type_conformance",
        created(lambda _w, _c, _r, answer: replace(answer, headers=(*answer.headers, ("Content-Type", "text/plain")))),
    ),
    ("response_schema_conformance", without_property("name")),
    ("negative_data_rejection", replace(SOUND, check_body=careless)),
    ("positive_data_acceptance", replace(SOUND, check_body=strict)),
    ("ignored_auth", replace(SOUND, stages={**SOUND.stages, "authentication": anybody, "identity": anybody})),
)


@pytest.mark.parametrize(("check", "parts"), FAULTY, ids=[check for check, _ in FAULTY])
def test_a_check_bites_on_a_create(check: str, parts: Deployment) -> None:
    """A faulty create is told, shown again on fresh rows, and rows are left for others."""
    of = writing(parts)
    verdict = outcomes(of, ADD_AUTHOR)[check]
    assert verdict.outcome is Outcome.FAIL, verdict.reason
    assert rows(of, ADD_AUTHOR) <= 20


def test_a_failure_of_a_body_is_told_by_its_smallest_request() -> None:
    """Of a body with a fault in one place, what is told keeps that place and what is required."""
    of = writing(replace(SOUND, check_body=careless))
    verdict = outcomes(of, ADD_AUTHOR)["negative_data_rejection"]
    body = json.loads(verdict.breaches[0].exchanges[-1].asked.body or b"null")
    assert set(body) == {"name", "pen_name"}
    assert "body pen_name" in verdict.reason


def test_a_refused_edge_is_told_by_its_property() -> None:
    """Of edges that travelled together, the request that is told keeps the one that is refused."""
    of = writing(replace(SOUND, check_body=strict))
    verdict = outcomes(of, ADD_AUTHOR)["positive_data_acceptance"]
    body = json.loads(verdict.breaches[0].exchanges[-1].asked.body or b"null")
    assert body["biography"] == ""
    assert body["name"] != ""
    assert set(body) == {"name", "biography"}


def test_a_bound_that_nobody_attests_is_a_deviation() -> None:
    """A long text that is refused leans on the bound that allows it."""

    def inferring(document: dict[str, Any]) -> None:
        schema = document["components"]["schemas"]["NewAuthor"]["properties"]["name"]
        schema["x-provenance"] = {"maxLength": "inferred"}

    def short(world: World, call: Call) -> Sequence[Detail]:
        name = call.body.get("name") if isinstance(call.body, dict) else None
        long = isinstance(name, str) and len(name) > 200
        return [*check_body(world, call), *([(("body", "name"), "Too long.", "maxLength")] if long else [])]

    of = writing(replace(SOUND, check_body=short), amended(inferring), rules=lambda contract: contract)
    assert outcomes(of, ADD_AUTHOR)["positive_data_acceptance"].outcome is Outcome.DEVIATION


@pytest.mark.parametrize("most", [1, 3, 7])
def test_no_more_rows_are_made_than_may_be(most: int) -> None:
    """A deployment that takes anything from anybody makes as many rows as the run may make, and no more."""
    open_house = replace(
        SOUND,
        stages={**SOUND.stages, "authentication": anybody, "identity": anybody},
        check_body=lambda _world, _call: [],
        clashes=lambda _world, _call, _row: False,
    )
    of = writing(open_house, writes=Writes(everything=True, most=most))
    outcomes(of, ADD_AUTHOR)
    assert rows(of, ADD_AUTHOR) <= most


def test_a_faulty_deployment_leaves_rows_for_others() -> None:
    """Where bad bodies are taken, few of them are sent."""
    of = writing(replace(SOUND, check_body=careless))
    outcomes(of, ADD_AUTHOR)
    assert rows(of, ADD_AUTHOR) <= 14


def test_nothing_is_written_without_leave() -> None:
    """A run that only reads sends nothing to an operation that writes."""
    of = writing(writes=Writes())
    found = outcomes(of, ADD_BOOK)
    assert {each.outcome for each in found.values()} <= {Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE}
    assert not of.courier.exchanges


def test_a_write_is_not_sent_under_a_key() -> None:
    """Two writes under one key would be one: where the contract has the header, it stays away."""

    def keyed(document: dict[str, Any]) -> None:
        key = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 40}}
        document["paths"]["/v1/admin/authors"]["post"]["parameters"] = [key]

    of = writing(contract=amended(keyed))
    outcomes(of, ADD_AUTHOR)
    assert rows(of, ADD_AUTHOR) == 6
    assert not [each for each in of.courier.exchanges if each.asked.header("idempotency-key")]


def test_lost_answers_are_no_finding() -> None:
    """Where every other answer is lost on the way, nothing is told of rows that may be there or not."""
    turns = iter(range(10_000))
    of = writing(finishing(lambda _call, answer: Answer(504) if next(turns) % 2 else answer))
    found = outcomes(of, ADD_BOOK)
    assert not [each for each in found.values() if each.outcome in LOUD]
