"""Texts with wildcards among others, chosen so that one that is taken for a pattern shows by a row of its own. Pure.

Joined by OR, a text hides what another one gets wrong where it passes the same rows.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from contracts import Comparison
from suites.evidence.orders import Row

PATTERNS = {"%": ".*", "_": "."}


class Seen(NamedTuple):
    """The places of the rows that equal a text, and of those that a pattern would pass beside them."""

    equal: frozenset[int]
    beside: frozenset[int]


def fitting(rows: Sequence[Row], fixed: Sequence[Comparison], offered: Iterable[Comparison]) -> list[Comparison]:
    """Comparisons with texts, and as many of those offered as leave each wildcard a row that nothing else passes.

    Args:
        rows: all that a list showed.
        fixed: those that stand first, whatever they hide.
    """
    kept, seen = list(fixed), [_seen(rows, each) for each in fixed]
    for atom in offered:
        more = [*seen, _seen(rows, atom)]
        if atom not in kept and _tells(more):
            kept, seen = [*kept, atom], more
    return kept


def alone(rows: Sequence[Row], atom: Comparison, others: Iterable[Comparison]) -> bool:
    """Whether some row equals a text and none of the others."""
    return bool(_seen(rows, atom).equal.difference(*(_seen(rows, each).equal for each in others)))


def _tells(seen: Sequence[Seen]) -> bool:
    passing = frozenset[int]().union(*(each.equal for each in seen))
    return all(not each.beside or each.beside - passing for each in seen)


def _seen(rows: Sequence[Row], atom: Comparison) -> Seen:
    own = [(place, text) for place, row in enumerate(rows) if isinstance(text := row.get(atom.field), str)]
    equal = frozenset(place for place, text in own if text == atom.value)
    written = str(atom.value)
    if not any(sign in written for sign in PATTERNS):
        return Seen(equal, frozenset())
    pattern = re.compile("".join(PATTERNS.get(char) or re.escape(char) for char in written), re.DOTALL)
    return Seen(equal, frozenset(place for place, text in own if pattern.fullmatch(text)) - equal)
