"""Asks for simpler forms of a breach, and keeps the simplest that shows it again: the one place of shrinking that asks.

It changes no verdict: a form counts where it breaks the same promise in the same way, twice; else the first stands.
"""

from collections.abc import Sequence
from dataclasses import replace

from contracts import Operation
from suites.plan import Plan, ancestry, cursors, page_in
from suites.sending.courier import BudgetSpent, Courier, NotAllowed
from suites.shrinking.evidence import Evidence, Shows, fewest
from suites.shrinking.proposals import proposals, usual
from suites.shrinking.search import simplest
from suites.traffic import SAFE, Exchange
from suites.verdicts import Breach

MOST = 48  # requests that one finding may cost to be made simpler, the last check among them
MOST_IN_ALL = 600  # requests of a run for all of its findings


class Shrinker:
    """Makes breaches simpler.

    Args:
        courier: sends, within the run's budget.
    """

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._spent = 0

    def shrink(self, operation: Operation, breach: Breach, trace: Sequence[Exchange], shows: Shows) -> Breach:
        """The breach as its simplest form shows it, or as it was.

        Args:
            trace: what was asked when it showed.
            shows: judges exchanges; the breach of the same kind that they show, None where they do not.
        """
        purse = min(MOST, MOST_IN_ALL - self._spent)
        if purse <= 0 or self._courier.stopped or self._courier.left <= 0:
            return breach
        contract, known = self._courier.contract, usual(operation, self._courier.contract)
        kept = fewest(trace, breach, shows, contract)
        plan = ancestry(kept, self._courier.exchanges[: kept[-1].number] if kept else (), contract).plan
        if not plan or any(step.method not in SAFE for step in plan):
            return breach
        search = _Search(self._courier, shows, purse)
        first = Evidence(plan, kept, breach)
        try:
            found = simplest(first, lambda each: proposals(each.plan, known), search.attempt, _same, plan)
            again = search.asked(found.plan) if search.affords(len(found.plan)) else None
        except (BudgetSpent, NotAllowed):
            again = None
        finally:
            self._spent += search.spent
        return breach if again is None else _told(again, breach)


def _same(plan: Plan) -> Plan:
    return plan


def _told(again: Evidence, breach: Breach) -> Breach:
    """A breach with the plan that shows it; in the words of the simpler form where it is told by other requests."""
    if [each.asked for each in again.breach.exchanges] == [each.asked for each in breach.exchanges]:
        return replace(breach, plan=again.plan)
    return replace(again.breach, plan=again.plan, origin=tuple(each.number for each in breach.exchanges))


class _Search:
    """The requests that one breach may cost, and what asking for a form of it comes to."""

    def __init__(self, courier: Courier, shows: Shows, purse: int) -> None:
        self._courier, self._shows, self._purse = courier, shows, purse
        self.spent = 0

    def affords(self, requests: int) -> bool:
        """Whether it may cost so many requests more."""
        return self.spent + requests <= self._purse

    def attempt(self, plan: Plan) -> Evidence | None:
        """What a simpler form comes to; None where it does not show, or leaves nothing to check it once more."""
        return self.asked(plan) if self.affords(2 * len(plan)) else None

    def asked(self, plan: Plan) -> Evidence | None:
        """A plan asked anew, less what it does not need; None where it does not show the breach."""
        before = len(self._courier.exchanges)
        try:
            exchanges = ask(self._courier, plan)
        finally:
            self.spent += len(self._courier.exchanges) - before
        breach = self._shows(exchanges) if exchanges else None
        if exchanges is None or breach is None:
            return None
        contract = self._courier.contract
        kept = fewest(exchanges, breach, self._shows, contract)
        return Evidence(ancestry(kept, exchanges, contract).plan, kept, breach)


def ask(courier: Courier, plan: Plan) -> tuple[Exchange, ...] | None:
    """Asks a plan anew, each walk as far as its links lead; None where an answer is of another status than it was.

    Raises:
        BudgetSpent, NotAllowed: as `Courier.send`.
    """
    answered: dict[int, Exchange] = {}
    for place, step in enumerate(plan):
        cursor = _cursor(courier, plan, place, answered)
        if step.link and cursor is None:
            continue
        asked = step.asked(cursor)
        exchange = courier.repeat(Exchange(0, asked, None, {}, None))
        if exchange.status != step.status:
            return None
        answered[place] = exchange
    return tuple(answered.values())


def _cursor(courier: Courier, plan: Plan, place: int, answered: dict[int, Exchange]) -> str | None:
    link = plan[place].link
    page = page_in(answered[link.step], courier.contract) if link and link.step in answered else None
    return cursors(page).get(link.name) if link and page else None
