"""Faults of reading a token: one that is nearly a known one, or that stands where none belongs, is taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from contracts import Contract, match
from mockserver.callers import Caller, Callers
from mockserver.faults.fault import Apply, Where, own, retold
from mockserver.faults.subjects import NAMED, READS, SECURED, both, first
from mockserver.faults.twists import gating
from mockserver.incoming import Incoming
from mockserver.parts import Parts

_LEAST: Final = 8  # characters of a token that a broken comparison looks at
_SENT = re.compile(r"\w+ +(?P<token>\S.*)")
_ROW: Final = first(both(both(SECURED, READS), NAMED))
_SOME: Final = first(both(SECURED, READS))


@dataclass(frozen=True, slots=True)
class _Near(Callers):
    """Takes a token for a known one that is alike.

    Args:
        alike: whether a known token and one that was sent are the same to it.
        meant: whether a request is one of those on which it does.
    """

    alike: Callable[[str, str], bool] = str.__eq__
    meant: Callable[[Incoming], bool] = lambda incoming: True

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        found, text = Callers.caller(self, incoming), _token(incoming)
        if found.identity is not None or len(text) < _LEAST or not self.meant(incoming):
            return found
        near = [each for each in self.identities.identities.values() if self.alike(each.token, text)]
        return Caller(near[0], token_sent=True) if near else found


@dataclass(frozen=True, slots=True)
class _AnyScheme(Callers):
    """Takes a token for what it is, whatever the scheme before it."""

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        return _known(self, _token(incoming), Callers.caller(self, incoming))


@dataclass(frozen=True, slots=True)
class _InQuery(Callers):
    """Takes a token from the query, too."""

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        found = Callers.caller(self, incoming)
        for name in ("access_token", "token"):
            found = _known(self, next(iter(incoming.texts(name)), None) or "", found)
        return found


def _token(incoming: Incoming) -> str:
    sent = incoming.header("authorization")
    told = _SENT.fullmatch(sent[0]) if len(sent) == 1 else None
    return told["token"] if told else ""


def _known(callers: Callers, token: str, found: Caller) -> Caller:
    own_ = {each.token: each for each in callers.identities.identities.values()}
    return Caller(own_[token], token_sent=True) if found.identity is None and token in own_ else found


def _calling(kind: type[Callers]) -> Apply:
    return gating(lambda gate: replace(gate, callers=kind(gate.callers.identities, gate.callers.acting_as)))


def _comparing(where: Where, alike: Callable[[str, str], bool]) -> Apply:
    """Compares tokens by less than all of them, on some operations."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        labels = {each.label for each in where(contract)}

        def meant(incoming: Incoming) -> bool:
            operation = match(contract, incoming.method, incoming.path).operation
            return operation is not None and operation.label in labels

        compared = gating(
            lambda gate: replace(
                gate, callers=_Near(gate.callers.identities, gate.callers.acting_as, alike=alike, meant=meant)
            )
        )
        return compared(parts, contract)

    return apply


def _in_any_case(known: str, sent: str) -> bool:
    return known.casefold() == sent.casefold()


def _longer(known: str, sent: str) -> bool:
    return sent.startswith(known)


FAULTS: Final = (
    *retold(
        "authentication",
        ("A13", "the beginning of a token is enough", "C", "AU-01", SECURED, _comparing(SECURED, str.startswith)),
    ),
    *own(
        "authentication",
        ("A51", "a token of any scheme is taken", "C", "AU-01", SECURED, _calling(_AnyScheme)),
        ("A52", "a token in the query is taken", "C", "AU-10", SECURED, _calling(_InQuery)),
        ("A60", "one operation takes a token in any case", "C", "AU-01", _ROW, _comparing(_ROW, _in_any_case)),
        ("A66", "one operation takes a token with more at its end", "C", "AU-01", _ROW, _comparing(_ROW, _longer)),
        ("A67", "one operation takes the beginning of a token", "C", "AU-01", _SOME, _comparing(_SOME, str.startswith)),
    ),
)
