"""Who may import whom: the table of the rooms, the pure modules, and no import cycle.

The tables are the law, the functions walk them. ARCHITECTURE.md tells the same table to people: change both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tests.architecture.source import AROUND, FRONT_DOORS, Import, Module, Problem, graph, within

HTTP = (
    "aiohttp",
    "http.client",
    "http.server",
    "httpx",
    "httpx2",
    "requests",
    "starlette",
    "urllib.request",
    "uvicorn",
)
DATABASES = ("sqlalchemy", "sqlite3")
TESTING = ("_pytest", "hypothesis", "pytest", "schemathesis", "unittest")


@dataclass(frozen=True, slots=True)
class Wall:
    """What a room never imports, and why."""

    never: tuple[str, ...]
    reason: str


WALLS: Mapping[str, Wall] = {
    "contracts": Wall(
        ("fixtures", "mockserver", "suites", *FRONT_DOORS, *AROUND, *HTTP, *DATABASES, *TESTING),
        "it is the ground: pure values",
    ),
    "fixtures": Wall(
        ("mockserver", "suites", *FRONT_DOORS, *AROUND, *HTTP, *TESTING),
        "data is checked without a server",
    ),
    "mockserver": Wall(
        ("suites", *FRONT_DOORS, *AROUND, *TESTING),
        "a server that knows its examiner is no witness",
    ),
    "suites": Wall(
        ("mockserver", "fixtures", *FRONT_DOORS, *AROUND, "starlette", *DATABASES),
        "it judges any deployment: our data would leak in as an expectation",
    ),
    "contractkit": Wall(AROUND, "what is around the kit is not shipped with it"),
    "pytest_contractkit": Wall(AROUND, "what is around the kit is not shipped with it"),
}

# Decisions: values in, a value out. A name stands for the module, or for the package and all in it.
PURE = (
    "contracts.errors",
    "contracts.expressions",
    "contracts.filters",
    "contracts.model",
    "contracts.ordering",
    "contracts.policy",
    "contracts.routes",
    "contracts.semantics",
    "contracts.spelling",
    "contracts.values",
    "mockserver.admission",
    "mockserver.refusals",
    "suites.evidence",
    "suites.expectations",
    "suites.findings.baseline",
    "suites.findings.fingerprint",
    "suites.invariants",
    "suites.report.curl",
    "suites.report.summary",
    "suites.report.view",
    "suites.traffic",
    "suites.verdicts",
)
# Files, sockets, processes, clocks and dice. `importlib.resources` is left: a grammar is read from beside its module.
OUTSIDE = (
    *HTTP,
    *DATABASES,
    *TESTING,
    *("asyncio", "anyio", "concurrent", "multiprocessing", "selectors", "signal", "socket", "ssl", "subprocess"),
    *("io", "os", "pathlib", "shutil", "sys", "tempfile", "threading"),
    *("random", "secrets", "time"),
    *("logging", "rich", "typer"),
)
# A library whose ways are known to one place only.
SOLE: Mapping[str, tuple[str, ...]] = {"schemathesis": ("suites.conformance",)}


def _hits(module: Module, never: Sequence[str]) -> Iterator[tuple[Import, str]]:
    for found in module.imports():
        hit = next((name for name in never if any(within(reached, name) for reached in found.reach)), None)
        if hit is not None:
            yield found, hit


def walls(tree: Sequence[Module]) -> Iterator[Problem]:
    """No room imports what the table keeps from it."""
    for module in tree:
        wall = WALLS.get(module.room)
        for found, name in _hits(module, wall.never if wall else ()):
            yield Problem(module.path, found.line, f"{module.room} never imports {name}: {wall.reason if wall else ''}")


def sole(tree: Sequence[Module]) -> Iterator[Problem]:
    """A library with one home is imported nowhere else in the kit."""
    for module in tree:
        homeless = [name for name, homes in SOLE.items() if not any(within(module.name, home) for home in homes)]
        for found, name in _hits(module, homeless if module.room not in AROUND else ()):
            yield Problem(module.path, found.line, f"{name} is used in {', '.join(SOLE[name])} only")


def is_pure(name: str) -> bool:
    """Whether the table declares a module pure."""
    return any(within(name, pure) for pure in PURE)


def pure(tree: Sequence[Module]) -> Iterator[Problem]:
    """A pure module reaches nothing that does I/O, through its own room neither."""
    edges = graph(tree)
    outside = {module.name: next(_hits(module, OUTSIDE), None) for module in tree}
    for module in tree:
        if not is_pure(module.name):
            continue
        for name, line in _reached(module, edges).items():
            if hit := outside[name]:
                through = "" if name == module.name else f" through {name}"
                place = hit[0].line if name == module.name else line
                yield Problem(module.path, place, f"a pure module imports {hit[1]}{through}")


def _reached(module: Module, edges: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The modules of its own room that a module leads to, itself too, and the line of it where the way begins."""
    reached = {module.name: 1}
    waiting = [(target, line) for target, line in edges[module.name].items()]
    while waiting:
        name, line = waiting.pop()
        if name not in reached and within(name, module.room):
            reached[name] = line
            waiting.extend((target, line) for target in edges[name])
    return reached


def cycles(tree: Sequence[Module]) -> Iterator[Problem]:
    """The import graph has no cycle; the first one found is told."""
    paths = {module.name: module.path for module in tree}
    edges = graph(tree)
    try:
        TopologicalSorter({name: targets.keys() for name, targets in edges.items()}).prepare()
    except CycleError as error:
        way: list[str] = error.args[1][::-1]  # graphlib names each module after the one it imports
        yield Problem(paths[way[0]], edges[way[0]][way[1]], f"imports go round: {' -> '.join(way)}")
