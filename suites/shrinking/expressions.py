"""Simpler texts of what a list can be asked: an order, a filter, a list of names. Pure.

A text that the contract's grammar does not read is shown as it is: it is only made shorter, where it is long.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from contracts import And, ExpressionError, Fields, Filter, Membership, Not, Or, parse_filter, print_filter

Each = TypeVar("Each")

SHORT = 20  # characters of a text that a reader takes in at a glance: what is no longer keeps its sense
FEW = 3  # parts of a filter that are tried one by one


def shorter(text: str) -> Iterator[str]:
    """The first element of a list, the halves of a long text."""
    if "," in text:
        yield text.partition(",")[0]
    if len(text) > SHORT:
        yield from (text[: len(text) // 2], text[len(text) // 2 :])


def fewer(text: str) -> Iterator[str]:
    """A list of names or of sort keys with one element, then with one less."""
    elements = text.split(",")
    if len(elements) > 1:
        yield from dict.fromkeys(elements)
    if len(elements) > 2:
        yield from (",".join(_but(elements, place)) for place in range(len(elements)))


def simpler_filter(text: str, fields: Fields) -> Iterator[str]:
    """A filter's parts, then the filter with a part less."""
    try:
        tree = parse_filter(text, fields)
    except ExpressionError:
        yield from shorter(text)
        return
    yield from (print_filter(each) for each in _parts(tree))


def _parts(tree: Filter) -> Iterator[Filter]:
    match tree:
        case And(operands) | Or(operands):
            join, middle = type(tree), len(operands) // 2
            # Of many, one alone is found sooner by halves.
            few = len(operands) <= FEW
            yield from operands if few else (join(operands[:middle]), join(operands[middle:]))
            if len(operands) > 2:
                yield from (join(_but(operands, place)) for place in range(len(operands)))
        case Not(operand):
            yield operand
        case Membership(field, values) if len(values) > 1:
            yield from (Membership(field, (each,)) for each in values)


def _but(elements: Sequence[Each], place: int) -> tuple[Each, ...]:
    return (*elements[:place], *elements[place + 1 :])
