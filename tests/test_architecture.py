"""The laws of the layout hold in every module of the tree, and each law notices when it is broken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture import doors, shape, source, walls, words
from tests.architecture.source import ROOMS, Module, Problem

ROOT = Path(__file__).resolve().parent.parent

Rule = Callable[[Sequence[Module]], Iterator[Problem]]

RULES: Mapping[str, Rule] = {
    "walls": walls.walls,
    "sole": walls.sole,
    "pure": walls.pure,
    "cycles": walls.cycles,
    "doors": doors.doors,
    "exports": doors.exports,
    "packages": doors.packages,
    "module_length": shape.module_length,
    "function_length": shape.function_length,
    "nesting": shape.nesting,
    "inner_imports": shape.inner_imports,
    "module_names": shape.module_names,
}

LIBRARY: Mapping[str, Any] = {
    "info": {"title": "Shelfwise API"},
    "paths": {"/v2/book-loans/{loan_id}": {"get": {"parameters": [{"name": "per_page", "in": "query"}]}}},
    "components": {
        "schemas": {
            "lib__Branch__Full": {"properties": {"is_open": {}, "isbn": {}, "status": {}}},
            "OpeningHours": {"type": "object"},
        }
    },
}

FOUR_DEEP = "def f(a):\n if a:\n  for b in a:\n   with b:\n    while b:\n     b()\n"
CHAIN = "def f(a):\n" + "".join(f"    {word} a == {n}:\n        a()\n" for n, word in enumerate(["if", *["elif"] * 5]))

# A rule, a tree that breaks it, and the place it tells.
BROKEN: Sequence[tuple[str, Mapping[str, str], str]] = (
    ("walls", {"contracts/a.py": "x = 1\nimport sqlalchemy.orm\n"}, "contracts/a.py:2"),
    ("walls", {"contracts/a.py": "from urllib import request\n"}, "contracts/a.py:1"),
    ("walls", {"fixtures/a.py": "from mockserver import create_app\n"}, "fixtures/a.py:1"),
    ("walls", {"mockserver/a.py": "import pytest\n"}, "mockserver/a.py:1"),
    ("walls", {"suites/a.py": "import fixtures\n"}, "suites/a.py:1"),
    ("walls", {"suites/a.py": "def f():\n    from starlette.routing import Route\n"}, "suites/a.py:2"),
    ("walls", {"contractkit.py": "import tests.conftest\n"}, "contractkit.py:1"),
    ("sole", {"suites/sending/courier.py": "from schemathesis import Case\n"}, "suites/sending/courier.py:1"),
    ("pure", {"suites/invariants/pages.py": "import socket\n"}, "suites/invariants/pages.py:1"),
    (
        "pure",
        {
            "mockserver/admission.py": "import re\nfrom mockserver.a import b\n",
            "mockserver/a.py": "from .c import d\n",
            "mockserver/c.py": "from pathlib import Path\n",
        },
        "mockserver/admission.py:2",
    ),
    (
        "cycles",
        {"fixtures/a.py": "import fixtures.b\n", "fixtures/b.py": "from fixtures import a\n"},
        "fixtures/a.py:1",
    ),
    (
        "cycles",
        {"contracts/__init__.py": "from .a import x\n", "contracts/a.py": "from . import y\n"},
        "contracts/__init__.py:1",
    ),
    ("doors", {"suites/a.py": "from contracts.model import Contract\n"}, "suites/a.py:1"),
    ("doors", {"contractkit.py": "import mockserver.app\n"}, "contractkit.py:1"),
    (
        "doors",
        {"contracts/__init__.py": "from .a import b\n__all__ = ['b']\n", "fixtures/a.py": "from contracts import a\n"},
        "fixtures/a.py:1",
    ),
    ("exports", {"suites/report/__init__.py": "x = 1\n"}, "suites/report/__init__.py:1"),
    ("exports", {"suites/a.py": "a = b = 1\n__all__ = ['b', 'a']\n"}, "suites/a.py:2"),
    ("exports", {"suites/a.py": "a = 1\n__all__ = ['a', 'c']\n"}, "suites/a.py:2"),
    ("exports", {"suites/a.py": "a = 1\n__all__ = sorted(['a'])\n"}, "suites/a.py:2"),
    ("packages", {"suites/probes/a.py": ""}, "suites/probes/a.py:1"),
    ("module_length", {"tests/a.py": "x = 1\n" * 301}, "tests/a.py:301"),
    ("function_length", {"ci/a.py": "def f():\n" + "    x = 1\n" * 40}, "ci/a.py:1"),
    ("nesting", {"tests/a.py": FOUR_DEEP}, "tests/a.py:1"),
    ("inner_imports", {"tests/a.py": "class A:\n    async def f(self):\n        import re\n"}, "tests/a.py:3"),
    ("module_names", {"suites/utils.py": ""}, "suites/utils.py:1"),
    ("module_names", {"mockserver/_helpers/a.py": ""}, "mockserver/_helpers/a.py:1"),
)

# Trees that look alike and break nothing.
SOUND: Sequence[Mapping[str, str]] = (
    {"contracts/__init__.py": "from .a import b\n\n__all__ = ['b']\n", "contracts/a.py": "b = 1\n"},
    {"fixtures/__init__.py": "__all__ = ()\n", "fixtures/a.py": "from contracts import Contract\nimport http\n"},
    {"tests/a.py": "from mockserver.store import Store\nimport suites.sending.courier\n"},
    {"contractkit.py": "import contracts, mockserver, suites\nimport typer\n"},
    {"tests/a.py": CHAIN},
    {"tests/a.py": "def f():\n" + "    x = 1\n" * 39},
    {"ci/a.py": "x = 1\n" * 300},
    {"suites/__init__.py": "__all__ = ['A', 'b']\nA: int = 1\nif A:\n    b = 2\n"},
)


def told(problems: Iterator[Problem]) -> str:
    """The problems, a line each; empty where there is none."""
    return "\n".join(map(str, problems))


@pytest.fixture(scope="module")
def tree() -> tuple[Module, ...]:
    """Every module of the project."""
    return source.read(ROOT)


@pytest.fixture(scope="module")
def documents() -> list[Any]:
    """The OpenAPI documents that the kit ships."""
    paths = sorted((ROOT / "contracts").glob("*/openapi.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def test_the_tree_is_read(tree: tuple[Module, ...]) -> None:
    """This module and every module of a room are among those that the rules see."""
    seen = {module.path for module in tree}
    there = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    assert seen >= there | {"tests/test_architecture.py"}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_module_keeps_the_law(rule: Rule, tree: tuple[Module, ...]) -> None:
    """No module breaks the rule."""
    assert not told(rule(tree))


def test_no_module_holds_a_word_of_the_api(tree: tuple[Module, ...], documents: list[Any]) -> None:
    """What is particular to an API stands in data, never in the code of the rooms."""
    assert not told(words.api_names(tree, words.vocabulary(documents)))


def test_no_word_is_allowed_in_vain(documents: list[Any]) -> None:
    """Every word the code may share with the API is one that the API uses."""
    own = words.vocabulary(documents, allowed={})
    shared = [word for line in words.ALLOWED.values() for word in line.split()]
    assert not [word for word in shared if words.parts(word) not in own.distinct | own.plain]


def test_the_bundled_document_gives_its_words(documents: list[Any]) -> None:
    """The words kept out of the code are really taken from the bundled document."""
    distinct = words.vocabulary(documents).distinct
    assert {("runflow",), ("batch",), ("asset",), ("model", "id"), ("sort", "order"), ("is", "active")} <= distinct


def test_every_pure_module_stands_where_the_table_says(tree: tuple[Module, ...]) -> None:
    """A row of the pure modules names a module of the tree, once its room has a door."""
    names = {module.name for module in tree}
    assert not [row for row in walls.PURE if row.partition(".")[0] in names and row not in names]


@pytest.mark.parametrize(("name", "sources", "place"), BROKEN, ids=[f"{row[0]} in {row[2]}" for row in BROKEN])
def test_a_broken_law_is_told_with_its_place(name: str, sources: Mapping[str, str], place: str) -> None:
    """A tree that breaks a rule is reported by that rule, at the line that breaks it."""
    problems = list(RULES[name](source.modules(sources)))
    assert [f"{problem.path}:{problem.line}" for problem in problems] == [place]


def test_every_law_has_a_tree_that_breaks_it() -> None:
    """No rule is without a source that it catches."""
    assert {row[0] for row in BROKEN} == RULES.keys()


@pytest.mark.parametrize("sources", SOUND, ids=[next(iter(row)) for row in SOUND])
def test_a_sound_tree_is_left_alone(sources: Mapping[str, str]) -> None:
    """A tree that breaks nothing is reported by no rule."""
    assert not [str(problem) for rule in RULES.values() for problem in rule(source.modules(sources))]


@pytest.mark.parametrize(
    "text",
    [
        "loan_id = 1",
        "rows['book_loans']",
        "class BookLoan: ...",
        "known_loan_ids = ()",
        "# the branch of a reader",
        '"""Shelfwise\'s own."""',
        "open('/v2/book-loans')",
        "f'{x}&per_page=3'",
        "def f(openingHours): ...",
        "row.isbn",
        "order = 'isbn:asc'",
        "is_open = True",
        "pages(perPage=3)",
    ],
)
def test_a_word_of_an_api_is_noticed(text: str) -> None:
    """A path segment, schema or property name is reported in any spelling, comments and texts included."""
    rule = partial(words.api_names, words=words.vocabulary([LIBRARY]))
    tree = source.modules({"mockserver/a.py": f"x = 1\n{text}\n", "tests/a.py": text})
    assert {f"{problem.path}:{problem.line}" for problem in rule(tree)} == {"mockserver/a.py:2"}


@pytest.mark.parametrize(
    "text", ["api = status = 1", "# it is open", "'an isbn in prose'", "isbns_seen = 1", "page = 'per page'"]
)
def test_a_word_of_everybody_is_left_alone(text: str) -> None:
    """Words of the field, and plain words in prose, are reported by nothing."""
    assert not told(words.api_names(source.modules({"suites/a.py": text}), words.vocabulary([LIBRARY])))
