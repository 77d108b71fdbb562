"""Texts that break a parameter, and those at the bounds of its schema: what probes send and judges recognise. Pure.

A text is bad only where the contract's own reading refuses it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts import Contract, Misspelt, Operation, Parameter, read_text, resolve

# Of each schema that has bad texts at all, one of these is bad.
BAD = ("not-a-value", "1.5", "-1", "99999999999999999999", "!")
LONGEST = 2_000  # characters of a text that is sent to meet a bound


def bad_texts(contract: Contract, parameter: Parameter) -> tuple[str, ...]:
    """Texts that a parameter's schema refuses; none where it takes any."""
    return tuple(text for text in BAD if not reads(contract, parameter, text))


def bad_text(contract: Contract, parameter: Parameter) -> str | None:
    """A text that a parameter's schema refuses; None where it takes any."""
    return next(iter(bad_texts(contract, parameter)), None)


def breakable(contract: Contract, operation: Operation) -> tuple[Parameter, ...]:
    """The path and query parameters that have a bad text."""
    return tuple(
        each
        for each in operation.parameters
        if each.location in ("path", "query") and bad_text(contract, each) is not None
    )


def reads(contract: Contract, parameter: Parameter, text: str) -> bool:
    """Whether a parameter takes a text."""
    try:
        read_text(contract, parameter, (text,))
    except Misspelt:
        return False
    return True


def boundary_texts(contract: Contract, parameter: Parameter) -> tuple[str, ...]:
    """Texts at each bound of a parameter's schema and one beside it, good and bad ones."""
    return tuple(dict.fromkeys(_boundaries(_words(contract, parameter))))


def taken_texts(contract: Contract, parameter: Parameter) -> tuple[str, ...]:
    """Texts at the bounds of a parameter's schema that it takes, the outermost first."""
    good = [text for text in boundary_texts(contract, parameter) if reads(contract, parameter, text)]
    return tuple(dict.fromkeys((*good[-1:], *good)))


def refused_texts(contract: Contract, parameter: Parameter, every: bool = True) -> tuple[str, ...]:
    """Texts that a parameter's schema refuses: beyond its bounds, and of another type.

    Args:
        every: whether all of those of another type, or one.
    """
    bad = bad_texts(contract, parameter)
    beyond = (text for text in boundary_texts(contract, parameter) if not reads(contract, parameter, text))
    return tuple(dict.fromkeys((*bad[:1], *beyond, *(bad if every else ()))))


def _boundaries(words: Mapping[str, Any]) -> Iterator[str]:
    for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        bound = words.get(keyword)
        if isinstance(bound, int) and not isinstance(bound, bool):
            yield from (str(bound - 1), str(bound), str(bound + 1))
    for keyword in ("minLength", "maxLength"):
        length = words.get(keyword)
        if isinstance(length, int) and "format" not in words and "pattern" not in words:
            yield from ("x" * each for each in (length - 1, length, length + 1) if 0 < each <= LONGEST)


def _words(contract: Contract, parameter: Parameter) -> Mapping[str, Any]:
    node = resolve(contract, parameter.schema).value
    return node if isinstance(node, Mapping) else {}
