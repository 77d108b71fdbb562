"""Cursors: a position as a token that only its list accepts, and that nobody else can make.

A token carries the position and a signature over it and over what it is bound to: a cursor used elsewhere,
garbled, cut or forged is refused, and nothing is kept on the server.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from contracts import ExpressionError
from mockserver.store.page import Position, Side

_SIGNATURE: Final = 16  # bytes: half of SHA-256, the least that RFC 2104, section 5, counsels
_SEPARATOR: Final = b"\xff"  # stands in no UTF-8 text
_SIDES: Final[Mapping[str, Side]] = {"s": "start", "b": "before", "a": "after"}
_LETTERS: Final[Mapping[type, str]] = {type(None): "n", bool: "b", int: "i", Decimal: "d", str: "s"}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "n": lambda text: None,
    "b": lambda text: text == "True",
    "i": int,
    "d": Decimal,
    "s": str,
}


class InvalidCursor(ExpressionError):
    """A text that is no cursor of the list it was sent to."""


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads tokens.

    Args:
        secret: what tokens are signed with.
    """

    secret: bytes = field(repr=False)

    def seal(self, position: Position, binding: str) -> str:
        """The token of a position: URL-safe, a third longer than its values in UTF-8, and a few characters.

        Args:
            position: its values are JSON scalars; numbers may be Decimals.
            binding: what the token is good for, as one text: list, parents, filter, order, organisation.
        """
        payload = _SEPARATOR.join((position.side[0].encode(), *map(_write, position.values)))
        return _encode(self._signature(payload, binding) + payload)

    def open(self, token: str, binding: str) -> Position:
        """The position of a token.

        Raises:
            InvalidCursor: for a token that `seal` did not make with this binding, character by character.
        """
        sealed = _decode(token)
        signature, payload = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(payload, binding)):
            raise InvalidCursor("cursor", "the cursor is not one of this list, or the list's arguments have changed")
        side, *values = payload.split(_SEPARATOR)
        return Position(_SIDES[side.decode()], tuple(map(_read, values)))

    def _signature(self, payload: bytes, binding: str) -> bytes:
        return hmac.digest(self.secret, _SEPARATOR.join((binding.encode(), payload)), "sha256")[:_SIGNATURE]


def _encode(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _decode(token: str) -> bytes:
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        sealed = b""
    # Base64 has several spellings of some bytes, and its decoder skips what is none: one spelling is a cursor.
    if not sealed or _encode(sealed) != token:
        raise InvalidCursor("cursor", "the text is no cursor; send one as a page gave it")
    return sealed


def _write(value: Any) -> bytes:
    """One letter for the type, then the text."""
    if isinstance(value, float):
        return _write(Decimal(repr(value)))
    text = "" if value is None else str(value)
    return (_LETTERS[type(value)] + text).encode()


def _read(written: bytes) -> Any:
    text = written.decode()
    return _READERS[text[0]](text[1:])
