"""How many rows a page may hold: what an operation's limit parameter and the policy say of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts import Contract, Misspelt, Operation, Parameter, read_text, resolve
from suites.evidence.pages import Page


@dataclass(frozen=True, slots=True)
class Limits:
    """The domain of a list's limit.

    Args:
        parameter: the limit parameter.
        minimum: the smallest it may be.
        maximum: the largest page; None where nothing says.
        default: what holds where none is sent.
        declared: whether the schema itself says the default.
    """

    parameter: Parameter
    minimum: int
    maximum: int | None
    default: int
    declared: bool

    def effective(self, sent: int | None) -> int:
        """The limit in effect where this one is sent and taken: beyond the maximum, the maximum."""
        limit = self.default if sent is None else max(sent, self.minimum)
        return limit if self.maximum is None else min(limit, self.maximum)


def limits_of(operation: Operation, contract: Contract) -> Limits | None:
    """The domain of an operation's limit; None where it takes none."""
    listing = operation.behaviour.listing if operation.behaviour else None
    parameter = operation.parameter("query", listing.limit) if listing and listing.limit else None
    if parameter is None:
        return None
    node = resolve(contract, parameter.schema).value
    words = node if isinstance(node, Mapping) else {}
    minimum, default = (_integer(words.get(word)) for word in ("minimum", "default"))
    return Limits(
        parameter=parameter,
        minimum=1 if minimum is None else minimum,
        maximum=listing.maximum if listing else None,
        default=contract.semantics.policy["default_limit"] if default is None else default,
        declared=default is not None,
    )


def limit_in_effect(page: Page, limits: Limits, contract: Contract) -> int | None:
    """How many rows a page was asked for; None where the request says it in no way its schema knows.

    A limit beyond the maximum counts as the maximum: a deployment that takes it must not exceed that.
    """
    sent = page.exchange.asked.values(limits.parameter.name)
    if not sent:
        return limits.effective(None)
    try:
        value = read_text(contract, limits.parameter, sent)
    except Misspelt as error:
        return limits.maximum if error.kind == "maximum" else None
    return limits.effective(value if isinstance(value, int) else None)


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
