"""Identifiers of new rows: UUIDs of version 7 (RFC 9562, section 5.7) from a clock, a seed and a number.

The same three give the same one; a greater number gives a greater one in the same millisecond, so that rows made
one after the other stand in that order.
"""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_NUMBER_BITS: Final = 32  # of the 74 that are free: 12 before the variant, 20 behind it
_BEHIND: Final = 20
_DICE_BITS: Final = 42


def uuid7(instant: datetime, number: int, secret: bytes, purpose: str) -> UUID:
    """The UUID of a row.

    Args:
        instant: when it is made, in UTC; before 1970 it is as if it were then.
        number: which row of the state it is, counted from 0.
        secret: what the rest is drawn from.
        purpose: what tells two UUIDs of one row apart.
    """
    milliseconds = max((instant - _EPOCH) // _MILLISECOND, 0)
    counted = number % (1 << _NUMBER_BITS)
    digest = hmac.digest(secret, f"{number} {purpose}".encode(), "sha256")
    dice = int.from_bytes(digest) % (1 << _DICE_BITS)
    before, behind = counted >> _BEHIND, counted % (1 << _BEHIND)
    value = milliseconds % (1 << 48) << 80 | 0x7 << 76 | before << 64 | 0b10 << 62 | behind << _DICE_BITS | dice
    return UUID(int=value)
