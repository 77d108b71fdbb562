"""State: the rows of a mock, in a real database.

Tables come from schemas, filters become SQL, a page is a staircase of indexed seeks, a cursor is a signed
position. Nobody else knows the database library.
"""

from mockserver.store.cursors import Cursors, InvalidCursor
from mockserver.store.databases import IN_MEMORY, shown
from mockserver.store.decimals import decimal_key
from mockserver.store.errors import Clash, ForeignState, StoreError, Unreachable
from mockserver.store.page import Equal, Page, PageRequest, Position, Row, Side
from mockserver.store.snapshot import Snapshot
from mockserver.store.state import Answered
from mockserver.store.store import Store
from mockserver.store.writing import Writing

__all__ = [
    "Answered",
    "Clash",
    "Cursors",
    "Equal",
    "ForeignState",
    "IN_MEMORY",
    "InvalidCursor",
    "Page",
    "PageRequest",
    "Position",
    "Row",
    "Side",
    "Snapshot",
    "Store",
    "StoreError",
    "Unreachable",
    "Writing",
    "decimal_key",
    "shown",
]
