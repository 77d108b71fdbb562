"""What a `$ref` leads to, and what a schema says once its references and parts are put together.

Resolution is the library's (`referencing`); every reference has been proved to lead somewhere, and no circle to
be endless, when the document was loaded.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from referencing import Registry, Resource, Specification

from contracts.model import Contract, Schema
from contracts.pointers import pointer, tokens


class References:
    """The references of one document.

    Args:
        document: the document that they lead into.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        resource = Resource.from_contents(document, default_specification=Specification.OPAQUE)
        registry: Registry[Any] = Registry().with_resource("", resource)
        self._resolver = registry.resolver()

    def node(self, where: str, value: Any) -> tuple[str, Any]:
        """A node and its pointer, once no `$ref` stands in its place; `where` is a pointer without `#`."""
        while isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            where = pointer(tokens(unquote(value["$ref"])))
            value = self._resolver.lookup(value["$ref"]).contents
        return where, value

    def schema(self, where: str) -> Schema:
        """The schema at a pointer, `#/components/schemas/Row`; its own `$ref` stays."""
        return Schema(where, self._resolver.lookup(where).contents)

    def resolve(self, schema: Schema) -> Schema:
        """The schema that a schema's `$ref`, and that one's, leads to; itself where it has none."""
        where, value = self.node(schema.pointer.removeprefix("#"), schema.value)
        return Schema(f"#{where}", value)

    def parts(self, schema: Schema) -> Iterator[Schema]:
        """A schema and all that hold beside it: `$ref`, `allOf`, and the only alternative that is not null."""
        yield schema
        if isinstance(schema.value, bool):
            return
        if "$ref" in schema.value:
            yield from self.parts(self.resolve(schema))
        for branch in below(schema, "allOf"):
            yield from self.parts(branch)
        for keyword in ("anyOf", "oneOf"):
            alternatives = [branch for branch in below(schema, keyword) if not self._is_null(branch)]
            if len(alternatives) == 1:
                yield from self.parts(alternatives[0])

    def properties(self, schema: Schema) -> Mapping[str, Schema]:
        """The properties that a schema names, in its order; of two of one name, the first."""
        found: dict[str, Schema] = {}
        for part in self.parts(schema):
            named = part.value.get("properties", {}) if isinstance(part.value, Mapping) else {}
            for name, value in named.items():
                found.setdefault(name, Schema(f"{part.pointer}{pointer(('properties', name))}", value))
        return found

    def _is_null(self, schema: Schema) -> bool:
        value = self.resolve(schema).value
        return isinstance(value, Mapping) and value.get("type") in ("null", ["null"])


def below(schema: Schema, keyword: str) -> tuple[Schema, ...]:
    """The schemas of a list keyword: `allOf`, `anyOf`, `oneOf`."""
    branches = schema.value.get(keyword, []) if isinstance(schema.value, Mapping) else []
    return tuple(Schema(f"{schema.pointer}{pointer((keyword, index))}", value) for index, value in enumerate(branches))


@lru_cache(maxsize=32)
def references(contract: Contract) -> References:
    """The references of a contract's document, one value for each contract."""
    return References(contract.document)


def resolve(contract: Contract, schema: Schema) -> Schema:
    """The schema that a schema's `$ref` leads to; itself where it has none. What stands beside a `$ref` is left out."""
    return references(contract).resolve(schema)


def properties(contract: Contract, schema: Schema) -> Mapping[str, Schema]:
    """The properties that a schema names, its references, `allOf` and only non-null alternative included."""
    return references(contract).properties(schema)
