"""The fewest exchanges of a trace that still show a breach: nothing is asked. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts import Contract
from suites.plan import Plan, ancestry
from suites.traffic import Exchange
from suites.verdicts import Breach

JUDGEMENTS = 200  # times that a trace is judged to find its fewest exchanges

Shows = Callable[[Sequence[Exchange]], Breach | None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exchanges that show a breach by themselves, and the plan that asks them anew."""

    plan: Plan
    exchanges: tuple[Exchange, ...]
    breach: Breach


def fewest(exchanges: Sequence[Exchange], breach: Breach, shows: Shows, contract: Contract) -> tuple[Exchange, ...]:
    """The fewest exchanges found that show a breach of the same kind, in order; all of them where none less do.

    Its own and those that led to them stay longest, and of the others the plainest.

    Args:
        exchanges: a trace that shows it.
        breach: it; its own exchanges are tried alone first.
    """
    alone = tuple(sorted({each.number: each for each in breach.exchanges}.values(), key=_number))
    own = ancestry(alone, exchanges, contract).exchanges

    def spare(exchange: Exchange) -> tuple[bool, int, int, int]:
        """The more, the rather it is left out: a cursor is long, and takes further requests to come by."""
        asked = exchange.asked
        return exchange.number not in own, len(asked.query), len(asked.target), -exchange.number

    kept = sorted(alone if alone and shows(alone) else exchanges, key=spare, reverse=True)
    left, size = JUDGEMENTS, len(kept) // 2
    while size:
        place, before = 0, len(kept)
        while place < len(kept) > 1 and left:
            left -= 1
            without = kept[:place] + kept[place + size :]
            if without and shows(tuple(sorted(without, key=_number))):
                kept = without
            else:
                place += size
        size = 1 if size == 1 and len(kept) < before else size // 2
    return tuple(sorted(kept, key=_number))


def _number(exchange: Exchange) -> int:
    return exchange.number
