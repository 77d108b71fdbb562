"""A surveyed OpenAPI 3.1 document to its operations; with its neighbours of that name, all that knows its spelling.

It meets only what `support.py` has let through, and refuses what is well-formed but contradicts itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.expressions import nearest
from contracts.model import Body, Operation, Reply, Schema, Security
from contracts.overlay import Source
from contracts.pointers import pointer
from contracts.reading_parameters import ParameterReader
from contracts.references import References
from contracts.routes import parameter_of
from contracts.validation import grade_of, weaker

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read_operations(source: Source, references: References) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    """The operations of a document, in its order, and what was ignored on purpose, a line each.

    Raises:
        ContractError: for a path template with a segment that is half a parameter, two templates that match the same
            paths, a path parameter that is not declared or not in the template, a parameter without a schema or
            written in a style of its own, a security scheme that no bearer token opens, an `operationId` that
            stands twice.
    """
    reader = _Reader(source, references, ParameterReader(source, references))
    operations = tuple(reader.operations())
    return operations, tuple(dict.fromkeys(reader.parameters.notes))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reading of one document."""

    source: Source
    references: References
    parameters: ParameterReader
    ids: dict[str, str] = field(default_factory=dict)
    shapes: dict[tuple[str, ...], str] = field(default_factory=dict)

    def operations(self) -> Iterator[Operation]:
        self._refuse_schemes()
        for template, item in self.source.value["paths"].items():
            if template.startswith("x-"):
                continue
            self._refuse_template(template)
            where, node = self.references.node(pointer(("paths", template)), item)
            for method in node:
                if method in _METHODS:
                    yield self._operation(template, method, where, node)

    def _operation(self, path: str, method: str, item: str, node: Mapping[str, Any]) -> Operation:
        where, words = f"{item}/{method}", node[method]
        label = f"{method.upper()} {path}"
        return Operation(
            id=self._id(where, words.get("operationId", label)),
            method=method.upper(),
            path=path,
            summary=words.get("summary", ""),
            tags=tuple(words.get("tags", ())),
            parameters=self.parameters.read(path, item, node, where, words),
            body=self._body(f"{where}/requestBody", words.get("requestBody")),
            replies=self._replies(f"{where}/responses", words["responses"]),
            security=self._security(where, words),
            pointer=f"#{where}",
            grade=grade_of(self.source.value, where),
            deprecated=words.get("deprecated", False),
        )

    def _id(self, where: str, name: str) -> str:
        if name in self.ids:
            problem = f"the operationId {name} stands at #{self.ids[name]} too"
            raise self.source.error(f"{where}/operationId", problem, "Give each operation its own")
        self.ids[name] = where
        return name

    def _body(self, where: str, node: Any) -> Body | None:
        if node is None:
            return None
        where, words = self.references.node(where, node)
        return Body(words.get("required", False), self._content(where, words), f"#{where}")

    def _replies(self, where: str, nodes: Mapping[str, Any]) -> Mapping[str, Reply]:
        return {
            status: self._reply(status, f"{where}/{status}", node)
            for status, node in nodes.items()
            if not status.startswith("x-")
        }

    def _reply(self, status: str, site: str, node: Any) -> Reply:
        where, words = self.references.node(site, node)
        return Reply(
            status=status,
            description=words.get("description", ""),
            content=self._content(where, words),
            headers=self.parameters.headers(f"{where}/headers", words.get("headers", {})),
            pointer=f"#{where}",
            grade=weaker(grade_of(self.source.value, site), grade_of(self.source.value, where)),
        )

    def _content(self, where: str, words: Mapping[str, Any]) -> Mapping[str, Schema]:
        """Media type, in lower case, to schema; a media type without a schema takes anything."""
        found: dict[str, Schema] = {}
        for name, media in words.get("content", {}).items():
            place = f"#{where}{pointer(('content', name, 'schema'))}"
            found[name.lower()] = Schema(place, media.get("schema", True))
        return found

    def _security(self, where: str, words: Mapping[str, Any]) -> Security:
        owner = where if "security" in words else ""
        alternatives = words.get("security", self.source.value.get("security", []))
        for index, requirement in enumerate(alternatives):
            self._refuse_requirement(f"{owner}/security/{index}", requirement)
        if not alternatives:
            return "none"
        return "required" if all(alternatives) else "optional"

    def _refuse_requirement(self, where: str, requirement: Mapping[str, Any]) -> None:
        if len(requirement) > 1:
            problem = f"{' and '.join(requirement)} are asked for at once"
            raise self.source.error(where, problem, "Ask for one scheme, or list alternatives")
        known = self.source.value.get("components", {}).get("securitySchemes", {})
        for name in requirement:
            if name not in known:
                near = nearest(name, known)
                way_out = f"Did you mean {near}?" if near else "Add it to components/securitySchemes"
                raise self.source.error(where, f"there is no security scheme {name}", way_out)

    def _refuse_schemes(self) -> None:
        place = "/components/securitySchemes"
        for name, node in self.source.value.get("components", {}).get("securitySchemes", {}).items():
            where, words = self.references.node(place + pointer((name,)), node)
            if words["type"] == "http" and words.get("scheme", "").lower() != "bearer":
                problem = f"the HTTP scheme {words.get('scheme', '')!r} is not supported"
                raise self.source.error(f"{where}/scheme", problem, "Write bearer: identities bring bearer tokens")

    def _refuse_template(self, template: str) -> None:
        where = pointer(("paths", template))
        segments = template.split("/")
        for segment in segments:
            name = parameter_of(segment)
            if name and segments.count(segment) > 1:
                raise self.source.error(where, f"the parameter {name} stands twice in the path", "Rename one")
            if any(brace in (segment if name is None else name) for brace in "{}") or name == "":
                problem = f"the segment {segment!r} is neither a literal nor one whole parameter"
                raise self.source.error(where, problem, "Write {name} between two slashes")
        shape = tuple("{}" if parameter_of(segment) is not None else segment for segment in segments)
        if shape in self.shapes:
            raise self.source.error(where, f"it matches the same paths as {self.shapes[shape]}", "Keep one of them")
        self.shapes[shape] = template
