"""The schema of a body as Schemathesis is given it: the draft's values where only we know valid ones. Pure.

With them as examples what is invalid is invalid in one place only. For valid requests a value that deployments hold
more narrowly than its schema (a number without bounds, an instant, another row's key) is one of a few.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from contracts import Contract, Operation, Schema, properties, resolve, validator
from suites.inputs.drafts import schema_of

Node = dict[str, Any]

# Values at the edges of a format that everybody keeps exactly.
EDGES: Mapping[str, tuple[str, ...]] = {
    "date-time": ("2000-02-29T23:59:59.999999Z", "1970-01-01T00:00:00+14:00"),
    "date": ("2000-02-29", "1970-01-01"),
}
# Numbers that a double, a decimal and 32 bits hold alike.
NUMBERS = (0, -1, 2**31 - 1, 0.25, 123456.75)


def as_drafted(contract: Contract, operation: Operation, body: Mapping[str, Any]) -> Node | None:
    """The schema as the contract has it, each property with its drafted value as the example; None without one."""
    return _rewritten(contract, operation, body, narrowed=False)


def as_kept(contract: Contract, operation: Operation, body: Mapping[str, Any]) -> Node | None:
    """The same, narrowed to values that a sound deployment surely keeps; None where nothing is known of the body."""
    return _rewritten(contract, operation, body, narrowed=True)


def plain(value: Any) -> Any:
    """A value as Schemathesis writes it: numbers as JSON has them."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    return value


def _rewritten(contract: Contract, operation: Operation, body: Mapping[str, Any], narrowed: bool) -> Node | None:
    schema = schema_of(operation)
    node = resolve(contract, schema).value if schema else None
    if schema is None or not isinstance(node, Mapping) or not isinstance(node.get("properties"), Mapping):
        return None
    named = properties(contract, schema)
    rewritten = {
        name: _property(contract, operation, name, each, body, narrowed)
        for name, each in named.items()
        if name in node["properties"]
    }
    return {**node, "properties": rewritten}


def _property(
    contract: Contract, operation: Operation, name: str, schema: Schema, body: Mapping[str, Any], narrowed: bool
) -> Any:
    node = resolve(contract, schema).value
    if not isinstance(node, Mapping):
        return node
    drafted = [plain(body[name])] if name in body else []
    values = [*drafted, *_edges(operation, name, node)]
    fitting = [value for value in values if validator(contract).fits(schema, value)]
    if narrowed and fitting and _is_wide(operation, name, node):
        return {"enum": list({repr(value): value for value in fitting}.values())}
    empty = [""] if narrowed and "" in fitting else []
    return {**node, "examples": [*drafted, *empty]} if drafted else dict(node)


def _is_wide(operation: Operation, name: str, node: Mapping[str, Any]) -> bool:
    """Whether a schema takes more than what a sound deployment surely keeps."""
    types = _types(node)
    endless = "minimum" not in node or "maximum" not in node
    return (
        name in _references(operation)
        or ("string" in types and "format" in node)
        or "number" in types
        or ("integer" in types and endless)
    )


def _edges(operation: Operation, name: str, node: Mapping[str, Any]) -> Iterator[Any]:
    if name not in _references(operation):
        yield from EDGES.get(node.get("format", ""), ())
        if {"integer", "number"} & {*_types(node)}:
            yield from NUMBERS
        yield from [""] if "format" not in node and "enum" not in node else []
    yield None


def _types(node: Mapping[str, Any]) -> tuple[str, ...]:
    types = node.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _references(operation: Operation) -> frozenset[str]:
    """The properties that name a row of another resource."""
    resource = operation.behaviour.resource if operation.behaviour else None
    return frozenset(each.local for each in resource.relations.values()) if resource else frozenset()
