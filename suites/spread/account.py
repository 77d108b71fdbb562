"""What a run has come to so far, whoever did the asking: this process, or several of which each had a part. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from suites.examination import Examination
from suites.sending.ledger import Entry
from suites.sending.permission import long, often
from suites.traffic import Exchange
from suites.verdicts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Account:
    """What was asked, judged and made.

    Args:
        verdicts: in the order in which they fell.
        exchanges: in the order of their numbers.
        entries: the rows that were made.
        errors: why the run did not come to its end; empty where it did.
        spent: what is said of each bound, of requests or time, that kept something from being judged.
        stopped: why the target is asked no more; None where it was in no trouble.
        ended: whether nothing more is to come.
    """

    verdicts: tuple[Verdict, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    entries: tuple[Entry, ...] = ()
    errors: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()
    stopped: str | None = None
    ended: bool = False

    @classmethod
    def of(cls, run: Examination, errors: Sequence[str], ended: bool = False) -> "Account":
        """That of a run in this process."""
        courier = run.courier
        return cls(
            verdicts=tuple(run.verdicts.values()),
            exchanges=tuple(courier.exchanges),
            entries=tuple(courier.ledger.entries),
            errors=tuple(errors),
            spent=_spent(run),
            stopped=courier.stopped,
            ended=ended,
        )

    def since(self, earlier: "Account") -> "Account":
        """What has come to it since."""
        return Account(
            verdicts=self.verdicts[len(earlier.verdicts) :],
            exchanges=self.exchanges[len(earlier.exchanges) :],
            entries=self.entries[len(earlier.entries) :],
            errors=self.errors[len(earlier.errors) :],
            spent=self.spent,
            stopped=self.stopped,
            ended=self.ended,
        )


def _spent(run: Examination) -> tuple[str, ...]:
    """What is said of the bounds of a run, as far as verdicts say it."""
    target = run.courier.target
    reasons = [each.reason for each in run.verdicts.values() if each.outcome is Outcome.INCONCLUSIVE]
    return tuple(text for text in (often(target), long(target)) if any(text in reason for reason in reasons))


def total(accounts: Sequence[Account]) -> Account:
    """What several come to together: what one ended by, all ended by."""
    return Account(
        verdicts=tuple(verdict for each in accounts for verdict in each.verdicts),
        exchanges=tuple(exchange for each in accounts for exchange in each.exchanges),
        entries=tuple(entry for each in accounts for entry in each.entries),
        errors=tuple(dict.fromkeys(error for each in accounts for error in each.errors)),
        spent=tuple(dict.fromkeys(text for each in accounts for text in each.spent)),
        stopped=next((each.stopped for each in accounts if each.stopped), None),
        ended=bool(accounts) and all(each.ended for each in accounts),
    )
