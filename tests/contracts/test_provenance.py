"""Whatever the bundled document says beyond the texts carries a mark that says how it is known."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.contracts.seed_document import (
    Node,
    body_schema,
    nullable,
    operation,
    operations,
    owner,
    parameter,
    parameters,
    property_of,
    reply,
)
from tests.contracts.seeds import load_table

DOCUMENT = Path(__file__).parents[2] / "contracts" / "runflow" / "openapi.yaml"
STATEMENTS = load_table()
MARK = "x-provenance"
GRADES = ("attested", "inferred")
LIMITS = (
    "default",
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
)


class Place(NamedTuple):
    """A schema node of the document, where it stands, and whether a mark above covers it."""

    pointer: str
    node: Node
    covered: bool


@pytest.fixture(scope="module")
def document() -> Node:
    """The bundled document, read once; no test changes it."""
    read: Node = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return read


def _marked(node: Node, keyword: str | None = None) -> bool:
    mark = node.get(MARK, {})
    return isinstance(mark, str) or keyword in mark


def _walk(place: Place) -> Iterator[Place]:
    """The place and every schema below it; a mark passes down, never through a `$ref`."""
    yield place
    for keyword, below in (("properties", place.node.get("properties", {})), ("items", {"": place.node.get("items")})):
        covered = place.covered or _marked(place.node, keyword)
        for name, node in below.items():
            if node is not None:
                yield from _walk(Place(f"{place.pointer}/{keyword}/{name}".rstrip("/"), node, covered))


def _schemas(document: Node) -> list[Place]:
    found: list[Place] = []
    for name, schema in document["components"]["schemas"].items():
        found += _walk(Place(name, schema, covered=False))
    for label, described in operations(document):
        for each in parameters(document, label):
            covered = _marked(each) or _marked(described)
            found += _walk(Place(f"{label} {each['name']}", each["schema"], covered))
    return found


def _given_properties(document: Node) -> set[int]:
    """The nodes that some statement speaks of, by identity."""
    rows = [owner(document, said.subject)["properties"][said.name] for said in STATEMENTS if said.kind == "property"]
    bodies = [
        body_schema(document, said.subject)["properties"][said.name]
        for said in STATEMENTS
        if said.kind == "body property"
    ]
    return {id(node) for node in [*rows, *bodies]}


def _given_limits(document: Node) -> set[tuple[int, str]]:
    given: set[tuple[int, str]] = set()
    for said in STATEMENTS:
        if said.kind in ("property type", "property pattern"):
            keyword = "format" if said.kind == "property type" else "pattern"
            given.add((id(property_of(document, said.subject, said.name)), keyword))
        elif said.kind == "body property type":
            given.add((id(body_schema(document, said.subject)["properties"][said.name]), "format"))
        elif said.kind in ("parameter type", "query example"):
            keyword = "format" if said.kind == "parameter type" else "default"
            given.add((id(parameter(document, said.subject, said.name)["schema"]), keyword))
    return given


def _names(kind: str) -> set[tuple[str, str]]:
    return {(said.subject, said.name) for said in STATEMENTS if said.kind == kind}


def test_operations_parameters_and_statuses_beyond_the_texts_are_marked(document: Node) -> None:
    """An operation, parameter or status that no statement names is marked, itself or with its operation."""
    unmarked = []
    for label, described in operations(document):
        told = _marked(described) or (label, "") in _names("operation")
        unmarked += [] if told else [label]
        for each in parameters(document, label):
            told = (label, each["name"]) in _names("parameter") or _marked(each) or _marked(described)
            unmarked += [] if told else [f"{label} {each['name']}"]
        for status in described["responses"]:
            told = (label, status) in _names("status") or _marked(reply(document, label, status))
            unmarked += [] if told else [f"{label} {status}"]
    assert unmarked == []


def test_properties_beyond_the_texts_are_marked(document: Node) -> None:
    """A property that no statement names is marked, itself or with its schema."""
    given = _given_properties(document)
    places = [place for place in _schemas(document) if place.pointer.split("/")[-2:-1] == ["properties"]]
    said = [place.covered or _marked(place.node) or id(place.node) in given for place in places]
    assert [place.pointer for place, told in zip(places, said, strict=True) if not told] == []


def test_limits_beyond_the_texts_are_marked(document: Node) -> None:
    """A bound, format, pattern or default that no statement gives is marked."""
    given = _given_limits(document)
    unmarked = [
        f"{place.pointer} {keyword}"
        for place in _schemas(document)
        for keyword in LIMITS
        if keyword in place.node and not (place.covered or _marked(place.node, keyword))
        if (id(place.node), keyword) not in given or place.node.get("format") == "int64"
    ]
    assert unmarked == []


def _marks(node: Any, pointer: str = "") -> Iterator[tuple[str, Node]]:
    if isinstance(node, dict):
        if MARK in node:
            yield pointer, node
        for name, below in node.items():
            yield from _marks(below, f"{pointer}/{name}")
    elif isinstance(node, list):
        for row, below in enumerate(node):
            yield from _marks(below, f"{pointer}/{row}")


def test_a_mark_is_a_grade_or_grades_of_keywords_beside_it(document: Node) -> None:
    """A mark names one of two grades, for the whole node or for keywords that stand there."""
    ill = []
    for pointer, node in _marks(document):
        mark = node[MARK]
        grades = {"": mark} if isinstance(mark, str) else mark
        sound = all(grade in GRADES for grade in grades.values())
        ill += [] if sound and set(grades) - {""} <= set(node) else [pointer]
    assert ill == []


def test_what_a_response_does_not_require_may_be_null(document: Node) -> None:
    """Every property that its schema does not require admits null; bodies of requests have a rule of their own."""
    sent = {id(body_schema(document, label)) for label, described in operations(document) if "requestBody" in described}
    strict = [
        f"{name} {each}"
        for name, schema in document["components"]["schemas"].items()
        for each, node in schema["properties"].items()
        if id(schema) not in sent and each not in schema.get("required", []) and not nullable(document, node)
    ]
    assert strict == []


def test_the_attested_operations_are_the_two_that_no_text_describes(document: Node) -> None:
    """Only the operations that the texts name without describing them carry a mark."""
    marked = {label for label, _ in operations(document) if _marked(operation(document, label))}
    assert marked == {
        "GET /v1/batches/{batch_id}/items",
        "GET /v1/billing/checkout-sessions/{session_id}/status",
    }
