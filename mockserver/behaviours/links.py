"""The links of a page: which there are, and where each leads.

A link is a cursor beside the page's outermost rows, or beside the place where an empty page would stand.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from contracts import Listing
from mockserver.admission import Admitted
from mockserver.behaviours.tools import Tools
from mockserver.store import Page, PageRequest, Position, Side

_START = Position("start")


def links(
    page: Page, request: PageRequest, listing: Listing, admitted: Admitted, tools: Tools
) -> Iterator[tuple[str, str | None]]:
    """The links that the contract's lists have, each with its cursor or URL; null where it leads to nothing.

    Args:
        page: what was read.
        request: what was asked of the store.
        listing: the names of the links and parameters.
        admitted: the request.
        tools: what the behaviour works with.
    """
    beside = _Beside(page, request, tools)
    ways = (
        (listing.first, None if page.empty else _START, False),
        (listing.next, beside.row(-1, "after") if page.follows else None, False),
        (listing.previous, beside.row(0, "before") if page.precedes else None, True),
    )
    for name, position, backward in ways:
        if name is None:
            continue
        token = None if position is None else tools.cursors.seal(position, admitted.expressions.binding)
        form = tools.contract.semantics.policy["cursor_form"]
        yield name, _url(token, listing, admitted, backward) if token and form == "url" else token


class _Beside:
    """Positions beside the rows of a page."""

    def __init__(self, page: Page, request: PageRequest, tools: Tools) -> None:
        self._page, self._request, self._store = page, request, tools.store

    def row(self, index: int, side: Side) -> Position | None:
        """The position beside a row; the page's own where it has none."""
        if not self._page.rows:
            return self._request.position
        return self._store.position(self._request.resource, self._request.order, self._page.rows[index], side)


def _url(token: str, listing: Listing, admitted: Admitted, backward: bool) -> str | None:
    """The URL that leads to a page; what the operation does not declare is not handed on."""
    if backward and listing.backward is None:
        return None
    replaced = (listing.cursor, listing.backward)
    query = [
        (name, text)
        for name, text in admitted.incoming.query
        if text is not None and name not in replaced and admitted.operation.parameter("query", name)
    ]
    query.append((str(listing.cursor), token))
    if backward:
        query.append((str(listing.backward), "true"))
    return f"{admitted.incoming.origin}{admitted.incoming.path}?{urlencode(query)}"
