"""A request as plain values: what was sent, with names and texts told apart and nothing judged yet.

`decoding.py` makes it from the web framework's request; nothing behind it knows that framework.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# What a request can have too much of.
Excess = Literal["target", "headers", "body"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request.

    Args:
        method: as sent; methods are case-sensitive (RFC 9110, section 9.1).
        path: the path as sent, percent-encoded.
        query: names and texts in the order sent; a text is None where its bytes are no percent-encoded UTF-8.
        headers: the values of each header in the order sent, by its name in lower case.
        body: the bytes of the body; cut where it is too large.
        origin: scheme and authority that the client addressed, `http://host:port`.
        excess: what is larger than the server takes.
    """

    method: str
    path: str
    query: tuple[tuple[str, str | None], ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: bytes = b""
    origin: str = ""
    excess: frozenset[Excess] = frozenset()

    def texts(self, name: str) -> tuple[str | None, ...]:
        """All texts of a query parameter, in the order sent."""
        return tuple(text for own, text in self.query if own == name)

    def header(self, name: str) -> tuple[str, ...]:
        """All values of a header, its name in any case (RFC 9110, section 5.1)."""
        return self.headers.get(name.lower(), ())
