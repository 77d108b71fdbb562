"""What a cursor looks like from outside: how its text is encoded, and whether a text can be one of its kind.

Pure. A cursor is opaque: all that is told here is its look, and only where every cursor of a list has the same.
"""

import binascii
import json
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Literal

Kind = Literal["json", "text", "opaque"]

HEX = re.compile(r"(?:[0-9a-f]{2}){8,}|(?:[0-9A-F]{2}){8,}")
SHORTEST = 4  # characters of a text that is no accident of bytes
ALIKE = 0.34  # share of characters in their places from which a text may be made from a cursor
LONG = 1000  # characters of a text that may be refused for its length alone
LOW, HIGH = "c", "x"  # a text before, and one after nearly all texts


def decode(cursor: str) -> bytes | None:
    """The bytes behind a cursor in hexadecimal or base64 (RFC 4648); None where it is in neither."""
    if HEX.fullmatch(cursor):
        return bytes.fromhex(cursor)
    bare = cursor.rstrip("=")
    try:
        payload = b64decode(bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    # Another spelling of the same bytes has bits that mean nothing: what is behind it is not known.
    return payload if payload and encode(payload, cursor).rstrip("=") == bare else None


def encode(payload: bytes, like: str) -> str:
    """Bytes in the spelling of a cursor."""
    if HEX.fullmatch(like):
        return payload.hex() if like == like.lower() else payload.hex().upper()
    text = (b64encode if "+" in like or "/" in like else urlsafe_b64encode)(payload).decode()
    return text if like.endswith("=") else text.rstrip("=")


def readable(cursor: str) -> str | None:
    """The text behind a cursor, or the cursor itself where it is in no encoding; None where there are bytes only."""
    payload = decode(cursor)
    if payload is None:
        return cursor
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and len(text) >= SHORTEST else None


def kind_of(cursor: str) -> Kind:
    """What is behind a cursor: an object or array of JSON, an encoded text, or what cannot be told."""
    text = readable(cursor)
    if text is None:
        return "opaque"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return "text" if decode(cursor) is not None else "opaque"
    return "json" if isinstance(found, dict | list) else "opaque"


def is_garbled(text: str, given: Iterable[str]) -> bool:
    """Whether a text cannot be a cursor of a list, whatever it stands for, by the look of those that were given."""
    kinds = {kind_of(each) for each in given}
    if kinds == {"json"}:
        return kind_of(text) != "json"
    return kinds == {"text"} and kind_of(text) == "opaque"


def is_stranger(text: str, given: Iterable[str]) -> bool:
    """Whether a text was made from none of the cursors that were given, and is no number."""
    number = text.lstrip("-").isdigit()
    return not number and len(text) <= LONG and not any(_likeness(text, each) >= ALIKE for each in given)


def _likeness(one: str, other: str) -> float:
    return sum(a == b for a, b in zip(one, other, strict=False)) / max(min(len(one), len(other)), 1)


def from_both_ends(texts: Iterable[str]) -> bool:
    """Whether some texts stand before, and some after nearly all others, so that no one position is meant by all."""
    firsts = [text[0].lower() for text in texts if text]
    return any(each <= LOW for each in firsts) and any(each >= HIGH for each in firsts)
