"""Rows of the second API that no list shows are asked for below parents that one does."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts import Contract, Operation, Within, load_identities
from suites.sending.courier import Courier
from suites.subjects import CANDIDATES, Subject, Subjects
from suites.target import Target
from tests.second.deployment import SECOND, second_rows
from tests.second.world import CALLERS, second_contract
from tests.suites.deployment import serve

COPIES, SHELF = "GET /books/{book}/copies", "GET /shelves/{shelf}"


def operation(label: str, contract: Contract) -> Operation:
    """An operation of a contract."""
    found = contract.operation(label)
    assert found
    return found


def asked(label: str, contract: Contract) -> tuple[Mapping[str, str], tuple[Mapping[str, Any], ...]]:
    """The path values that the second API is asked with, and the rows that these show."""
    identities = load_identities(CALLERS, {})
    app = serve(SECOND, second_rows(), second_contract(), identities)
    with Courier(contract, Target(url="http://app.test", identities=identities, app=app)) as courier:
        subjects = Subjects(courier)
        found = subjects.of(operation(label, contract))
        assert isinstance(found, Subject), found
        return found.path, subjects.rows(operation(label, contract))


def displayed() -> list[Mapping[str, Any]]:
    """The books that everybody sees, in the order of their list."""
    seen = [row for row in second_rows()["books"] if row["displayed"]]
    return sorted(seen, key=lambda row: (row["title"], row["number"]))


def test_a_parent_is_taken_from_its_own_list() -> None:
    """The parent is one that a list shows to the same caller, and of some of them the one with most rows."""
    path, shown = asked(COPIES, second_contract())
    copies = second_rows()["copies"]
    amounts = {
        str(book["number"]): sum(copy["book"] == book["number"] for copy in copies) for book in displayed()[:CANDIDATES]
    }
    assert amounts[path["book"]] == max(amounts.values()) == len(shown)


def test_a_parent_below_a_parent_is_taken_with_it() -> None:
    """Of two parents the inner one is taken from the list below the outer one, and both belong together."""
    contract = second_contract()
    copies = operation(COPIES, contract)
    assert copies.behaviour
    deeper = replace(
        copies,
        path="/shelves/{shelf}/books/{book}/copies",
        parameters=(operation(SHELF, contract).parameters[0], *copies.parameters),
        behaviour=replace(copies.behaviour, within=(Within("shelf", "shelf"), *copies.behaviour.within)),
    )
    path, _ = asked(deeper.label, replace(contract, operations=(*contract.operations, deeper)))
    shelves = {str(book["number"]): str(book["shelf"]) for book in displayed()}
    assert shelves[path["book"]] == path["shelf"]
