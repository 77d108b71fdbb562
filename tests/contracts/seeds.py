"""What the reference texts say, as statements: one kind, one subject, one name, one value each.

It reads the texts and nothing else. It never reads the contract, so the two can be compared.
Run by path (`python tests/contracts/seeds.py`), it writes the table that the tests compare with.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

Value = str | bool

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TABLE = Path(__file__).parent / "data" / "seed_facts.json"

# These three always belong to the page, whatever was opened before them: the texts close no scope.
PAGE_ENDS = ("first", "next", "previous")
STEP = " > "

_FENCE = re.compile(r"\s-{20,}\s")
_HEAD = re.compile(r"### (?P<label>[A-Z]+ /\S+) Source: \S+ (?P<about>.*?)```markdown", re.DOTALL)
_SCHEMA = re.compile(r"## Schema: (?P<name>\w+) .*?\*\*Type:\*\* (?P<type>\w+)(?P<fields>.*)", re.DOTALL)
_SECTION = re.compile(r" (?=###+ )")
_REPLY = re.compile(
    r"#### (?P<status>\d{3}) - (?P<about>.*?)(?: \*\*(?P<schema>\w+)\*\* (?P<fields>- .*))?$", re.DOTALL
)
_ARRAY_REPLY = re.compile(r"Array of (\w+)")
_FIELD = re.compile(
    r"- \*\*(?P<name>[\w-]+)\*\* \((?P<type>(?:[^()]|\([^()]*\))*)\)(?P<required> \(required\))?"
    r"(?P<tail>.*?)(?=- \*\*|$)",
    re.DOTALL,
)
_ARRAY = re.compile(r"array \((\w+)\)")
_CODE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
_VALUES = re.compile(r"Available values: ([\w, ]+)\.")
_NAME = re.compile(r"[\w-]+")
_LISTED_TYPE = re.compile(
    r"(?P<type>string|integer|number|boolean|array)(?:<(?P<format>[\w-]+)>)?(?P<null> \| null)?|\w+ · (?P<titled>\w+)"
)
_EXAMPLE_TEXTS = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "string (uuid)"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "string (date-time)"),
    (re.compile(r"<unknown>"), "unknown"),
    (re.compile(r""), "string"),
)
_EXAMPLE_TYPES = {bool: "boolean", int: "integer", dict: "object", list: "array"}
# The headings of the page's listing: the place of a parameter, or none for a property.
_PLACES = {
    "Authorizations": "header",
    "Headers": "header",
    "Path Parameters": "path",
    "Query Parameters": "query",
    "Response": "",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the texts say.

    Args:
        kind: what sort of thing, a row of the comparison's table.
        subject: `METHOD /path`, a schema name, or either with the properties that lead further: `Row > owner`.
        name: the parameter, status or property it is about; empty where it is about the subject.
        value: what is said of it.
    """

    kind: str
    subject: str
    name: str
    value: Value


class _Field(NamedTuple):
    name: str
    type: str
    required: bool
    tail: str

    @property
    def opens_items(self) -> bool:
        return self.tail.endswith("Array items:")


def read_seeds(directory: Path) -> tuple[Statement, ...]:
    """Every statement of the texts of a directory, each once, in the order it is first made.

    Raises:
        ValueError: two texts contradict each other.
    """
    said: dict[tuple[str, str, str], Statement] = {}
    for path in sorted(directory.glob("*.txt")):
        for statement in _read_text(path.read_text(encoding="utf-8")):
            key = (statement.kind, statement.subject, statement.name)
            if said.setdefault(key, statement) != statement:
                raise ValueError(f"{path.name}: {statement} contradicts {said[key]}")
    return tuple(said.values())


def load_table(path: Path = TABLE) -> tuple[Statement, ...]:
    """The statements as they stand in the test data."""
    return tuple(Statement(*row) for row in json.loads(path.read_text(encoding="utf-8")))


def write_table(statements: tuple[Statement, ...], path: Path = TABLE) -> None:
    """Write the statements as JSON, one a line, so that a change reads as a change."""
    rows = ",\n".join(json.dumps(astuple(statement), ensure_ascii=False) for statement in statements)
    path.write_text(f"[\n{rows}\n]\n", encoding="utf-8")


def _read_text(text: str) -> Iterator[Statement]:
    if not text.startswith("### "):
        yield from _read_page(text.splitlines())
        return
    for block in _FENCE.split(text):
        if head := _HEAD.match(block):
            yield from _read_operation(head["label"], head["about"], block)
        elif schema := _SCHEMA.search(block):
            yield Statement("schema", schema["name"], "", schema["type"])
            yield from _properties(schema["name"], _fields(schema["fields"]))


# The reference text: one block an operation or schema, all on one line.


def _read_operation(label: str, about: str, block: str) -> Iterator[Statement]:
    yield Statement("operation", label, "", True)
    if "unauthenticated" in about:
        yield Statement("security", label, "", "optional")
    for section in _SECTION.split(block):
        if section.startswith("### Parameters"):
            yield from _parameters(label, section)
        elif section.startswith("### Request Body"):
            yield from _body(label, section)
        elif section.startswith("### Example Usage"):
            yield from _usage(label, section)
        elif reply := _REPLY.match(section.strip()):
            yield from _reply(label, reply)


def _fields(text: str) -> list[_Field]:
    return [
        _Field(found["name"], found["type"], found["required"] is not None, found["tail"].strip(" `"))
        for found in _FIELD.finditer(text)
    ]


def _parameters(label: str, section: str) -> Iterator[Statement]:
    for field in _fields(section):
        kind, place, need = field.type.rsplit(", ", 2)
        yield from _parameter(label, field.name, place, need == "required", kind)
        if values := _VALUES.search(field.tail):
            for value in values[1].split(", "):
                yield Statement("parameter value", label, f"{field.name} {value}", True)


def _parameter(label: str, name: str, place: str, required: bool, kind: str) -> Iterator[Statement]:
    yield Statement("parameter", label, name, True)
    yield Statement("parameter in", label, name, place)
    yield Statement("parameter required", label, name, required)
    yield Statement("parameter type", label, name, kind)


def _body(label: str, section: str) -> Iterator[Statement]:
    media = re.search(r"\*\*Content-Type:\*\* (\S+)", section)
    yield Statement("body", label, "", media[1] if media else "")
    for field in _fields(section):
        yield Statement("body property", label, field.name, True)
        yield Statement("body property type", label, field.name, field.type)
        yield Statement("body property required", label, field.name, field.required)


def _usage(label: str, section: str) -> Iterator[Statement]:
    if query := re.search(r"\?([^\"]+)\"", section):
        for pair in query[1].split("&"):
            name, value = pair.split("=")
            yield Statement("query example", label, name, value)
    if body := re.search(r"-d '(\{.*?\})'", section):
        for name, value in json.loads(body[1]).items():
            yield Statement("body example", label, name, value)


def _reply(label: str, reply: re.Match[str]) -> Iterator[Statement]:
    status, schema = reply["status"], reply["schema"]
    yield Statement("status", label, status, True)
    if array := _ARRAY_REPLY.search(reply["about"]):
        schema = f"array ({array[1]})"
    yield Statement("reply schema", label, status, schema)
    for code in _CODE.findall(reply["about"]):
        yield Statement("code", label, f"{status} {code}", True)
    yield from _properties(schema, _fields(reply["fields"] or ""))


def _properties(owner: str, fields: list[_Field]) -> Iterator[Statement]:
    """Nested properties follow their parent without a closing mark; what each opens is read off its neighbours."""
    scope = owner
    for field, follower in zip_longest(fields, fields[1:]):
        if field.name in PAGE_ENDS:
            scope = owner
        yield from _property(scope, field)
        if field.opens_items and follower and not follower.opens_items and follower.name not in PAGE_ENDS:
            scope = field.type[len("array (") : -1]
        elif field.type == "object" and field.tail.startswith(":"):
            scope = scope + STEP + field.name


def _property(owner: str, field: _Field) -> Iterator[Statement]:
    array = _ARRAY.fullmatch(field.type)
    yield Statement("property", owner, field.name, True)
    yield Statement("property type", owner, field.name, "array" if array else field.type)
    yield Statement("property required", owner, field.name, field.required)
    if array:
        yield Statement("items", owner, field.name, array[1])


# The reference page: an example with every level, then the parameters and the properties of the first level.


def _read_page(lines: list[str]) -> Iterator[Statement]:
    start, end = lines.index("{"), lines.index("}")
    path = next(row for row, line in enumerate(lines) if " " in line and row > 1)
    label = f"{lines[1]} {''.join(lines[2:path])}"
    yield Statement("operation", label, "", True)
    yield from _example(label, json.loads("\n".join(lines[start : end + 1])))
    section = ""
    for row, line in enumerate(lines[:-1]):
        section = line if line in _PLACES else section
        if row > end and _NAME.fullmatch(line) and (listed := _LISTED_TYPE.fullmatch(lines[row + 1])):
            yield from _listed(label, section, line, listed, lines[row + 2 : row + 4])


def _example(owner: str, row: dict[str, Any]) -> Iterator[Statement]:
    for name, value in row.items():
        yield Statement("property", owner, name, True)
        if value is not None:
            yield Statement("property type", owner, name, _example_type(value))
        inner = value[0] if isinstance(value, list) else value
        if isinstance(value, list):
            yield Statement("items", owner, name, _example_type(inner))
        if isinstance(inner, dict):
            yield from _example(owner + STEP + name, inner)


def _example_type(value: object) -> str:
    if isinstance(value, str):
        return next(kind for pattern, kind in _EXAMPLE_TEXTS if pattern.match(value))
    return _EXAMPLE_TYPES[type(value)]


def _listed(label: str, section: str, name: str, listed: re.Match[str], notes: list[str]) -> Iterator[Statement]:
    kind = listed["titled"] or (f"{listed['type']} ({listed['format']})" if listed["format"] else listed["type"])
    place = _PLACES[section]
    required = "required" in notes
    if section == "Authorizations":
        yield Statement("security", label, "", "required" if required else "optional")
        return
    if place:
        yield from _parameter(label, name, place, required, kind)
    else:
        yield Statement("property type", label, name, kind)
        yield Statement("property required", label, name, required)
    if listed["null"]:
        yield Statement("parameter nullable" if place else "property nullable", label, name, True)
    if notes and notes[0].startswith("Pattern: "):
        yield Statement("property pattern", label, name, notes[0].removeprefix("Pattern: "))


if __name__ == "__main__":
    write_table(read_seeds(SEEDS))
