"""What every behaviour has at hand: the contract, the rows, and what signs."""

from dataclasses import dataclass
from datetime import datetime

from contracts import Contract
from mockserver.refusals import Refusals
from mockserver.settings import Settings
from mockserver.store import Cursors, Store


@dataclass(frozen=True, slots=True)
class Tools:
    """What a behaviour works with.

    Args:
        contract: what is promised.
        store: the rows.
        cursors: what makes a cursor.
        refusals: what is answered where there is no row.
        settings: where secrets come from.
        instant: the mock's clock, which stands still.
    """

    contract: Contract
    store: Store
    cursors: Cursors
    refusals: Refusals
    settings: Settings
    instant: datetime
