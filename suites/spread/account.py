"""What a run has come to so far, whoever did the asking: this process, or several of which each had a part. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from suites.examination import Examination
from suites.sending.ledger import Entry
from suites.traffic import Exchange
from suites.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Account:
    """What was asked, judged and made.

    Args:
        verdicts: in the order in which they fell.
        exchanges: in the order of their numbers.
        entries: the rows that were made.
        errors: why the run did not come to its end; empty where it did.
        spent: whether a budget of requests was used up.
        stopped: why the target is asked no more; None where it was in no trouble.
        ended: whether nothing more is to come.
    """

    verdicts: tuple[Verdict, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    entries: tuple[Entry, ...] = ()
    errors: tuple[str, ...] = ()
    spent: bool = False
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
            spent=courier.left <= 0,
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


def total(accounts: Sequence[Account]) -> Account:
    """What several come to together: what one ended by, all ended by."""
    return Account(
        verdicts=tuple(verdict for each in accounts for verdict in each.verdicts),
        exchanges=tuple(exchange for each in accounts for exchange in each.exchanges),
        entries=tuple(entry for each in accounts for entry in each.entries),
        errors=tuple(dict.fromkeys(error for each in accounts for error in each.errors)),
        spent=any(each.spent for each in accounts),
        stopped=next((each.stopped for each in accounts if each.stopped), None),
        ended=bool(accounts) and all(each.ended for each in accounts),
    )
