"""Everything a user can meet stands in the docs: options, verdicts, invariants, refusals, policy keys, words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

import contractkit
from contracts import RULES
from mockserver import FAULTS, VARIANTS
from suites import FAMILIES, Outcome
from tests.documentation import faults
from tests.documentation.invariants import FAMILY, page

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def options(command: str) -> Iterator[str]:
    """The long options of a command."""
    group, _, verb = command.rpartition(" ")
    root = typer.main.get_group(contractkit.app)
    parent = root.commands[group] if group else root
    assert isinstance(parent, TyperGroup)
    for parameter in parent.commands[verb].params:
        yield from (name for name in parameter.opts if name.startswith("--") and name != "--help")


@pytest.mark.parametrize(
    ("command", "page"),
    [
        ("check", "suites.md"),
        ("judge", "suites.md"),
        ("learn", "suites.md"),
        ("replay", "suites.md"),
        ("baseline update", "suites.md"),
        ("mock", "mock.md"),
        ("faults list", "faults.md"),
        ("prism mock", "prism.md"),
        ("prism proxy", "prism.md"),
    ],
)
def test_every_option_is_documented(command: str, page: str) -> None:
    """An option of a command stands in backticks on the command's page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    missing = [name for name in options(command) if not re.search(rf"`{name}[ `=]", text)]
    assert not missing, f"docs/{page} says nothing of {', '.join(missing)}"


@pytest.mark.parametrize("name", ["kill_table.md", "churn_table.md"])
def test_the_readme_shows_what_was_measured(name: str) -> None:
    """What README says of the judge's sharpness is what the benchmarks wrote last: the kill table, the runs' count."""
    told = (DOCS / name).read_text(encoding="utf-8").strip()
    shown = told if name == "kill_table.md" else told.splitlines()[-1]
    assert shown in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_kill_table_is_of_all_faults_and_variants() -> None:
    """No fault or variant was added since without being judged."""
    text = (DOCS / "kill_table.md").read_text(encoding="utf-8")
    judged = re.search(r"^\| all \| (\d+) \|", text, re.MULTILINE)
    silent = re.search(r"^Variants: \d+ of (\d+) silent", text, re.MULTILINE)
    assert judged
    assert silent
    assert (int(judged[1]), int(silent[1])) == (len(FAULTS), len(VARIANTS))


def test_every_verdict_is_documented() -> None:
    """A verdict has a row in the table of docs/suites.md."""
    text = (DOCS / "suites.md").read_text(encoding="utf-8")
    missing = [outcome.value for outcome in Outcome if f"| {outcome.value} |" not in text]
    assert not missing


def test_every_invariant_is_documented() -> None:
    """The page of the invariants is what the registry makes of it, and each family says what it is about."""
    assert set(FAMILY) == set(FAMILIES)
    assert (DOCS / "invariants.md").read_text(encoding="utf-8") == page()


def test_the_page_of_faults_is_the_registry() -> None:
    """The page of the faults is what the registry makes of it."""
    assert (DOCS / "faults.md").read_text(encoding="utf-8") == faults.page()


def test_every_policy_key_is_documented_with_its_values() -> None:
    """A policy key has a row in docs/policy.md that names each allowed value."""
    text = (DOCS / "policy.md").read_text(encoding="utf-8")
    for key, rule in RULES.items():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{key}` |")), "")
        assert row, f"docs/policy.md has no row for {key}"
        for value in rule.allowed or ():
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            assert f"`{shown}`" in row, f"docs/policy.md: the row of {key} lacks {shown}"


def test_every_refusal_is_documented() -> None:
    """A refusal that an overlay can name stands in docs/mock.md."""
    text = (DOCS / "mock.md").read_text(encoding="utf-8")
    vocabulary = json.loads((ROOT / "contracts" / "semantics.schema.json").read_text(encoding="utf-8"))
    names = re.findall(r'"(\w+)"', json.dumps(vocabulary))
    refusals = [name for name in set(names) if re.search(r"_(invalid|unknown|malformed|large|missing|foreign)$", name)]
    assert refusals
    missing = sorted(name for name in refusals if f"`{name}`" not in text)
    assert not missing, f"docs/mock.md says nothing of {', '.join(missing)}"


def test_every_word_of_the_overlay_is_documented() -> None:
    """A word of the overlay's vocabulary stands in docs/semantics.md."""
    text = (DOCS / "semantics.md").read_text(encoding="utf-8")
    vocabulary = (ROOT / "contracts" / "semantics.schema.json").read_text(encoding="utf-8")
    words = sorted(set(re.findall(r'"(x-[a-z]+)"', vocabulary)))
    assert words
    missing = [word for word in words if f"`{word}`" not in text]
    assert not missing, f"docs/semantics.md says nothing of {', '.join(missing)}"


def test_every_verb_of_make_stands_in_the_readme() -> None:
    """A verb of the Makefile is named in README.md."""
    verbs = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert verbs
    missing = [verb for verb in verbs if f"make {verb}" not in text]
    assert not missing
