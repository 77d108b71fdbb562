"""What is told of faults: in a mock's greeting, and by the command."""

from typer.testing import CliRunner

import contractkit
from mockserver import FAULTS, VARIANTS, Settings
from mockserver.greeting import greeting
from tests.mockserver.faults.asking import ground

RUNNER = CliRunner()


def test_a_mock_with_faults_says_so_loudly() -> None:
    """The greeting names each fault and each variant on a line of its own; the sound mock's names none."""
    lines = list(greeting(*ground(), Settings(faults=("P03", "V-gzip"))))
    loud = [line for line in lines if line.startswith("  !! ")]
    assert loud == [
        f"  !! BROKEN ON PURPOSE  P03: {FAULTS['P03'].title}",
        f"  !! SOUND IN ANOTHER WAY  V-gzip: {VARIANTS['V-gzip'].title}",
    ]
    assert not any("!!" in line for line in greeting(*ground(), Settings()))


def test_the_list_names_every_fault_and_variant() -> None:
    """`faults list` has a line for each; with an area, for that one's alone."""
    everything = RUNNER.invoke(contractkit.app, ["faults", "list"]).stdout
    assert all(f"  {name} " in everything for name in (*FAULTS, *VARIANTS))
    backward = RUNNER.invoke(contractkit.app, ["faults", "list", "--area", "backward"]).stdout
    named = [line.split()[0] for line in backward.splitlines()[1:]]
    assert named == [each.id for each in FAULTS.values() if each.area == "backward"]


def test_a_fault_is_shown_with_its_operations() -> None:
    """`faults show` tells what is expected of whom, and on which operations a fault shows."""
    told = RUNNER.invoke(contractkit.app, ["faults", "show", "p03"]).stdout
    labels = [each.label for each in FAULTS["P03"].where(ground()[0])]
    assert all(word in told for word in (*FAULTS["P03"].expected, *labels, FAULTS["P03"].source))


def test_a_variant_is_shown_with_what_it_declares() -> None:
    """`faults show` tells of a variant which policy it declares."""
    told = RUNNER.invoke(contractkit.app, ["faults", "show", "V-urls"]).stdout
    assert "cursor_form: url" in told
