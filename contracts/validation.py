"""A JSON value against a schema of a document: does it fit, and if not, where and by which keyword.

It decides by JSON Schema 2020-12 with formats asserted, and by nothing else. What a violation weighs is told by
its grade; whether it matters is decided by who asked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

from contracts.model import Contract, Grade, Schema
from contracts.pointers import at, depth, pointer, tokens

# Where the document stands for the validator; nothing is fetched from there.
_BASE = "urn:document"
_MASK = "\N{OBJECT REPLACEMENT CHARACTER}"
_WEAKEST_FIRST: tuple[Grade, ...] = ("inferred", "attested", "law")
# The validator itself goes no deeper.
MAXIMUM_DEPTH = 250
_SPELT = 4_000  # digits of a number; Python spells out 4,300 unless told otherwise
_SHOWN = 60  # characters of a value that a message repeats


@dataclass(frozen=True, slots=True)
class Violation:
    """One place of a value that breaks a schema.

    Args:
        pointer: JSON pointer into the value; of a property that is missing or not allowed, where it stands or
            would stand.
        rule: the keyword that is broken; `unicode` for a text that is no sequence of characters, `depth` for a
            value that nests too deep to be judged.
        message: what is wrong, one line for people.
        schema_pointer: where the keyword stands in the document: `#/components/schemas/Row/properties/id/type`.
        grade: how the keyword is known, by the nearest `x-provenance` around it.
    """

    pointer: str
    rule: str
    message: str
    schema_pointer: str
    grade: Grade


class Validator:
    """The schemas of one document, compiled when first asked for.

    Args:
        document: the document; every `$ref` in it leads into it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._registry = jsonschema_rs.Registry([(_BASE, dict(document))])
        self._compiled: dict[str, jsonschema_rs.Validator] = {}

    def fits(self, schema: Schema, value: Any) -> bool:
        """Whether a JSON value follows a schema; numbers may be int, float or Decimal."""
        try:
            return self._validator(schema).is_valid(value) and _is_encodable(value)
        except (ValueError, RecursionError):
            return not self.violations(schema, value)

    def violations(self, schema: Schema, value: Any) -> tuple[Violation, ...]:
        """Every place where a JSON value breaks a schema; empty where it follows it.

        Of alternatives (`anyOf`, `oneOf`) of which one alone takes values of this type, that one's
        violations are told.
        """
        try:
            if not _is_encodable(value):
                return tuple(_broken_texts(value, schema))
            errors = list(self._validator(schema).iter_errors(value))
        except (ValueError, RecursionError):
            if depth(value) <= MAXIMUM_DEPTH:
                if (shorter := _shortened(value)) != value:
                    return self.violations(schema, shorter)
                raise  # a value that is no JSON: whoever made it is at fault
            message = f"nests more than {MAXIMUM_DEPTH} levels deep"
            return (Violation("", "depth", message, schema.pointer, "law"),)
        return tuple(found for error in errors for found in self._told(error, _keyword(error)))

    def _validator(self, schema: Schema) -> jsonschema_rs.Validator:
        if schema.pointer not in self._compiled:
            place = f"{_BASE}#{quote(schema.pointer.removeprefix('#'), safe='/~')}"
            # What takes anything need not stand in the document: a media type without a schema.
            self._compiled[schema.pointer] = jsonschema_rs.Draft202012Validator(
                schema.value if isinstance(schema.value, bool) else {"$ref": place},
                registry=self._registry,
                validate_formats=True,
                mask=_MASK,
                offline=True,
            )
        return self._compiled[schema.pointer]

    def _told(self, error: jsonschema_rs.ValidationError, keyword: str) -> Iterator[Violation]:
        if branches := _branches(error):
            start = len(error.evaluation_path)
            apart = [branch for branch in branches if not _is_other_type(error, branch)]
            if len(apart) == 1:
                for inner in apart[0]:
                    yield from self._told(inner, self._below(keyword, inner.evaluation_path[start:]))
                return
            if not apart:
                yield self._violation(error, error.instance_path, "type", _expected(error, branches), keyword)
                return
        for path, message in _messages(error):
            yield self._violation(error, path, error.kind.name, message, keyword)

    def _violation(
        self, error: jsonschema_rs.ValidationError, path: Sequence[str | int], rule: str, message: str, keyword: str
    ) -> Violation:
        text = message.replace(_MASK, _brief(error.instance)) if _MASK in message else message
        return Violation(pointer(path), rule, text, keyword, grade_of(self._document, keyword))

    def _below(self, keyword: str, steps: Iterable[str | int]) -> str:
        """The place that steps of an evaluation lead to; a step through `$ref` goes on at its target."""
        path = tokens(keyword)
        for step in map(str, steps):
            target = at(self._document, (*path, step)) if step == "$ref" else None
            path = tokens(unquote(target)) if isinstance(target, str) else (*path, step)
        return f"#{pointer(path)}"


@lru_cache(maxsize=32)
def validator(contract: Contract) -> Validator:
    """The validator of a contract's document, one for each contract."""
    return Validator(contract.document)


def grade_of(document: Mapping[str, Any], where: str) -> Grade:
    """How what stands at a pointer is known: by the nearest `x-provenance` of it or around it.

    A mark that is a grade counts for its node and all below it; one that is an object counts for the keywords it
    names and what stands below them. What has no mark is attested.
    """
    grade: Grade = "attested"
    node: Any = document
    for token in (*tokens(where), None):
        mark = node.get("x-provenance") if isinstance(node, Mapping) else None
        found = mark.get(token) if isinstance(mark, Mapping) else mark
        grade = found or grade
        node = None if token is None else at(node, (token,))
    return grade


def weaker(one: Grade, other: Grade) -> Grade:
    """The grade of what rests on two: inferred where one of them is."""
    return next(grade for grade in _WEAKEST_FIRST if grade in (one, other))


def _keyword(error: jsonschema_rs.ValidationError) -> str:
    location = error.absolute_keyword_location or _BASE
    return unquote(location.removeprefix(_BASE)) or "#"


def _branches(error: jsonschema_rs.ValidationError) -> list[list[jsonschema_rs.ValidationError]]:
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.AnyOf(context=context):
            return context
        case jsonschema_rs.ValidationErrorKind.OneOfNotValid(context=context):
            return context
    return []


def _is_other_type(error: jsonschema_rs.ValidationError, branch: list[jsonschema_rs.ValidationError]) -> bool:
    """Whether a branch takes no value of this type at all."""
    return any(inner.kind.name == "type" and inner.instance_path == error.instance_path for inner in branch)


def _expected(error: jsonschema_rs.ValidationError, branches: list[list[jsonschema_rs.ValidationError]]) -> str:
    types = [
        name
        for branch in branches
        for inner in branch
        if inner.kind.name == "type" and inner.instance_path == error.instance_path
        for name in inner.kind.as_dict()["types"]
    ]
    return _no(types)


def _no(types: Iterable[str]) -> str:
    return f"{_MASK} is no {' or '.join(sorted(dict.fromkeys(types), key='null'.__eq__))}"


def _messages(error: jsonschema_rs.ValidationError) -> list[tuple[Sequence[str | int], str]]:
    """Where an error stands and what it says, once for each property it is about."""
    path = error.instance_path
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            return [([*path, name], f"{name} is missing")]
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
            return [([*path, name], f"{name} is not allowed here") for name in names]
        case jsonschema_rs.ValidationErrorKind.UnevaluatedProperties(unexpected=names):
            return [([*path, name], f"{name} is not allowed here") for name in names]
        case jsonschema_rs.ValidationErrorKind.Type(types=types):
            return [(path, _no(types))]
        case jsonschema_rs.ValidationErrorKind.Format(format=name):
            return [(path, f"{_MASK} is no {name}")]
        case jsonschema_rs.ValidationErrorKind.Enum(options=options):
            return [(path, f"{_MASK} is none of {', '.join(map(_brief, options))}")]
        case jsonschema_rs.ValidationErrorKind.FalseSchema():
            return [(path, f"{_MASK} is not allowed here")]
    return [(path, error.message)]


_CONTAINERS: Mapping[type, str] = {dict: "an object", list: "a list"}


def _brief(value: Any) -> str:
    """A value as a message repeats it: short, and on one line."""
    if type(value) in _CONTAINERS:
        return _CONTAINERS[type(value)]
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _is_encodable(value: Any) -> bool:
    """Whether every text of a value is a sequence of characters; the validator itself does not always look."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def _shortened(value: Any) -> Any:
    """The value, each number of more digits than Python spells out made the least one that is too long to be kept."""
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() > _SPELT:
        return Decimal(10) ** _SPELT * (-1 if value.is_signed() else 1)
    if isinstance(value, Mapping):
        return {name: _shortened(inner) for name, inner in value.items()}
    return [_shortened(each) for each in value] if isinstance(value, list | tuple) else value


def _broken_texts(value: Any, schema: Schema) -> Iterator[Violation]:
    """The texts of a value that hold half of a surrogate pair (RFC 8259, section 8.2)."""
    for path, text in _texts(value, ()):
        try:
            text.encode()
        except UnicodeEncodeError:
            where = pointer(path).encode(errors="replace").decode()
            yield Violation(where, "unicode", "holds half of a surrogate pair", schema.pointer, "law")


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield (*path, name), name
            yield from _texts(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
