"""What the text of a file is: YAML 1.2 or JSON, an object at its top, nothing that two readers take for two things."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts.document import MAXIMUM_DEPTH, read_document, shown
from contracts.errors import ContractError, IdentitiesError

BOMB = "\n".join(
    f"{name}: &{name} [{', '.join([f'*{inner}'] * 9)}]" for inner, name in ("ab", "bc", "cd", "de", "ef", "fg")
)


def written(folder: Path, name: str, text: str) -> Path:
    """A file of that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("2026-04-01", "2026-04-01"),
        ("2026-04-01T10:00:00Z", "2026-04-01T10:00:00Z"),
        ("1:30", "1:30"),
        ("012", 12),
        ("0o12", 10),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("-7", -7),
        ("9007199254740993", 9007199254740993),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("~", None),
        ("null", None),
        ("", None),
        ('"5"', "5"),
        ("'it''s'", "it's"),
        ("!!str 5", "5"),
        ("{b: 1}", {"b": 1}),
        ("{200: ok, '404': gone}", {"200": "ok", "404": "gone"}),
        ("<<", "<<"),
    ],
)
def test_yaml_means_what_yaml_1_2_says(text: str, value: Any, tmp_path: Path) -> None:
    """A plain scalar is what YAML 1.2's core schema says; days, moments and `no` are texts."""
    assert read_document(written(tmp_path, "a.yaml", f"a: {text}\n")) == {"a": value}


def test_an_alias_stands_for_a_copy(tmp_path: Path) -> None:
    """What an alias stands for can be changed in one place without the other."""
    value = read_document(written(tmp_path, "a.yml", "a: &x {b: []}\nc: *x\n"))
    value["a"]["b"].append(1)
    assert value["c"] == {"b": []}


@pytest.mark.parametrize(("name", "text"), [("a.json", '{"a": 0.10, "b": 1E+2}'), ("a.yaml", "a: 0.10\nb: 1E+2")])
def test_fractions_come_exactly_where_asked(name: str, text: str, tmp_path: Path) -> None:
    """A number with a fraction comes as Decimal, digit by digit, for who asks for it."""
    path = written(tmp_path, name, text)
    assert str(read_document(path, exact=True)["a"]) == "0.10"
    assert read_document(path, exact=True)["b"] == Decimal(100)
    assert isinstance(read_document(path)["a"], float)


UNSOUND = [
    ("a.yaml", "a: 1\na: 2\n", "a.yaml:2:1: the key 'a' stands twice. Keep one of them."),
    ("a.yaml", "200: 1\n'200': 2\n", "a.yaml:2:1: the key '200' stands twice. Keep one of them."),
    ("a.yaml", "a: [1, 2\nb: 3\n", "a.yaml:2:2: is no YAML: did not find expected ',' or ']'."),
    ("a.yaml", "a: .inf\n", "a.yaml:1:4: .inf is no number. Write a finite number or null."),
    ("a.yaml", "a: 1e999\n", "a.yaml:1:4: 1e999 is no number. Write a finite number or null."),
    ("a.yaml", "true: 1\n", "a.yaml:1:1: a key is no text. Put it in quotes."),
    ("a.yaml", "? [a]\n: 1\n", "a.yaml:1:3: a key is no text. Put it in quotes."),
    (
        "a.yaml",
        "a: !!python/name:os.system x\n",
        "a.yaml:1:4: the tag tag:yaml.org,2002:python/name:os.system means",
    ),
    ("a.yaml", "a: !!int x\n", "a.yaml:1:4: 'x' is no integer."),
    ("a.yaml", "a: *x\n", "a.yaml:1:4: is no YAML: found undefined alias 'x'."),
    ("a.yaml", "a: 1\n---\nb: 2\n", "a.yaml:2:1: is no YAML: but found another document."),
    ("a.yaml", "a: &x [*x]\n", "a.yaml:1:4: nests more than 100 levels deep"),
    ("a.yaml", f"a: &a [{'x, ' * 9}]\n{BOMB}\n", "levels deep, or is too large once its aliases are unfolded."),
    ("a.yaml", f"a: {'[' * 100_000}\n", "a.yaml: nests more than 100 levels deep"),
    ("a.yaml", f"a: {'1' * 5000}\n", "a.yaml:1:4: an integer has more than 1000 digits."),
    ("a.yaml", "a: \x07\n", "a.yaml: is no YAML: unacceptable character #x0007"),
    ("a.yaml", "- a\n", "a.yaml#: is no object. Write keys and values at the top."),
    ("a.yaml", "", "a.yaml#: is no object. Write keys and values at the top."),
    ("a.json", '{"a" 1}', "a.json:1:6: is no JSON: Expecting ':' delimiter."),
    ("a.json", '{"a": 1, "a": 2}', "a.json: the key 'a' stands twice in one object. Keep one of them."),
    ("a.json", '{"a": NaN}', "a.json: NaN is no number. Write a finite number or null."),
    ("a.json", '{"a": 1e999}', "a.json: 1e999 is no number. Write a finite number or null."),
    ("a.json", '{"a": "\\ud800"}', "a.json: a text holds half of a surrogate pair. Write both \\u."),
    ("a.json", f'{{"a": {"1" * 5000}}}', "a.json: an integer has more than 1000 digits."),
    ("a.json", f'{{"a": {"[" * 100_000}{"]" * 100_000}}}', "a.json: nests more than 100 levels deep"),
    ("a.json", f'{{"a": {"[" * 101}{"]" * 101}}}', "a.json: nests more than 100 levels deep"),
    ("a.json", "[]", "a.json#: is no object. Write keys and values at the top."),
]


@pytest.mark.parametrize(("name", "text", "line"), UNSOUND, ids=[f"{row[0]} {row[2][:60]}" for row in UNSOUND])
def test_a_text_that_cannot_be_trusted_is_refused(name: str, text: str, line: str, tmp_path: Path) -> None:
    """A text that is broken, ambiguous or endless is told in one line, with line and column where there are any."""
    path = written(tmp_path, name, text)
    with pytest.raises(ContractError) as caught:
        read_document(path)
    assert line in str(caught.value).replace(f"{tmp_path}/", "")


def test_the_depth_that_is_allowed_is_read(tmp_path: Path) -> None:
    """A text that nests as deep as allowed is read."""
    inner = MAXIMUM_DEPTH - 1
    for name in ("a.json", "a.yaml"):
        assert read_document(written(tmp_path, name, f'{{"a": {"[" * inner}{"]" * inner}}}'))


def test_a_whole_surrogate_pair_is_a_character(tmp_path: Path) -> None:
    """Two escapes that make one character are that character."""
    assert read_document(written(tmp_path, "a.json", '{"a": "\\ud83d\\ude00"}')) == {"a": "😀"}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xef\xbb\xbfa: 1", None),
        (b"a: \xff", "is no UTF-8 text (byte 3). Save it as UTF-8."),
        (None, "cannot be read"),
    ],
)
def test_a_file_is_utf_8(data: bytes | None, problem: str | None, tmp_path: Path) -> None:
    """A file is read as UTF-8, with or without a mark; one that is not there is told as such."""
    path = tmp_path / "a.yaml"
    if data is not None:
        path.write_bytes(data)
    if problem is None:
        assert read_document(path) == {"a": 1}
        return
    with pytest.raises(ContractError) as caught:
        read_document(path)
    assert problem in str(caught.value)


def test_whoever_reads_chooses_the_refusal(tmp_path: Path) -> None:
    """A bad file is refused with the error that its reader asks for."""
    with pytest.raises(IdentitiesError):
        read_document(tmp_path / "absent.json", IdentitiesError)


def test_a_file_below_here_is_named_from_here() -> None:
    """A file is named from where the command was started, or as it was given."""
    assert shown(Path.cwd() / "a" / "b.yaml") == "a/b.yaml"
    assert shown(Path("/elsewhere/b.yaml")) == "/elsewhere/b.yaml"
