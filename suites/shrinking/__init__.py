"""Findings made simpler: the earliest boundary, the fewest parameters, the smallest limit that still show them."""

from suites.shrinking.evidence import Shows
from suites.shrinking.expressions import shorter
from suites.shrinking.proposals import halves
from suites.shrinking.search import simplest
from suites.shrinking.shrinker import Shrinker, ask

__all__ = [
    "Shows",
    "Shrinker",
    "ask",
    "halves",
    "shorter",
    "simplest",
]
