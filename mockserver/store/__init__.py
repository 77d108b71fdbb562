"""State: the rows of a mock, in a real database.

Tables come from schemas, filters become SQL, a page is a staircase of indexed seeks, a cursor is a signed
position. Nobody else knows the database library.
"""

from mockserver.store.cursors import Cursors, InvalidCursor
from mockserver.store.errors import StoreError
from mockserver.store.page import Equal, Page, PageRequest, Position, Row, Side
from mockserver.store.store import Store

__all__ = [
    "Cursors",
    "Equal",
    "InvalidCursor",
    "Page",
    "PageRequest",
    "Position",
    "Row",
    "Side",
    "Store",
    "StoreError",
]
