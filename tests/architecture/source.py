"""The modules of the tree as values, with what each of them imports.

It reads files and parses them, and judges nothing: the rules stand in `walls`, `doors`, `shape` and `words`.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOMS = ("contracts", "fixtures", "mockserver", "suites")
FRONT_DOORS = ("contractkit", "pytest_contractkit")
# They may import everything, and enter a room by any door.
WITNESSES = ("benchmarks", "tests")
AROUND = (*WITNESSES, "ci", "examples")


@dataclass(frozen=True, slots=True)
class Problem:
    """A place that breaks a rule, and what is wrong there."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, absolute; `name` is what is taken from it, None for `import module`."""

    line: int
    module: str
    name: str | None

    @property
    def reach(self) -> tuple[str, ...]:
        """The dotted names it may stand for: the name taken can be a module itself."""
        return (self.module,) if self.name is None else (f"{self.module}.{self.name}", self.module)


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed module; `path` is relative to the root, with slashes."""

    path: str
    text: str
    tree: ast.Module = field(compare=False, repr=False)

    @property
    def is_package(self) -> bool:
        """Whether it is the door of a package."""
        return self.path.endswith("__init__.py")

    @property
    def name(self) -> str:
        """Its dotted name; a package goes by the name of its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """The first word of its name: a room, a front door, or a folder around them."""
        return self.name.partition(".")[0]

    def imports(self) -> Iterator[Import]:
        """Every import of it, wherever it stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (Import(node.lineno, alias.name, None) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = self._absolute(node)
                yield from (Import(node.lineno, module, alias.name) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        here = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        base = here[: len(here) - node.level + 1]
        return ".".join([*base, node.module] if node.module else base)


def module(path: str, text: str) -> Module:
    """Parse one module; raises SyntaxError for what is no Python."""
    return Module(path, text, ast.parse(text, path))


def modules(sources: Mapping[str, str]) -> tuple[Module, ...]:
    """Parse a small tree, path to text."""
    return tuple(module(path, text) for path, text in sources.items())


def read(root: Path) -> tuple[Module, ...]:
    """Parse every module of the rooms, the front doors and the folders around them; absent ones give none."""
    doors = (root / f"{name}.py" for name in FRONT_DOORS)
    inner = (path for folder in (*FRONT_DOORS, *ROOMS, *AROUND) for path in sorted((root / folder).rglob("*.py")))
    found = [path for path in (*doors, *inner) if path.is_file()]
    return tuple(module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in found)


def within(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies inside it."""
    return name == package or name.startswith(f"{package}.")


def graph(tree: Sequence[Module]) -> dict[str, dict[str, int]]:
    """Who imports whom inside the tree: name to imported name to the line of the import."""
    known = {each.name for each in tree}
    edges: dict[str, dict[str, int]] = {}
    for each in tree:
        targets = edges.setdefault(each.name, {})
        for found in each.imports():
            target = next((name for name in found.reach if name in known), None)
            if target is not None:
                targets.setdefault(target, found.line)
    return edges
