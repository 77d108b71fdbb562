"""The parameters of operations and the headers of replies, from a surveyed OpenAPI 3.1 document.

It decides which ways of writing a value are understood: those of `STYLES`, the defaults of OpenAPI 3.1, section
4.8.12.2, for scalars; and for lists in a query one parameter an element. Any other is refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from contracts.keywords import TYPES
from contracts.model import Header, Location, Parameter, Schema
from contracts.overlay import Source
from contracts.pointers import pointer
from contracts.reading_fields import facets
from contracts.references import References
from contracts.routes import parameters_of
from contracts.validation import grade_of, weaker


@dataclass(frozen=True, slots=True)
class Style:
    """How values of one place are written: the style, whether it is exploded, and whether lists may be."""

    name: str
    explode: bool
    lists: bool


STYLES: Final[Mapping[str, Style]] = {
    "path": Style("simple", explode=False, lists=False),
    "query": Style("form", explode=True, lists=True),
    "header": Style("simple", explode=False, lists=False),
    "cookie": Style("form", explode=True, lists=False),
}

# What OpenAPI says of these headers is not a parameter's to say (3.1, sections 4.8.12.1 and 4.8.17.1).
_ELSEWHERE: Final = {
    "accept": "the replies say what media types there are",
    "authorization": "the security schemes say it",
    "content-type": "the media types of the body say it",
}


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Reads the parameters of one document; `notes` tells what it ignores."""

    source: Source
    references: References
    notes: list[str] = field(default_factory=list)

    def read(
        self, path: str, item: str, item_words: Mapping[str, Any], where: str, words: Mapping[str, Any]
    ) -> tuple[Parameter, ...]:
        """The parameters of the path item and of the operation, whose own win (3.1, section 4.8.10).

        Args:
            path: the path template.
            item, where: pointers of the path item and of the operation, without `#`.
        """
        found = {**self._listed(item, item_words), **self._listed(where, words)}
        parameters = tuple(found.values())
        self._refuse_mismatch(path, where, parameters)
        return parameters

    def headers(self, where: str, nodes: Mapping[str, Any]) -> tuple[Header, ...]:
        """The headers of a reply, `Content-Type` apart."""
        return tuple(self._headers(where, nodes))

    def _headers(self, where: str, nodes: Mapping[str, Any]) -> Iterator[Header]:
        for name, node in nodes.items():
            place, words = self.references.node(where + pointer((name,)), node)
            if name.lower() == "content-type":
                self._ignore(place, f"the header {name}", _ELSEWHERE[name.lower()])
                continue
            schema = Schema(f"#{place}/schema", words["schema"]) if "schema" in words else None
            self._refuse_style("header", place, words, schema or Schema(f"#{place}", True))
            yield Header(name, words.get("required", False), schema, f"#{place}")

    def _listed(self, where: str, words: Mapping[str, Any]) -> dict[tuple[str, str], Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for index, node in enumerate(words.get("parameters", ())):
            site = f"{where}/parameters/{index}"
            parameter = self._parameter(site, node)
            if parameter is None:
                continue
            key = (parameter.location, parameter.name)
            if key in found:
                raise self.source.error(site, f"the {key[0]} parameter {key[1]} is listed twice", "Keep one of them")
            found[key] = parameter
        return found

    def _parameter(self, site: str, node: Any) -> Parameter | None:
        where, words = self.references.node(site, node)
        name, location = words["name"], words["in"]
        if location not in get_args(Location):
            way_out = f"Write one of {', '.join(get_args(Location))}"
            raise self.source.error(f"{where}/in", f"{location!r} is no place of a parameter", way_out)
        if location == "header" and name.lower() in _ELSEWHERE:
            self._ignore(where, f"the header {name}", _ELSEWHERE[name.lower()])
            return None
        if "schema" not in words:
            raise self.source.error(where, f"the parameter {name} has no schema", "Add schema")
        schema = Schema(f"#{where}/schema", words["schema"])
        self._refuse_style(location, where, words, schema)
        grade = weaker(grade_of(self.source.value, site), grade_of(self.source.value, where))
        return Parameter(name, location, words.get("required", False), schema, f"#{where}", grade)

    def _refuse_style(self, location: str, where: str, words: Mapping[str, Any], schema: Schema) -> None:
        style = STYLES[location]
        if words.get("style", style.name) != style.name:
            problem = f"the style {words['style']} is not supported in a {location}"
            raise self.source.error(f"{where}/style", problem, f"Leave it out: {style.name} is read")
        types = facets(self.references, schema).types
        if types >= set(TYPES):
            return  # a schema that takes anything is read as a text
        if types & {"array", "object"} and not (types <= {"array", "null"} and style.lists):
            problem = f"an object or a list is not supported in a {location}"
            way_out = "Send a text, or a list in the query, one parameter an element"
            raise self.source.error(f"{where}/schema", problem, way_out)
        if "array" in types and words.get("explode", style.explode) != style.explode:
            problem = "a list in one parameter is not supported"
            raise self.source.error(f"{where}/explode", problem, "Leave it out: one parameter an element is read")

    def _refuse_mismatch(self, path: str, where: str, parameters: tuple[Parameter, ...]) -> None:
        declared = {each.name: each for each in parameters if each.location == "path"}
        names = parameters_of(path)
        for name in names:
            if name not in declared:
                raise self.source.error(where, f"the path parameter {name} is not declared", "Add it to parameters")
        for each in declared.values():
            if each.name not in names:
                problem = f"the path {path} has no parameter {each.name}"
                raise self.source.error(f"{each.pointer}/name", problem, "Put it in the path, or take it out")
            if not each.required:
                problem = f"the path parameter {each.name} is not required"
                raise self.source.error(each.pointer, problem, "Write `required: true`")

    def _ignore(self, where: str, what: str, reason: str) -> None:
        file, place = self.source.place(where)
        self.notes.append(f"{file}#{place}: {what} is ignored: {reason}")
