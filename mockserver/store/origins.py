"""URLs of rows that lead to the mock itself, led to where it is now: a state outlives the port it was made on.

Only a whole text that begins with the old place is changed, and the same within JSON.
"""

from collections.abc import Iterator

from sqlalchemy import Text, Update, func, literal, type_coerce, update

from mockserver.store.columns import TEXT, Document
from mockserver.store.tables import Stored


def moves(stored: Stored, old: str, new: str) -> Iterator[Update]:
    """The statements that lead the URLs of a table elsewhere.

    Args:
        stored: the table.
        old: what the URLs begin with.
        new: what they are to begin with.
    """
    for column in stored.kept.values():
        if isinstance(column.type, Document):
            # A text within JSON begins behind a quote.
            held, meant = f'"{old}', f'"{new}'
            text = type_coerce(column, Text)
            value = func.replace(text, held, meant)
            yield update(stored.table).where(text.contains(held, autoescape=True)).values({column.key: value})
        elif column.type is TEXT:
            led = literal(new) + func.substr(column, len(old) + 1)
            yield update(stored.table).where(func.substr(column, 1, len(old)) == old).values({column.key: led})
