"""The refusals of a run by their request: who needs just one answer of a kind shares it with who asked before.

A refusal (4xx) hangs on no row, so the same request gets the same one; rows are asked for anew each time.
"""

from dataclasses import replace

from suites.traffic import Exchange, Sending


class Refusals:
    """What was refused, and what of it was told again."""

    def __init__(self) -> None:
        self._known: dict[Sending, Exchange] = {}
        self._told: dict[int, Exchange] = {}

    def keep(self, sending: Sending, exchange: Exchange) -> None:
        """Keeps an exchange where it is a refusal; an overloaded server's is none."""
        if not exchange.noisy and 400 <= (exchange.status or 0) < 500:
            self._known[_ordered(sending)] = exchange

    def recall(self, sending: Sending) -> Exchange | None:
        """The refusal that the very same request had; None where it had none."""
        known = self._known.get(_ordered(sending))
        if known:
            self.tell(known)
        return known

    def tell(self, exchange: Exchange) -> None:
        """Tells an exchange again, to who needs it beside what it asks itself."""
        self._told[exchange.number] = exchange

    def told(self) -> tuple[Exchange, ...]:
        """What was recalled since this was asked last."""
        told = tuple(self._told.values())
        self._told.clear()
        return told


def _ordered(sending: Sending) -> Sending:
    """The order of header fields with different names tells nothing (RFC 9110, section 5.3)."""
    return replace(sending, headers=tuple(sorted(sending.headers, key=lambda pair: pair[0].lower())))
