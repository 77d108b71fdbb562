"""Decimals as texts that a database orders as numbers, whatever their size and scale.

A key decides order and equality only: 1.5 and 1.50 have one key. It is never answered and never read back.
"""

from decimal import Decimal
from typing import Final

# What a Decimal's exponent is shifted by, so that it is written without a sign (decimal.MIN_EMIN is -(10**18) + 1).
_SHIFT: Final = 2 * 10**18
_COMPLEMENT: Final = str.maketrans("0123456789", "9876543210")
_ABOVE_DIGITS: Final = ":"  # stands just after 9 by code point


def decimal_key(value: Decimal) -> str:
    """The text that sorts, by code point, as a finite number does.

    A sign, then the exponent of the first digit at a fixed width, then the digits. A negative number is
    written in complement, and ends above every digit, for of two that share their digits the longer one is less.

    Args:
        value: a finite number of any size.
    """
    if not value:
        return "1"
    exponent = f"{value.adjusted() + _SHIFT:019d}"
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    if value > 0:
        return f"2{exponent}{digits}"
    return f"0{(exponent + digits).translate(_COMPLEMENT)}{_ABOVE_DIGITS}"
