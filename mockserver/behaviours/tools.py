"""What every behaviour has at hand: the contract, the rows, and what signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts import Contract
from mockserver.clock import RealTime
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
        organizations: the flags of each organisation.
        real: what real time is, by which a moving clock moves.
    """

    contract: Contract
    store: Store
    cursors: Cursors
    refusals: Refusals
    settings: Settings
    organizations: Mapping[str, Mapping[str, Any]]
    real: RealTime

    def now(self) -> datetime:
        """What the mock's clock shows."""
        return self.store.clock().now(self.real())
