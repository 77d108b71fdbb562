"""Asks an operation that writes around its good request: a fresh body each time, one thing changed.

It asks no further once a deployment has taken what it had to refuse: each time is a row that nobody wanted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts import Identity
from suites.expectations import expect
from suites.inputs.drafts import Draft, encode
from suites.probes.asker import Asker, Pairs
from suites.probes.refused import JSON
from suites.traffic import Exchange


@dataclass(frozen=True, slots=True)
class Writer:
    """An operation that writes, to be asked with changes.

    Args:
        asked: its good request but for the body.
        since: how many exchanges the run had at first.
        bearable: how many rows that should not be made end the asking.
    """

    asked: Asker
    since: int
    bearable: int

    @property
    def takes_body(self) -> bool:
        """Whether the operation takes a body."""
        return self.asked.operation.body is not None

    def draft(self) -> Draft:
        """A fresh good request; one with an empty body where none is known."""
        made = self.asked.inquiry.draft()
        empty: Mapping[str, Any] | None = {} if self.takes_body else None
        return made or Draft(self.asked.path, empty)

    def body(self) -> Mapping[str, Any]:
        """A fresh good body; an empty one where none is known."""
        return self.draft().body or {}

    def spare(self) -> Mapping[str, Any]:
        """The body of what is refused for something else, the same one each time; an empty one where none is known."""
        made = self.asked.inquiry.spare()
        return (made.body if made else None) or {}

    def write(
        self,
        body: Mapping[str, Any] | bytes | None = None,
        media_type: str | None = JSON,
        query: Pairs = (),
        headers: Pairs = (),
    ) -> Exchange | None:
        """Asks with a body, a fresh good one unless it is given; None where enough was made that should not be.

        Args:
            body: the bytes of a body, or its JSON; empty bytes for none.
            media_type: what the body says it is; None where it says nothing.
        """
        if self._trespassed():
            return None
        sent = self._encoded(body)
        return self.asked.ask(query, (*_typed(sent, media_type), *headers), body=sent)

    def refuse(
        self,
        body: Mapping[str, Any] | bytes | None = None,
        media_type: str | None = JSON,
        query: Pairs = (),
        headers: Pairs = (),
        path: Mapping[str, str] | None = None,
        known: bool = True,
        identity: Identity | None = None,
    ) -> Exchange | None:
        """Asks for a refusal, with the spare body unless one is given: one of a kind does in a run (`Courier.send`).

        Args:
            body, media_type: as of `write`.
            known: whether credentials are sent: those of the identity, else of the inquiry's own.
        """
        if self._trespassed():
            return None
        sent = self._encoded(self.spare() if body is None else body)
        sending = (*_typed(sent, media_type), *headers)
        return self.asked.ask(query, sending, path, known, body=sent, identity=identity, anew=False)

    def _encoded(self, body: Mapping[str, Any] | bytes | None) -> bytes | None:
        if not self.takes_body:
            return None
        if isinstance(body, bytes):
            return body or None
        return encode(self.body() if body is None else body)

    def _trespassed(self) -> bool:
        own = [each for each in self.asked.courier.exchanges[self.since :] if each.operation == self.asked.operation]
        made = [each for each in own if 200 <= (each.status or 0) < 300]
        return sum(expect(self.asked.contract, each).refused for each in made) >= self.bearable


def _typed(sent: bytes | None, media_type: str | None) -> Pairs:
    return (("Content-Type", media_type),) if sent and media_type else ()


def writer(asked: Asker, bearable: int = 1) -> Writer:
    """What asks an operation that writes from now on."""
    return Writer(asked, len(asked.courier.exchanges), bearable)
