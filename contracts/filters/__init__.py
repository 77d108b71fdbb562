"""The filter language: its syntax tree, from text and back, and what it says of a row.

Pure values in and out. The parser library stays inside `syntax.py`.
"""

from contracts.filters.meaning import Truth, holds
from contracts.filters.parsing import MAXIMUM_LEVELS, parse_filter
from contracts.filters.printing import print_filter
from contracts.filters.syntax import MAXIMUM_COMPARISONS, MAXIMUM_LENGTH
from contracts.filters.tree import And, Comparison, Filter, Membership, Not, Operator, Or

__all__ = [
    "And",
    "Comparison",
    "Filter",
    "MAXIMUM_COMPARISONS",
    "MAXIMUM_LENGTH",
    "MAXIMUM_LEVELS",
    "Membership",
    "Not",
    "Operator",
    "Or",
    "Truth",
    "holds",
    "parse_filter",
    "print_filter",
]
