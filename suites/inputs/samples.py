"""Texts that a parameter takes: what is sent where some value is needed and none in particular. Pure.

They are made from the parameter's own schema, so that the same contract gives the same texts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts import Contract, Misspelt, Operation, Parameter, read_text, resolve
from suites.inputs.absent import absent

BY_FORMAT = {
    "uuid": "5f0c9a3e-7d14-4b6a-9c52-e81d3f60a7b9",
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "uri": "https://client.example/back",
    "email": "nobody@client.example",
}
BY_TYPE = {"boolean": "true", "integer": "1", "number": "1", "string": "sample"}


def sample(contract: Contract, parameter: Parameter) -> str:
    """A text that a parameter takes, as far as its schema alone tells one."""
    node = resolve(contract, parameter.schema).value
    texts = list(_candidates(node if isinstance(node, Mapping) else {}))
    return next((text for text in texts if takes(contract, parameter, text)), texts[-1])


def sample_path(contract: Contract, operation: Operation) -> Mapping[str, str]:
    """Path values that an operation takes and that, where its schemas leave room, name no row."""
    path = [each for each in operation.parameters if each.location == "path"]
    return {each.name: absent(contract, operation, each.name) or sample(contract, each) for each in path}


def required_query(contract: Contract, operation: Operation) -> tuple[tuple[str, str], ...]:
    """A value for each query parameter that an operation requires."""
    needed = (each for each in operation.parameters if each.location == "query" and each.required)
    return tuple((each.name, sample(contract, each)) for each in needed)


def required_headers(contract: Contract, operation: Operation) -> tuple[tuple[str, str], ...]:
    """A value for each header that an operation requires."""
    needed = (each for each in operation.parameters if each.location == "header" and each.required)
    return tuple((each.name, sample(contract, each)) for each in needed)


def path_properties(operation: Operation) -> Mapping[str, str]:
    """The row's property behind each path parameter, where the semantics name one."""
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None:
        return {}
    columns = {each.parameter: each.property for each in behaviour.within}
    return {**columns, behaviour.by: behaviour.resource.key} if behaviour.by else columns


def _candidates(node: Mapping[str, Any]) -> Iterator[str]:
    given = [node.get("default"), node.get("const"), node.get("example")]
    given += [*node.get("examples", ()), *node.get("enum", ())]
    yield from (_spelt(value) for value in given if value is not None)
    if node.get("format") in BY_FORMAT:
        yield BY_FORMAT[node["format"]]
    types = node.get("type", "string")
    for name in (types,) if isinstance(types, str) else types:
        if name in ("integer", "number"):
            yield from (_spelt(node[bound]) for bound in ("minimum", "maximum") if bound in node)
        if name in BY_TYPE:
            yield BY_TYPE[name]
    yield "x" * min(int(node.get("minLength", 1)), 1_000)


def _spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def takes(contract: Contract, parameter: Parameter, text: str) -> bool:
    """Whether a parameter takes a text by its schema."""
    try:
        read_text(contract, parameter, (text,))
    except Misspelt:
        return False
    return True
