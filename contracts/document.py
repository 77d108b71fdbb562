"""Bytes of a file to plain JSON values: YAML or JSON in, dictionaries, lists and scalars out.

It decides what a file's text is, and nothing of what it means. YAML is read as YAML 1.2 does (its core
schema): `no` and `2026-04-01` are texts. What two readers could take for two things is refused.
"""

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.composer import Composer

from contracts.errors import ContractError, FileError
from contracts.pointers import depth

# Far below what Python's own stack bears, far above what a person nests.
MAXIMUM_DEPTH = 100
# Aliases are unfolded: a short text of aliases to aliases stops here, not where memory ends.
MAXIMUM_NODES = 500_000
# Python refuses to read longer integers, and no contract holds one.
MAXIMUM_DIGITS = 1000

_TOO_DEEP = f"nests more than {MAXIMUM_DEPTH} levels deep, or is too large once its aliases are unfolded"
_TOO_LONG = f"an integer has more than {MAXIMUM_DIGITS} digits"
_FINITE = "Write a finite number or null"

_LONE_SURROGATE = re.compile(r"\\u[dD][89abAB]")


def shown(path: Path) -> str:
    """A file as a person would name it: from where the command was started, if it stands below there."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


def read_document(path: Path, refusal: type[FileError] = ContractError, *, exact: bool = False) -> dict[str, Any]:
    """Read a YAML or JSON file that holds an object.

    Args:
        path: the file; `.json` is read as JSON, all else as YAML.
        refusal: the error a bad file is refused with.
        exact: numbers with a fraction come as Decimal, not as float.

    Raises:
        FileError: of the class `refusal`, for a file that cannot be read, whose text is no UTF-8, YAML or
            JSON, that names a key twice, holds values JSON does not have, or no object at its top.
    """
    file = shown(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise refusal(file, None, f"cannot be read: {error.strerror}", "Name a file that is there") from None
    except UnicodeDecodeError as error:
        raise refusal(file, None, f"is no UTF-8 text (byte {error.start})", "Save it as UTF-8") from None
    reader = _Json if path.suffix.lower() == ".json" else _Yaml
    value = reader(file, refusal, exact).read(text)
    if not isinstance(value, dict):
        raise refusal(file, "", "is no object", "Write keys and values at the top")
    return value


class _Json:
    """A JSON text to its value (RFC 8259), with no key twice."""

    def __init__(self, file: str, refusal: type[FileError], exact: bool) -> None:
        self._file, self._refusal, self._exact = file, refusal, exact

    def read(self, text: str) -> Any:
        try:
            value = json.loads(
                text,
                object_pairs_hook=self._object,
                parse_constant=self._constant,
                parse_int=self._integer,
                parse_float=self._number,
            )
        except json.JSONDecodeError as error:
            raise self._refusal(
                self._file, None, f"is no JSON: {error.msg}", line=error.lineno, column=error.colno
            ) from None
        except RecursionError:
            raise self._refusal(self._file, None, _TOO_DEEP) from None
        if depth(value) > MAXIMUM_DEPTH:
            raise self._refusal(self._file, None, _TOO_DEEP)
        if _LONE_SURROGATE.search(text):
            self._refuse_surrogates(value)
        return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise self._refusal(self._file, None, f"the key {twice!r} stands twice in one object", "Keep one of them")
        return found

    def _constant(self, text: str) -> NoReturn:
        raise self._refusal(self._file, None, f"{text} is no number", _FINITE)

    def _integer(self, text: str) -> int:
        if len(text) > MAXIMUM_DIGITS:
            raise self._refusal(self._file, None, _TOO_LONG)
        return int(text)

    def _number(self, text: str) -> Any:
        number = Decimal(text) if self._exact else float(text)
        if not math.isfinite(number):
            self._constant(text)
        return number

    def _refuse_surrogates(self, value: Any) -> None:
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError:
            raise self._refusal(self._file, None, "a text holds half of a surrogate pair", "Write both \\u") from None


class _Composer(Composer, yaml.CSafeLoader):
    """libyaml's parser with the tags of YAML 1.2's core schema (YAML 1.2.2, section 10.3.2).

    Nodes are composed in Python: libyaml's own composer recurses without a bound, and a text of brackets ends it.
    """

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)


_CORE = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.")),
)
_TAG = "tag:yaml.org,2002:"
_Composer.yaml_implicit_resolvers = {}
for _name, _pattern, _first in _CORE:
    _Composer.add_implicit_resolver(_TAG + _name, re.compile(f"(?:{_pattern})\\Z"), _first)

_BASES = {"0o": 8, "0x": 16}


class _Yaml:
    """A YAML text to its value, through the node graph, where every place is still known."""

    def __init__(self, file: str, refusal: type[FileError], exact: bool) -> None:
        self._file, self._refusal = file, refusal
        self._fraction: Callable[[str], Any] = Decimal if exact else float
        self._nodes = 0

    def read(self, text: str) -> Any:
        try:
            node = _compose(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._refused(f"is no YAML: {error.problem or error.context}", mark) from None
        except yaml.YAMLError as error:
            raise self._refused(f"is no YAML: {error}", None) from None
        except RecursionError:
            raise self._refused(_TOO_DEEP, None) from None
        return None if node is None else self._value(node, 1)

    def _value(self, node: yaml.Node, depth: int) -> Any:
        self._nodes += 1
        if depth > MAXIMUM_DEPTH or self._nodes > MAXIMUM_NODES:
            raise self._refused(_TOO_DEEP, node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, depth + 1) for each in node.value]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in found:
                raise self._refused(f"the key {key!r} stands twice", key_node.start_mark, "Keep one of them")
            found[key] = self._value(value_node, depth + 1)
        return found

    def _key(self, node: yaml.Node) -> str:
        """A key is a text; an integer is taken for its digits, as statuses are often written."""
        if node.tag not in (_TAG + "str", _TAG + "int") or not isinstance(node, yaml.ScalarNode):
            raise self._refused("a key is no text", node.start_mark, "Put it in quotes")
        return str(node.value)

    def _scalar(self, node: yaml.Node) -> Any:
        text = str(node.value)
        match node.tag.removeprefix(_TAG):
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return self._integer(text, node)
            case "float":
                return self._number(text, node)
        raise self._refused(f"the tag {node.tag} means nothing here", node.start_mark, "Leave it out")

    def _integer(self, text: str, node: yaml.Node) -> int:
        if len(text) > MAXIMUM_DIGITS:
            raise self._refused(_TOO_LONG, node.start_mark)
        try:
            return int(text[2:], _BASES[text[:2]]) if text[:2] in _BASES else int(text)
        except ValueError:
            raise self._refused(f"{text!r} is no integer", node.start_mark) from None

    def _number(self, text: str, node: yaml.Node) -> Any:
        number = self._fraction(text) if re.search("[0-9]", text) else math.inf
        if not math.isfinite(number):
            raise self._refused(f"{text} is no number", node.start_mark, _FINITE)
        return number

    def _refused(self, problem: str, mark: yaml.Mark | None, way_out: str = "") -> FileError:
        line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
        return self._refusal(self._file, None, problem, way_out, line, column)


def _compose(text: str) -> yaml.Node | None:
    composer = _Composer(text)
    try:
        node: yaml.Node | None = composer.get_single_node()
        return node
    finally:
        composer.dispose()
