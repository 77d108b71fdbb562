"""Texts that are no cursor: changed, cut, lengthened, mixed from two, and made up. Pure but for the dice it is given.

A change is one of bytes, not of spelling: bits that mean nothing in base64, and the case of hexadecimal, stay.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from string import ascii_letters

from suites.invariants.cursor_forms import decode, encode

BROKEN_BIT, OTHER_BIT = 0x80, 0x01  # breaks a text in UTF-8; makes another character of one
SEPARATORS = re.compile(r"[.~:|]")
MADE_UP = 12  # characters of a text from nowhere
RANDOM_BYTES = 24


@dataclass(frozen=True, slots=True)
class Forgeries:
    """Texts that none of some cursors is, each once, in an order that is always the same.

    Args:
        first: those that every list is asked: a text after nearly all others, and a cursor that is cut short.
        low: a text before nearly all others, for where the other end was taken.
        others: in the order of their power.
    """

    first: tuple[str, ...]
    low: str
    others: tuple[str, ...]


def forgeries(links: Sequence[str], longest: int, chance: Random) -> Forgeries:
    """Texts that are no cursors.

    Args:
        links: good cursors of one list, in the order they came.
        longest: how long a cursor may be.
        chance: where letters come from.
    """
    cursor = links[-1]
    low, high, *made_up = _made_up(chance)
    broken, *changed = _changed(cursor)
    others = (made_up[0], broken, *_grown(cursor), *made_up[1:], *changed, _mixed(links), "A" * (longest + 1))
    first = _distinct((high, cursor[: len(cursor) // 2]), links)
    return Forgeries(first, low, _distinct(others, (*links, *first, low)))


def _distinct(made: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(made) if text and text not in known)


def _changed(cursor: str) -> Iterator[str]:
    payload = decode(cursor)
    places = sorted({0, len(payload or cursor) // 2, len(payload or cursor) - 1})
    for place in places:
        yield _flip(cursor, payload, place, BROKEN_BIT)
    for place in places[1:]:
        yield _flip(cursor, payload, place, OTHER_BIT)


def _flip(cursor: str, payload: bytes | None, place: int, bit: int) -> str:
    if payload is None:
        return f"{cursor[:place]}{_another(cursor[place], bit)}{cursor[place + 1 :]}"
    return encode(bytes(byte ^ bit if at == place else byte for at, byte in enumerate(payload)), cursor)


def _another(char: str, bit: int) -> str:
    """A character of the same class, and another one whatever its case; of another class for a broken one."""
    if bit == BROKEN_BIT or not char.isalnum():
        return "!" if char != "!" else "~"
    return "5" if char in "0123" else "1" if char.isdigit() else "h" if char.lower() != "h" else "k"


def _grown(cursor: str) -> Iterator[str]:
    """A cursor with characters more, and with a byte less."""
    payload = decode(cursor)
    yield f"{cursor}AAAA"
    yield encode(payload[:-1], cursor) if payload else cursor[:-1]


def _mixed(links: Sequence[str]) -> str:
    """The last segment of one cursor with what comes before it of another; halves where they have no segments."""
    one, other = links[0], links[-1]
    cut = [list(SEPARATORS.finditer(each)) for each in (one, other)]
    if cut[0] and len(cut[0]) == len(cut[1]):
        return one[: cut[0][-1].start()] + other[cut[1][-1].start() :]
    return one[: len(one) // 2] + other[len(other) // 2 :]


def _made_up(chance: Random) -> Iterator[str]:
    """Texts that stand before and after nearly all others, random bytes, JSON of another kind, odd characters."""
    letters = ["".join(chance.choices(ascii_letters, k=MADE_UP)) for _ in range(3)]
    yield f"A{letters[1]}x"
    yield f"z{letters[0]}"
    yield urlsafe_b64encode(b'{"garbage":true}').decode().rstrip("=")
    yield urlsafe_b64encode(bytes([0xFF]) + chance.randbytes(RANDOM_BYTES - 1)).decode().rstrip("=")
    yield f"~*{letters[2]}*~"
    yield "-1"
