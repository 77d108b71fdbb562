"""Where Prism is looked for, and what is said where there is none."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from mockserver.prism import PrismMissing, find_prism
from mockserver.prism.command import PACKAGE, VERSION

ROOT = Path(__file__).resolve().parents[2]


def program(folder: Path, name: str, says: str = "") -> Path:
    """A program that says one thing and ends."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {says}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs with a Node that is new enough, and nothing else."""
    program(tmp_path / "bin", "node", "v20.11.1")
    return tmp_path / "bin"


def words(programs: Path, folder: Path, **environ: str) -> tuple[str, ...]:
    """What is run, where the PATH leads to one folder and `node_modules` may stand in another."""
    return find_prism({"PATH": str(programs), **environ}, folder).words


def test_the_pinned_version_is_the_one_that_is_installed() -> None:
    """`package.json` asks for exactly the release that the code names, and for nothing else."""
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert package["devDependencies"] == {PACKAGE: VERSION}
    assert "dependencies" not in package


def test_the_four_places_are_asked_in_order(programs: Path, tmp_path: Path) -> None:
    """npx is the last resort, then the PATH, then `node_modules`, and `PRISM_BIN` goes before all."""
    npx = program(programs, "npx")
    assert words(programs, tmp_path) == (str(npx), "--yes", f"{PACKAGE}@{VERSION}")
    found = program(programs, "prism")
    assert words(programs, tmp_path) == (str(found),)
    local = program(tmp_path / "node_modules" / ".bin", "prism")
    assert words(programs, tmp_path) == (str(local),)
    own = program(tmp_path / "own", "my-prism")
    assert words(programs, tmp_path, PRISM_BIN=str(own)) == (str(own),)


def test_npx_may_take_its_time(programs: Path, tmp_path: Path) -> None:
    """It fetches Prism first, so the wait is longer."""
    program(programs, "npx")
    fetched = find_prism({"PATH": str(programs)}, tmp_path).starts_within
    program(programs, "prism")
    assert fetched > find_prism({"PATH": str(programs)}, tmp_path).starts_within


def test_a_named_prism_needs_no_node_on_the_path(tmp_path: Path) -> None:
    """`PRISM_BIN` may be a script that brings its own, and may be a name that the PATH knows."""
    own = program(tmp_path / "bin", "my-prism")
    assert words(tmp_path / "bin", tmp_path, PRISM_BIN="my-prism") == (str(own),)


def test_no_node_is_told_with_the_way_out(tmp_path: Path) -> None:
    """A Prism without Node cannot run: one line says what to install."""
    program(tmp_path / "bin", "prism")
    with pytest.raises(PrismMissing) as refused:
        words(tmp_path / "bin", tmp_path)
    assert "Install Node 20 or newer" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("says", "told"), [("v18.19.0", "v18.19.0"), ("", "no Node")])
def test_an_old_node_is_refused_by_its_version(tmp_path: Path, says: str, told: str) -> None:
    """So is a program called node that says no version."""
    program(tmp_path / "bin", "node", says)
    with pytest.raises(PrismMissing, match=told):
        words(tmp_path / "bin", tmp_path)


def test_a_prism_that_is_nowhere_is_told_with_the_way_out(programs: Path, tmp_path: Path) -> None:
    """With Node alone, the line names the command that gets it."""
    with pytest.raises(PrismMissing, match="make prism"):
        words(programs, tmp_path)


def test_a_named_prism_that_is_no_program_is_refused(programs: Path, tmp_path: Path) -> None:
    """It is not passed over in silence for another one."""
    program(programs, "prism")
    with pytest.raises(PrismMissing, match="PRISM_BIN names 'nowhere'"):
        words(programs, tmp_path, PRISM_BIN="nowhere")


def test_the_environment_is_handed_on(programs: Path, tmp_path: Path) -> None:
    """What the user set stays, options of Node too; what makes Prism hold still and keep quiet is added."""
    program(programs, "prism")
    given: Mapping[str, str] = {"PATH": str(programs), "HTTPS_PROXY": "http://p", "NODE_OPTIONS": "--no-warnings"}
    environ = find_prism(given, tmp_path).environ
    assert environ["HTTPS_PROXY"] == "http://p"
    assert environ["NODE_OPTIONS"] == "--no-warnings --unhandled-rejections=warn"
    assert environ["SCARF_ANALYTICS"] == "false"


def test_a_prism_says_its_version(programs: Path, tmp_path: Path) -> None:
    """It is asked, not assumed."""
    program(programs, "prism", "5.99.0")
    assert find_prism({"PATH": str(programs)}, tmp_path).version() == "5.99.0"
