"""Texts that a regular expression matches, found by Hypothesis: the simplest one, the same every time."""

from functools import lru_cache

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import from_regex

QUIET = settings(
    database=None,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


@lru_cache(maxsize=256)
def matching(pattern: str) -> str | None:
    """The simplest text, not empty, that a pattern matches; None where the pattern cannot be read."""
    try:
        return find(from_regex(pattern), bool, settings=QUIET)
    except (HypothesisException, ValueError):
        return None
