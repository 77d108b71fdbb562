"""The bundled document bears out every statement of the table, and the comparison can tell when it does not."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from tests.contracts.seed_comparison import READERS, disagreements
from tests.contracts.seed_document import Node
from tests.contracts.seed_mutants import MUTANTS, break_statement
from tests.contracts.seeds import Statement, load_table

DOCUMENT = Path(__file__).parents[2] / "contracts" / "runflow" / "openapi.yaml"
STATEMENTS = load_table()

# One statement of each kind for each thing that is said: a mutant of `array` need not be one of `string (uuid)`.
SAMPLES = tuple({(each.kind, each.value): each for each in reversed(STATEMENTS)}.values())


@pytest.fixture(scope="module")
def document() -> Node:
    """The bundled document, read once; no test changes it."""
    read: Node = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return read


def test_the_document_bears_out_every_statement(document: Node) -> None:
    """The document and the table say the same, statement by statement."""
    assert disagreements(document, STATEMENTS) == []


@pytest.mark.parametrize("said", SAMPLES, ids=lambda said: f"{said.kind}={said.value}")
def test_a_mutant_of_any_statement_is_caught(document: Node, said: Statement) -> None:
    """A document broken at one statement is reported with that statement."""
    mutant = deepcopy(document)
    break_statement(mutant, said)
    assert said in [each.statement for each in disagreements(mutant, STATEMENTS)]


def test_every_kind_of_statement_is_read_and_broken() -> None:
    """The table, the comparison and the mutants know the same kinds."""
    kinds = {each.kind for each in STATEMENTS}
    assert kinds == set(READERS) == set(MUTANTS)


def test_an_empty_document_bears_out_nothing() -> None:
    """A document without paths and schemas contradicts every statement but those of absence."""
    empty: Node = {"paths": {}, "components": {"schemas": {}}}
    held = set(STATEMENTS) - {each.statement for each in disagreements(empty, STATEMENTS)}
    assert held == set()
