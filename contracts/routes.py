"""Which operation a request's path belongs to, and what else its path takes.

It decides by the path templates alone: of those that match, the one whose literal segment comes first wins. It
knows no server; the mock routes by it, and the suites name by it the operation of an exchange.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from contracts.model import Contract, Operation


@dataclass(frozen=True, slots=True)
class Match:
    """Where a request arrives.

    Args:
        operation: the operation; that of GET for a HEAD without one of its own; None where none takes the method.
        path_values: path parameter to its text, percent-decoded.
        allowed: the methods that the path takes, sorted; empty where no path matches.
        template: the path template; None where none matches.
    """

    operation: Operation | None
    path_values: Mapping[str, str]
    allowed: tuple[str, ...]
    template: str | None


@dataclass(slots=True)
class _Branch:
    """What may follow a place in a path."""

    literals: dict[str, "_Branch"] = field(default_factory=dict)
    any: "_Branch | None" = None
    end: "_End | None" = None


@dataclass(frozen=True, slots=True)
class _End:
    """A whole template: its parameters in order, and what it takes."""

    template: str
    names: tuple[str, ...]
    operations: dict[str, Operation]
    allowed: tuple[str, ...]


def parameter_of(segment: str) -> str | None:
    """The parameter that a segment of a path template is, `{id}`; None for a literal one."""
    return segment[1:-1] if segment.startswith("{") and segment.endswith("}") else None


def parameters_of(template: str) -> tuple[str, ...]:
    """The parameters of a path template, in order."""
    return tuple(name for segment in template.split("/") if (name := parameter_of(segment)))


def match(contract: Contract, method: str, path: str) -> Match:
    """Find the operation of a method and a raw path.

    A literal segment earlier in the path wins over a parameter. A parameter takes one segment that is not empty,
    and a trailing slash is a segment: another path. `allowed` holds what the path declares, HEAD where it takes GET
    and OPTIONS, unless the policy answers these with 405 (RFC 9110, section 9.3.2 and 9.3.7).

    Args:
        method: as sent; methods are case-sensitive (RFC 9110, section 9.1).
        path: as sent, percent-encoded, without the query.
    """
    segments = tuple(unquote(segment, errors="replace") for segment in path.split("/"))
    found = _walk(_tree(contract), segments, ())
    if found is None:
        return Match(None, {}, (), None)
    end, values = found
    operation = end.operations.get(method)
    if operation is None and method == "HEAD" and method in end.allowed:
        operation = end.operations["GET"]
    return Match(operation, dict(zip(end.names, values, strict=True)), end.allowed, end.template)


def _walk(branch: _Branch, segments: tuple[str, ...], values: tuple[str, ...]) -> tuple[_End, tuple[str, ...]] | None:
    if not segments:
        return (branch.end, values) if branch.end else None
    head, rest = segments[0], segments[1:]
    if head in branch.literals and (found := _walk(branch.literals[head], rest, values)):
        return found
    return _walk(branch.any, rest, (*values, head)) if branch.any and head else None


@lru_cache(maxsize=32)
def _tree(contract: Contract) -> _Branch:
    operations: dict[str, dict[str, Operation]] = {}
    for each in contract.operations:
        operations.setdefault(each.path, {})[each.method] = each
    root = _Branch()
    for template, methods in operations.items():
        _place(root, template).end = _End(template, parameters_of(template), methods, _allowed(contract, methods))
    return root


def _place(branch: _Branch, template: str) -> _Branch:
    """The end of a template in the tree, grown where it is not there yet."""
    for segment in template.split("/"):
        if parameter_of(segment) is None:
            branch = branch.literals.setdefault(segment, _Branch())
        else:
            inner = branch.any or _Branch()
            branch.any = inner
            branch = inner
    return branch


def _allowed(contract: Contract, methods: Mapping[str, Operation]) -> tuple[str, ...]:
    policy = contract.semantics.policy
    allowed = set(methods)
    if "GET" in methods and policy["head"] == "get":
        allowed.add("HEAD")
    if policy["options"] != 405:
        allowed.add("OPTIONS")
    return tuple(sorted(allowed))
