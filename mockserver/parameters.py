"""What the parameters of a request mean, each read by its schema, and every fault of them.

The spelling of a value is decided in `contracts`; here it is asked for each parameter, in the order in which
faults are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts import Contract, Listing, Location, Misspelt, Operation, Parameter, Policy, read_text
from mockserver.answers import Detail
from mockserver.incoming import Incoming

_LOCATIONS: Final[Sequence[Location]] = ("path", "query", "header", "cookie")
# A bound of a page's size to the rule for what is beyond it.
_BOUNDS: Final[Mapping[str, str]] = {"minimum": "limit_under_min", "maximum": "limit_over_max"}
_LEAST_LIMIT: Final = 1


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values of a request's parameters.

    Args:
        path: by name.
        query: by name; what was not sent, or counts as absent, is not there.
        faults: what is wrong with them, and with headers and cookies.
    """

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    faults: tuple[Detail, ...]


def read_arguments(
    contract: Contract, operation: Operation, path_values: Mapping[str, str], incoming: Incoming
) -> Arguments:
    """Read every parameter that the operation declares.

    Args:
        contract: whose policy is in effect.
        operation: whose parameters.
        path_values: the texts of the path's parameters.
        incoming: the request.
    """
    found: dict[Location, dict[str, Any]] = {location: {} for location in _LOCATIONS}
    faults: list[Detail] = []
    for location in _LOCATIONS:
        for parameter in (each for each in operation.parameters if each.location == location):
            try:
                value = _value(contract, operation, parameter, _sent(parameter, path_values, incoming))
            except Misspelt as error:
                faults.append(Detail(error.loc, error.message, error.kind))
            else:
                found[location].update({} if value is None else {parameter.name: value})
    faults.extend(_undeclared(contract, operation, incoming))
    return Arguments(found["path"], found["query"], tuple(faults))


def _sent(parameter: Parameter, path_values: Mapping[str, str], incoming: Incoming) -> Sequence[str | None]:
    match parameter.location:
        case "path":
            return (path_values[parameter.name],)
        case "query":
            return incoming.texts(parameter.name)
        case "header":
            return incoming.header(parameter.name)
        case "cookie":
            return tuple(_cookies(incoming, parameter.name))


def _cookies(incoming: Incoming, name: str) -> Iterator[str]:
    """The values of a cookie (RFC 6265, section 4.2.1)."""
    for header in incoming.header("cookie"):
        for pair in header.split(";"):
            own, _, value = pair.strip().partition("=")
            if own == name:
                yield value


def _value(contract: Contract, operation: Operation, parameter: Parameter, texts: Sequence[str | None]) -> Any:
    """The value of a parameter; None where it is absent.

    Raises:
        Misspelt: for texts that mean nothing its schema allows.
    """
    readable = [text for text in texts if text is not None]
    if len(readable) < len(texts):
        raise _misspelt(parameter, "is no percent-encoded UTF-8", "encoding")
    listing = operation.behaviour.listing if operation.behaviour else None
    if listing and parameter.location == "query" and parameter.name == listing.limit:
        return _limit(contract, listing, parameter, readable)
    value = read_text(contract, parameter, readable)
    if isinstance(value, str) and "\0" in value:
        raise _misspelt(parameter, "holds U+0000, which cannot be stored", "unstorable")
    return value


def _limit(contract: Contract, listing: Listing, parameter: Parameter, texts: Sequence[str]) -> Any:
    """The size of a page: one beyond a bound is refused, or becomes what the policy says."""
    policy = contract.semantics.policy
    try:
        value = read_text(contract, parameter, texts)
    except Misspelt as error:
        if error.kind not in _BOUNDS or policy[_BOUNDS[error.kind]] == "reject":
            raise
        return _bounded(error.kind, listing, policy)
    if isinstance(value, int) and value < _LEAST_LIMIT:
        return _beyond("minimum", listing, policy, parameter)
    if isinstance(value, int) and listing.maximum is not None and value > listing.maximum:
        return _beyond("maximum", listing, policy, parameter)
    return value


def _beyond(bound: str, listing: Listing, policy: Policy, parameter: Parameter) -> int | None:
    if policy[_BOUNDS[bound]] == "reject":
        edge = listing.maximum if bound == "maximum" else _LEAST_LIMIT
        raise _misspelt(parameter, f"is beyond the {bound} of {edge}", bound)
    return _bounded(bound, listing, policy)


def _bounded(bound: str, listing: Listing, policy: Policy) -> int | None:
    """What a size beyond a bound becomes: the bound itself, or as if none had been sent."""
    if policy[_BOUNDS[bound]] == "default":
        return None
    return listing.maximum if bound == "maximum" else _LEAST_LIMIT


def _misspelt(parameter: Parameter, message: str, kind: str) -> Misspelt:
    name = parameter.name.lower() if parameter.location == "header" else parameter.name
    return Misspelt((parameter.location, name), message, kind)


def _undeclared(contract: Contract, operation: Operation, incoming: Incoming) -> Iterator[Detail]:
    """Query parameters that the operation does not declare, where the contract refuses them."""
    if contract.semantics.policy["unknown_query_parameter"] == "ignore":
        return
    for name in dict.fromkeys(name for name, _ in incoming.query):
        if operation.parameter("query", name) is None:
            yield Detail(("query", name), "is no parameter here", "unknown")
