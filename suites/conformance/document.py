"""The document that Schemathesis is given: the contract's own, with valid values where only we know them.

One operation is rewritten for each purpose; nothing else of the document changes, save that our own `x-` words,
which it would take for keywords of a schema, are left out.
"""

import copy
import pickle
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from contracts import Contract, Operation, Parameter, tokens
from suites.conformance.parameters import Known

Rewrite = Callable[[Known, dict[str, Any]], dict[str, Any] | None]

# Whose names are chosen by the document's author, so that `x-` is no mark of an extension there.
NAMED = ("properties", "patternProperties", "headers", "schemas", "parameters", "responses", "examples", "paths")


def with_examples(known: Known, node: dict[str, Any]) -> dict[str, Any] | None:
    """Gives the parameter its valid values as examples, the first of which most requests keep."""
    if known.alone and not known.parameter.required:
        return None
    return _exemplified(known, node)


def with_lonely_examples(known: Known, node: dict[str, Any]) -> dict[str, Any] | None:
    """Keeps what must be sent and what goes with few others, with their valid values as examples."""
    return _exemplified(known, node) if known.alone or known.parameter.required else None


def with_valid_values(known: Known, node: dict[str, Any]) -> dict[str, Any] | None:
    """Allows the parameter its valid values only."""
    if known.alone and not known.parameter.required:
        return None
    return {**node, "schema": {"enum": list(known.values)}} if known.values else node


def as_declared(known: Known, node: dict[str, Any]) -> dict[str, Any] | None:
    """Leaves the parameter as the document has it; a header that is known and optional is left out."""
    known_header = known.parameter.location == "header" and known.values
    return None if known_header and not known.parameter.required else node


def with_path_only(known: Known, node: dict[str, Any]) -> dict[str, Any] | None:
    """Leaves out what stands not in the path."""
    return node if known.parameter.location == "path" else None


def document_for(
    contract: Contract,
    operation: Operation,
    parameters: Iterable[Known],
    rewrite: Rewrite,
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A copy of the contract's document in which an operation has these parameters, rewritten.

    Args:
        body: the schema of its JSON body, where it is another than the contract has.
    """
    document: dict[str, Any] = pickle.loads(_kept(contract))  # noqa: S301  # written here
    rewritten = (rewrite(each, _node(document, each.parameter)) for each in parameters)
    methods = document["paths"][operation.path]
    methods.pop("parameters", None)
    own = methods[operation.method.lower()]
    own["parameters"] = [node for node in rewritten if node is not None]
    if body is not None and operation.body:
        kinds = [name for name in operation.body.content if "json" in name]
        content = {name: {"schema": _plain(body)} for name in kinds}
        own["requestBody"] = {"required": operation.body.required, "content": content}
    return document


@lru_cache(maxsize=4)
def _kept(contract: Contract) -> bytes:
    """The document without our own words, from which copies are made many times faster than by walking it."""
    return pickle.dumps(_plain(contract.document))


def _node(document: Mapping[str, Any], parameter: Parameter) -> dict[str, Any]:
    node: Any = document
    for token in tokens(parameter.pointer):
        node = node[int(token)] if isinstance(node, list) else node[token]
    return copy.copy(dict(node))


def _exemplified(known: Known, node: dict[str, Any]) -> dict[str, Any]:
    if not known.values:
        return node
    examples = {f"known-{place}": {"value": value} for place, value in enumerate(known.values)}
    return {**{key: value for key, value in node.items() if key != "example"}, "examples": examples}


def _plain(node: Any, named: bool = False) -> Any:
    """A copy without our own words."""
    if isinstance(node, Mapping):
        kept = {key: value for key, value in node.items() if named or not str(key).startswith("x-")}
        return {key: _plain(value, not named and key in NAMED) for key, value in kept.items()}
    return [_plain(each) for each in node] if isinstance(node, list | tuple) else node
