"""The ground the kit stands on: its pins, its wheel, its verbs and its licence are what they say."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)")
DOOR = re.compile(r"^(?P<verb>[a-z]+):.*?(?:## (?P<words>.+))?$", re.MULTILINE)


def make(*arguments: str) -> str:
    """What `make` prints, run in the root without an input."""
    outer = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS")  # what `make test` would hand on
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    run = partial(subprocess.run, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, text=True, check=True)
    return str(run(["make", "--no-print-directory", *arguments], capture_output=True).stdout)


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins() -> dict[str, Version]:
    """The pinned version of every distribution."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [PIN.fullmatch(line) for line in lines]
    assert all(found), [line for line, pin in zip(lines, found, strict=True) if pin is None]
    return {pin["name"]: Version(pin["version"]) for pin in found if pin}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the tree as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_constraints_name_no_address() -> None:
    """No line of the constraints holds an address or an option."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not [line for line in text.splitlines() if line.startswith("-")]


def test_every_dependency_is_pinned_inside_its_range(project: dict[str, Any], pins: dict[str, Version]) -> None:
    """Each dependency of the project, its developers' and its build's too, has an exact pin that its range admits."""
    described = project["project"]
    wanted = [
        *described["dependencies"],
        *described["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    requirements = [Requirement(line) for line in wanted]
    unpinned = [str(each) for each in requirements if canonicalize_name(each.name) not in pins]
    outside = [str(each) for each in requirements if not each.specifier.contains(pins[canonicalize_name(each.name)])]
    assert (unpinned, outside) == ([], [])


def test_the_description_says_what_is_promised(project: dict[str, Any]) -> None:
    """The command, the pytest plugin, the oldest Python and the licence are named in the project's description."""
    described = project["project"]
    assert described["scripts"] == {"contractkit": "contractkit:main"}
    assert described["entry-points"]["pytest11"] == {"contractkit": "pytest_contractkit"}
    assert (described["requires-python"], described["license"]) == (">=3.11", "MIT")


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_kit_and_no_other(wheel: zipfile.ZipFile, project: dict[str, Any]) -> None:
    """The wheel has each file of the rooms, data included, and the front doors; nothing of what is around them."""
    shipped = [ROOT / name for name in project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]]
    assert [path.name for path in shipped if not path.exists()] == []
    found = [path for each in shipped for path in ([each] if each.is_file() else each.rglob("*"))]
    there = {path.relative_to(ROOT).as_posix() for path in found if path.is_file() and path.suffix != ".pyc"}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == there


@pytest.mark.slow
def test_the_wheel_is_typed_and_licensed(wheel: zipfile.ZipFile) -> None:
    """Every package of the wheel says that it is typed (PEP 561), and the licence travels with it."""
    names = wheel.namelist()
    packages = {name.partition("/")[0] for name in names if name.endswith("/__init__.py")}
    assert packages == {"contractkit", "contracts", "fixtures", "mockserver", "suites"}
    assert [package for package in packages if f"{package}/py.typed" not in names] == []
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_every_verb_is_told_by_help() -> None:
    """`make` alone lists each verb of the Makefile with what it does."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = {found["verb"]: found["words"] for found in DOOR.finditer(text)}
    assert verbs.keys() == {"help", "setup", "mock", "check", "test", "lint", "prism", "clean"}
    told = dict(re.findall(r"^  make (\w+) +(.+)$", make(), re.MULTILINE))
    assert told == verbs


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["mock"], "contractkit mock --host '127.0.0.1' --port '4010'"),
        (["mock", "HOST=::1", "PORT=0", "AS=member"], "contractkit mock --host '::1' --port '0' --as 'member'"),
        (["mock", "STORE=s"], "contractkit mock --host '127.0.0.1' --port '4010'  --store 's'"),
        (["check"], "python ci/check.py"),
        (["check", "STORE=s"], "python ci/check.py   --store 's'"),
        (["check", "TARGET=u", "IDENTITIES=f"], "python ci/check.py --target 'u' --identities 'f'"),
    ],
)
def test_a_verb_hands_its_variables_on(arguments: list[str], command: str) -> None:
    """The variables of a verb become options of the command, and an unset one gives none."""
    last = make("--dry-run", *arguments).strip().splitlines()[-1]
    assert last.rstrip() == f".venv/bin/{command}"


def test_no_file_of_the_ground_names_an_index() -> None:
    """Where packages come from is the machine's business: no option or address of an index stands in the ground."""
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("Makefile", "pyproject.toml", "constraints.txt", ".ci/run")
    ]
    assert not re.findall(r"index-url|find-links|trusted-host|https?://", "\n".join(texts))


def test_the_licence_is_mit() -> None:
    """LICENSE is the MIT licence, granted by the authors of the kit."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License\n\nCopyright (c) 2026 the contractkit authors\n")
    assert "Permission is hereby granted, free of charge" in text
