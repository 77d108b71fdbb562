"""Keys of decimals sort as texts as the numbers do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.store.decimals import decimal_key

digits = st.text("0123456789", min_size=1, max_size=30)
decimals = st.builds("{}{}.{}".format, st.sampled_from(("", "-")), digits, digits).map(Decimal)
numbers = st.floats(allow_nan=False, allow_infinity=False).map(repr).map(Decimal)


@given(st.lists(decimals | numbers, max_size=8))
def test_keys_sort_as_their_numbers(values: list[Decimal]) -> None:
    """Thirty digits before and after the point, negative ones and a float's whole range included."""
    assert sorted(values) == sorted(values, key=decimal_key)


@given(decimals, st.integers(0, 10))
def test_equal_numbers_have_one_key(value: Decimal, zeros: int) -> None:
    """Zeros at the end, and the sign of zero, are no part of a number."""
    assert decimal_key(value) == decimal_key(Decimal(f"{value:f}" + "0" * zeros))
    assert decimal_key(Decimal("-0.0")) == decimal_key(Decimal(0))


@pytest.mark.parametrize(
    ("less", "greater"), [("-10", "-9"), ("-1.51", "-1.5"), ("-1", "0"), ("0", "1E-30"), ("9", "10")]
)
def test_the_lesser_number_has_the_lesser_key(less: str, greater: str) -> None:
    """Text order is not numeric order; key order is."""
    assert decimal_key(Decimal(less)) < decimal_key(Decimal(greater))
