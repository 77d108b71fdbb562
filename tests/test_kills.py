"""What a judgement says of a fault: killed as expected, killed, survived; and of a variant: silent or loud."""

from pathlib import Path

import pytest

from benchmarks.faults import Kept
from benchmarks.kills import SOUND, Fate, Judged, Named, fate, sample, table
from contracts import load_contract
from mockserver import FAULTS, VARIANTS

CONTRACT = load_contract()
FAULT, VARIANT = FAULTS["P03"], VARIANTS["V-gzip"]
HERE = FAULT.where(CONTRACT)[0].label
ELSEWHERE = next(each.label for each in CONTRACT.operations if each not in FAULT.where(CONTRACT))


def judged(*findings: tuple[str, str], name: str = FAULT.id, trouble: str = "") -> Judged:
    """A judgement with these findings, each an invariant and an operation."""
    named = tuple(Named(invariant, (), operation, "told") for invariant, operation in findings)
    return Judged(name, "0", int(bool(findings)), named, trouble=trouble)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (judged(), Fate.SURVIVED),
        (judged(("FW-10", HERE)), Fate.EXPECTED),
        (judged(("FW-10", ELSEWHERE)), Fate.KILLED),
        (judged(("ER-01", HERE)), Fate.KILLED),
        (judged(("ER-01", HERE), ("FW-10", HERE)), Fate.EXPECTED),
        (judged(trouble="the mock did not start"), Fate.UNJUDGED),
    ],
)
def test_a_fault_is_killed_by_an_expected_invariant_where_it_shows(found: Judged, expected: Fate) -> None:
    """An invariant that nobody expected, or one elsewhere, kills a fault too, and is told apart."""
    assert fate(FAULT, found, judged(name=SOUND), CONTRACT) is expected


def test_an_invariant_that_a_finding_explains_counts() -> None:
    """A finding names what it explains: an expected invariant among that is as good as named."""
    found = Judged(FAULT.id, "0", 1, (Named("FW-06", ("FW-10",), HERE, "told"),))
    assert fate(FAULT, found, None, CONTRACT) is Fate.EXPECTED


def test_what_is_found_in_the_sound_mock_kills_nothing() -> None:
    """A false alarm of the judge is nobody's death."""
    found = judged(("FW-10", HERE))
    assert fate(FAULT, found, judged(("FW-10", HERE), name=SOUND), CONTRACT) is Fate.SURVIVED


def test_a_variant_is_silent_or_loud() -> None:
    """Any finding of a variant is one too many."""
    assert fate(VARIANT, judged(name=VARIANT.id), None, CONTRACT) is Fate.SILENT
    assert fate(VARIANT, judged(("FW-10", HERE), name=VARIANT.id), None, CONTRACT) is Fate.LOUD


def test_a_sample_is_of_all_areas_and_always_the_same() -> None:
    """As many faults as there are areas: one of each."""
    areas = {each.area for each in FAULTS.values()}
    found = sample(FAULTS.values(), len(areas))
    assert {each.area for each in found} == areas
    assert found == sample(reversed([*FAULTS.values()]), len(areas))


def test_judgements_are_kept_line_by_line(tmp_path: Path) -> None:
    """What was kept is read again; a line that was cut short counts for nothing."""
    kept = Kept(tmp_path / "kept" / "faults.jsonl")
    assert kept.read() == {}
    one, other = judged(("FW-10", HERE)), judged(name=VARIANT.id, trouble="none")
    kept.add(one)
    kept.add(other)
    with kept.path.open("a") as file:
        file.write('{"id": "P0')
    assert kept.read() == {(FAULT.id, "0"): one, (VARIANT.id, "0"): other}


def test_the_table_tells_every_area() -> None:
    """A row for each area and one for all, the shares, then how many variants are silent."""
    lines = list(table({FAULT.id: Fate.EXPECTED, VARIANT.id: Fate.SILENT}, (FAULT, VARIANT)))
    killed = "\nKilled: 1 of 1 (100.0%), 1 of them (100.0%) by an expected invariant on the right operation."
    rows = ["| forward | 1 | 1 | 0 | 0 | 0 |", "| all | 1 | 1 | 0 | 0 | 0 |"]
    assert lines[2:] == [*rows, killed, "\nVariants: 1 of 1 silent."]


def test_a_share_counts_what_survived() -> None:
    """Of two faults one that survives halves the shares, and it is named with the reason."""
    other = FAULTS["P01"]
    lines = list(table({FAULT.id: Fate.KILLED, other.id: Fate.SURVIVED}, (FAULT, other)))
    assert any(line.startswith("\nKilled: 1 of 2 (50.0%), 0 of them (0.0%)") for line in lines)
    assert lines[-1] == f"\n- `P01` ({other.title}) lives: a gap of the judge."


def test_a_variant_that_raises_an_alarm_is_named() -> None:
    """What is found in a sound deployment is a mistake of the judge, and the table says where."""
    lines = list(table({FAULT.id: Fate.EXPECTED, VARIANT.id: Fate.LOUD}, (FAULT, VARIANT)))
    assert lines[-1] == f"\n- `{VARIANT.id}` ({VARIANT.title}) raises an alarm: a mistake of the judge."
