"""What of a document the kit understands: every keyword is honoured, ignored with a reason, or refused by name.

It walks a whole document by the table of `keywords.py`, and proves that what `reading.py` meets has the shape it
expects and that every `$ref` leads somewhere. It makes no value of what it sees.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final
from urllib.parse import unquote

import jsonschema_rs

from contracts.errors import ContractError
from contracts.expressions import nearest
from contracts.keywords import BESIDE_REFERENCE, FORMATS, KEYWORDS, NAMES, REFERABLE, Keyword
from contracts.overlay import Source
from contracts.pointers import pointer, tokens
from contracts.shapes import SCALARS
from contracts.vocabulary import PLACES, near_miss, refuse_value

Path = tuple[str | int, ...]

# Schemas that judge the same value as the schema they stand in: a circle of these never ends.
_IN_PLACE: Final = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})

_REFERENCE: Final = jsonschema_rs.Draft202012Validator({"format": "uri-reference"}, validate_formats=True)


def survey(source: Source) -> tuple[str, ...]:
    """Walk a document and say what is ignored in it, a line each.

    Raises:
        ContractError: for the first thing that is not understood: a keyword, a value of another shape, an `x-` word
            of ours out of place or misshapen, a foreign one that is near to ours, a `$ref` that leads nowhere,
            out of the document or round in a circle.
    """
    walk = _Walk(source)
    walk.node("document", (), source.value)
    walk.follow()
    return tuple(walk.notes())


@dataclass(slots=True)
class _Note:
    """A thing that is ignored: where it stands first, why, and how often."""

    where: str
    reason: str
    count: int = 0


@dataclass(slots=True)
class _Walk:
    """One walk: what stands where, what leads where, and what was ignored on the way."""

    source: Source
    stands: dict[str, set[str]] = field(default_factory=dict)
    leads: dict[str, tuple[str, str]] = field(default_factory=dict)  # where -> the kind looked for, and the `$ref`
    edges: dict[str, set[str]] = field(default_factory=dict)
    ignored: dict[str, _Note] = field(default_factory=dict)

    def node(self, kind: str, path: Path, value: Any) -> None:
        """Walk one node of a kind, and all below it."""
        here = pointer(path)
        self.stands.setdefault(kind, set()).add(here)
        if kind == "schema" and isinstance(value, bool):
            return
        if not isinstance(value, Mapping):
            raise self._refused(path, f"{_a(kind)} is an object", "Write keys and values")
        if kind in REFERABLE and "$ref" in value:
            self._reference(kind, path, value)
        else:
            self._require(kind, path, value)
            for name, inner in value.items():
                self._keyword(kind, path, name, inner)
        if kind == "schema":
            self._lead_in_place(path, value)
            self._refuse_order(path, value)
        self._refuse_marks(path, value)

    def _require(self, kind: str, path: Path, value: Mapping[str, Any]) -> None:
        for name, row in KEYWORDS[kind].items():
            if row.required and name not in value:
                raise self._refused(path, f"this {kind} has no {name}", f"Add {name}")

    def _keyword(self, kind: str, path: Path, name: str, value: Any) -> None:
        here = (*path, name)
        row = KEYWORDS[kind].get(name)
        if name.startswith("x-"):
            self._extension(kind, here, name, value)
        elif row is None:
            raise self._unknown(kind, here, name)
        elif row.standing == "ignored":
            self._ignore(f"`{name}` of {_a(kind)}", here, row.told)
        elif row.standing == "refused" and value not in (row.only or ()):
            raise self._refused(here, f"`{name}` of {_a(kind)} is not supported", row.told)
        else:
            self._value(row, here, value)

    def _value(self, row: Keyword, path: Path, value: Any) -> None:
        if row.shape in SCALARS:
            fits, what = SCALARS[row.shape]
            if not fits(value):
                raise self._refused(path, f"{path[-1]} is not {what}")
            if row.only and value not in row.only:
                raise self._refused(path, f"{value!r} is not supported", f"Known are {', '.join(row.only)}")
            self._format(path, value)
            return
        for name, inner in self._below(row, path, value):
            self.node(row.kind or "", name, inner)

    def _below(self, row: Keyword, path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
        """The nodes that a keyword holds."""
        if row.shape == "one":
            yield path, value
        elif row.shape == "list":
            # An empty list of schemas says nothing, and JSON Schema forbids it.
            if not isinstance(value, list) or (row.kind == "schema" and not value):
                raise self._refused(path, f"{path[-1]} is no list of {row.kind}s")
            yield from (((*path, index), inner) for index, inner in enumerate(value))
        elif not isinstance(value, Mapping):
            raise self._refused(path, f"{path[-1]} is no object of {row.kind}s by name")
        else:
            yield from (
                ((*path, name), inner) for name, inner in value.items() if self._is_name(row, path, name, inner)
            )

    def _is_name(self, row: Keyword, path: Path, name: str, value: Any) -> bool:
        """Whether a key of a map names a node; an extension does not, where names follow a pattern."""
        if row.shape != "patterned":
            return True
        if name.startswith("x-"):
            self._extension(f"map of {row.kind}s", (*path, name), name, value)
            return False
        pattern, what = NAMES[row.kind or ""]
        if not re.fullmatch(pattern, name):
            raise self._refused((*path, name), f"{name!r} is not {what}")
        return True

    def _extension(self, kind: str, path: Path, word: str, value: Any) -> None:
        if word not in PLACES:
            if near := near_miss(word):
                raise self._refused(path, f"{word} is no word of the kit", f"Did you mean {near}?")
            self._ignore(f"`{word}`", path, "it is none of the kit's words")
            return
        if PLACES[word] not in (None, kind):
            raise self._refused(path, f"{word} means nothing on {_a(kind)}", f"It stands on {_a(PLACES[word] or kind)}")
        refuse_value(self.source, pointer(path), word, value)
        if word == "x-resources":
            self._private(path, value)

    def _refuse_marks(self, path: Path, value: Mapping[str, Any]) -> None:
        """A mark by keywords names keywords that stand beside it."""
        mark = value.get("x-provenance")
        for name in mark if isinstance(mark, Mapping) else ():
            if name not in value:
                near = nearest(name, value)
                place = (*path, "x-provenance", name)
                raise self._refused(place, f"no {name} stands beside this", f"Did you mean {near}?" if near else "")

    def _refuse_order(self, path: Path, value: Mapping[str, Any]) -> None:
        """Only a text is ordered as what it is not."""
        types = value.get("type", "string")
        if "x-order" in value and "string" not in ([types] if isinstance(types, str) else types):
            raise self._refused((*path, "x-order"), "only a text is ordered as a decimal", "Take it out")

    def _private(self, path: Path, resources: Mapping[str, Any]) -> None:
        for resource, words in resources.items():
            for name, schema in words.get("private", {}).items():
                self.node("schema", (*path, resource, "private", name), schema)

    def _format(self, path: Path, value: Any) -> None:
        if path[-1] == "format" and value not in FORMATS:
            self._ignore(f"the format `{value}`", path, "it is an annotation: bounds and patterns are what is judged")

    def _ignore(self, what: str, path: Path, reason: str) -> None:
        self.ignored.setdefault(what, _Note(pointer(path), reason)).count += 1

    def notes(self) -> Iterator[str]:
        """What was ignored, a line each, in the order it was met."""
        for what, note in self.ignored.items():
            file, place = self.source.place(note.where)
            more = f" ({note.count} places)" if note.count > 1 else ""
            yield f"{file}#{place}: {what} is ignored: {note.reason}{more}"

    def _reference(self, kind: str, path: Path, value: Mapping[str, Any]) -> None:
        for name, inner in value.items():
            if name.startswith("x-"):
                self._extension(kind, (*path, name), name, inner)
            elif name not in BESIDE_REFERENCE:
                raise self._refused((*path, name), f"{name} means nothing beside a `$ref`", "Move it to its target")
        self._lead(kind, path, value["$ref"])

    def _lead_in_place(self, path: Path, schema: Mapping[str, Any]) -> None:
        """Note where a schema goes on with the same value."""
        below = self.edges.setdefault(pointer(path), set())
        for name in _IN_PLACE & schema.keys():
            inner = schema[name]
            if name == "$ref":
                self._lead("schema", path, inner)
            elif isinstance(inner, list):
                below.update(pointer((*path, name, index)) for index in range(len(inner)))
            elif name == "dependentSchemas":
                below.update(pointer((*path, name, each)) for each in inner)
            else:
                below.add(pointer((*path, name)))

    def _lead(self, kind: str, path: Path, reference: Any) -> None:
        where = (*path, "$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            way_out = "Copy what it names into `components`, and refer to it as `#/components/...`"
            raise self._refused(where, f"{reference!r} leads out of the document", way_out)
        if not _REFERENCE.is_valid(reference):
            raise self._refused(where, f"{reference!r} is no URI reference (RFC 3986)", "Percent-encode its characters")
        target = pointer(tokens(unquote(reference)))
        self.leads[pointer(where)] = (kind, target)
        self.edges.setdefault(pointer(path), set()).add(target)

    def follow(self) -> None:
        """Refuse a `$ref` to a place where nothing of its kind stands, and circles."""
        for where, (kind, target) in self.leads.items():
            known = self.stands.get(kind, set())
            if target not in known:
                near = nearest(target, sorted(known))
                raise self.source.error(
                    where, f"no {kind} stands at #{target}", f"Did you mean #{near}?" if near else "Add it"
                )
        try:
            TopologicalSorter(self.edges).prepare()
        except CycleError as error:
            circle = error.args[1]
            problem = f"this goes round in a circle: {' -> '.join(f'#{each}' for each in reversed(circle))}"
            raise self.source.error(circle[0], problem, "Break it with a property or an item") from None

    def _unknown(self, kind: str, path: Path, name: str) -> ContractError:
        near = nearest(name, KEYWORDS[kind])
        way_out = f"Did you mean {near}?" if near else "Take it out, or give it a name that starts with `x-`"
        return self._refused(path, f"`{name}` is no keyword of {_a(kind)}", way_out)

    def _refused(self, path: Path, problem: str, way_out: str = "") -> ContractError:
        return self.source.error(pointer(path), problem, way_out)


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
