"""Finding one's way in an OpenAPI document: an operation, a parameter, a reply, a property by its name.

Every function returns the live node of the document, or raises LookupError. It judges nothing.
"""

from collections.abc import Iterator
from typing import Any

from tests.contracts.seeds import STEP

Node = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_JSON = "application/json"


def resolve(document: Node, node: Node) -> Node:
    """The node that a chain of local `$ref`s leads to."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def operation(document: Node, label: str) -> Node:
    """The operation of a label `METHOD /path`."""
    method, path = label.split(" ")
    found: Node = document["paths"][path][method.lower()]
    return found


def operations(document: Node) -> Iterator[tuple[str, Node]]:
    """Every operation with its label."""
    for path, item in document["paths"].items():
        yield from ((f"{method.upper()} {path}", item[method]) for method in METHODS if method in item)


def parameters(document: Node, label: str) -> list[Node]:
    """The parameters of an operation and of its path."""
    item = document["paths"][label.split(" ")[1]]
    own = operation(document, label).get("parameters", [])
    return [resolve(document, each) for each in [*item.get("parameters", []), *own]]


def parameter(document: Node, label: str, name: str) -> Node:
    """The parameter of that name."""
    for each in parameters(document, label):
        if each["name"] == name:
            return each
    raise KeyError(name)


def reply(document: Node, label: str, status: str) -> Node:
    """The reply of a status as it is spelled."""
    return resolve(document, operation(document, label)["responses"][status])


def reply_schema(document: Node, label: str, status: str) -> Node:
    """The schema of a reply's JSON body, its `$ref` unresolved."""
    found: Node = reply(document, label, status)["content"][_JSON]["schema"]
    return found


def body(document: Node, label: str) -> Node:
    """The request body of an operation."""
    return resolve(document, operation(document, label)["requestBody"])


def body_schema(document: Node, label: str) -> Node:
    """The schema of a request's JSON body."""
    return resolve(document, body(document, label)["content"][_JSON]["schema"])


def core(document: Node, node: Node) -> Node:
    """The schema itself where null is another choice beside it."""
    node = resolve(document, node)
    choices = [each for each in node.get("anyOf", []) if each.get("type") != "null"]
    return core(document, choices[0]) if len(choices) == 1 else node


def owner(document: Node, subject: str) -> Node:
    """The object schema that a subject names: a component or an operation's success, then properties."""
    root, *steps = subject.split(STEP)
    if " " in root:
        status = next((each for each in operation(document, root)["responses"] if each.startswith("2")), "2XX")
        node = core(document, reply_schema(document, root, status))
    else:
        node = document["components"]["schemas"][root]
    for step in steps:
        node = core(document, node["properties"][step])
        node = core(document, node["items"]) if "items" in node else node
    return node


def property_of(document: Node, subject: str, name: str) -> Node:
    """The schema of a property, its `$ref` and its null followed through."""
    return core(document, owner(document, subject)["properties"][name])


def types(node: Node) -> list[str]:
    """The types that a schema allows by its own `type`."""
    declared = node.get("type", [])
    return [declared] if isinstance(declared, str) else list(declared)


def nullable(document: Node, node: Node) -> bool:
    """Whether a schema admits null: by its type, by a choice, or because it admits everything."""
    node = resolve(document, node)
    if "anyOf" in node:
        return any(nullable(document, each) for each in node["anyOf"])
    return "type" not in node or "null" in types(node)
