"""The table of facts is what the reference texts say, where the texts are at hand."""

import re
from pathlib import Path

import pytest

from tests.contracts.seeds import SEEDS, Statement, load_table, read_seeds, write_table

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the reference texts are not beside the repository")

_REFERENCE_OPERATION = re.compile(r"### (?:GET|POST|PUT|PATCH|DELETE) /")
_REFERENCE_STATUS = re.compile(r"#### \d{3} - ")
_REFERENCE_NAME = re.compile(r"- \*\*([\w-]+)\*\* \(")
_PAGE_NAME = re.compile(r'"(\w+)": ')


@pytest.fixture(scope="module")
def statements() -> tuple[Statement, ...]:
    """What the texts say, read anew."""
    return read_seeds(SEEDS)


@pytest.fixture(scope="module")
def texts() -> str:
    """All texts, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))


def test_the_table_equals_what_the_texts_say(statements: tuple[Statement, ...]) -> None:
    """Reading the texts again makes the table that the tests compare with."""
    assert statements == load_table()


def test_a_written_table_reads_back(statements: tuple[Statement, ...], tmp_path: Path) -> None:
    """Writing and loading a table changes nothing."""
    write_table(statements, tmp_path / "facts.json")
    assert load_table(tmp_path / "facts.json") == statements


def test_no_operation_and_no_status_of_the_texts_is_lost(statements: tuple[Statement, ...], texts: str) -> None:
    """The table has an operation for each heading, and one for the page; and a status for each heading."""
    kinds = [each.kind for each in statements]
    assert kinds.count("operation") == len(_REFERENCE_OPERATION.findall(texts)) + 1
    assert kinds.count("status") == len(_REFERENCE_STATUS.findall(texts))


def test_no_name_of_the_texts_is_lost(statements: tuple[Statement, ...], texts: str) -> None:
    """Every name that a crude search finds in the texts is the name of a parameter or of a property."""
    names = {each.name for each in statements if each.kind in ("parameter", "property", "body property")}
    assert {*_REFERENCE_NAME.findall(texts), *_PAGE_NAME.findall(texts)} - names == set()


def test_texts_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    """Two texts that give one schema two types raise an error that names the second text."""
    block = "### Schema: Row Source: x y ```markdown ## Schema: Row A row. **Type:** {} - **id** (string)```"
    (tmp_path / "1.txt").write_text(block.format("object"), encoding="utf-8")
    (tmp_path / "2.txt").write_text(block.format("array"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^2\.txt: .*contradicts"):
        read_seeds(tmp_path)
