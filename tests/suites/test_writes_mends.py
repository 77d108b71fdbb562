"""Faults in what a create keeps, told whatever rows the deployment has; and what is nobody's fault."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts import Contract, load_contract
from suites.inputs.specimens import negative, nested, placing
from suites.sending.writes import Writes, has_effects_outside
from suites.verdicts import Outcome
from tests.suites import broken_creates as broken
from tests.suites.deployment import SOUND
from tests.suites.faults_scoping import staging, trusting
from tests.suites.judging import examine, verdicts
from tests.suites.library import FOLDER, Rows, library_contract, library_identities, library_rows
from tests.suites.serving import Deployment

AUTHORS, BOOKS = "POST /v1/admin/authors", "POST /v1/shelves/{shelf_id}/books"
EVERYTHING = Writes(everything=True)
QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASKED)


def outcomes(parts: Deployment, **others: Any) -> Mapping[str, Outcome]:
    """The outcomes of the family for the authors."""
    found = verdicts(examine(parts, writes=EVERYTHING, **others), "writes", operation=AUTHORS)
    return {each.invariant: each.outcome for each in found}


def keeping(name: str, change: Callable[[Any], Any]) -> Deployment:
    """A deployment that keeps one property changed."""
    return replace(SOUND, draw_row=broken.with_other(name, change))


def rich() -> Rows:
    """Authors whose decimals are larger than all their other numbers."""
    rows = library_rows()
    authors = tuple({**row, "royalty": f"{number + 2**70}.25"} for number, row in enumerate(rows["authors"]))
    return {**rows, "authors": authors}


def rewritten(folder: Path, *changes: tuple[str, str]) -> Contract:
    """The library's contract with other words in its document."""
    text = (FOLDER / "openapi.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "openapi.yaml").write_text(text)
    return load_contract(folder / "openapi.yaml", FOLDER / "semantics.yaml")


def with_notes(folder: Path) -> Contract:
    """Authors with an object that holds anything."""
    line = '        biography: {type: [string, "null"]}\n'
    return rewritten(folder, (line, f"{line}        notes: {{type: object}}\n"))


def without_rank(folder: Path) -> Contract:
    """Authors that a decimal alone can place."""
    return rewritten(folder, ('        rank: {type: [integer, "null"], default: 1}\n', ""))


def test_a_decimal_through_a_float_is_told_whatever_the_rows_have() -> None:
    """The property that places the rows is not the one whose digits are looked at."""
    assert outcomes(keeping("royalty", lambda text: str(float(text))), rows=rich())["WR-03"] is Outcome.FAIL


def test_a_decimal_that_places_rows_is_long(tmp_path: Path) -> None:
    """Where nothing but a decimal places the rows, its own digits are looked at; a sound deployment keeps them."""
    contract = without_rank(tmp_path)
    faulty = keeping("royalty", lambda text: str(float(text)))
    assert outcomes(faulty, contract=contract)["WR-03"] is Outcome.FAIL
    found = outcomes(SOUND, contract=contract)
    assert {*found.values()} <= {*QUIET}, found
    assert found["FW-15"] is Outcome.PASS


def test_a_sign_is_kept() -> None:
    """A negative decimal is sent, and told where it is kept without its sign."""
    assert outcomes(keeping("royalty", lambda text: text.lstrip("-")))["WR-03"] is Outcome.FAIL


def test_the_default_of_the_place_is_looked_at() -> None:
    """One create leaves out the number that places the rows."""
    contract = library_contract()
    operation = contract.operation(AUTHORS)
    assert operation is not None
    assert placing(contract, operation, 10**9, library_rows()["authors"]) == "rank"
    assert outcomes(replace(SOUND, draw_row=broken.second_unless_told))["WR-05"] is Outcome.FAIL


def test_numbers_are_not_respelt() -> None:
    """Whoever tells 1 from 1.0 under a key breaks no promise (RFC 8259, section 6)."""
    found = outcomes(replace(SOUND, once=broken.by_digits()))
    assert {*found.values()} <= {*QUIET}, found


def test_a_key_is_free_after_a_clash() -> None:
    """A key under which a clash was refused is looked at too."""
    found = outcomes(replace(SOUND, finish=broken.using_keys_of_clashes_up))
    assert found["WR-13"] is Outcome.FAIL
    assert found["WR-15"] is Outcome.PASS


def test_markup_is_kept() -> None:
    """Text that looks like markup is sent, and told where it is taken out."""
    rows = library_rows()
    prose = {**rows, "authors": tuple({**row, "biography": "Wrote a lot."} for row in rows["authors"])}
    faulty = keeping("biography", lambda text: re.sub("<[^>]*>", "", text))
    assert outcomes(faulty, rows=prose)["WR-02"] is Outcome.FAIL
    assert outcomes(SOUND, rows=prose)["WR-02"] is Outcome.PASS


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: {name: value for name, value in kept.items() if value is not None},
        lambda kept: {name: str(value) if isinstance(value, Decimal) else value for name, value in kept.items()},
    ],
)
def test_objects_are_kept_exactly(tmp_path: Path, change: Callable[[Any], Any]) -> None:
    """A null and a decimal inside an object are sent, and told where they are dropped or turned into a text."""
    contract = with_notes(tmp_path)
    assert outcomes(keeping("notes", change), contract=contract)["WR-02"] is Outcome.FAIL


def test_a_sound_deployment_keeps_objects(tmp_path: Path) -> None:
    """What is inside an object is kept, and nothing is told."""
    found = outcomes(SOUND, contract=with_notes(tmp_path))
    assert {*found.values()} <= {*QUIET}, found


def test_bodies_without_objects_stay() -> None:
    """Where a body has no object nothing goes inside one, and negative decimals come only where they fit."""
    contract = library_contract()
    operation = contract.operation(AUTHORS)
    assert operation is not None
    assert nested(contract, operation, {"name": "A"}) == {"name": "A"}
    assert {*negative(contract, operation, "rank")} == {"royalty"}
    assert not negative(contract, operation, "royalty")


@pytest.mark.parametrize(("parts", "due"), [(SOUND, Outcome.PASS), (staging(organization=trusting), Outcome.FAIL)])
def test_nobody_writes_into_another_organization(parts: Deployment, due: Outcome) -> None:
    """A create under the header of an organisation that is not the caller's own is refused; else it made a row."""
    examination = examine(parts, writes=EVERYTHING)
    found = {each.invariant: each.outcome for each in verdicts(examination, "scoping", operation=BOOKS)}
    assert found["SC-01"] is due
    operation = examination.contract.operation(BOOKS)
    assert operation is not None
    # One row each time it is asked.
    assert examination.courier.ledger.made(operation) == (0 if due is Outcome.PASS else 2)


def test_a_run_that_may_not_write_asks_no_organization() -> None:
    """Without leave no create is sent for another organisation."""
    examination = examine()
    found = {each.invariant: each.outcome for each in verdicts(examination, "scoping", operation=BOOKS)}
    assert found["SC-01"] is Outcome.NOT_ASKED
    assert not [each for each in examination.courier.exchanges if each.asked.method == "POST"]


def test_no_key_is_sent_outside() -> None:
    """A key goes to no other operation whose effects reach beyond the deployment, on this machine neither."""
    known = library_identities()
    alone = {name: each for name, each in known.identities.items() if "admin" in each.roles}
    examination = examine(writes=EVERYTHING, identities=replace(known, identities=alone))
    verdicts(examination, "writes", operation=AUTHORS)
    assert any(each.asked.method == "POST" for each in examination.courier.exchanges)
    asked = {each.operation.label: each.operation for each in examination.courier.exchanges if each.operation}
    assert not [label for label, each in asked.items() if has_effects_outside(each)]
