"""What of a contract a run has touched: statuses that were seen, parameters that were sent. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts import Operation, Parameter
from suites.traffic import Exchange


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked of one operation.

    Args:
        operation: its label.
        asked: how many requests.
        statuses: each status that the contract documents, as it spells it, to how often it came back.
        undocumented: each other status that came back, to how often.
        parameters: each parameter, `query limit`, to how many requests carried it.
    """

    operation: str
    asked: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    undocumented: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)


def cover(operations: Sequence[Operation], exchanges: Sequence[Exchange]) -> Iterator[Coverage]:
    """The coverage of each operation, in the order given."""
    by_label: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        if exchange.operation is not None:
            by_label.setdefault(exchange.operation.label, []).append(exchange)
    for operation in operations:
        yield _covered(operation, by_label.get(operation.label, []))


def _covered(operation: Operation, own: Sequence[Exchange]) -> Coverage:
    came = Counter(spelt for each in own if each.status is not None for spelt in [_spelt(operation, each.status)])
    return Coverage(
        operation.label,
        asked=len(own),
        statuses={status: came[status] for status in operation.replies},
        undocumented={each: count for each, count in sorted(came.items()) if each not in operation.replies},
        parameters={
            f"{each.location} {each.name}": sum(_sent(each, exchange) for exchange in own)
            for each in operation.parameters
        },
    )


def _spelt(operation: Operation, status: int) -> str:
    """A status as the contract documents it; itself where it does not."""
    spellings = (str(status), f"{status // 100}XX", "default")
    return next((each for each in spellings if each in operation.replies), str(status))


def _sent(parameter: Parameter, exchange: Exchange) -> bool:
    if parameter.location == "query":
        return any(name == parameter.name for name, _ in exchange.asked.query)
    if parameter.location == "header":
        return exchange.asked.header(parameter.name) is not None
    if parameter.location == "path":
        return parameter.name in exchange.path_values
    return f"{parameter.name}=" in (exchange.asked.header("cookie") or "")
