"""The suites have one node for each (operation, invariant), selectable by family, by invariant and by operation."""

import json
import sys
from collections.abc import Mapping, Sequence

import pytest

from suites.invariants import FAMILIES, INVARIANTS
from tests.suites.commanding import LIBRARY, ROOT, installed, run
from tests.suites.deployment import serve
from tests.suites.library import FOLDER, library_contract
from tests.suites.loopback import listening

pytestmark = pytest.mark.slow
# Collects the suites once for each list of options that is read, in a process of its own, and tells the nodes.
PROGRAM = """
import json, sys
import pytest

class Nodes:
    def pytest_collection_finish(self, session):
        self.ids = [[item.nodeid, *(mark.name for mark in item.iter_markers())] for item in session.items]

found = []
known = [] if sys.argv[2] == "True" else ["-p", "pytest_contractkit"]
for options in json.loads(sys.argv[1]):
    nodes = Nodes()
    code = pytest.main(["--pyargs", "suites", "--collect-only", "-qq", "--strict-markers", *known, *options], [nodes])
    found.append([int(code), nodes.ids])
print("NODES" + json.dumps(found))
"""
OPERATIONS = library_contract().operations
WAYS: Mapping[str, Sequence[str]] = {
    "all": (),
    "family": ("-m", "contract_filter"),
    "two families": ("-m", "contract_sort or contract_filter"),
    "invariant": ("-k", "AU-02"),
    "operation": ("-k", OPERATIONS[-1].id),
    "both": ("-m", "contract_pages", "-k", "/books and not PG-01"),
    "only": ("--contract-only", "pages", "--contract-operation", OPERATIONS[0].label),
    "unknown": ("-m", "contract_filters"),
}
Found = Mapping[str, tuple[int, Sequence[tuple[str, str]]]]


@pytest.fixture(scope="module")
def found() -> Found:
    """The exit code and the nodes of each way to select."""
    with listening(serve()) as url:
        given = [word for name, file in LIBRARY for word in (f"--contract-{name}", str(FOLDER / file))]
        options = [["--contract-target", url, "-p", "no:cacheprovider", *given, *way] for way in WAYS.values()]
        program = [sys.executable, "-c", PROGRAM, json.dumps(options), str(installed())]
        done = run(program, ROOT, PYTHONPATH=str(ROOT))
    assert "NODES" in done.stdout, done.stdout + done.stderr
    told = json.loads(done.stdout.rpartition("NODES")[2])
    return {way: (code, ids) for way, (code, ids) in zip(WAYS, told, strict=True)}


def names(nodes: Sequence[tuple[str, str]]) -> set[str]:
    """What stands in the brackets of nodes."""
    return {node.partition("[")[2].removesuffix("]") for node, _ in nodes}


def of(*families: str) -> set[str]:
    """What stands in the brackets of all nodes of families."""
    return {f"{row.id} {each.label}" for row in INVARIANTS.values() if row.family in families for each in OPERATIONS}


def test_each_promise_has_a_node_at_each_operation(found: Found) -> None:
    """A node names its invariant and its operation, and no two nodes are named alike: newer pytests have lost that."""
    code, nodes = found["all"]
    assert code == 0
    assert len(nodes) == len(names(nodes)) == len(INVARIANTS) * len(OPERATIONS)
    assert names(nodes) == of(*FAMILIES)


def test_every_family_has_a_marker(found: Found) -> None:
    """A node bears the marker of its invariant's family, and no other."""
    for family in FAMILIES:
        assert names([each for each in found["all"][1] if each[1] == f"contract_{family}"]) == of(family)


def test_a_family_is_selected_by_its_marker(found: Found) -> None:
    """`-m contract_FAMILY` leaves the nodes of that family; markers stand with `or`."""
    assert (found["family"][0], names(found["family"][1])) == (0, of("filter"))
    assert names(found["two families"][1]) == of("sort", "filter")


def test_an_invariant_and_an_operation_are_selected_by_keyword(found: Found) -> None:
    """`-k` takes an invariant's id, an operation's id, a piece of its path, and goes together with a marker."""
    assert names(found["invariant"][1]) == {f"AU-02 {each.label}" for each in OPERATIONS}
    assert names(found["operation"][1]) == {f"{row} {OPERATIONS[-1].label}" for row in INVARIANTS}
    books = {each for each in of("pages") if "/books" in each and "PG-01" not in each}
    assert books
    assert names(found["both"][1]) == books


def test_a_family_that_is_not_judged_has_no_node(found: Found) -> None:
    """Options leave the nodes of what is judged, and no empty one beside them."""
    assert names(found["only"][1]) == {each for each in of("pages") if each.endswith(f" {OPERATIONS[0].label}")}
    assert len(found["only"][1]) == len(names(found["only"][1]))


def test_a_misspelt_family_selects_nothing(found: Found) -> None:
    """A marker that is none ends with 5, for no node is left; a newer pytest says that there is no such marker."""
    assert found["unknown"][0] in (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.USAGE_ERROR)
