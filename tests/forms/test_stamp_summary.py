"""What the summary shows of amounts."""

from __future__ import annotations

import pytest

from xlgoals.forms.fill import amount
from xlgoals.forms.stamp_summary import _amount


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0", "0"), ("100", "100"), ("0.00", "0"), ("12.50", "12.5"), ("-1,000.00", "-1000"),
     ("1,234.56", "1234.56"), ("7.0001", "7.0001")],
)  # fmt: skip
def test_numbers_lose_their_last_zeros_only(text: str, shown: str) -> None:
    assert _amount(text) == (b"", shown.encode())
    number = amount(text).number
    assert number is not None
    assert f"{number.normalize():f}" == shown


def test_an_amount_that_is_no_number_stays_a_text() -> None:
    assert _amount("约<100") == (b' t="str"', "约&lt;100".encode())
